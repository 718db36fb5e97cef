from __future__ import annotations

import pytest

from jobs.parsing.contacts import find_apply_link, find_contacts, safe_link


@pytest.mark.parametrize(
    ("text", "contacts"),
    [
        ("Send your CV to jobs@example.com.", ("jobs@example.com",)),
        (
            "hr.team+ng@careers.example.co.uk or call 0803 555 1234",
            ("hr.team+ng@careers.example.co.uk", "0803 555 1234"),
        ),
        ("WhatsApp: +254 700 000 123", ("+254 700 000 123",)),
        ("Tel. (020) 555-0133", ("(020) 555-0133",)),
        ("Call 0911-00-00-00 for details", ("0911-00-00-00",)),
        ("Bel 06 12345678 voor meer", ("06 12345678",)),
        ("Apply on Telegram @acme_jobs_bot", ("@acme_jobs_bot",)),
        ("Inbox us: t.me/acmejobs", ("t.me/acmejobs",)),
        ("https://wa.me/2348000000000 to apply", ("https://wa.me/2348000000000",)),
        ("a@example.com, a@example.com", ("a@example.com",)),
        ("Salary 150,000 - 200,000 and 10000000 users", ()),
        ("Founded in 2012, 2019-2024, account 12345678901", ()),
        ("Follow @media in CSS", ()),
        ("", ()),
    ],
)
def test_contacts_are_found_as_written(text: str, contacts: tuple[str, ...]) -> None:
    assert find_contacts(text) == contacts


def test_no_more_than_six_contacts_are_kept() -> None:
    assert len(find_contacts(" ".join(f"person{number}@example.com" for number in range(20)))) == 6


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("Apply here: https://example.com/jobs/12.", "https://example.com/jobs/12"),
        ("About us https://example.com . To apply: https://forms.gle/abc", "https://forms.gle/abc"),
        ("Solliciteer via https://example.nl/vacature?id=3&x=1", "https://example.nl/vacature?id=3&x=1"),
        ("Read our blog https://example.com/blog", None),
        ("Apply: javascript:alert(1)", None),
        ("Apply: ftp://example.com/x", None),
        ("Apply: https://user:secret@example.com/x", None),
        ("", None),
    ],
)
def test_the_link_to_apply_by_is_found(text: str, link: str | None) -> None:
    assert find_apply_link(text) == link


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//example.com", "http://", "https://[bad", ""]
)
def test_only_web_addresses_are_safe(url: str) -> None:
    assert safe_link(url) is None
