-- Everything enters by the inbox and leaves by the outbox.

CREATE TABLE conversations (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    channel       text NOT NULL,
    chat          text NOT NULL,
    user_id       bigint REFERENCES users ON DELETE SET NULL,
    state         jsonb NOT NULL DEFAULT '{}',
    fence         bigint NOT NULL DEFAULT 0,
    leased_until  timestamptz,
    created_at    timestamptz NOT NULL DEFAULT now(),
    updated_at    timestamptz NOT NULL DEFAULT now(),
    UNIQUE (channel, chat)
);
CREATE INDEX conversations_user ON conversations (user_id);
COMMENT ON COLUMN conversations.fence IS 'Rises with each lease; a worker whose fence is no longer this one has lost the chat.';

CREATE TABLE inbox (
    id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    channel          text NOT NULL,
    event_id         text NOT NULL,
    conversation_id  bigint NOT NULL REFERENCES conversations ON DELETE CASCADE,
    kind             text NOT NULL CHECK (kind IN ('message', 'status', 'member', 'preference')),
    payload          jsonb,
    status           text NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'done', 'dead')),
    attempts         integer NOT NULL DEFAULT 0,
    retry_at         timestamptz NOT NULL DEFAULT now(),
    last_error       text,
    received_at      timestamptz NOT NULL DEFAULT now(),
    finished_at      timestamptz,
    UNIQUE (channel, event_id)
);
CREATE INDEX inbox_waiting ON inbox (id) WHERE status = 'waiting';
CREATE INDEX inbox_waiting_by_chat ON inbox (conversation_id, id) WHERE status = 'waiting';
CREATE INDEX inbox_by_chat ON inbox (conversation_id, id);
CREATE INDEX inbox_dead ON inbox (id) WHERE status = 'dead';
CREATE INDEX inbox_finished ON inbox (finished_at) WHERE payload IS NOT NULL AND status = 'done';
COMMENT ON COLUMN inbox.payload IS 'The incoming event in our own shape; dropped after the retention time.';

CREATE TABLE outbox (
    id                  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    conversation_id     bigint NOT NULL REFERENCES conversations ON DELETE CASCADE,
    channel             text NOT NULL,
    chat                text NOT NULL,
    user_id             bigint REFERENCES users ON DELETE SET NULL,
    inbox_id            bigint REFERENCES inbox ON DELETE SET NULL,
    body                jsonb NOT NULL,
    priority            smallint NOT NULL DEFAULT 0,
    status              text NOT NULL DEFAULT 'waiting'
                        CHECK (status IN ('waiting', 'sending', 'sent', 'unknown', 'dead', 'cancelled')),
    attempts            integer NOT NULL DEFAULT 0,
    send_at             timestamptz NOT NULL DEFAULT now(),
    claimed_until       timestamptz,
    expires_at          timestamptz,
    sent_at             timestamptz,
    channel_message_id  text,
    last_error          text,
    created_at          timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX outbox_waiting ON outbox (channel, priority, id) WHERE status IN ('waiting', 'sending', 'unknown');
CREATE INDEX outbox_waiting_by_chat ON outbox (conversation_id, priority, id)
    WHERE status IN ('waiting', 'sending', 'unknown');
CREATE INDEX outbox_by_chat ON outbox (conversation_id, id);
CREATE INDEX outbox_inbox ON outbox (inbox_id) WHERE inbox_id IS NOT NULL; -- for deleting old events
CREATE INDEX outbox_dead ON outbox (id) WHERE status IN ('dead', 'unknown');
COMMENT ON COLUMN outbox.body IS '{kind, ids, ...}: what to say, not how; put into words and layout at send time.';
COMMENT ON COLUMN outbox.priority IS '0 a reply, 1 a digest: a reply goes before a digest.';

CREATE TABLE chat_pace (
    channel       text NOT NULL,
    chat          text NOT NULL,
    next_send_at  timestamptz NOT NULL,
    PRIMARY KEY (channel, chat)
);
CREATE TABLE channel_pace (
    channel       text PRIMARY KEY,
    next_send_at  timestamptz NOT NULL DEFAULT '-infinity'
);
COMMENT ON TABLE channel_pace IS 'When the channel may send next: taken in the claim statement, exact over all workers.';

CREATE TABLE saved_jobs (
    user_id   bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    job_id    bigint NOT NULL,
    title     text NOT NULL,
    company   text,
    url       text,
    saved_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, job_id)
);
COMMENT ON TABLE saved_jobs IS 'Keeps title, company and link, so that it outlives the posting.';
