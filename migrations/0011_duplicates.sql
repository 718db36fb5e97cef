-- Which postings are copies of one opening: what their texts look like, and the clusters that they form.

CREATE TABLE job_clusters (
    key         text PRIMARY KEY,
    decided_by  text NOT NULL DEFAULT 'algorithm' CHECK (decided_by IN ('algorithm', 'operator')),
    not_with    text[] NOT NULL DEFAULT '{}',
    into_key    text,
    created_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON COLUMN job_clusters.not_with IS 'Clusters that an operator split from this one: never joined again but by an operator.';
COMMENT ON COLUMN job_clusters.into_key IS 'The older cluster that this one was joined with; null while it stands.';
CREATE INDEX job_clusters_joined ON job_clusters (key) WHERE into_key IS NOT NULL;

CREATE TABLE job_signatures (
    text_key        text PRIMARY KEY,
    cluster_key     text NOT NULL REFERENCES job_clusters,
    title           text NOT NULL,
    levels          text NOT NULL,
    company         text NOT NULL,
    place           text NOT NULL,
    types           text[] NOT NULL,
    shingles        integer NOT NULL,
    minhash         bytea NOT NULL,
    names           bytea NOT NULL,
    keys            bigint[] NOT NULL,
    compared_model  text,
    seen_at         timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE job_signatures IS 'One per distinct posting text. It outlives the postings, so that a repost finds its cluster again.';
COMMENT ON COLUMN job_signatures.minhash IS '128 minima of 16 bits, little-endian, over the text''s runs of three words.';
COMMENT ON COLUMN job_signatures.names IS 'Sorted 16-bit hashes of the words written with a capital: whether the text names another company.';
COMMENT ON COLUMN job_signatures.compared_model IS 'The embedding model by whose vectors it was last compared.';
CREATE INDEX job_signatures_cluster ON job_signatures (cluster_key);
CREATE INDEX job_signatures_company ON job_signatures (company) WHERE company <> '';
CREATE INDEX job_signatures_seen ON job_signatures (seen_at);

CREATE TABLE job_signature_keys (
    key       bigint NOT NULL,
    text_key  text NOT NULL REFERENCES job_signatures ON DELETE CASCADE,
    PRIMARY KEY (key, text_key)
);
COMMENT ON TABLE job_signature_keys IS 'Texts that may be copies have a key in common; see jobs/text_signature.py.';

ALTER TABLE canonical_jobs ADD COLUMN text_key text NOT NULL DEFAULT '';
COMMENT ON COLUMN canonical_jobs.text_key IS 'Its row in job_signatures; empty until the duplicates task has looked at a posting of an older release.';
COMMENT ON COLUMN canonical_jobs.cluster_key IS 'Equal for copies of one opening: job_clusters.key.';
CREATE INDEX canonical_jobs_text ON canonical_jobs (text_key);
CREATE INDEX matches_of_cluster ON matches (cluster_key);
