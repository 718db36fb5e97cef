-- A record that is stored as it is, is found by its hash before anything in it is read.

CREATE INDEX canonical_jobs_content ON canonical_jobs USING hash (content_hash);
