-- Scheduled work: what there is, and what ran.

CREATE TABLE tasks (
    name         text PRIMARY KEY,
    schedule     text NOT NULL,
    description  text NOT NULL,
    next_run_at  timestamptz,
    seen_at      timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE tasks IS 'The clock''s schedule, written by the clock, so that health can read it without importing the scheduler.';

CREATE TABLE task_runs (
    task          text NOT NULL,
    slot          timestamptz NOT NULL,
    status        text NOT NULL DEFAULT 'deferred' CHECK (status IN ('deferred', 'running', 'done', 'failed')),
    attempts      integer NOT NULL DEFAULT 0,
    leased_until  timestamptz,
    started_at    timestamptz,
    finished_at   timestamptz,
    error         text,
    summary       jsonb,
    created_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (task, slot)
);
CREATE INDEX task_runs_latest ON task_runs (task, slot DESC);
CREATE INDEX task_runs_open ON task_runs (leased_until) WHERE status IN ('deferred', 'running');
