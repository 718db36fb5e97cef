-- People: who they are, how they are reached, what they want, what they agreed to.

CREATE EXTENSION IF NOT EXISTS vector;

CREATE TABLE users (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    language      text NOT NULL DEFAULT 'en',
    time_zone     text NOT NULL DEFAULT 'UTC',
    country       text CHECK (country ~ '^[A-Z]{2}$'),
    status        text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'paused', 'stopped')),
    paused_until  timestamptz,
    digest_hour   smallint NOT NULL DEFAULT 8 CHECK (digest_hour BETWEEN 0 AND 23),
    created_at    timestamptz NOT NULL DEFAULT now(),
    updated_at    timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE users IS 'One person. Everything personal hangs below and goes with the row.';

CREATE TABLE channel_accounts (
    id                  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id             bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    channel             text NOT NULL CHECK (channel IN ('telegram', 'whatsapp', 'web', 'console')),
    address             text NOT NULL,
    phone               text,
    reachable           boolean NOT NULL DEFAULT true,
    unreachable_reason  text,
    last_inbound_at     timestamptz,
    created_at          timestamptz NOT NULL DEFAULT now(),
    UNIQUE (channel, address)
);
CREATE INDEX channel_accounts_user ON channel_accounts (user_id);
COMMENT ON COLUMN channel_accounts.address IS 'Telegram chat id, WhatsApp BSUID or phone, web chat token hash, terminal user.';

CREATE TABLE consents (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id       bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    purpose       text NOT NULL,
    wording       text NOT NULL,
    given_at      timestamptz NOT NULL DEFAULT now(),
    withdrawn_at  timestamptz
);
CREATE INDEX consents_user ON consents (user_id);

CREATE TABLE suppressions (
    channel       text NOT NULL,
    address_hash  bytea NOT NULL,
    reason        text NOT NULL,
    created_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (channel, address_hash)
);
COMMENT ON TABLE suppressions IS 'Who must not be written to unasked: a keyed HMAC of the address, so that it survives deletion.';

CREATE TABLE user_preferences (
    id                       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id                  bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    slot                     smallint NOT NULL DEFAULT 1 CHECK (slot BETWEEN 1 AND 3),
    name                     text NOT NULL DEFAULT 'main',
    job_roles                text[] NOT NULL DEFAULT '{}',
    job_categories           text[] NOT NULL DEFAULT '{}',
    user_job_input           text NOT NULL DEFAULT '',
    experience_level         text,
    years_of_experience      real CHECK (years_of_experience BETWEEN 0 AND 70),
    education_level          text,
    technical_skills         text[] NOT NULL DEFAULT '{}',
    soft_skills              text[] NOT NULL DEFAULT '{}',
    languages_spoken         text[] NOT NULL DEFAULT '{}',
    preferred_locations      jsonb NOT NULL DEFAULT '[]',
    user_location_input      text NOT NULL DEFAULT '',
    willing_to_relocate      boolean,
    work_arrangements        text[] NOT NULL DEFAULT '{}',
    employment_types         text[] NOT NULL DEFAULT '{}',
    salary_min               double precision CHECK (salary_min >= 0),
    salary_max               double precision CHECK (salary_max >= 0),
    salary_currency          text CHECK (salary_currency ~ '^[A-Z]{3}$'),
    salary_period            text CHECK (salary_period IN ('hour', 'day', 'week', 'month', 'year')),
    company_size_preference  text[] NOT NULL DEFAULT '{}',
    industry_preferences     text[] NOT NULL DEFAULT '{}',
    excluded_companies       text[] NOT NULL DEFAULT '{}',
    excluded_words           text[] NOT NULL DEFAULT '{}',
    frequency                text NOT NULL DEFAULT 'daily' CHECK (frequency IN ('instant', 'daily', 'weekly', 'off')),
    embedding_text           text NOT NULL DEFAULT '',
    embedding_hash           text NOT NULL DEFAULT '',
    user_embedding           halfvec,
    user_embedding_hash      text,
    embedding_model          text,
    embedding_updated_at     timestamptz,
    created_at               timestamptz NOT NULL DEFAULT now(),
    updated_at               timestamptz NOT NULL DEFAULT now(),
    UNIQUE (user_id, name),
    UNIQUE (user_id, slot),
    CHECK ((user_embedding IS NULL) = (embedding_model IS NULL)),
    CHECK ((user_embedding IS NULL) = (user_embedding_hash IS NULL))
);
ALTER TABLE user_preferences ALTER COLUMN user_embedding SET STORAGE PLAIN;
COMMENT ON TABLE user_preferences IS 'One row per person and named search, at most three.';
COMMENT ON COLUMN user_preferences.preferred_locations IS 'List of {city, region, country, latitude, longitude}, any of them null.';
COMMENT ON COLUMN user_preferences.work_arrangements IS 'Any of onsite, hybrid, remote; empty means any.';
COMMENT ON COLUMN user_preferences.embedding_hash IS 'Hash of embedding_text now; user_embedding_hash is that of the text the vector was made from.';
