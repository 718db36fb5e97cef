-- Finding candidates without reading the wide rows of all open postings.

CREATE INDEX canonical_jobs_open ON canonical_jobs (posted_on)
    INCLUDE (id, expires_on, imported_at, work_mode, countries, employment_types, salary_annual_max, salary_currency,
             experience_min_years, experience_max_years)
    WHERE status = 'ACTIVE';
DROP INDEX canonical_jobs_active;
CREATE INDEX canonical_jobs_title ON canonical_jobs USING gin (to_tsvector('simple', title)) WHERE status = 'ACTIVE';
