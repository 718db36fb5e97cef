-- What texts in other words are told by, and by which rules texts were grouped, so that new rules reach old clusters.

ALTER TABLE job_signatures
    ADD COLUMN words     bytea NOT NULL DEFAULT '',
    ADD COLUMN language  text NOT NULL DEFAULT '',
    ADD COLUMN spoken    bytea NOT NULL DEFAULT '',
    ADD COLUMN version   smallint NOT NULL DEFAULT 0,
    ADD COLUMN rules     smallint NOT NULL DEFAULT 0;
COMMENT ON COLUMN job_signatures.words IS 'Sorted 16-bit hashes of its words that are not common.';
COMMENT ON COLUMN job_signatures.language IS 'The language of the text, where it is clear.';
COMMENT ON COLUMN job_signatures.spoken IS 'Sorted 16-bit hashes of the languages that the text names, but English.';
COMMENT ON COLUMN job_signatures.version IS 'How it was made: those of an older way are made anew.';
COMMENT ON COLUMN job_signatures.rules IS 'By which rules its cluster was last judged: those by older rules are judged anew.';
CREATE INDEX job_signatures_judged ON job_signatures (version, rules);
