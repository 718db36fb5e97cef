-- Since when an hour holds, and finding the words of all finished events, dead ones included.

ALTER TABLE users ADD COLUMN hour_set_at timestamptz;
COMMENT ON COLUMN users.hour_set_at IS
    'When the digest''s hour, zone or status last changed; null: long ago. An hour that struck before is not made up for.';

CREATE INDEX inbox_words ON inbox (finished_at) WHERE payload IS NOT NULL AND finished_at IS NOT NULL;
DROP INDEX inbox_finished;
