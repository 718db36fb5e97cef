-- Where postings are fetched from, what each place lists now, and how often one host may be asked.

CREATE TABLE feeds (
    id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name             text NOT NULL UNIQUE,
    kind             text NOT NULL,
    url              text,
    board            text,
    every_seconds    integer NOT NULL CHECK (every_seconds BETWEEN 60 AND 2678400),
    enabled          boolean NOT NULL DEFAULT true,
    from_file        boolean NOT NULL DEFAULT false,
    etag             text,
    last_modified    text,
    read_with        integer,
    last_fetched_at  timestamptz,
    next_fetch_at    timestamptz NOT NULL DEFAULT now(),
    failures         integer NOT NULL DEFAULT 0,
    last_status      integer,
    last_error       text,
    note             text,
    postings         integer,
    unread           integer NOT NULL DEFAULT 0,
    shrunk_since     timestamptz,
    batch_id         bigint REFERENCES import_batches ON DELETE SET NULL,
    lease            integer NOT NULL DEFAULT 0,
    leased_until     timestamptz,
    created_at       timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX feeds_due ON feeds (next_fetch_at) WHERE enabled;
COMMENT ON COLUMN feeds.from_file IS 'Kept in step with the feeds file: gone from it means disabled. Others are changed here only.';
COMMENT ON COLUMN feeds.read_with IS 'The version of the readers that took in what etag and last_modified stand for.';
COMMENT ON COLUMN feeds.failures IS 'Fetches that failed in a row; each doubles the wait, up to a day.';
COMMENT ON COLUMN feeds.unread IS 'Rows of the last good fetch that could not be read.';
COMMENT ON COLUMN feeds.shrunk_since IS 'Since when it lists next to nothing of what it did; believed after some days.';
COMMENT ON COLUMN feeds.note IS 'What to know of the last good fetch, such as why it closed nothing.';
COMMENT ON COLUMN feeds.lease IS 'Rises with each fetch and is its fence: a holder of an older number has lost the feed.';

CREATE TABLE feed_listings (
    feed_id        bigint NOT NULL REFERENCES feeds ON DELETE CASCADE,
    source         text NOT NULL,
    source_job_id  text NOT NULL,
    listed_at      timestamptz NOT NULL,
    PRIMARY KEY (feed_id, source, source_job_id)
);
CREATE INDEX feed_listings_posting ON feed_listings (source, source_job_id);
COMMENT ON TABLE feed_listings IS 'What each feed that lists everything was last seen to list; one that is gone from it has no row.';

CREATE TABLE host_pace (
    host             text PRIMARY KEY,
    next_request_at  timestamptz NOT NULL
);
COMMENT ON TABLE host_pace IS 'When a host may be asked again; taken in turn by all processes.';

ALTER TABLE canonical_jobs
    ADD COLUMN closed_reason  text,
    ADD COLUMN closed_at      timestamptz;
COMMENT ON COLUMN canonical_jobs.closed_reason IS 'gone: its feed does not list it any more; listed again, it is open again. Null or other: closed for good.';
