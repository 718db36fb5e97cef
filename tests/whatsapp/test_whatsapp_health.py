"""What /health tells of WhatsApp."""

from datetime import UTC, datetime

from bot.health import report
from db.channel_troubles import save_trouble
from db.template_messages import reserve_template
from tests.whatsapp.house import House


def test_troubles_need_attention_and_say_which(home: House) -> None:
    home.stub.moods = [190]
    home.say("/help")
    home.stub.add_template("new_jobs", "en")
    home.stub.judge_template("new_jobs", "en", "REJECTED", "INVALID_FORMAT")
    with home.pool.transaction() as conn:
        health = report(conn, datetime.now(UTC))
    assert health.verdict == "NEEDS ATTENTION"
    told = "\n".join(health.reasons)
    assert "whatsapp: access: 190" in told
    assert "whatsapp: template new_jobs (en): REJECTED: INVALID_FORMAT" in told
    assert "Session" not in str(health.figures()["troubles"])


def test_what_todays_templates_cost_is_told_and_a_trouble_that_is_over_is_not(home: House) -> None:
    now = datetime.now(UTC)
    with home.pool.transaction() as conn:
        save_trouble(conn, "whatsapp", "campaign", "spam", until=now)
        reserve_template(conn, outbox_id=1, user_id=None, name="x", language="en", cost_usd=0.06, limit_usd=1)
        health = report(conn, datetime.now(UTC))
    assert health.lines()[-1] == "WhatsApp templates: 1 today for $0.06"
    assert not [reason for reason in health.reasons if "campaign" in reason]
