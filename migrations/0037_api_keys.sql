-- Keys by which other programs search, each with its own pace.

CREATE TABLE api_keys (
    id                 bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name               text NOT NULL CHECK (name <> ''),
    prefix             text NOT NULL UNIQUE CHECK (length(prefix) = 8),
    key_hash           bytea NOT NULL UNIQUE CHECK (length(key_hash) = 32),
    per_minute         integer NOT NULL CHECK (per_minute > 0),
    created_at         timestamptz NOT NULL DEFAULT now(),
    revoked_at         timestamptz,
    last_used_at       timestamptz,
    minute_started_at  timestamptz NOT NULL DEFAULT now(),
    minute_requests    integer NOT NULL DEFAULT 0
);
COMMENT ON COLUMN api_keys.prefix IS 'How the key begins: what people call it by.';
COMMENT ON COLUMN api_keys.key_hash IS 'SHA-256 of the whole key, which is kept nowhere.';
COMMENT ON COLUMN api_keys.minute_requests IS 'Requests since minute_started_at, refused ones included.';
