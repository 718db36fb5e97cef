"""What a person's reactions taught, told to them: each lesson a fact that they can check against what they did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.feedback import find_reactions_of
from matching.folded_texts import folded
from matching.learning import LATEST, WORTH, Taste
from matching.reason_codes import reason_of
from matching.retrieval import NO_MODEL
from matching.scoring import PROFILES
from matching.title_words import telling_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from db.feedback import Reaction
    from db.pool import Connection
    from matching.reason_codes import Reason

MOST_LEFT_OUT = 2  # told at once, the latest
WORTH_TELLING = 1.1  # times its weight before


def find_lessons(
    conn: Connection, user_id: int, title: str, company: str, *, profile: str, now: datetime
) -> tuple[Reason, ...]:
    """What a person's reactions taught, as far as it concerns a posting of this title and company or all they see."""
    # Vectors have no say in what is told.
    found = find_reactions_of(conn, [user_id], NO_MODEL, limit=LATEST).get(user_id, [])
    return lessons(found, title, company, profile=profile, now=now)


def lessons(
    reactions: Sequence[Reaction], title: str, company: str, *, profile: str, now: datetime
) -> tuple[Reason, ...]:
    """The same from the reactions, the latest first: what is kept like it, what is left out, what counts for more."""
    taste = Taste.of(reactions, profile, now)
    left_out = list(_left_out(reactions, taste))[:MOST_LEFT_OUT]
    return (*_kept(reactions, title, company), *left_out, *_weightier(taste, PROFILES[profile]))


def _kept(reactions: Sequence[Reaction], title: str, company: str) -> Iterator[Reason]:
    """Others with the same telling words in their titles, more or fewer; the posting itself is no news."""
    words = set(telling_words(title))
    alike = [
        each.title
        for each in reactions
        if WORTH.get(each.kind, 0.0) >= WORTH["saved"]
        and (each.title, each.company) != (title, company)
        and (theirs := set(telling_words(each.title)))
        and words
        and (theirs <= words or words <= theirs)
    ]
    if alike:
        yield reason_of("learnt_kept", title=alike[0], count=len(alike))


def _left_out(reactions: Sequence[Reaction], taste: Taste) -> Iterator[Reason]:
    hidden = [each for each in reactions if each.kind == "hidden"]
    titles = [telling_words(each.title) for each in hidden if each.reason == "role"]
    companies = [folded(each.company) for each in hidden]
    told: set[object] = set()
    for each in hidden:
        words, name = telling_words(each.title), folded(each.company)
        if words in taste.titles - told:
            told.add(words)
            yield reason_of("learnt_title_hidden", title=each.title, count=titles.count(words))
        if name in taste.companies - told:
            told.add(name)
            yield reason_of("learnt_company_hidden", company=each.company, count=companies.count(name))


def _weightier(taste: Taste, before: Mapping[str, float]) -> Iterator[Reason]:
    factor = max(before, key=lambda name: taste.weights[name] / before[name])
    if taste.weights[factor] >= WORTH_TELLING * before[factor]:
        yield reason_of("learnt_weight", factor=factor)
