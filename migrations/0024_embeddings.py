"""Embedding runs and their progress, a change of model without a pause, and workers woken by new texts.

Whoever writes a text wakes the workers, by nothing but writing it: one notice a statement, equal ones of a transaction
are one. Losing a notice costs minutes: the clock looks too. A module, since yoyo would cut a function in pieces.
"""

from yoyo import step

__depends__ = {"0017_opening_facts"}

steps = [
    step("""
        ALTER TABLE embedding_models
            ADD COLUMN chosen_over text,
            ADD COLUMN left_at timestamptz
    """),
    step("""
        COMMENT ON COLUMN embedding_models.chosen_over IS
            'Put into use by command while the settings named this model; holds until they '
            'name another.'
    """),
    step("""
        COMMENT ON COLUMN embedding_models.left_at IS
            'When another model took its place; its vectors are dropped a day '
            'later.'
    """),
    step("""
        CREATE TABLE staged_user_embeddings (
            preference_id   bigint NOT NULL REFERENCES user_preferences ON DELETE CASCADE,
            model           text NOT NULL REFERENCES embedding_models,
            embedding       halfvec NOT NULL,
            embedding_hash  text NOT NULL,
            created_at      timestamptz NOT NULL DEFAULT now(),
            PRIMARY KEY (preference_id, model)
        )
    """),
    step("""
        ALTER TABLE staged_user_embeddings ALTER COLUMN embedding SET STORAGE PLAIN
    """),
    step("""
        COMMENT ON TABLE staged_user_embeddings IS
            'Vectors of people''s searches by a model not in use: the coming one, or the one '
            'before.'
    """),
    step("""
        CREATE INDEX staged_user_embeddings_text ON staged_user_embeddings (embedding_hash)
    """),
    step("""
        CREATE INDEX job_embeddings_text ON job_embeddings (embedding_hash)
    """),
    step("""
        CREATE INDEX user_preferences_vector_text ON user_preferences (user_embedding_hash)
    """),
    step("""
        CREATE TABLE embedding_runs (
            id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            kind         text NOT NULL CHECK (kind IN ('job', 'preference')),
            model        text NOT NULL,
            in_hand      integer NOT NULL DEFAULT 0,
            done         integer NOT NULL DEFAULT 0,
            reused       integer NOT NULL DEFAULT 0,
            failed       integer NOT NULL DEFAULT 0,
            stopped      text,
            started_at   timestamptz NOT NULL DEFAULT now(),
            seen_at      timestamptz NOT NULL DEFAULT now(),
            finished_at  timestamptz
        )
    """),
    step("""
        CREATE INDEX embedding_runs_seen ON embedding_runs (seen_at)
    """),
    step("""
        COMMENT ON COLUMN embedding_runs.in_hand IS
            'Texts that are being embedded; of a killed run they are pending again at '
            'once.'
    """),
    step("""
        COMMENT ON COLUMN embedding_runs.reused IS
            'Texts whose vector was there already, of another row with the same '
            'text.'
    """),
    step("""
        CREATE TABLE query_cache_days (
            day     date NOT NULL,
            model   text NOT NULL,
            hits    bigint NOT NULL DEFAULT 0,
            misses  bigint NOT NULL DEFAULT 0,
            PRIMARY KEY (day, model)
        )
    """),
    step("""
        CREATE FUNCTION wake_embedding() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_notify('jobherald_embedding', TG_ARGV[0]); RETURN NULL; END $$
    """),
    step("""
        CREATE TRIGGER wake_embedding AFTER INSERT OR UPDATE OF embedding_hash ON canonical_jobs
            FOR EACH STATEMENT EXECUTE FUNCTION wake_embedding('job')
    """),
    step("""
        CREATE TRIGGER wake_embedding AFTER INSERT OR UPDATE OF embedding_hash ON user_preferences
            FOR EACH STATEMENT EXECUTE FUNCTION wake_embedding('preference')
    """),
]
