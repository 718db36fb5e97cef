-- Which words a text says, so that of two titles over one text it can be told whether the text makes the difference.

ALTER TABLE job_signatures
    ADD COLUMN said   bytea NOT NULL DEFAULT '',
    ADD COLUMN source text NOT NULL DEFAULT '';
COMMENT ON COLUMN job_signatures.said IS 'A Bloom filter of the words of the text, of 4096 bits.';
COMMENT ON COLUMN job_signatures.source IS 'Where the text was first seen.';
