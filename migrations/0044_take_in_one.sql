-- A body with a single event of a known chat: plain values, where arrays, a loop and a second look cost a quarter more.

CREATE FUNCTION take_in_one(
    channel_ text, id_ text, chat_ text, lasting_ text, phone_ text, kind_ text, payload_ jsonb, most_per_minute integer
) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    home bigint;
BEGIN
    IF kind_ <> 'status' THEN
        -- locked, so that no deletion comes between; one that came before has renamed the chat
        IF lasting_ = '' AND phone_ = '' THEN
            SELECT id INTO home FROM conversations WHERE channel = channel_ AND chat = chat_ FOR KEY SHARE;
        ELSE
            SELECT id INTO home FROM conversations
            WHERE chat NOT LIKE 'deleted-%' AND id = (
                SELECT min(conversation_id) FROM whatsapp_addresses WHERE address IN (lasting_, phone_)
                HAVING min(conversation_id) = max(conversation_id)
                   AND count(*) = (lasting_ <> '')::integer + (phone_ <> '')::integer)
            FOR KEY SHARE;
        END IF;
        IF home IS NULL THEN
            RETURN NULL;
        END IF;
        IF kind_ = 'message' AND (
            SELECT received_at > now() - interval '1 minute' FROM inbox WHERE conversation_id = home
            ORDER BY id DESC OFFSET most_per_minute - 1 LIMIT 1)
        THEN
            RETURN false;
        END IF;
    END IF;
    INSERT INTO inbox (channel, event_id, conversation_id, kind, payload)
    VALUES (channel_, id_, home, kind_, payload_)
    ON CONFLICT (channel, event_id) DO NOTHING;
    RETURN FOUND;
END $$;
COMMENT ON FUNCTION take_in_one IS
    'An event that says no stop, once: whether it was new; NULL, and not taken in, where its chat is not known or its two addresses lead to two. What a chat sends beyond its measure is let go.';
