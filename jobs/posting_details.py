"""The texts of postings whose list does not hold them: each is fetched once, then taken from what was stored."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from db.raw_jobs import find_payloads
from jobs.feeds.fetching import FetchFailed, FetchRules, Turns, fetch
from jobs.sources.posting import NotAPosting

if TYPE_CHECKING:
    from collections.abc import Callable

    from db.pool import Pool
    from jobs.sources.kinds import Kind

    Key = tuple[str, str]

MOST_DETAILS = 100  # in one fetch; the others have their turn in the next


@dataclass(frozen=True, slots=True)
class Detailed:
    """The list with the texts that could be had, and how many are to come."""

    body: bytes
    lacking: int = 0
    failure: str | None = None


def with_details(
    pool: Pool, kind: Kind, body: bytes, *, rules: FetchRules, turns: Turns, check: Callable[[], None]
) -> Detailed:
    """A JSON list of postings, each that has a place for its text merged with what is there.

    A text that cannot be had is left for the next fetch, and so are those after it.
    """
    records: list[Any] = json.loads(body)
    keys = {number: key for number, record in enumerate(records) if (key := _key(kind, record))}
    with pool.transaction() as conn:
        stored = find_payloads(conn, list(keys.values()))
    lacking, asked, failure = 0, 0, None
    for number, key in keys.items():
        record = records[number]
        known = stored.get(key, {})
        if not kind.detail_url(known) and record.items() <= known.items():
            records[number] = known
        elif failure is not None or asked == MOST_DETAILS:
            lacking += 1
        else:
            check()
            asked += 1
            try:
                records[number] = _detail(kind.detail_url(record), rules, turns) | record
            except FetchFailed as error:
                failure, lacking = str(error), lacking + 1
    return Detailed(json.dumps(records, ensure_ascii=False).encode("utf-8", "surrogatepass"), lacking, failure)


def _key(kind: Kind, record: object) -> Key | None:
    """Under what a record is stored; None for one that is whole, or no posting."""
    if not isinstance(record, dict) or not kind.detail_url(record):
        return None
    try:
        posting = kind.read(record)
    except NotAPosting:
        return None
    return posting.source, posting.source_job_id


def _detail(url: str, rules: FetchRules, turns: Turns) -> dict[str, Any]:
    try:
        detail = json.loads(fetch(url, rules, turns).body)
    except (ValueError, RecursionError) as error:
        raise FetchFailed(f"its text is not JSON ({error})") from error
    if not isinstance(detail, dict):
        raise FetchFailed("its text is no JSON object")
    return detail
