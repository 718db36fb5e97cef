-- What tells two openings apart whose texts are nearly the same: the part of the employer, the years, the pay.

ALTER TABLE job_signatures
    ADD COLUMN departments  bytea NOT NULL DEFAULT '',
    ADD COLUMN grades       bytea NOT NULL DEFAULT '',
    ADD COLUMN years        real,
    ADD COLUMN pay          double precision[] NOT NULL DEFAULT '{}',
    ADD COLUMN currency     text NOT NULL DEFAULT '';
COMMENT ON COLUMN job_signatures.departments IS 'Sorted 16-bit hashes of the departments that the text names; the same of school grades beside it.';
COMMENT ON COLUMN job_signatures.pay IS 'The least and the most that is paid a year, in the currency; empty when not said.';
