-- What a language model adds to a posting, what it was asked, and what models may cost in a day.

ALTER TABLE canonical_jobs
    ADD COLUMN ai_job_titles        text[] NOT NULL DEFAULT '{}',
    ADD COLUMN ai_job_function      text,
    ADD COLUMN ai_job_level         text,
    ADD COLUMN ai_industry          text,
    ADD COLUMN ai_city              text,
    ADD COLUMN ai_state             text,
    ADD COLUMN ai_country           text,
    ADD COLUMN ai_work_arrangement  text,
    ADD COLUMN ai_remote_allowed    boolean,
    ADD COLUMN ai_required_skills   text[] NOT NULL DEFAULT '{}',
    ADD COLUMN ai_preferred_skills  text[] NOT NULL DEFAULT '{}',
    ADD COLUMN ai_years_min         real,
    ADD COLUMN ai_years_max         real,
    ADD COLUMN ai_salary_min        double precision,
    ADD COLUMN ai_salary_max        double precision,
    ADD COLUMN ai_salary_currency   text,
    ADD COLUMN ai_benefits          text[] NOT NULL DEFAULT '{}',
    ADD COLUMN ai_education         text,
    ADD COLUMN ai_summary           text,
    ADD COLUMN enriched_at          timestamptz,
    ADD COLUMN enriched_by          text,
    ADD COLUMN enrichment_hash      text GENERATED ALWAYS AS (
        md5(title || chr(10) || coalesce(company, '') || chr(10) || coalesce(location, '') || chr(10)
            || left(description, 6000))) STORED;
COMMENT ON COLUMN canonical_jobs.ai_remote_allowed IS 'Whether all of the work may be done from elsewhere; null: not said.';
COMMENT ON COLUMN canonical_jobs.ai_salary_min IS 'In ai_salary_currency for salary_period.';
COMMENT ON COLUMN canonical_jobs.ai_education IS 'The least asked: none, secondary, vocational, diploma, bachelor, master, doctorate.';
COMMENT ON COLUMN canonical_jobs.enriched_by IS '''parsers'', or the language model that was asked for what they left empty.';
COMMENT ON COLUMN canonical_jobs.enrichment_hash IS 'Of all that a language model is shown; equal for reposts.';

UPDATE canonical_jobs SET
    ai_job_titles = ARRAY[title], ai_job_function = function, ai_job_level = level, ai_industry = industry,
    ai_city = places -> 0 ->> 'city', ai_state = places -> 0 ->> 'region',
    ai_country = coalesce(places -> 0 ->> 'country', countries[1]), ai_work_arrangement = work_mode,
    ai_remote_allowed = (work_mode = 'remote'), ai_required_skills = skills, ai_preferred_skills = preferred_skills,
    ai_years_min = experience_min_years, ai_years_max = experience_max_years, ai_salary_min = salary_min,
    ai_salary_max = salary_max, ai_salary_currency = salary_currency, enriched_at = now(), enriched_by = 'parsers';

CREATE TABLE enrichments (
    content_hash   text NOT NULL,
    model          text NOT NULL,
    asked          text[] NOT NULL DEFAULT '{}',
    answer         jsonb NOT NULL DEFAULT '{}',
    attempts       integer NOT NULL DEFAULT 0,
    claimed_until  timestamptz,
    retry_at       timestamptz,
    given_up       boolean NOT NULL DEFAULT false,
    error          text,
    asked_at       timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (content_hash, model)
);
CREATE INDEX enrichments_given_up ON enrichments (model) WHERE given_up;
COMMENT ON TABLE enrichments IS 'Answers of language models by canonical_jobs.enrichment_hash, so that no text is paid for twice.';
COMMENT ON COLUMN enrichments.asked IS 'The facts that answer covers, also where it says that the text does not tell them.';
COMMENT ON COLUMN enrichments.attempts IS 'Questions begun since the last answer; the third failure gives the text up.';
COMMENT ON COLUMN enrichments.claimed_until IS 'A worker asks until then; over for a worker that was killed.';

CREATE TABLE model_budget_days (
    day         date PRIMARY KEY,
    refused_at  timestamptz
);
COMMENT ON TABLE model_budget_days IS 'One row a UTC day, locked while a cost is reserved; refused_at: when the budget first had no room.';

CREATE TABLE model_reservations (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    purpose      text NOT NULL,
    model        text NOT NULL,
    cost_usd     numeric(12, 6) NOT NULL,
    reserved_at  timestamptz NOT NULL
);
COMMENT ON TABLE model_reservations IS 'The most that calls under way may cost. That of a killed process counts until its day ends: it may have been paid.';
CREATE INDEX model_reservations_time ON model_reservations (reserved_at);
