"""Open postings are copied for searches by the statement, not by the row; their words go into the indexes together.

What makes the copy is taken into the statement that asks, as a function that gives rows can be. Before it was called
with a whole row, for which PostgreSQL fetches every long text of it, and nothing in the copy is made from those.

A module, since yoyo would cut function bodies into statements of their own.
"""

from yoyo import step

__depends__ = {"0050_small_costs"}

steps = [
    step("DROP TRIGGER keep_open_job ON canonical_jobs"),
    step("DROP FUNCTION keep_open_job()"),
    step("DROP FUNCTION as_open_job(canonical_jobs)"),
    step("DROP FUNCTION text_language(tsvector)"),
    step(
        """
        -- the language of a text by its small words; no row where fewer than three of one language are there
        CREATE FUNCTION text_language(words tsvector) RETURNS SETOF text LANGUAGE sql IMMUTABLE PARALLEL SAFE
        ROWS 1 AS $$
            SELECT language FROM (SELECT strip(words) AS held OFFSET 0) AS unpacked, (VALUES
                ('en', '{the, and, with, for, you, our}'::tsquery[]),
                ('nl', '{het, een, van, voor, wij, met}'),
                ('de', '{und, der, mit, für, wir, sie}'),
                ('fr', '{les, des, pour, nous, vous, dans}'),
                ('es', '{los, las, para, con, una, el}'),
                ('pt', '{para, com, uma, dos, não, em}')
            ) AS known (language, small_words),
            LATERAL (SELECT count(*) AS found FROM unnest(small_words) AS word WHERE held @@ word) AS counted
            WHERE found >= 3 ORDER BY found DESC, language LIMIT 1
        $$
        """
    ),
    step(
        """
        -- one open posting as it is searched; OFFSET 0: each of its words is made once
        CREATE FUNCTION as_open_job(job canonical_jobs) RETURNS SETOF open_jobs LANGUAGE sql STABLE ROWS 1 AS $$
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
                 (SELECT (SELECT language FROM text_language(job.search_document) AS language) AS language,
                         search_spelling(array_to_string(job.title || job.ai_job_titles, ', ')) AS titles,
                         ARRAY(SELECT DISTINCT lower(skill) FROM unnest(job.skills || job.preferred_skills) AS skill
                               WHERE skill <> '') AS skills,
                         '~' || (coalesce(job.posted_on, job.imported_at::date) - date '1970-01-01') / 7 AS week
                  OFFSET 0) AS said
        $$
        """
    ),
    step(
        """
        CREATE FUNCTION add_open_jobs() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO open_jobs SELECT made.* FROM added AS job, as_open_job(job) AS made WHERE job.status = 'ACTIVE';
            RETURN NULL;
        END
        $$
        """
    ),
    step(
        """
        CREATE FUNCTION keep_open_job() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            -- Replaced as a whole: nearly every change of a posting changes its words or its dates.
            DELETE FROM open_jobs WHERE job_id = NEW.id;
            IF NEW.status = 'ACTIVE' THEN
                INSERT INTO open_jobs SELECT made.* FROM as_open_job(NEW) AS made;
            END IF;
            RETURN NULL;
        END
        $$
        """
    ),
    step(
        """
        CREATE TRIGGER add_open_jobs AFTER INSERT ON canonical_jobs REFERENCING NEW TABLE AS added
            FOR EACH STATEMENT EXECUTE FUNCTION add_open_jobs()
        """
    ),
    step(
        """
        CREATE TRIGGER keep_open_job AFTER UPDATE OF
            status, posted_on, expires_on, imported_at, work_mode, remote_in, countries, places, employment_types,
            salary_annual_max, salary_currency, experience_min_years, experience_max_years, title, ai_job_titles,
            skills, preferred_skills, search_document
        ON canonical_jobs FOR EACH ROW EXECUTE FUNCTION keep_open_job()
        """
    ),
    # A common skill has a long list of postings: to write into it for each new one took a tenth of what storing it
    # costs. A search looks through what waits as well, and an import puts it in its place when it ends.
    step("ALTER INDEX open_jobs_skills SET (fastupdate = on, gin_pending_list_limit = 512)"),
    step("ALTER INDEX open_jobs_titles SET (fastupdate = on, gin_pending_list_limit = 512)"),
    # Words with their positions never come out smaller, and to try takes as long as to hash the text.
    step("ALTER TABLE canonical_jobs ALTER COLUMN search_document SET STORAGE EXTERNAL"),
    # No condition looks at these, so nothing is planned by what they hold.
    step(
        """
        ALTER TABLE canonical_jobs
            ALTER COLUMN description SET STATISTICS 0,
            ALTER COLUMN embedding_text SET STATISTICS 0,
            ALTER COLUMN places SET STATISTICS 0,
            ALTER COLUMN keywords SET STATISTICS 0,
            ALTER COLUMN contacts SET STATISTICS 0,
            ALTER COLUMN ai_job_titles SET STATISTICS 0,
            ALTER COLUMN ai_required_skills SET STATISTICS 0,
            ALTER COLUMN ai_preferred_skills SET STATISTICS 0,
            ALTER COLUMN ai_benefits SET STATISTICS 0,
            ALTER COLUMN ai_summary SET STATISTICS 0
        """
    ),
]
