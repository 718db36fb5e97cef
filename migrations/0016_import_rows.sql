-- What an import lost is told by row, as many rows may stand on one line; and what makes old imports and postings go.

ALTER TABLE import_failures ADD COLUMN number integer;
UPDATE import_failures SET number = line;
ALTER TABLE import_failures
    ALTER COLUMN number SET NOT NULL,
    DROP CONSTRAINT import_failures_pkey,
    ADD PRIMARY KEY (batch_id, number);
COMMENT ON COLUMN import_failures.number IS 'Which row of the file it is, from 1.';

ALTER TABLE import_batches ADD COLUMN held_until timestamptz;
COMMENT ON COLUMN import_batches.held_until IS 'A process imports until then; over for one that was killed, null when it is done.';

CREATE INDEX raw_jobs_batch ON raw_jobs (batch_id) WHERE batch_id IS NOT NULL;
CREATE INDEX canonical_jobs_over ON canonical_jobs (updated_at) WHERE status <> 'ACTIVE';
