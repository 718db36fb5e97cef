-- Messages of people whom we know, by one statement: where their addresses lead is looked up beside taking them in.

CREATE FUNCTION take_in_known(
    channel_ text, ids text[], chats text[], lasting_ids text[], phones text[], kinds text[], payloads text[],
    most_per_minute integer
) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
    homes text[] := chats;
    by_id bigint;
    by_phone bigint;
BEGIN
    FOR i IN 1 .. coalesce(array_length(ids, 1), 0) LOOP
        CONTINUE WHEN lasting_ids[i] = '' AND phones[i] = '';
        SELECT conversation_id INTO by_id FROM whatsapp_addresses WHERE address = lasting_ids[i];
        SELECT conversation_id INTO by_phone FROM whatsapp_addresses WHERE address = phones[i];
        IF by_id IS NULL AND lasting_ids[i] <> '' OR by_phone IS NULL AND phones[i] <> '' OR by_id <> by_phone THEN
            RETURN NEXT NULL;
            RETURN;
        END IF;
        homes[i] := (SELECT chat FROM conversations WHERE id = coalesce(by_id, by_phone));
    END LOOP;
    RETURN QUERY SELECT take_in(channel_, ids, homes, kinds, payloads, array_fill(NULL::bytea, ARRAY[cardinality(ids)]),
                                most_per_minute);
END $$;
COMMENT ON FUNCTION take_in_known IS
    'As take_in, for who says no stop; a lone NULL, and nothing taken, where an address is new or two lead to two chats.';
