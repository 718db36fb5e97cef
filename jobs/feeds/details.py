"""The texts of postings whose list does not hold them: each is fetched once, then taken from what was stored."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from db.raw_jobs import find_payloads
from db.text_hash import text_hash
from jobs.feeds.fetching import FetchFailed, FetchRules, HostBusy, NoAnswer, Turns, fetch
from jobs.sources.posting import NotAPosting

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from db.pool import Pool
    from jobs.sources.kinds import Kind

    Key = tuple[str, str]

MOST_DETAILS = 100  # in one fetch; the others have their turn in the next
REFUSING = frozenset({401, 403, 429})
GONE = frozenset({404, 410})
ASKED_AGAIN_AFTER = 48  # turns: two days of a feed that is fetched each hour
GONE_SINCE = "_text_gone_since_turn"  # in the stored record, where no source has a name like it
SERVER_ERRORS = 500  # and above


@dataclass(frozen=True, slots=True)
class Detailed:
    """The list with the texts that could be had, and how many are to come."""

    body: bytes
    lacking: int = 0
    failure: str | None = None


def with_details(
    pool: Pool, kind: Kind, body: bytes, *, turn: int, rules: FetchRules, turns: Turns, check: Callable[[], None]
) -> Detailed:
    """A JSON list of postings, each that has a place for its text merged with what is there.

    Each `turn` asks in another order, so that no text is behind the same one for ever. One that cannot be had is left
    for a later turn, one that the site does not have for a much later one, or for when the list says something else of
    its posting; until then the posting stays as it was stored, if it was with a text.
    """
    records: list[Any] = json.loads(body)
    keys = {number: key for number, record in enumerate(records) if (key := _key(kind, record))}
    with pool.transaction() as conn:
        stored = find_payloads(conn, list(keys.values()))
    listed = {number: records[number] for number in keys}
    whole = {
        number: known for number, key in keys.items() if (known := stored.get(key)) and _is_settled(kind, known, turn)
    }
    records[:] = [whole.get(number, record) for number, record in enumerate(records)]
    lacking = [number for number, record in listed.items() if not record.items() <= whole.get(number, {}).items()]
    lacking.sort(key=lambda number: text_hash(f"{turn} {keys[number]}"))
    urls = {number: kind.detail_url(listed[number]) for number in lacking[:MOST_DETAILS]}
    had, gone, failure = _details(urls, rules, turns, check)
    for number, detail in had.items():
        records[number] = detail | listed[number]
    for number in gone:
        records[number] = listed[number] | {GONE_SINCE: turn}
    given = json.dumps(records, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return Detailed(given, len(lacking) - len(had), failure)


def _is_settled(kind: Kind, known: Mapping[str, Any], turn: int) -> bool:
    """Whether a stored record is with its text, or the text was found to be gone not long ago."""
    since = known.get(GONE_SINCE)
    return not kind.detail_url(known) or (isinstance(since, int) and 0 <= turn - since < ASKED_AGAIN_AFTER)


def _key(kind: Kind, record: object) -> Key | None:
    """Under what a record is stored; None for one that is whole, or no posting."""
    if not isinstance(record, dict) or not kind.detail_url(record):
        return None
    try:
        posting = kind.read(record)
    except NotAPosting:
        return None
    return posting.source, posting.source_job_id


def _details(
    urls: Mapping[int, str], rules: FetchRules, turns: Turns, check: Callable[[], None]
) -> tuple[dict[int, dict[str, Any]], list[int], str | None]:
    """Those that could be had, by number, which are gone, and what was wrong with the last of the others.

    One that is gone or broken is passed over; a site that refuses or is in trouble is not asked for the rest.
    """
    had: dict[int, dict[str, Any]] = {}
    gone: list[int] = []
    failure = None
    for number, url in urls.items():
        check()
        try:
            had[number] = _detail(url, rules, turns)
        except FetchFailed as error:
            failure = str(error)
            if error.status in GONE:
                gone.append(number)
            if _site_at_fault(error):
                break
    return had, gone, failure


def _site_at_fault(error: FetchFailed) -> bool:
    status = error.status or 0
    return isinstance(error, HostBusy | NoAnswer) or status in REFUSING or status >= SERVER_ERRORS


def _detail(url: str, rules: FetchRules, turns: Turns) -> dict[str, Any]:
    try:
        detail = json.loads(fetch(url, rules, turns).body)
    except (ValueError, RecursionError) as error:
        raise FetchFailed(f"its text is not JSON ({error})") from error
    if not isinstance(detail, dict):
        raise FetchFailed("its text is no JSON object")
    return detail
