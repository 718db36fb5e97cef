from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.health import Health, report
from db.model_budget import add_reservation
from db.task_runs import add_runs, claim_run, mark_done, mark_failed
from db.tasks import save_task

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection  # noqa: N812

MODEL = "hashing-v3"


class House:
    """A database in which everything is well, to be spoiled by a test."""

    def __init__(self, conn: Connection) -> None:
        self.conn = conn
        self.now = datetime.now(UTC)
        self.execute(
            "INSERT INTO embedding_models (name, provider, dimensions, active) VALUES (%s, 'hashing', 2, true)", MODEL
        )
        save_task(conn, "digests", schedule="each minute", description="", next_run_at=self.now + timedelta(minutes=1))
        self.execute("INSERT INTO conversations (channel, chat) VALUES ('web', 'a')")

    def execute(self, statement: str, *parameters: Any) -> None:
        with self.conn.cursor() as cursor:
            cursor.execute(statement, parameters)

    def report(self) -> Health:
        return report(self.conn, self.now)

    def add_people(self, count: int, *, embedded: int, model: str = MODEL, minutes_old: int = 90) -> None:
        for number in range(count):
            vector = ("[1,0]", "h", model) if number < embedded else (None, None, None)
            self.execute(
                """WITH person AS (INSERT INTO users DEFAULT VALUES RETURNING id)
                   INSERT INTO user_preferences (user_id, embedding_text, user_embedding, user_embedding_hash,
                                                 embedding_model, embedding_hash, updated_at)
                   SELECT id, 'nurse', %s, %s, %s, 'h', %s FROM person""",
                *vector,
                self.now - timedelta(minutes=minutes_old),
            )

    def add_jobs(self, count: int, *, embedded: int, days_old: int = 0) -> None:
        for number in range(count):
            self.execute(
                """WITH job AS (
                       INSERT INTO canonical_jobs (source, source_job_id, title, posted_on, expires_on, cluster_key,
                           embedding_text, embedding_hash, content_hash, search_document, updated_at)
                       VALUES ('test', gen_random_uuid(), 'Nurse', %s, now(), '', '', '', '', '', '-infinity')
                       RETURNING id)
                   INSERT INTO job_embeddings (job_id, model, embedding, embedding_hash)
                   SELECT id, %s, '[1,0]', '' FROM job WHERE %s""",
                (self.now - timedelta(days=days_old)).date(),
                MODEL,
                number < embedded,
            )

    def add_incoming(self, *, seconds_ago: float, status: str = "waiting") -> None:
        self.execute(
            """INSERT INTO inbox (channel, event_id, conversation_id, kind, status, received_at)
               SELECT 'web', gen_random_uuid(), id, 'message', %s, %s FROM conversations""",
            status,
            self.now - timedelta(seconds=seconds_ago),
        )

    def add_outgoing(self, *, seconds_ago: float, status: str = "waiting", priority: int = 0) -> None:
        self.execute(
            """INSERT INTO outbox (conversation_id, channel, chat, body, status, priority, created_at)
               SELECT id, 'web', 'a', '{}', %s, %s, %s FROM conversations""",
            status,
            priority,
            self.now - timedelta(seconds=seconds_ago),
        )

    def add_run(self, outcome: str, *, minutes_ago: float = 0) -> None:
        slot = self.now - timedelta(minutes=minutes_ago)
        add_runs(self.conn, "digests", [slot])
        if outcome == "deferred":
            return
        attempt = claim_run(self.conn, "digests", slot, lease_seconds=45)
        assert attempt
        if outcome == "done":
            mark_done(self.conn, "digests", slot, attempt, {})
        if outcome == "failed":
            mark_failed(self.conn, "digests", slot, attempt, "ValueError: no")


@pytest.fixture
def house(conn: Connection) -> House:
    return House(conn)


def test_empty_house_is_excellent(house: House) -> None:
    health = house.report()
    assert (health.verdict, health.reasons) == ("EXCELLENT", ())


@pytest.mark.parametrize(
    ("people", "jobs", "verdict"),
    [(8, 8, "EXCELLENT"), (10, 7, "GOOD"), (6, 10, "GOOD"), (5, 10, "NEEDS ATTENTION"), (10, 5, "NEEDS ATTENTION")],
)
def test_verdict_follows_the_lower_coverage(house: House, people: int, jobs: int, verdict: str) -> None:
    house.add_people(10, embedded=people)
    house.add_jobs(10, embedded=jobs)
    health = house.report()
    assert health.verdict == verdict
    assert len(health.reasons) == [people < 8, jobs < 8].count(True)


def test_shortfall_is_said_in_plain_words(house: House) -> None:
    house.add_people(4, embedded=2)
    assert house.report().reasons == ("only 50% of people's searches have a vector (2 of 4)",)


def test_vector_of_another_model_does_not_cover(house: House) -> None:
    house.add_people(1, embedded=1, model="older-model")
    assert house.report().users.covered == 0


def test_stopped_people_and_old_postings_do_not_count(house: House) -> None:
    house.add_people(3, embedded=0)
    house.execute("UPDATE users SET status = 'stopped'")
    house.add_jobs(5, embedded=0, days_old=61)
    assert house.report().verdict == "EXCELLENT"


@pytest.mark.parametrize(("seconds", "verdict"), [(50, "EXCELLENT"), (70, "NEEDS ATTENTION")])
def test_message_that_waits_long_needs_attention(house: House, seconds: int, verdict: str) -> None:
    house.add_incoming(seconds_ago=seconds)
    assert house.report().verdict == verdict


def test_reply_that_waits_long_needs_attention_and_a_digest_does_not(house: House) -> None:
    house.add_outgoing(seconds_ago=900, priority=1)
    assert house.report().verdict == "EXCELLENT"
    house.add_outgoing(seconds_ago=61)
    assert house.report().reasons == ("a reply has waited 1 min",)


def test_dead_letters_need_attention_for_a_day(house: House) -> None:
    house.add_incoming(seconds_ago=2 * 86400, status="dead")
    house.add_outgoing(seconds_ago=2 * 86400, status="dead")
    assert house.report().verdict == "EXCELLENT"
    house.add_incoming(seconds_ago=3600, status="dead")
    house.add_outgoing(seconds_ago=3600, status="dead", priority=1)
    assert house.report().reasons == (
        "incoming messages given up in the last day: 1",
        "messages that could not be sent in the last day: 1",
    )


def test_people_who_came_a_moment_ago_are_not_missed(house: House) -> None:
    house.add_people(3, embedded=0, minutes_old=74)
    assert house.report().verdict == "EXCELLENT"
    house.add_people(1, embedded=0, minutes_old=76)
    assert house.report().verdict == "NEEDS ATTENTION"


def test_silent_clock_needs_attention(house: House) -> None:
    house.now += timedelta(minutes=4, seconds=1)
    assert house.report().reasons[0] == "the clock was last seen 4 min ago: is it running?"


def test_clock_that_never_ran_needs_attention(house: House) -> None:
    house.execute("DELETE FROM tasks")
    assert house.report().reasons == ("the clock has never been started: python -m scheduler run",)


def test_failed_task_needs_attention_until_it_succeeds(house: House) -> None:
    house.add_run("failed", minutes_ago=1)
    assert house.report().reasons == ("task digests failed",)
    house.add_run("done")
    assert house.report().verdict == "EXCELLENT"


def test_run_without_a_worker_is_late(house: House) -> None:
    house.add_run("deferred", minutes_ago=6)
    assert house.report().reasons == ("task digests is late: a run has waited 6 min for a worker",)


def test_runs_behind_a_live_one_are_not_late(house: House) -> None:
    house.add_run("running", minutes_ago=8)
    house.add_run("deferred", minutes_ago=6)
    assert house.report().verdict == "EXCELLENT"


def test_run_that_lost_its_worker_is_late(house: House) -> None:
    house.add_run("running", minutes_ago=8)
    house.execute("UPDATE task_runs SET leased_until = %s", house.now - timedelta(minutes=3))
    assert house.report().reasons == ("task digests lost its worker 3 min ago and was not taken up",)


def test_task_whose_slot_no_clock_entered_is_late(house: House) -> None:
    house.execute("UPDATE tasks SET next_run_at = %s", house.now - timedelta(minutes=5))
    assert house.report().reasons == ("task digests is late: it was due 5 min ago",)


def test_report_reads_as_lines_and_as_json(house: House) -> None:
    house.add_people(2, embedded=2)
    house.add_incoming(seconds_ago=5)
    house.add_run("done", minutes_ago=1)
    health = house.report()
    assert health.lines() == [
        "Health: EXCELLENT",
        "Vectors: people 100% (2 of 2), recent postings 100% (0 of 0)",
        "Inbox: 1 waiting, oldest 5 s",
        "Outbox: replies 0 waiting; digests 0 waiting",
        "Clock: seen 0 s ago; workers for its tasks: 0",
        "digests (each minute): done 1 min ago",
        "Embedding: hashing-v3; failures in a day 0.0%, waiting for another try 0",
        "Models: this week $0.00, this month $0.00",
        "Models: $0.00 of $10.00 today",
    ]
    figures = json.loads(json.dumps(health.figures()))
    assert figures["verdict"] == "EXCELLENT"
    assert figures["users"] == {"total": 2, "covered": 2, "share": 1.0}
    assert figures["tasks"][0]["last_status"] == "done"


def test_todays_cost_of_models_is_shown(house: House) -> None:
    house.execute("INSERT INTO model_costs (purpose, model, tokens, cost_usd) VALUES ('embedding', 'm', 5, 2.5)")
    health = house.report()
    assert "Models: $2.50 of $10.00 today" in health.lines()
    assert health.verdict == "EXCELLENT"
    assert health.figures()["models"]["paid_usd"] == 2.5


def test_cost_over_the_budget_needs_attention(house: House) -> None:
    house.execute("INSERT INTO model_costs (purpose, model, tokens, cost_usd) VALUES ('embedding', 'm', 5, 10.5)")
    health = house.report()
    assert health.verdict == "NEEDS ATTENTION"
    assert health.reasons == ("models have cost $10.50 today, over the budget of $10.00",)


def test_a_budget_without_room_is_told_until_tomorrow(house: House) -> None:
    assert add_reservation(house.conn, "enrichment", "m", 11, limit_usd=10, now=house.now) is None
    assert house.report().reasons == (
        "the models' budget of $10.00 is spent: enrichment and new vectors wait till tomorrow (UTC)",
    )
    house.now += timedelta(days=1)
    assert not [reason for reason in house.report().reasons if "budget" in reason]


def test_texts_given_up_by_enrichment_are_counted(house: House) -> None:
    house.execute("INSERT INTO enrichments (content_hash, model, given_up) VALUES ('h', 'm/1', true)")
    assert "Models: $0.00 of $10.00 today; texts given up by enrichment: 1" in house.report().lines()


def test_embedding_and_costs_are_told_and_judged(house: House) -> None:
    house.execute("INSERT INTO embedding_runs (kind, model, done, failed) VALUES ('job', %s, 90, 10)", MODEL)
    house.execute("INSERT INTO query_cache_days VALUES (%s, %s, 3, 1)", house.now.date(), MODEL)
    house.execute("INSERT INTO model_costs (purpose, model, tokens, cost_usd) VALUES ('embedding', 'm', 1, 8.5)")
    found = house.report()
    assert "10% of the texts embedded in the last day failed" in found.reasons
    assert "models have cost 85% of today's $10.00" in found.reasons
    said = "\n".join(found.lines())
    assert "Query vectors known already: 75%" in said
    assert "this week $8.50, this month $8.50" in said
    assert found.figures()["embedding"]["costs"]["month_usd"] == pytest.approx(8.5)


def test_texts_given_up_are_told(house: House) -> None:
    house.execute(
        "INSERT INTO embedding_failures (kind, row_id, model, text_hash, error, attempts)"
        " VALUES ('job', 1, %s, '', '', 3)",
        MODEL,
    )
    assert "texts given up by embedding: 1 (see /admin)" in house.report().reasons
