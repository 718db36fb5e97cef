"""Whether a word that is also an ordinary one is meant as a skill, told by what stands around it."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from jobs.parsing.skill_cues import (
    ABILITY,
    ABILITY_LINKS,
    AFTER_NAME,
    BEFORE_VALUE,
    DEMANDED,
    DESK,
    EMPLOYING,
    JOINING,
    KNOWING,
    MARKS,
    NOT_OF_HEALTH,
    NOT_SPOKEN,
    SENTENCE_START,
    SPEECH,
    TELLING,
    USING,
    VALUED,
    VERB_AFTER,
)
from jobs.parsing.skill_tokens import GAP, tokens_as_written
from jobs.parsing.skill_vocabulary import CAPITAL, LISTED, SPOKEN, vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

NEIGHBOURHOOD = 6  # tokens between a doubtful word and what makes it sure
ABILITY_REACH = 4  # tokens before a doubtful word in which "experience with" stands
SHORT_LIST = 8  # words: a text this short may be a list
NEIGHBOURS = 3  # words on each side that show whether a capital says anything
SHORTEST_NAME = 2  # letters of "Go"; such names need their capital
_PARTING = MARKS | JOINING
_BEGINNING = _PARTING | KNOWING
_ENDING = _PARTING | AFTER_NAME | {"for", ""}
_VALUING = VALUED | DEMANDED


class Mention(NamedTuple):
    """A skill by its shown name, at tokens [start, end); `rule`: how a doubtful spelling is told, else None."""

    name: str
    start: int
    end: int
    rule: str | None


@dataclass(frozen=True, slots=True)
class Reading:
    """A text in tokens, as written and in lower case.

    `sure` are the areas of skills beyond doubt by position, `areas` those of all that may be skills by name.
    """

    text: str
    tokens: list[str]
    sure: dict[int, str]
    areas: dict[str, str]
    languages: set[int]
    is_list: bool

    @property
    def written(self) -> Sequence[str]:
        """The tokens as written: the text is cut once more only where its capitals tell something."""
        return _as_written(self.text)

    def before(self, mention: Mention) -> str:
        """The token before it, a line's beginning at the first."""
        return self.tokens[mention.start - 1] if mention.start else "\n"

    def after(self, mention: Mention) -> str:
        """The token behind it, a line's end at the last."""
        return self.tokens[mention.end] if mention.end < len(self.tokens) else "\n"


def may_be_meant(tokens: str, start: int, end: int, rule: str | None) -> bool:
    """False for a doubtful spelling that, by its neighbours alone, stands neither in a list nor as something valued.

    `tokens[start:end]` of a token string is the spelling with a space on each side. Three of four are refused here,
    where nothing else of the passage has to be known.
    """
    if rule != LISTED:
        return rule is not None
    if start and tokens[tokens.rfind(" ", 0, start - 1) + 1 : start - 1] not in _BEGINNING:
        return False
    behind = tokens[end + 1 : -1].split(GAP, NEIGHBOURHOOD)[:NEIGHBOURHOOD]
    return behind[0] in _ENDING or not _VALUING.isdisjoint(behind)


def reading(text: str, tokens: list[str], mentions: Sequence[Mention], *, may_be_list: bool) -> Reading:
    """A passage with all its mentions; `may_be_list`: whether a doubtful word standing alone is one."""
    areas = vocabulary().areas
    sure: dict[int, str] = {}
    languages: set[int] = set()
    covered: set[int] = set()
    for name, start, end, rule in mentions:
        places = range(start, end)
        covered.update(places)
        if rule is None:
            sure.update(dict.fromkeys(places, areas[name]))
        if areas[name] == "language":
            languages.update(places)
    listed = (may_be_list or len(mentions) > 1) and _is_short_list(tokens, covered)
    named = {name: areas[name] for name, *_ in mentions} if listed else {}
    return Reading(text, tokens, sure, named, languages, listed)


@functools.lru_cache(maxsize=16)
def _as_written(text: str) -> tuple[str, ...]:
    return tuple(tokens_as_written(text))


def _is_short_list(tokens: list[str], covered: set[int]) -> bool:
    """Whether all words but those that join are of skills, and are few."""
    words = 0
    for at, token in enumerate(tokens):
        if token not in _PARTING:
            words += 1
            if words > SHORT_LIST or at not in covered:
                return False
    return True


def is_meant(mention: Mention, read: Reading) -> bool:
    """Whether a doubtful word is meant as the skill."""
    if mention.rule == SPOKEN:
        return _is_spoken(mention, read)
    if read.is_list and _stands_alone(mention, read) and not _is_setting(mention, read):
        return (read.before(mention) != "(" or len(mention.name) > SHORTEST_NAME) and _suits_list(mention, read)
    if mention.rule == CAPITAL:
        return _by_capital(mention, read)
    return _by_list(mention, read)


def _suits_list(mention: Mention, read: Reading) -> bool:
    """Whether a doubtful name is not the one tool among the skills of another trade: "chef, waiter, baker"."""
    if mention.rule != LISTED or read.areas[mention.name] != "tech":
        return True
    others = {area for name, area in read.areas.items() if name != mention.name}
    return not others or not DESK.isdisjoint(others)


def _is_spoken(mention: Mention, read: Reading) -> bool:
    """Whether a language stands by a word for speaking, or by another language, and names no nation."""
    if read.is_list or read.after(mention) in SPEECH or _is_valued(mention, read):
        return True
    if read.after(mention) in NOT_SPOKEN:
        return False
    if read.sure and read.before(mention) == "," and _stands_alone(mention, read):
        return read.written[mention.start][0].isupper()
    around = read.tokens[max(0, mention.start - NEIGHBOURHOOD) : mention.end + NEIGHBOURHOOD]
    return not SPEECH.isdisjoint(around) or mention.start - 2 in read.languages or mention.end + 1 in read.languages


def _by_capital(mention: Mention, read: Reading) -> bool:
    before, after = read.before(mention), read.after(mention)
    starts = before in SENTENCE_START
    if _is_valued(mention, read):
        return True
    if (after in VERB_AFTER or (after == "is" and starts)) and (starts or not read.written[mention.start][0].isupper()):
        return False
    if after in TELLING or (before in USING and after not in VERB_AFTER) or _by_ability(mention, read):
        return True
    if _is_listed(mention, read) and _has_company(mention, read):
        return True
    if before in EMPLOYING or not _capital_tells(mention, read):
        return False
    return not starts or after in MARKS or after in AFTER_NAME


def _by_list(mention: Mention, read: Reading) -> bool:
    """Whether a word that is mostly another one stands as an item among skills, or after a word of ability."""
    if _is_valued(mention, read):
        return True
    desk = vocabulary().areas[mention.name] in DESK
    adjoins = mention.start - 2 in read.sure or mention.end + 1 in read.sure
    doubtful = desk and len(mention.name) <= SHORTEST_NAME and not adjoins
    if doubtful and not read.written[mention.start][0].isupper() and any(map(str.isupper, "".join(read.written))):
        return False
    if not _is_listed(mention, read) or (read.before(mention) == "(" and read.after(mention) == ")"):
        return False
    return read.after(mention) in TELLING or _by_ability(mention, read) or _has_company(mention, read)


def _is_valued(mention: Mention, read: Reading) -> bool:
    """Whether a name with a capital begins what says that it is wished, or a language that it is demanded."""
    if read.before(mention) not in _PARTING:
        return False
    behind = next(
        (token for token in read.tokens[mention.end : mention.end + NEIGHBOURHOOD] if token not in BEFORE_VALUE), "\n"
    )
    area = vocabulary().areas[mention.name]
    if behind not in VALUED and not (area == "language" and behind in DEMANDED):
        return False
    written = read.written[mention.start]
    tool = area in {"tech", "language"} or (mention.rule == CAPITAL and area in DESK)  # "Excel is a plus"
    named = tool or (written.isupper() and len(written) > SHORTEST_NAME)  # "VCA is a plus"
    return named and (written[0].isupper() or area == "language")  # "anglais souhait\u00e9"


def _stands_alone(mention: Mention, read: Reading) -> bool:
    return read.before(mention) in _PARTING and read.after(mention) in _PARTING


def _is_setting(mention: Mention, read: Reading) -> bool:
    """Whether the word says where a skill is used: "Kubernetes in production"."""
    tool = vocabulary().areas[mention.name] == "tech"  # "statistics in R"
    return read.before(mention) == "in" and mention.start - 2 in read.sure and not tool


def _is_listed(mention: Mention, read: Reading) -> bool:
    after = read.after(mention)
    if _is_setting(mention, read) or read.before(mention) not in _BEGINNING:
        return False
    purpose = after == "for" and vocabulary().areas[mention.name] == "tech"  # "Python or Julia for modelling"
    return after in MARKS or after in AFTER_NAME or purpose


def _by_ability(mention: Mention, read: Reading) -> bool:
    """Whether "experience with" or the like leads to the word."""
    if read.before(mention) not in ABILITY_LINKS:
        return False
    return not ABILITY.isdisjoint(read.tokens[max(0, mention.start - ABILITY_REACH) : mention.start])


def _has_company(mention: Mention, read: Reading) -> bool:
    """Whether a sure skill stands near: of a like area when the word names a tool."""
    desk = vocabulary().areas[mention.name] in DESK
    start = max(0, mention.start - NEIGHBOURHOOD)
    areas = {read.sure.get(position) for position in range(start, mention.end + NEIGHBOURHOOD)} - {None}
    if areas == {"farming"} and vocabulary().areas[mention.name] == "health":  # who feeds animals feeds no patients
        return False
    if areas == {"health"} and vocabulary().areas[mention.name] in NOT_OF_HEALTH:
        return False
    return not areas.isdisjoint(DESK) if desk else bool(areas)


def _capital_tells(mention: Mention, read: Reading) -> bool:
    """Whether the word has a capital that its neighbours, in a shouted text or a heading, have not."""
    if not read.written[mention.start][0].isupper():
        return False
    around = [
        word
        for word in (
            *read.written[max(0, mention.start - NEIGHBOURS) : mention.start],
            *read.written[mention.end : mention.end + NEIGHBOURS],
        )
        if word[0].isalpha()
    ]
    return not around or any(word[0].islower() for word in around)
