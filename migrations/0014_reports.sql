-- What people report: postings that are dead or a scam, and those held back for it.

CREATE TABLE job_reports (
    user_id      bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    job_id       bigint NOT NULL REFERENCES canonical_jobs ON DELETE CASCADE,
    reason       text NOT NULL CHECK (reason IN ('scam', 'dead')),
    reported_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, job_id)
);
CREATE INDEX job_reports_job ON job_reports (job_id);
COMMENT ON TABLE job_reports IS
    'One word of one person on one posting. It goes with the person, so that nobody counts twice by starting anew.';

ALTER TABLE canonical_jobs
    ADD COLUMN held_at      timestamptz,
    ADD COLUMN released_at  timestamptz;
COMMENT ON COLUMN canonical_jobs.held_at IS 'Since when reports hold it and every copy of it back; null: not.';
COMMENT ON COLUMN canonical_jobs.released_at IS 'When an admin let it be shown again; reports before that do not count.';
CREATE INDEX canonical_jobs_held ON canonical_jobs (cluster_key) WHERE held_at IS NOT NULL;
