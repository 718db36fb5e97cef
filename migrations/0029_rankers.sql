-- The order learnt from people's reactions, and what judging found postings by a language model took.

CREATE TABLE rankers (
    content_hash     text PRIMARY KEY,
    profile          text NOT NULL,
    model            text NOT NULL,
    calibration      jsonb NOT NULL,
    active           boolean NOT NULL,
    people           integer NOT NULL,
    people_held_out  integer NOT NULL,
    ndcg             real NOT NULL,
    ndcg_of_weights  real NOT NULL,
    trained_at       timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX rankers_active ON rankers (active) WHERE active;
COMMENT ON TABLE rankers IS 'The last order trained; it takes part in scores while active, that is, when it beat the weights on held-out days.';
COMMENT ON COLUMN rankers.calibration IS '{raw, score, floor}: the model''s raw values and the scores that they count as; below the floor the weights alone decide.';

CREATE TABLE judgement_days (
    day       date PRIMARY KEY,
    found     bigint NOT NULL,
    asked     bigint NOT NULL,
    cached    bigint NOT NULL,
    unjudged  bigint NOT NULL
);
COMMENT ON TABLE judgement_days IS 'Of the postings found for people: how many a language model was asked about, how many it had judged before, and how many of the best stayed unjudged (budget, time, no usable answer).';
