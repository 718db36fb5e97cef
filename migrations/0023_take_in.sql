-- Taking events in: one call for a webhook's body, its plans kept by the session. It had taken three statements.

CREATE FUNCTION take_in(
    channel_ text, ids text[], chats text[], kinds text[], payloads text[], stops bytea[], most_per_minute integer
) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
    conversation bigint;
BEGIN
    FOR i IN 1 .. coalesce(array_length(ids, 1), 0) LOOP
        conversation := NULL;
        IF kinds[i] <> 'status' THEN
            SELECT id INTO conversation FROM conversations WHERE channel = channel_ AND chat = chats[i];
            IF NOT FOUND THEN  -- unless another request begins it right now
                INSERT INTO conversations (channel, chat) VALUES (channel_, chats[i]) ON CONFLICT DO NOTHING;
                SELECT id INTO conversation FROM conversations WHERE channel = channel_ AND chat = chats[i];
            END IF;
            IF kinds[i] = 'message' AND stops[i] IS NULL AND (
                SELECT received_at > now() - interval '1 minute' FROM inbox WHERE conversation_id = conversation
                ORDER BY id DESC OFFSET most_per_minute - 1 LIMIT 1)
            THEN
                CONTINUE;
            END IF;
        END IF;
        INSERT INTO inbox (channel, event_id, conversation_id, kind, payload)
        VALUES (channel_, ids[i], conversation, kinds[i], payloads[i]::jsonb)
        ON CONFLICT (channel, event_id) DO NOTHING;
        IF FOUND THEN
            IF stops[i] IS NOT NULL THEN
                INSERT INTO suppressions (channel, address_hash, reason) VALUES (channel_, stops[i], 'said stop')
                ON CONFLICT DO NOTHING;
            END IF;
            RETURN NEXT ids[i];
        END IF;
    END LOOP;
END $$;
COMMENT ON FUNCTION take_in IS 'Events, each once, and who said stop; gives the ids of the new ones. What a chat sends beyond its measure is let go.';
