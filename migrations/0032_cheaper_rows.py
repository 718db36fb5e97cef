"""What storing a posting costs the server less by: a quarter of its time went into these three.

A module, since yoyo would cut a function in pieces.
"""

from yoyo import step

__depends__ = {"0030_digests"}

steps = [
    # A foreign key looks the text up for each of its two dozen keys. Here only who deletes a text pays, and finds its
    # keys by their index, where the foreign key read the whole table.
    step("ALTER TABLE job_signature_keys DROP CONSTRAINT job_signature_keys_text_key_fkey"),
    step(
        """
        CREATE FUNCTION forget_signature_keys() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            DELETE FROM job_signature_keys AS held
            USING (SELECT text_key, unnest(keys) AS key FROM forgotten) AS gone
            WHERE held.key = gone.key AND held.text_key = gone.text_key;
            RETURN NULL;
        END
        $$
        """
    ),
    step(
        """
        CREATE TRIGGER forget_signature_keys AFTER DELETE ON job_signatures REFERENCING OLD TABLE AS forgotten
            FOR EACH STATEMENT EXECUTE FUNCTION forget_signature_keys()
        """
    ),
    # A long list of words is unpacked for every look into it: here once, before the thirty-six looks.
    step(
        """
        CREATE OR REPLACE FUNCTION text_language(words tsvector) RETURNS text LANGUAGE sql IMMUTABLE STRICT
        PARALLEL SAFE AS $$
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
    # Records as received are written once and hardly ever read: to squeeze them costs more than the disk they take.
    step("ALTER TABLE raw_jobs ALTER COLUMN payload SET STORAGE EXTERNAL"),
]
