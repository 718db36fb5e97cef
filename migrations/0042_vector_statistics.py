"""Statistics of vectors from a tenth as many rows, and none of the numbers themselves.

They are gathered after each run that makes vectors. Nothing is planned by what a vector or a graph over them holds, and
to compare 30,000 of them took longer than to write a few.
"""

from yoyo import step

__depends__ = {"0041_known_in_one_look"}

steps = [
    step(
        """
        ALTER TABLE job_embeddings
            ALTER COLUMN job_id SET STATISTICS 10,
            ALTER COLUMN model SET STATISTICS 10,
            ALTER COLUMN embedding SET STATISTICS 0,
            ALTER COLUMN embedding_hash SET STATISTICS 10,
            ALTER COLUMN created_at SET STATISTICS 10
        """
    ),
    step(
        """
        DO $$
        DECLARE graph regclass;
        BEGIN
            FOR graph IN SELECT indexrelid FROM pg_index
                         WHERE indrelid = 'job_embeddings'::regclass AND indexprs IS NOT NULL LOOP
                EXECUTE format('ALTER INDEX %s ALTER COLUMN 1 SET STATISTICS 0', graph);
            END LOOP;
        END $$
        """
    ),
]
