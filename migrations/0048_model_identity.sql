-- What makes the vectors of a model: its own name where it is asked, and where that is; its name here only tells them apart.
ALTER TABLE embedding_models
    ADD COLUMN model text,
    ADD COLUMN source text,
    ADD COLUMN trouble text,
    ADD CHECK ((model IS NULL) = (source IS NULL));
CREATE UNIQUE INDEX embedding_models_identity ON embedding_models (provider, source, model, dimensions);
COMMENT ON COLUMN embedding_models.model IS 'As its provider calls it; NULL: vectors of before this was kept, of whoever next goes by that name.';
COMMENT ON COLUMN embedding_models.source IS 'Host and port of the server, digest of the folder''s files, or empty for the provider''s own.';
COMMENT ON COLUMN embedding_models.trouble IS 'Why the model in use cannot be asked, or what keeps a coming one from taking over.';
