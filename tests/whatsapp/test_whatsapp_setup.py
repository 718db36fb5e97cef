"""Connecting a WhatsApp number: what the commands find wrong, and what they say to do about it."""

import threading
from argparse import Namespace
from collections.abc import Callable, Iterator

import pytest
from werkzeug.serving import make_server

from bot.__main__ import run_whatsapp
from bot.web.app import create_app
from bot.whatsapp.setup import SetupFailed, check, definition, send_test, templates
from db.pool import Pool
from settings import Settings
from tests.stubs.whatsapp import WhatsAppStub
from tests.web.visits import CountingBell
from tests.whatsapp.house import PHONE, SETTINGS

Make = Callable[..., Settings]


@pytest.fixture
def stub() -> Iterator[WhatsAppStub]:
    with WhatsAppStub() as stub:
        yield stub


@pytest.fixture
def make(make_settings: Make, stub: WhatsAppStub) -> Make:
    def made(**given: object) -> Settings:
        return make_settings(**(SETTINGS | {"whatsapp_base_url": stub.url} | given))

    return made


@pytest.fixture
def served(make: Make, pool: Pool) -> Iterator[Settings]:
    """Settings whose PUBLIC_URL is a running web process with the same settings."""
    app = create_app(make(), pool, CountingBell())
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield make(public_url=f"http://127.0.0.1:{server.server_port}")
    server.shutdown()
    thread.join()
    server.server_close()


def test_all_is_well_once_subscribed_and_approved(stub: WhatsAppStub, served: Settings) -> None:
    faults = [line for line in check(served) if line.startswith("- ")]
    assert [line.split(":")[0] for line in faults] == [
        "- no app is subscribed to the business account, so nothing comes in",
        "- template new_jobs (en) does not exist",
    ]
    assert "handed in" in templates(served, create=True)[0]
    assert check(served, subscribe=True)[-1] == "All is well."


def test_the_exit_code_tells_whether_something_is_to_be_mended(stub: WhatsAppStub, served: Settings) -> None:
    with pytest.raises(SystemExit, match="1"):
        run_whatsapp(served, Namespace(what="check", subscribe=True))
    stub.add_template("new_jobs", "en")
    run_whatsapp(served, Namespace(what="check", subscribe=True))


def test_a_webhook_with_other_secrets_is_found_out(stub: WhatsAppStub, served: Settings) -> None:
    stub.add_template("new_jobs", "en")
    other = {"whatsapp_app_secret": "another", "whatsapp_verify_token": "another"}
    lines = check(Settings(**{**served.model_dump(), **other}), subscribe=True)
    assert sum("challenge" in line or "APP_SECRET" in line for line in lines) == 2


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"public_url": "http://127.0.0.1:1"}, "cannot be reached from here"),
        ({"whatsapp_business_account_id": None}, "WHATSAPP_BUSINESS_ACCOUNT_ID is not set"),
        ({}, "PUBLIC_URL is not set"),
    ],
)
def test_what_is_missing_is_named(make: Make, given: dict[str, object], expected: str) -> None:
    assert any(expected in line for line in check(make(**given)))


@pytest.mark.parametrize(
    ("given", "remedy"),
    [
        ({"whatsapp_access_token": "dead"}, "the token is dead"),
        ({"whatsapp_phone_number_id": "999"}, "no such id"),
        ({"whatsapp_base_url": "http://127.0.0.1:1"}, "cannot be reached"),
        ({"whatsapp_access_token": None, "whatsapp_phone_number_id": None}, "is not set"),
    ],
)
def test_what_whatsapp_refuses_comes_with_a_remedy(make: Make, given: dict[str, object], remedy: str) -> None:
    with pytest.raises(SetupFailed, match=remedy):
        check(make(**given))


def test_templates_are_listed_over_all_pages_with_what_is_wrong(stub: WhatsAppStub, make: Make) -> None:
    for number in range(5):
        stub.add_template(f"other_{number}", "en")
    stub.add_template("new_jobs", "fr", "PAUSED")
    lines = templates(make(whatsapp_template_languages="fr"))
    assert len(lines) == 7
    assert lines[-1] == "- template new_jobs (fr) is PAUSED"


@pytest.mark.parametrize("language", ["en", "fr", "pt_BR", "es", "sw"])
def test_our_template_fits_in_every_language(stub: WhatsAppStub, make: Make, language: str) -> None:
    settings = make(whatsapp_template_languages=language)
    templates(settings, create=True)
    assert stub.templates["new_jobs", language]["status"] == "APPROVED"
    assert len(definition(settings, language)["components"][1]["buttons"]) == 2


def test_a_test_message_is_sent(stub: WhatsAppStub, make: Make) -> None:
    stub.add_template("new_jobs", "en")
    assert "wamid." in send_test(make(), f"+{PHONE[:2]} {PHONE[2:]}")[0]
    send_test(make(), PHONE, template=True)
    assert [sent.type for sent in stub.sent] == ["text", "template"]
    with pytest.raises(SetupFailed, match="no phone number"):
        send_test(make(), "Mara")


def test_no_secret_is_ever_told(served: Settings) -> None:
    told = "\n".join(check(served))
    assert not any(str(secret) in told for name, secret in SETTINGS.items() if name.endswith(("token", "secret")))
