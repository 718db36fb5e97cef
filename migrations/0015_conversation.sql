-- Finer wishes, the days and the channel of the digest, applications, and codes that link a person's channels.

ALTER TABLE user_preferences
    ADD COLUMN shifts               text[] NOT NULL DEFAULT '{}',
    ADD COLUMN radius_km            smallint CHECK (radius_km BETWEEN 1 AND 1000),
    ADD COLUMN remote_from_home     boolean NOT NULL DEFAULT false,
    ADD COLUMN pay_unknown_fine     boolean NOT NULL DEFAULT true,
    ADD COLUMN available_on         date,
    ADD COLUMN wanted_companies     text[] NOT NULL DEFAULT '{}',
    ADD COLUMN wanted_words         text[] NOT NULL DEFAULT '{}',
    ADD COLUMN excluded_roles       text[] NOT NULL DEFAULT '{}',
    ADD COLUMN excluded_skills      text[] NOT NULL DEFAULT '{}',
    ADD COLUMN excluded_locations   jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN excluded_industries  text[] NOT NULL DEFAULT '{}';
COMMENT ON COLUMN user_preferences.shifts IS 'Any of day, night, weekend; empty means any.';
COMMENT ON COLUMN user_preferences.radius_km IS 'How far from a city named the work may be; null: as usual.';
COMMENT ON COLUMN user_preferences.remote_from_home IS 'Remote work only where it is open to the country the person lives in.';
COMMENT ON COLUMN user_preferences.excluded_locations IS 'As preferred_locations.';

ALTER TABLE users
    ADD COLUMN digest_days     smallint[] NOT NULL DEFAULT '{}',
    ADD COLUMN digest_channel  text,
    ADD COLUMN card_style      text NOT NULL DEFAULT 'list' CHECK (card_style IN ('list', 'single'));
COMMENT ON COLUMN users.digest_days IS 'ISO weekdays (1 Monday to 7 Sunday) of the daily jobs; empty means every day.';
COMMENT ON COLUMN users.digest_channel IS 'Where the daily jobs go when the person can be reached in several; null: the latest used.';

CREATE TABLE applied_jobs (
    user_id     bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    job_id      bigint NOT NULL,
    title       text NOT NULL,
    company     text,
    url         text,
    applied_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, job_id)
);
COMMENT ON TABLE applied_jobs IS 'Keeps title, company and link, so that it outlives the posting.';

CREATE TABLE link_codes (
    code_hash   bytea PRIMARY KEY,
    user_id     bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    expires_at  timestamptz NOT NULL
);
CREATE INDEX link_codes_user ON link_codes (user_id);
COMMENT ON TABLE link_codes IS 'Short-lived: who types the code in another chat becomes this person there. A keyed HMAC of the code.';

ALTER TABLE feedback DROP CONSTRAINT feedback_kind_check;
ALTER TABLE feedback ADD CONSTRAINT feedback_kind_check
    CHECK (kind IN ('viewed', 'saved', 'hidden', 'explained', 'applied'));
