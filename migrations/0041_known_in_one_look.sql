-- Messages of known people: where their addresses lead is looked up once, with the chat, so that no deletion comes between.

CREATE OR REPLACE FUNCTION take_in_known(
    channel_ text, ids text[], chats text[], lasting_ids text[], phones text[], kinds text[], payloads text[],
    most_per_minute integer
) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
    homes text[] := chats;
BEGIN
    FOR i IN 1 .. coalesce(array_length(ids, 1), 0) LOOP
        CONTINUE WHEN lasting_ids[i] = '' AND phones[i] = '';
        homes[i] := (
            SELECT min(chat) FROM whatsapp_addresses JOIN conversations ON conversations.id = conversation_id
            WHERE address IN (lasting_ids[i], phones[i])
            HAVING min(chat) = max(chat)
               AND count(*) = (lasting_ids[i] <> '')::integer + (phones[i] <> '')::integer);
        IF homes[i] IS NULL THEN
            RETURN NEXT NULL;
            RETURN;
        END IF;
    END LOOP;
    RETURN QUERY SELECT take_in(channel_, ids, homes, kinds, payloads, array_fill(NULL::bytea, ARRAY[cardinality(ids)]),
                                most_per_minute);
END $$;
