"""The postings of the demo: complete, varied, safe to publish, and never old."""

import json
import re
from collections import Counter
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "jobs.jsonl"

Posting = dict[str, Any]

REQUIRED = {"source", "source_job_id", "title", "location", "description", "url", "posted_days_ago"}
OPTIONAL = {"company", "expires_in_days", "salary", "experience", "skills", "job_type"}

# Least number of postings, and words of the location by which a reader recognises the country.
COUNTRIES = {
    "Nigeria": (38, r"Nigeria|, NG|Lagos|Abuja|Ibadan|Kano|Kaduna|Port Harcourt|Ogun|State|Asaba|Rivers|Edo\b|Akwa"),
    "Kenya": (28, r"Kenya|, KE|Nairobi|Mombasa|Kisumu|Nakuru|Naivasha|Kakamega|Athi|Kericho|Kwale|Meru|Eldoret"),
    "Ethiopia": (22, r"Ethiopia|, ET|Addis|Adama|Hawassa|Bahir Dar|Jijiga|Jimma|Oromia|Dire Dawa|Mekelle|Kombolcha"),
    "India": (
        28,
        (
            r"India|, IN\b|, MP|, WB|, TN|Mumbai|Bengaluru|Bangalore|Pune|Noida|Gurgaon|Maharashtra|Pradesh|Tamil"
            r"|Rajasthan|Patna|Amritsar|Gujarat|Ahmedabad|Assam|Bhopal|Uttarakhand|Chandigarh|Telangana"
        ),
    ),
    "Germany": (
        17,
        (
            r"German|, DE|Berlin|München|Frankfurt|Köln|Hamburg|Kiel|Leipzig|Stuttgart|Dortmund|Duisburg"
            r"|Hannover|Nürnberg|Darmstadt|Bayern"
        ),
    ),
    "United Kingdom": (
        17,
        (
            r"UK|London|Manchester|Bristol|Leeds|Norwich|Wales|Birmingham|Scotland|Newcastle|Liverpool"
            r"|Ireland|Milton|Daventry|Coventry"
        ),
    ),
    "United States": (
        17,
        r"USA|, US|, (OH|AZ|NE|KS|NM|OR|LA|GA|TX|VT)\b(?!, NG)|Ohio|Idaho|California|Colorado|Montana",
    ),
    "remote": (35, r"(?i)remot|anywhere|WFH|work from home"),
    "Ghana": (3, r"Ghana|, GH"),
    "South Africa": (3, r"South Africa|, ZA|Gauteng|Durban|Limpopo"),
    "Tanzania": (2, r"Tanzania|, TZ|Zanzibar"),
    "Uganda": (2, r"Uganda|Kampala"),
    "Rwanda": (2, r"Rwanda|, RW"),
    "Egypt": (2, r"Egypt|Cairo"),
    "United Arab Emirates": (3, r"Emirates|, AE|UAE|Emirate"),
    "Saudi Arabia": (2, r"Saudi|KSA"),
    "Philippines": (3, r"Philippines|Manila|Davao"),
    "Pakistan": (3, r"Pakistan|, PK|Lahore"),
    "Bangladesh": (2, r"Bangladesh|Sylhet"),
    "Netherlands": (2, r"Netherlands|, NL"),
    "France": (2, r"France|Marseille"),
    "Spain": (2, r"Spain|España"),
    "Portugal": (1, r"Portugal"),
    "Brazil": (2, r"Brasil|Brazil|São Paulo"),
    "Canada": (3, r"Canada|Saskatchewan"),
    "Poland": (2, r"Poland|Kraków"),
}

WISHES = {
    "data engineer": (r"data engineer", r""),
    "accountant in Lagos": (r"account", r"lagos|, LA, NG"),
    "accountant in Nairobi": (r"account", r"nairobi"),
    "accountant in Addis Ababa": (r"account", r"addis"),
    "nurse": (r"\bnurse\b|nursing|pflegefach|infirmier", r""),
    "driver": (r"driver|fahrer|motorista", r""),
    "remote customer support": (r"customer|support", r"remote|anywhere|wfh|home"),
    "teacher": (r"teacher", r""),
    "python developer": (r"python (/ odoo )?dev|desenvolvedor\(a\) python", r""),
    "sales": (r"\bsales", r""),
    "electrician": (r"electrician|elektroniker", r""),
    "remote software engineer": (r"software engineer", r"remote"),
    "cleaner": (r"clean|housekeep|reinigung|limpeza", r""),
    "graphic designer": (r"graphic (designer|artist)", r""),
}

PHONE = re.compile(r"\+\d[\d ()./-]{7,}\d|\b0\d{2,4}[ -]?\d{3}[ -]?\d{3,4}\b|\d{9,}")
ABSOLUTE_DATE = re.compile(r"\b20[1-4]\d\b|\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b")
NEAR_COPY = 0.75
OWN_TEXT = 0.4


@cache
def postings() -> tuple[Posting, ...]:
    return tuple(json.loads(line) for line in EXAMPLES.read_text(encoding="utf-8").splitlines())


def is_expired(posting: Posting) -> bool:
    return bool(posting["posted_days_ago"] > 30 or posting.get("expires_in_days", 0) < 0)


def written_text(posting: Posting) -> str:
    """Everything that a person wrote: all but the number and the link."""
    fields = (posting.get(name, "") for name in sorted((REQUIRED | OPTIONAL) - {"url", "source_job_id"}))
    return " ¦ ".join(str(field) for field in fields)


@cache
def resemblances() -> tuple[tuple[float, Posting, Posting], ...]:
    """Share of common words (0 to 1) for every pair of descriptions."""
    vocabularies = [(frozenset(re.findall(r"\w+", p["description"].lower())), p) for p in postings()]
    return tuple((len(a & b) / len(a | b), p, q) for (a, p), (b, q) in combinations(vocabularies, 2))


def test_every_line_is_one_posting_with_the_known_fields() -> None:
    for posting in postings():
        assert REQUIRED <= posting.keys() <= REQUIRED | OPTIONAL, posting["title"]
        empty = [name for name, value in posting.items() if value in ("", [], None)]
        assert not empty, (posting["title"], empty)


def test_there_are_enough_postings_for_a_demo() -> None:
    assert 240 <= len(postings()) <= 280


def test_every_field_has_its_type() -> None:
    for posting in postings():
        assert all(isinstance(posting[name], str) for name in REQUIRED - {"posted_days_ago"})
        assert type(posting["posted_days_ago"]) is int
        assert posting["posted_days_ago"] >= 0
        assert type(posting.get("expires_in_days", 0)) is int
        assert isinstance(posting.get("skills", ""), str | list)


def test_source_and_number_name_one_posting() -> None:
    keys = Counter((posting["source"], posting["source_job_id"]) for posting in postings())
    assert [key for key, count in keys.items() if count > 1] == []


def test_descriptions_are_of_a_readable_length() -> None:
    for posting in postings():
        words = re.sub(r"<[^>]+>", " ", posting["description"]).split()
        assert 60 <= len(words) <= 220, (posting["title"], len(words))


@pytest.mark.parametrize("country", COUNTRIES)
def test_the_promised_countries_are_there(country: str) -> None:
    least, place = COUNTRIES[country]
    assert sum(bool(re.search(place, posting["location"])) for posting in postings()) >= least


@pytest.mark.parametrize("wish", WISHES)
def test_an_obvious_wish_finds_five_open_postings(wish: str) -> None:
    title, place = (re.compile(pattern, re.IGNORECASE) for pattern in WISHES[wish])
    fits = {
        posting["description"]
        for posting in postings()
        if not is_expired(posting) and title.search(posting["title"]) and place.search(posting["location"])
    }
    assert len(fits) >= 5


def test_some_postings_are_expired_by_age_and_some_by_deadline() -> None:
    expired = [posting for posting in postings() if is_expired(posting)]
    by_deadline = [posting for posting in expired if posting.get("expires_in_days", 0) < 0]
    assert 10 <= len(expired) <= 16
    assert 3 <= len(by_deadline) < len(expired)


def test_most_postings_are_recent() -> None:
    ages = [posting["posted_days_ago"] for posting in postings()]
    assert sum(age <= 25 for age in ages) >= 0.9 * len(ages)
    assert sum(age <= 7 for age in ages) >= 100


def test_some_jobs_are_posted_twice() -> None:
    copies = [pair for pair in resemblances() if pair[0] >= NEAR_COPY]
    assert 12 <= len(copies) <= 18
    assert sum(first["source"] != second["source"] for _, first, second in copies) >= 8
    assert sum(first["description"] == second["description"] for _, first, second in copies) >= 3


def test_apart_from_the_copies_every_description_is_its_own_text() -> None:
    alike = [(p["title"], q["title"]) for share, p, q in resemblances() if OWN_TEXT <= share < NEAR_COPY]
    assert alike == []


def test_links_lead_to_reserved_domains_only() -> None:
    for posting in postings():
        address = urlsplit(posting["url"])
        assert address.scheme == "https"
        assert re.fullmatch(r"([a-z-]+\.)?example\.(com|org|net)", address.netloc), posting["url"]
        assert "://" not in written_text(posting)


def test_contacts_are_addresses_at_example_com_only() -> None:
    for posting in postings():
        for domain in re.findall(r"@([\w.-]+\w)", written_text(posting)):
            assert domain == "example.com", posting["title"]


def test_there_are_no_telephone_numbers() -> None:
    found = [(p["title"], hit.group()) for p in postings() if (hit := PHONE.search(written_text(p)))]
    assert found == []


def test_there_are_no_dates_that_grow_old() -> None:
    found = [(p["title"], hit.group()) for p in postings() if (hit := ABSOLUTE_DATE.search(written_text(p)))]
    assert found == []


def test_fields_are_as_incomplete_as_boards_leave_them() -> None:
    missing = Counter(name for posting in postings() for name in OPTIONAL - posting.keys())
    assert 0.25 <= missing["salary"] / len(postings()) <= 0.45
    assert missing["experience"] >= 60
    assert missing["skills"] >= 60
    assert missing["company"] >= 5


def test_skills_come_as_lists_and_as_text() -> None:
    kinds = Counter(type(posting["skills"]) for posting in postings() if "skills" in posting)
    assert kinds[list] >= 30
    assert kinds[str] >= 50


def test_no_single_board_dominates() -> None:
    boards = Counter(posting["source"] for posting in postings())
    assert len(boards) >= 6
    assert max(boards.values()) <= len(postings()) / 3
