"""Digests that wait for their readers, the template that calls them back, and what WhatsApp's refusals lead to."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.channels.base import Identity, Permit
from bot.channels.whatsapp import Destination
from bot.delivery import Delivery
from bot.statuses import StatusLoop
from db.outbox_claims import Claimed
from db.pool import Connection
from db.template_messages import get_template_figures, reserve_template
from tests.stubs.whatsapp_callbacks import notification, status
from tests.whatsapp.house import PHONE, House


@pytest.fixture
def away(home: House) -> tuple[House, int]:
    """Somebody who agreed to messages and has not written for a day; a template in English is approved."""
    home.stub.add_template("new_jobs", "en")
    user = home.set_up()
    home.a_day_later()
    return home, user


def types(sent: Any) -> list[str]:
    return [message.type for message in sent]


def waiting(home: House) -> int:
    return int(home.query("SELECT count(*) FROM held_digests"))


def outcome(home: House, message: int) -> tuple[str, str]:
    row = home.query("SELECT jsonb_build_array(status, last_error) FROM outbox WHERE id = %s", message)
    return row[0], row[1] or ""


def allow_all(_conn: Connection, message: Claimed, _now: datetime) -> Permit:
    return Permit("as_is", to=Destination(Identity(phone=message.chat), message.id))


def test_inside_the_window_the_digest_itself_goes(home: House) -> None:
    home.stub.add_template("new_jobs", "en")
    home.digest(home.set_up())
    (sent,) = home.work()
    assert "Data Engineer" in str(sent.body)
    assert waiting(home) == 0


def test_outside_the_window_a_template_goes_and_the_digest_waits(away: tuple[House, int]) -> None:
    home, user = away
    message = home.digest(user)
    (sent,) = home.work()
    assert (sent.type, sent.body["name"], sent.body["language"]) == ("template", "new_jobs", {"code": "en"})
    assert waiting(home) == 1
    assert outcome(home, message)[0] == "sent"
    assert home.query("SELECT count(*) FROM matches WHERE outbox_id = %s", message) == 0  # released, shown to nobody
    assert float(home.query("SELECT usd FROM template_spending")) == pytest.approx(0.06)


def test_any_message_flushes_the_waiting_digest_planned_afresh_and_once(away: tuple[House, int]) -> None:
    home, user = away
    home.digest(user)
    home.work()
    home.run("UPDATE canonical_jobs SET title = 'Data Engineer of today'")
    sent = home.say("/help")
    assert "Data Engineer of today" in str(sent[-1].body)
    assert "Data Engineer" not in str(sent[0].body)  # the answer comes first
    assert waiting(home) == 0
    assert types(home.say("/help")) == types(sent)[:1]


def test_the_templates_button_is_answered_by_the_digest_alone(away: tuple[House, int]) -> None:
    home, user = away
    home.digest(user)
    home.work()
    (sent,) = home.tap("held")
    assert "Data Engineer" in str(sent.body)
    assert home.tap("held") == []  # tapped twice
    home.run("UPDATE outbox SET created_at = created_at - interval '2 minutes'")
    assert len(home.tap("held")) == 1  # nothing waits any more: the newest jobs, or that there are none
    assert home.query("SELECT count(*) FROM inbox WHERE status <> 'done'") == 0


def test_without_the_window_check_the_message_is_lost(away: tuple[House, int]) -> None:
    """The protection switched off: WhatsApp takes the message, and nobody ever gets it."""
    home, user = away
    blind = replace(home.sender, permit=allow_all, settled=None)
    home.delivery = Delivery(home.pool, blind, secret_key="x" * 32, threads=1)
    home.statuses = StatusLoop(home.pool, [blind])
    message = home.digest(user)
    (sent,) = home.work()
    assert sent.type == "interactive"
    assert home.query("SELECT status FROM deliveries WHERE outbox_id = %s", message) == "failed"
    assert waiting(home) == 0


def test_a_week_has_one_template_and_four_unanswered_are_the_last(away: tuple[House, int]) -> None:
    home, user = away
    sent = []
    for day in range(1, 50):
        home.digest(user)
        sent += [day for message in home.work() if message.type == "template"]
        home.a_day_later(24)
    assert sent == [1, 8, 15, 22]
    assert waiting(home) == 1  # the digests wait on, one for all
    home.say("hello")
    home.a_day_later()
    home.digest(user)
    assert types(home.work()) == ["template"]  # they wrote: the count begins anew


def test_the_days_templates_cost_no_more_than_their_limit(away: tuple[House, int]) -> None:
    home, user = away
    home.run("UPDATE users SET digest_hour = 8")
    home.run("INSERT INTO template_spending VALUES ((now() AT TIME ZONE 'UTC')::date, 9.97)")
    message = home.digest(user)
    assert home.work() == []
    assert outcome(home, message) == ("cancelled", "waits until they write: the templates of today are spent")
    assert waiting(home) == 1


@pytest.mark.parametrize("billable", [True, False])
def test_a_template_that_whatsapp_says_is_free_costs_nothing(away: tuple[House, int], *, billable: bool) -> None:
    home, user = away
    home.stub.statuses = ()
    home.digest(user)
    (sent,) = home.work()
    told = status(sent.id, "sent", to={"phone": PHONE}, opaque=sent.opaque)
    pricing = {"billable": billable, "pricing_model": "PMP", "type": "regular", "category": "marketing"}
    home.receive([notification({"statuses": [told | {"pricing": pricing}]})] * 2)
    home.work()
    assert float(home.query("SELECT usd FROM template_spending")) == pytest.approx(0.06 if billable else 0)
    assert float(home.query("SELECT cost_usd FROM template_messages")) == pytest.approx(0.06 if billable else 0)


def test_without_an_opt_in_nothing_goes_unasked(away: tuple[House, int]) -> None:
    home, user = away
    home.run("DELETE FROM consents")
    home.digest(user)
    assert home.work() == []
    assert waiting(home) == 1


def test_who_stopped_marketing_in_whatsapps_menu_gets_nothing_unasked_but_answers(away: tuple[House, int]) -> None:
    home, user = away
    home.stub.prefer(PHONE, "stop")
    message = home.digest(user)
    assert home.work() == []
    assert outcome(home, message)[0] == "cancelled"
    assert waiting(home) == 0
    assert len(home.say("/help")) == 1
    home.stub.prefer(PHONE, "resume")
    home.digest(user)
    assert len(home.work()) == 1


def test_a_resumption_told_of_after_the_stop_that_followed_it_changes_nothing(home: House) -> None:
    home.set_up()
    for wanted, at in (("stop", 1795002000), ("resume", 1795001000)):
        told = {"wa_id": PHONE, "category": "marketing_messages", "value": wanted, "timestamp": at}
        home.receive([notification({"user_preferences": [told]}, field="user_preferences")])
        home.work()
    assert home.query("SELECT marketing_stopped_at IS NOT NULL FROM channel_accounts") is True


def test_the_window_that_whatsapp_calls_closed_calls_the_reader_back_and_never_sends_the_digest_again(
    home: House,
) -> None:
    user = home.set_up()
    home.stub.add_template("new_jobs", "en")
    home.stub.inbound[PHONE] -= 2 * 86_400  # only WhatsApp knows
    message = home.digest(user)
    assert types(home.work()) == ["interactive", "template"]
    assert outcome(home, message)[0] == "sent"
    assert waiting(home) == 1
    assert home.query("SELECT count(*) FROM matches WHERE outbox_id = %s", message) == 0
    home.run("UPDATE outbox SET send_at = now() WHERE status = 'waiting'")
    assert home.work() == []
    assert any("Data Engineer" in str(each.body) for each in home.say("hello"))


def test_a_failure_told_before_the_sender_has_marked_the_message_counts_too(home: House) -> None:
    user = home.set_up()
    home.stub.add_template("new_jobs", "en")
    home.stub.inbound[PHONE] -= 2 * 86_400  # only WhatsApp knows
    message = home.digest(user)

    def overtaken(to: Any, rendered: Any) -> str:
        taken = home.sender.send(to, rendered)
        home.statuses.apply()
        return taken

    home.delivery = Delivery(home.pool, replace(home.sender, send=overtaken), secret_key="x" * 32, threads=1)
    assert types(home.work()) == ["interactive", "template"]
    assert outcome(home, message)[0] == "sent"
    assert waiting(home) == 1
    assert home.query("SELECT count(*) FROM matches WHERE shown_at IS NOT NULL AND outbox_id = %s", message) == 0


def test_a_reply_that_came_too_late_waits_for_the_next_message(home: House) -> None:
    home.set_up()
    home.stub.say(PHONE, "/help")
    lease = home.turns.lease()
    assert lease is not None
    home.turns.handle(lease)
    home.a_day_later()
    assert home.work() == []
    assert home.query("SELECT count(*) FROM outbox WHERE send_at = 'infinity'") == 1
    assert len(home.say("/privacy")) == 2


@pytest.mark.parametrize("where", ["refusing", "failing"])
def test_marketing_stopped_is_learnt_from_a_refusal(away: tuple[House, int], where: str) -> None:
    home, user = away
    getattr(home.stub, where)[PHONE] = 131050
    home.digest(user)
    home.work()
    assert home.query("SELECT marketing_stopped_at IS NOT NULL FROM channel_accounts") is True
    assert float(home.query("SELECT usd FROM template_spending")) == 0.0  # what did not arrive costs nothing


@pytest.mark.parametrize("where", ["refusing", "failing"])
def test_who_cannot_be_reached_is_tried_once(home: House, where: str) -> None:
    user = home.set_up()
    getattr(home.stub, where)[PHONE] = 131026
    message = home.digest(user)
    home.work()
    assert outcome(home, message)[0] == "dead"
    assert home.query("SELECT reachable FROM channel_accounts") is False


def test_a_spam_limit_rests_the_campaign_but_not_the_answers(home: House) -> None:
    user = home.set_up()
    home.stub.moods = [131048]
    home.digest(user)
    home.work()
    assert home.query("SELECT subject FROM channel_troubles") == "campaign"
    message = home.digest(user)
    home.run("UPDATE outbox SET send_at = now() WHERE status = 'waiting'")
    assert home.work() == []
    assert outcome(home, message)[0] == "cancelled"
    assert len(home.say("/help")) == 1


def test_a_dead_token_halts_the_channel_and_is_told(home: House) -> None:
    home.stub.moods = [190]
    home.stub.say(PHONE, "/help")
    home.work()
    assert home.query("SELECT subject FROM channel_troubles") == "access"
    assert home.query("SELECT count(*) FROM outbox WHERE status = 'waiting'") == 1
    home.run("UPDATE channel_pace SET held_until = now()")
    assert len(home.work()) == 1


def test_a_refused_template_is_told_and_not_tried_again_until_it_is_approved(away: tuple[House, int]) -> None:
    home, user = away
    home.stub.templates["new_jobs", "en"]["status"] = "PAUSED"
    home.digest(user)
    home.work()
    assert home.query("SELECT subject FROM channel_troubles") == "template new_jobs (en)"
    home.digest(user)
    assert home.work() == []
    home.stub.judge_template("new_jobs", "en", "APPROVED")
    assert home.query("SELECT count(*) FROM channel_troubles") == 0
    home.digest(user)
    assert types(home.work()) == ["template"]


def test_two_workers_never_overdraw_the_day(home: House) -> None:
    def reserve(number: int) -> bool:
        with home.pool.transaction() as conn:
            return reserve_template(
                conn, outbox_id=number, user_id=None, name="x", language="en", cost_usd=0.3, limit_usd=1.0
            )

    with ThreadPoolExecutor(4) as workers:
        assert sum(workers.map(reserve, range(20))) == 3
    with home.pool.transaction() as conn:
        figures = get_template_figures(conn, datetime.now(UTC))
    assert (figures.sent, round(figures.usd, 2)) == (3, 0.9)
