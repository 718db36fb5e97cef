-- When people may be written to, digests of each kind, and planning many people's at once.

ALTER TABLE users
    ADD COLUMN quiet_from    smallint CHECK (quiet_from BETWEEN 0 AND 23),
    ADD COLUMN quiet_until   smallint CHECK (quiet_until BETWEEN 0 AND 23),
    ADD COLUMN digest_size   smallint CHECK (digest_size BETWEEN 1 AND 10),
    ADD COLUMN least_grade   text CHECK (least_grade IN ('A+', 'A', 'B', 'C', 'D')),
    ADD COLUMN daily_cap     smallint CHECK (daily_cap BETWEEN 1 AND 50),
    ADD COLUMN slowed_at     timestamptz,
    ADD CONSTRAINT users_quiet_hours CHECK ((quiet_from IS NULL) = (quiet_until IS NULL));
ALTER TABLE users ADD COLUMN sending_hour smallint GENERATED ALWAYS AS (
    CASE WHEN quiet_from < quiet_until AND digest_hour >= quiet_from AND digest_hour < quiet_until
           OR quiet_from > quiet_until AND (digest_hour >= quiet_from OR digest_hour < quiet_until)
         THEN quiet_until ELSE digest_hour END) STORED;
CREATE INDEX users_sending_hour ON users (time_zone, sending_hour) WHERE status <> 'stopped';
COMMENT ON COLUMN users.quiet_from IS 'Own quiet hours, in local time; equal to quiet_until: none. Null: those of the house.';
COMMENT ON COLUMN users.sending_hour IS 'The hour chosen or, where it lies in their own quiet hours, the first one after these.';
COMMENT ON COLUMN users.least_grade IS 'Nothing below it comes unasked; null: as the house has it.';
COMMENT ON COLUMN users.daily_cap IS 'How many messages with jobs may come unasked within a day; null: as the house has it.';
COMMENT ON COLUMN users.slowed_at IS 'Since when jobs come once a week, because for three weeks nothing was opened or answered.';

ALTER TABLE user_preferences ADD COLUMN weekly_days smallint[] NOT NULL DEFAULT '{}';
COMMENT ON COLUMN user_preferences.weekly_days IS 'ISO weekdays on which a weekly search comes; empty: the first of the person''s days.';

ALTER TABLE digests
    ADD COLUMN kind      text NOT NULL DEFAULT 'daily' CHECK (kind IN ('daily', 'instant')),
    ADD COLUMN likeness  text NOT NULL DEFAULT '';
COMMENT ON COLUMN digests.likeness IS 'Equal or close for people who want much the same: they are planned together.';
ALTER TABLE digests DROP CONSTRAINT digests_status_check;
ALTER TABLE digests ADD CONSTRAINT digests_status_check
    CHECK (status IN ('due', 'planned', 'told', 'empty', 'skipped', 'failed'));
COMMENT ON COLUMN digests.status IS 'told: there was nothing new, and the person was told so.';
DROP INDEX digests_due;
CREATE INDEX digests_due ON digests (attempts, slot, likeness, id) WHERE status = 'due';
CREATE INDEX digests_planned ON digests (planned_at);
CREATE INDEX canonical_jobs_imported ON canonical_jobs (imported_at) WHERE status = 'ACTIVE';

CREATE TABLE instant_looks (
    user_id       bigint PRIMARY KEY REFERENCES users ON DELETE CASCADE,
    looked_until  timestamptz NOT NULL
);
COMMENT ON TABLE instant_looks IS 'Up to which import somebody with an instant search has been looked after.';
