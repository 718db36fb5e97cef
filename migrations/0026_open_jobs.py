"""What a search looks through: a narrow copy of the open postings, kept by a trigger, and how it is narrowed.

A module, since yoyo would cut function bodies into statements of their own.
"""

from yoyo import step

__depends__ = {"0017_opening_facts"}

steps = [
    step(
        """
        -- what people may type and what postings say, in one spelling; the same as matching/title_words.py makes
        CREATE FUNCTION search_spelling(written text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
            SELECT CASE WHEN octet_length(signs) = length(signs) THEN signs
                   ELSE replace(replace(replace(translate(
                       regexp_replace(normalize(signs, NFKD), '[\\u0300-\\u036f]+', '', 'g'),
                       E'\\u0142\\u00f8\\u0111\\u0131\\u2018\\u2019\\u02bb\\u02bc\\u00b4', 'lodi'),
                       E'\\u00df', 'ss'), E'\\u00e6', 'ae'), E'\\u0153', 'oe') END
            FROM (SELECT replace(replace(replace(replace(replace(replace(lower(written), '''', ''),
                'c++', 'cplusplus'), 'c#', 'csharp'), '.net', 'dotnet'), 'node.js', 'nodejs'), 'r&d', 'rnd') AS signs
            ) AS spelled
        $$
        """
    ),
    step(
        """
        -- the configuration that stems a language, by its ISO 639-1 code
        CREATE FUNCTION search_config(language text) RETURNS regconfig LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
            SELECT CASE language
                WHEN 'en' THEN 'english'::regconfig WHEN 'nl' THEN 'dutch'::regconfig
                WHEN 'de' THEN 'german'::regconfig WHEN 'fr' THEN 'french'::regconfig
                WHEN 'es' THEN 'spanish'::regconfig WHEN 'pt' THEN 'portuguese'::regconfig
                ELSE 'simple'::regconfig END
        $$
        """
    ),
    step(
        """
        -- the language of a text by its small words; null where fewer than three of one language are there
        CREATE FUNCTION text_language(words tsvector) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
            SELECT language FROM (VALUES
                ('en', (words @@ 'the')::int + (words @@ 'and')::int + (words @@ 'with')::int + (words @@ 'for')::int
                       + (words @@ 'you')::int + (words @@ 'our')::int),
                ('nl', (words @@ 'het')::int + (words @@ 'een')::int + (words @@ 'van')::int + (words @@ 'voor')::int
                       + (words @@ 'wij')::int + (words @@ 'met')::int),
                ('de', (words @@ 'und')::int + (words @@ 'der')::int + (words @@ 'mit')::int + (words @@ 'für')::int
                       + (words @@ 'wir')::int + (words @@ 'sie')::int),
                ('fr', (words @@ 'les')::int + (words @@ 'des')::int + (words @@ 'pour')::int + (words @@ 'nous')::int
                       + (words @@ 'vous')::int + (words @@ 'dans')::int),
                ('es', (words @@ 'los')::int + (words @@ 'las')::int + (words @@ 'para')::int + (words @@ 'con')::int
                       + (words @@ 'una')::int + (words @@ 'el')::int),
                ('pt', (words @@ 'para')::int + (words @@ 'com')::int + (words @@ 'uma')::int + (words @@ 'dos')::int
                       + (words @@ 'não')::int + (words @@ 'em')::int)
            ) AS counted (language, found)
            WHERE found >= 3 ORDER BY found DESC, language LIMIT 1
        $$
        """
    ),
    step(
        """
        CREATE TABLE open_jobs (
            job_id                bigint PRIMARY KEY REFERENCES canonical_jobs ON DELETE CASCADE,
            posted_on             date,
            expires_on            date NOT NULL,
            imported_at           timestamptz NOT NULL,
            work_mode             text,
            open_to               text[] NOT NULL,
            cells                 integer[] NOT NULL,
            employment_types      text[] NOT NULL,
            salary_annual_max     double precision,
            salary_currency       text,
            experience_min_years  real,
            experience_max_years  real,
            language              text,
            titles                tsvector NOT NULL,
            skills                tsvector NOT NULL
        )
        """
    ),
    step(
        """
        COMMENT ON TABLE open_jobs IS 'The ACTIVE rows of canonical_jobs, as far as searches look at all of them; '
            'a trigger keeps it.'
        """
    ),
    step(
        """
        COMMENT ON COLUMN open_jobs.open_to IS 'Countries where, or for remote work from where, it can be done; '
            '* where that is not said or wider than a list of countries.'
        """
    ),
    step(
        """
        COMMENT ON COLUMN open_jobs.cells IS 'Squares of one degree that its towns lie in: (latitude + 90) * 360 + '
            'longitude + 180, rounded down; 0 where one is not known, and for remote work.'
        """
    ),
    step(
        """
        COMMENT ON COLUMN open_jobs.titles IS 'The words of its titles, as spelled and stemmed in the posting''s '
            'language, and ~ with the number of the week (days since 1970 / 7) from which it is.'
        """
    ),
    step(
        """
        COMMENT ON COLUMN open_jobs.skills IS 'Each skill as a whole, in lower case, and the same week.'
        """
    ),
    step(
        """
        -- one open posting as it is searched
        CREATE FUNCTION as_open_job(job canonical_jobs) RETURNS open_jobs LANGUAGE sql STABLE AS $$
            SELECT job.id, job.posted_on, job.expires_on, job.imported_at, job.work_mode,
                   CASE WHEN job.work_mode = 'remote' AND job.remote_in <> '{}' THEN
                            CASE WHEN EXISTS (SELECT FROM unnest(job.remote_in) AS named
                                              WHERE named !~ '^[A-Z]{2}$' OR named IN ('EU', 'UK', 'NA', 'SA'))
                                 THEN job.countries || '*'::text ELSE job.countries || job.remote_in END
                        WHEN job.countries = '{}' THEN ARRAY['*'] ELSE job.countries END,
                   CASE WHEN job.work_mode = 'remote' OR located.vague OR NOT job.countries <@ located.countries
                        THEN '{0}' ELSE located.cells END,
                   job.employment_types, job.salary_annual_max, job.salary_currency, job.experience_min_years,
                   job.experience_max_years, said.language,
                   strip(to_tsvector('simple', said.titles) || to_tsvector(search_config(said.language), said.titles))
                   || array_to_tsvector(ARRAY[said.week]),
                   array_to_tsvector(said.skills || said.week)
            FROM (SELECT coalesce(bool_or(place ->> 'city' IS NULL OR place ->> 'latitude' IS NULL
                                          OR place ->> 'longitude' IS NULL), true) AS vague,
                         array_agg(DISTINCT ((floor((place ->> 'latitude')::float8) + 90) * 360
                                             + floor((place ->> 'longitude')::float8) + 180)::integer) AS cells,
                         array_agg(place ->> 'country') AS countries
                  FROM jsonb_array_elements(job.places) AS place) AS located,
                 (SELECT language, search_spelling(array_to_string(job.title || job.ai_job_titles, ', ')) AS titles,
                         ARRAY(SELECT DISTINCT lower(skill) FROM unnest(job.skills || job.preferred_skills) AS skill
                               WHERE skill <> '') AS skills,
                         '~' || (coalesce(job.posted_on, job.imported_at::date) - date '1970-01-01') / 7 AS week
                  FROM text_language(job.search_document) AS language) AS said
        $$
        """
    ),
    step(
        """
        CREATE FUNCTION keep_open_job() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            -- Replaced as a whole: nearly every change of a posting changes its words or its dates.
            IF TG_OP = 'UPDATE' THEN
                DELETE FROM open_jobs WHERE job_id = NEW.id;
            END IF;
            IF NEW.status = 'ACTIVE' THEN
                INSERT INTO open_jobs SELECT (kept).* FROM (SELECT as_open_job(NEW) AS kept OFFSET 0) AS made;
            END IF;
            RETURN NULL;
        END
        $$
        """
    ),
    step(
        """
        INSERT INTO open_jobs
        SELECT (kept).* FROM (SELECT as_open_job(job) AS kept FROM canonical_jobs AS job WHERE status = 'ACTIVE'
                              OFFSET 0) AS made
        """
    ),
    step("CREATE INDEX open_jobs_titles ON open_jobs USING gin (titles) WITH (fastupdate = off)"),
    step("CREATE INDEX open_jobs_skills ON open_jobs USING gin (skills) WITH (fastupdate = off)"),
    step("CREATE INDEX open_jobs_open_to ON open_jobs USING gin (open_to) WITH (fastupdate = off)"),
    step("CREATE INDEX open_jobs_cells ON open_jobs USING gin (cells) WITH (fastupdate = off)"),
    step("CREATE INDEX open_jobs_newest ON open_jobs (posted_on DESC NULLS LAST, job_id)"),
    step("CREATE INDEX open_jobs_imported ON open_jobs (imported_at)"),
    step(
        """
        CREATE TRIGGER keep_open_job AFTER INSERT OR UPDATE OF
            status, posted_on, expires_on, imported_at, work_mode, remote_in, countries, places, employment_types,
            salary_annual_max, salary_currency, experience_min_years, experience_max_years, title, ai_job_titles,
            skills, preferred_skills, search_document
        ON canonical_jobs FOR EACH ROW EXECUTE FUNCTION keep_open_job()
        """
    ),
    step(
        """
        -- The open postings that may fit: the coarse superset of matching/filters.py. Null: it does not matter. Lists
        -- of countries hold * and lists of cells 0 beside what is looked for. One definition for every search, written
        -- so that PostgreSQL takes it into the query that asks.
        CREATE FUNCTION narrowed_jobs(
            today date, posted_since date, fresh_since date, modes text[], here text[], remote_from text[],
            anywhere text[], near_cells integer[], types text[], least_pay float8, currency text,
            years float8, years_short float8, years_over float8
        ) RETURNS SETOF open_jobs LANGUAGE sql STABLE AS $$
            SELECT * FROM open_jobs AS job
            WHERE job.expires_on >= today
              AND (job.posted_on IS NULL OR job.posted_on >= posted_since)
              AND (fresh_since IS NULL OR job.posted_on >= fresh_since OR job.imported_at >= fresh_since)
              AND (years IS NULL OR job.experience_min_years IS NULL
                   OR job.experience_min_years - years <= years_short)
              AND (years IS NULL OR job.experience_max_years IS NULL
                   OR years - job.experience_max_years <= years_over)
              AND (least_pay IS NULL OR job.salary_annual_max IS NULL OR job.salary_annual_max >= least_pay
                   OR job.salary_currency IS DISTINCT FROM currency)
              AND (modes IS NULL OR job.work_mode IS NULL OR job.work_mode = ANY (modes))
              AND (anywhere IS NULL OR job.open_to && anywhere)
              AND (near_cells IS NULL OR job.cells && near_cells)
              AND (here IS NULL OR job.work_mode = 'remote' OR job.open_to && here)
              AND (remote_from IS NULL OR job.work_mode IS DISTINCT FROM 'remote' OR job.open_to && remote_from)
              AND (types IS NULL OR job.employment_types = '{}' OR job.employment_types && types)
        $$
        """
    ),
    step("DROP INDEX canonical_jobs_open"),
    step("DROP INDEX canonical_jobs_title"),
    step("DROP INDEX canonical_jobs_countries"),
    step("ANALYZE open_jobs"),
]
