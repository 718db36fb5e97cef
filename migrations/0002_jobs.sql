-- Postings: as received, as understood, and how they came in. Vectors live in a narrow table of their own.

CREATE TABLE import_batches (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source       text NOT NULL,
    file_name    text NOT NULL,
    status       text NOT NULL DEFAULT 'IN_PROGRESS' CHECK (status IN ('IN_PROGRESS', 'COMPLETED', 'FAILED')),
    total        integer NOT NULL DEFAULT 0,
    new          integer NOT NULL DEFAULT 0,
    updated      integer NOT NULL DEFAULT 0,
    unchanged    integer NOT NULL DEFAULT 0,
    failed       integer NOT NULL DEFAULT 0,
    error        text,
    started_at   timestamptz NOT NULL DEFAULT now(),
    finished_at  timestamptz
);

CREATE TABLE import_failures (
    batch_id  bigint NOT NULL REFERENCES import_batches ON DELETE CASCADE,
    line      integer NOT NULL,
    reason    text NOT NULL,
    PRIMARY KEY (batch_id, line)
);

CREATE TABLE raw_jobs (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source         text NOT NULL,
    source_job_id  text NOT NULL,
    payload        jsonb NOT NULL,
    payload_hash   text NOT NULL,
    batch_id       bigint REFERENCES import_batches ON DELETE SET NULL,
    received_at    timestamptz NOT NULL DEFAULT now(),
    UNIQUE (source, source_job_id)
);

CREATE TABLE canonical_jobs (
    id                    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source                text NOT NULL,
    source_job_id         text NOT NULL,
    title                 text NOT NULL,
    company               text,
    location              text,
    places                jsonb NOT NULL DEFAULT '[]',
    countries             text[] NOT NULL DEFAULT '{}',
    work_mode             text CHECK (work_mode IN ('onsite', 'hybrid', 'remote')),
    remote_in             text[] NOT NULL DEFAULT '{}',
    description           text NOT NULL DEFAULT '',
    url                   text,
    posted_on             date,
    deadline_on           date,
    expires_on            date NOT NULL,
    salary_text           text,
    salary_min            double precision,
    salary_max            double precision,
    salary_currency       text CHECK (salary_currency ~ '^[A-Z]{3}$'),
    salary_period         text CHECK (salary_period IN ('hour', 'day', 'week', 'month', 'year')),
    salary_annual_min     double precision,
    salary_annual_max     double precision,
    experience_text       text,
    experience_min_years  real,
    experience_max_years  real,
    skills                text[] NOT NULL DEFAULT '{}',
    preferred_skills      text[] NOT NULL DEFAULT '{}',
    level                 text,
    employment_types      text[] NOT NULL DEFAULT '{}',
    function              text,
    industry              text,
    status                text NOT NULL DEFAULT 'ACTIVE' CHECK (status IN ('ACTIVE', 'EXPIRED', 'FILLED', 'CLOSED')),
    cluster_key           text NOT NULL,
    embedding_text        text NOT NULL,
    embedding_hash        text NOT NULL,
    content_hash          text NOT NULL,
    search_document       tsvector NOT NULL,
    imported_at           timestamptz NOT NULL DEFAULT now(),
    updated_at            timestamptz NOT NULL DEFAULT now(),
    UNIQUE (source, source_job_id)
);
COMMENT ON COLUMN canonical_jobs.places IS 'List of {city, region, country, latitude, longitude}, any of them null.';
COMMENT ON COLUMN canonical_jobs.countries IS 'ISO 3166 alpha-2 codes of places; empty when the posting names none.';
COMMENT ON COLUMN canonical_jobs.remote_in IS 'Countries or region words a remote worker may live in; empty when not said.';
COMMENT ON COLUMN canonical_jobs.cluster_key IS 'Equal for copies of one posting: hash of normalised title, company and place.';
COMMENT ON COLUMN canonical_jobs.search_document IS 'Title (weight A), skills (B) and the start of the description (D), for full text search.';
CREATE INDEX canonical_jobs_active ON canonical_jobs (posted_on) WHERE status = 'ACTIVE';
CREATE INDEX canonical_jobs_countries ON canonical_jobs USING gin (countries) WHERE status = 'ACTIVE';
CREATE INDEX canonical_jobs_cluster ON canonical_jobs (cluster_key);
CREATE INDEX canonical_jobs_search ON canonical_jobs USING gin (search_document) WITH (fastupdate = on);
CREATE INDEX canonical_jobs_expiry ON canonical_jobs (expires_on) WHERE status = 'ACTIVE';

CREATE TABLE embedding_models (
    name          text PRIMARY KEY,
    provider      text NOT NULL,
    dimensions    integer NOT NULL CHECK (dimensions BETWEEN 1 AND 4000),
    active        boolean NOT NULL DEFAULT false,
    created_at    timestamptz NOT NULL DEFAULT now(),
    activated_at  timestamptz
);
CREATE UNIQUE INDEX embedding_models_one_active ON embedding_models (active) WHERE active;

CREATE TABLE job_embeddings (
    job_id          bigint NOT NULL REFERENCES canonical_jobs ON DELETE CASCADE,
    model           text NOT NULL REFERENCES embedding_models,
    embedding       halfvec NOT NULL,
    embedding_hash  text NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (job_id, model)
);
ALTER TABLE job_embeddings ALTER COLUMN embedding SET STORAGE PLAIN;
COMMENT ON COLUMN job_embeddings.embedding_hash IS 'canonical_jobs.embedding_hash of the text the vector was made from; different means stale.';

CREATE TABLE embedding_failures (
    kind       text NOT NULL CHECK (kind IN ('job', 'preference')),
    row_id     bigint NOT NULL,
    model      text NOT NULL,
    text_hash  text NOT NULL,
    attempts   integer NOT NULL DEFAULT 1,
    error      text NOT NULL,
    retry_at   timestamptz,
    failed_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (kind, row_id, model)
);
COMMENT ON COLUMN embedding_failures.retry_at IS 'When to try again; null when given up (three tries).';

CREATE TABLE model_costs (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    purpose     text NOT NULL,
    model       text NOT NULL,
    tokens      bigint NOT NULL,
    cost_usd    numeric(12, 6) NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX model_costs_created ON model_costs (created_at);
