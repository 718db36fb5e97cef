-- The vector indexes that there are, and what was searched for, how, and with what outcome.

CREATE TABLE vector_indexes (
    model            text PRIMARY KEY REFERENCES embedding_models ON DELETE CASCADE,
    name             text NOT NULL,
    kind             text NOT NULL CHECK (kind IN ('binary', 'halfvec')),
    metric           text NOT NULL CHECK (metric IN ('cosine', 'inner_product', 'l2')),
    m                integer NOT NULL,
    ef_construction  integer NOT NULL,
    vectors          bigint NOT NULL,
    build_seconds    real NOT NULL,
    built_at         timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE vector_indexes IS 'One HNSW graph for each model that has many vectors; the statistics tables know its use and size.';
COMMENT ON COLUMN vector_indexes.vectors IS 'How many vectors the model had when it was built.';

ALTER TABLE searches
    ADD COLUMN method      text CHECK (method IN ('keyword', 'semantic', 'hybrid')),
    ADD COLUMN experiment  text,
    ADD COLUMN words       text;
COMMENT ON COLUMN searches.experiment IS 'Whether the method was drawn for the person by an experiment: its name; null where it was set.';
COMMENT ON COLUMN searches.words IS 'The roles and skills searched for, forgotten after SEARCH_TEXT_RETENTION_DAYS.';
CREATE INDEX searches_words ON searches (created_at) WHERE words IS NOT NULL;
