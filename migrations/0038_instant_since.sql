-- What was new when a message with new postings at once was planned, so that its further pages go on with the same.

ALTER TABLE digests ADD COLUMN looked_until timestamptz;
COMMENT ON COLUMN digests.looked_until IS 'Instant ones: up to which import the person had been looked after before. Null: not at all.';
