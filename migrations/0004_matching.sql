-- What was matched, planned, shown and thought of it.

CREATE TABLE digests (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id     bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    slot        timestamptz NOT NULL,
    status      text NOT NULL DEFAULT 'due' CHECK (status IN ('due', 'planned', 'empty', 'skipped', 'failed')),
    attempts    integer NOT NULL DEFAULT 0,
    error       text,
    created_at  timestamptz NOT NULL DEFAULT now(),
    planned_at  timestamptz,
    UNIQUE (user_id, slot)
);
CREATE INDEX digests_due ON digests (slot) WHERE status = 'due';

CREATE TABLE matches (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id         bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    preference_id   bigint REFERENCES user_preferences ON DELETE SET NULL,
    job_id          bigint NOT NULL,
    cluster_key     text NOT NULL,
    score           smallint NOT NULL CHECK (score BETWEEN 0 AND 100),
    grade           text NOT NULL,
    factors         jsonb NOT NULL,
    reasons         jsonb NOT NULL,
    matched_skills  text[] NOT NULL DEFAULT '{}',
    missing_skills  text[] NOT NULL DEFAULT '{}',
    status          text NOT NULL DEFAULT 'SUGGESTED'
                    CHECK (status IN ('SUGGESTED', 'VIEWED', 'APPLIED', 'REJECTED', 'SHORTLISTED')),
    outbox_id       bigint REFERENCES outbox ON DELETE SET NULL,
    digest_id       bigint REFERENCES digests ON DELETE SET NULL,
    planned_at      timestamptz NOT NULL DEFAULT now(),
    shown_at        timestamptz,
    UNIQUE (user_id, job_id)
);
CREATE INDEX matches_cluster ON matches (user_id, cluster_key);
CREATE INDEX matches_outbox ON matches (outbox_id) WHERE outbox_id IS NOT NULL;
COMMENT ON TABLE matches IS 'One per person and posting. No reference to the posting: what was shown outlives it.';
COMMENT ON COLUMN matches.shown_at IS 'Set by delivery; null while only planned. A planned match whose message dies is deleted (released).';

CREATE TABLE feedback (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id     bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    job_id      bigint NOT NULL,
    kind        text NOT NULL CHECK (kind IN ('viewed', 'saved', 'hidden', 'explained')),
    reason      text,
    created_at  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX feedback_user ON feedback (user_id);

CREATE TABLE searches (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id     bigint REFERENCES users ON DELETE CASCADE,
    kind        text NOT NULL,
    model       text,
    filters     jsonb NOT NULL DEFAULT '{}',
    results     integer NOT NULL,
    latency_ms  real NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX searches_created ON searches (created_at);
