-- What becomes of a message after it was handed over, pauses that everyone keeps, and statuses that wait for no chat.

ALTER TABLE outbox ADD COLUMN part smallint NOT NULL DEFAULT 0;
-- What is parked until the person writes (send_at infinity) is no work for a claim to look through.
CREATE INDEX outbox_ready ON outbox (channel, priority, id)
    WHERE status IN ('waiting', 'sending', 'unknown') AND send_at < 'infinity';
DROP INDEX outbox_waiting;
CREATE INDEX outbox_expiring ON outbox (expires_at) WHERE status IN ('waiting', 'sending', 'unknown');
CREATE INDEX outbox_channel_message ON outbox (channel, channel_message_id) WHERE channel_message_id <> '';
COMMENT ON COLUMN outbox.part IS 'How many messages of a text that needs several have been sent already.';

ALTER TABLE channel_pace
    ADD COLUMN held_until   timestamptz NOT NULL DEFAULT '-infinity',
    ADD COLUMN held_reason  text;
COMMENT ON COLUMN channel_pace.held_until IS 'Nobody sends before: the channel asked for a pause, or refuses us altogether.';
COMMENT ON COLUMN chat_pace.next_send_at IS
    'When the chat would be free if every message took its full time; a burst is allowed to run ahead of it.';

ALTER TABLE inbox ALTER COLUMN conversation_id DROP NOT NULL;
ALTER TABLE inbox ADD CONSTRAINT inbox_conversation_check CHECK (conversation_id IS NOT NULL OR kind = 'status');
CREATE INDEX inbox_waiting_statuses ON inbox (id) WHERE status = 'waiting' AND kind = 'status';
CREATE INDEX inbox_waiting_turns ON inbox (id) WHERE status = 'waiting' AND kind <> 'status';
DROP INDEX inbox_waiting;

CREATE TABLE deliveries (
    channel             text NOT NULL,
    channel_message_id  text NOT NULL,
    outbox_id           bigint REFERENCES outbox ON DELETE CASCADE,
    status              text NOT NULL CHECK (status IN ('sent', 'failed', 'delivered', 'read')),
    rank                smallint NOT NULL,
    status_at           timestamptz NOT NULL,
    error_code          integer,
    received_at         timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (channel, channel_message_id)
);
CREATE INDEX deliveries_outbox ON deliveries (outbox_id) WHERE outbox_id IS NOT NULL;
COMMENT ON TABLE deliveries IS 'How far each message came, as the channel tells it; it never goes back.';
COMMENT ON COLUMN deliveries.rank IS '1 sent, 2 failed, 3 delivered, 4 read: a later word counts only when its rank is higher.';
