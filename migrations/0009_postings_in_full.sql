-- What else a posting says, and what was noticed about it.

ALTER TABLE canonical_jobs
    ADD COLUMN category      text,
    ADD COLUMN keywords      text[] NOT NULL DEFAULT '{}',
    ADD COLUMN apply_url     text,
    ADD COLUMN contacts      text[] NOT NULL DEFAULT '{}',
    ADD COLUMN attribution   text,
    ADD COLUMN salary_doubt  text,
    ADD COLUMN warnings      text[] NOT NULL DEFAULT '{}';
COMMENT ON COLUMN canonical_jobs.category IS 'Group of occupations, such as health or transport; wider than function.';
COMMENT ON COLUMN canonical_jobs.keywords IS 'Words people may search this posting by that are in neither its title nor its skills.';
COMMENT ON COLUMN canonical_jobs.contacts IS 'E-mail addresses, phone numbers and messenger names to apply to, as written.';
COMMENT ON COLUMN canonical_jobs.attribution IS 'Name of the board or site to be shown beside the link; null: the source names itself.';
COMMENT ON COLUMN canonical_jobs.salary_doubt IS 'Why the pay is not as the feed gave it: currency (corrected) or amount (implausible, left out).';
COMMENT ON COLUMN canonical_jobs.warnings IS 'Signs of a scam: fee, messenger_only, too_good, secrecy, personal_data.';
