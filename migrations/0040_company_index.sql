-- Copies are found by the keys of their texts: no statement looks a text up by its company.

DROP INDEX job_signatures_company;
