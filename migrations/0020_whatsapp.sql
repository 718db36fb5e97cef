-- WhatsApp: people by more than one address, the window, opt-outs, templates and what they cost, digests that wait.

CREATE TABLE whatsapp_addresses (
    address          text PRIMARY KEY,
    conversation_id  bigint NOT NULL REFERENCES conversations ON DELETE CASCADE,
    lasting          boolean NOT NULL,
    current          boolean NOT NULL DEFAULT true,
    noted_at         timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX whatsapp_addresses_conversation ON whatsapp_addresses (conversation_id);
COMMENT ON TABLE whatsapp_addresses IS 'Every address under which a chat was ever known; conversations.chat is the first of them and stays.';
COMMENT ON COLUMN whatsapp_addresses.lasting IS 'A business-scoped user id; otherwise a phone number, digits only.';
COMMENT ON COLUMN whatsapp_addresses.current IS 'False for an id that was replaced: late events still come under it, nothing is sent to it.';

ALTER TABLE channel_accounts
    ADD COLUMN marketing_stopped_at  timestamptz,
    ADD COLUMN window_refused_at     timestamptz;
COMMENT ON COLUMN channel_accounts.marketing_stopped_at IS 'They stopped marketing messages in the channel''s own menu.';
COMMENT ON COLUMN channel_accounts.window_refused_at IS 'The channel refused a message because they had not written for a day.';

CREATE TABLE held_digests (
    user_id    bigint PRIMARY KEY REFERENCES users ON DELETE CASCADE,
    digest_id  bigint NOT NULL REFERENCES digests ON DELETE CASCADE,
    held_at    timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX held_digests_digest ON held_digests (digest_id);
COMMENT ON TABLE held_digests IS 'Digests that wait until the person writes; planned afresh then. One each: the latest.';

CREATE TABLE template_messages (
    outbox_id  bigint PRIMARY KEY,
    user_id    bigint REFERENCES users ON DELETE SET NULL,
    name       text NOT NULL,
    language   text NOT NULL,
    cost_usd   double precision NOT NULL,
    sent_at    timestamptz NOT NULL DEFAULT now(),
    failed_at  timestamptz
);
CREATE INDEX template_messages_user ON template_messages (user_id, sent_at);
CREATE INDEX template_messages_sent ON template_messages (sent_at);
COMMENT ON TABLE template_messages IS 'Every template that went out, with its price; kept longer than the outbox row of that id.';

CREATE TABLE template_spending (
    day  date PRIMARY KEY,
    usd  double precision NOT NULL
);
COMMENT ON TABLE template_spending IS 'What a day''s (UTC) templates cost; its row is what the daily limit is kept by.';

CREATE TABLE channel_troubles (
    channel   text NOT NULL,
    subject   text NOT NULL,
    trouble   text NOT NULL,
    noted_at  timestamptz NOT NULL DEFAULT now(),
    until     timestamptz,
    PRIMARY KEY (channel, subject)
);
COMMENT ON TABLE channel_troubles IS 'What stands against sending on a channel as a whole: a dead token, a refused template, a halted campaign.';
COMMENT ON COLUMN channel_troubles.until IS 'Over by itself then; null: until it is mended.';
