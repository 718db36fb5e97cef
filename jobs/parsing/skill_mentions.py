"""Where a text names skills, and whether a word that is also an ordinary one is meant as the skill."""

from __future__ import annotations

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
from jobs.parsing.skill_vocabulary import (
    CAPITAL,
    GAP,
    LISTED,
    PASSAGE_END,
    SPOKEN,
    token_string,
    tokens_as_written,
    vocabulary,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

NEIGHBOURHOOD = 6  # tokens between a doubtful word and what makes it sure
ABILITY_REACH = 4  # tokens before a doubtful word in which "experience with" stands
SHORT_LIST = 8  # words: a text this short may be a list
NEIGHBOURS = 3  # words on each side that show whether a capital says anything
SHORTEST_NAME = 2  # letters of "Go"; such names need their capital


class Mention(NamedTuple):  # made by the dozen for each posting, in a third of a dataclass's time
    """A skill by its shown name, at tokens [start, end); `rule`: how a doubtful spelling is told, else None."""

    name: str
    start: int
    end: int
    rule: str | None


class Spelled(NamedTuple):
    """A passage, by number, that spells skills: its tokens as written and what they may mean."""

    passage: int
    written: list[str]
    mentions: list[Mention]


@dataclass(frozen=True, slots=True)
class _Reading:
    """A text in tokens, as written and in lower case; `sure`: the areas of skills beyond doubt by position."""

    written: list[str]
    tokens: list[str]
    sure: dict[int, str]
    languages: set[int]
    is_list: bool

    def before(self, mention: Mention) -> str:
        return self.tokens[mention.start - 1] if mention.start else "\n"

    def after(self, mention: Mention) -> str:
        return self.tokens[mention.end] if mention.end < len(self.tokens) else "\n"


def find_skills(text: str) -> tuple[str, ...]:
    """The known skills of a text by shown name, in order of appearance; "Go" and "R" only where they are meant."""
    return tuple(dict.fromkeys(mentioned(text)))


def mentioned(text: str, *, may_be_list: bool = True) -> list[str]:
    """The skills of a text, repeated as there; `may_be_list`: whether a doubtful word standing alone is one."""
    return [name for spelled in spelled_in([text]) for name in meant(spelled, may_be_list=may_be_list)]


def spelled_in(passages: Sequence[str]) -> list[Spelled]:
    """The passages, in order, in which skills are spelled: all are searched at once, which costs a tenth."""
    text = PASSAGE_END.join(passages)
    if text.count(PASSAGE_END) >= len(passages):
        text = PASSAGE_END.join([passage.replace(PASSAGE_END, " ") for passage in passages])
    written = tokens_as_written(text)
    tokens = token_string(written).lower()
    words = vocabulary()
    found: list[Spelled] = []
    mentions: list[Mention] = []
    index = counted = number = begin = 0
    end = -1
    for spelling, position, _ in words.finder.find_matches_as_indexes(tokens):
        index += tokens.count(GAP, counted, position + 1)
        counted = position
        while index > end:
            number, begin, end = number + (end >= 0), end + 1, _index(written, end + 1)
            mentions = []
        if not mentions:
            found.append(Spelled(number, written[begin:end], mentions))
        name, length, rule = words.meanings[spelling]
        mentions.append(Mention(name, index - begin, index - begin + length, rule))
    return found


def _index(tokens: list[str], start: int) -> int:
    """Where the passage that begins there ends."""
    try:
        return tokens.index(PASSAGE_END, start)
    except ValueError:
        return len(tokens)


def meant(spelled: Spelled, *, may_be_list: bool) -> list[str]:
    """The names of those skills of a passage that are meant as such."""
    found = spelled.mentions
    if not any([mention.rule for mention in found]):  # noqa: C419 - a list is twice as fast for so few
        return [mention.name for mention in found]
    read = _reading(spelled.written, found, may_be_list=may_be_list)
    return [mention.name for mention in found if mention.rule is None or _is_meant(mention, read)]


def _reading(written: list[str], found: list[Mention], *, may_be_list: bool) -> _Reading:
    tokens = " ".join(written).lower().split(" ")
    areas = vocabulary().areas
    sure: dict[int, str] = {}
    languages: set[int] = set()
    covered: set[int] = set()
    for name, start, end, rule in found:
        places = range(start, end)
        covered.update(places)
        if rule is None:
            sure.update(dict.fromkeys(places, areas[name]))
        if areas[name] == "language":
            languages.update(places)
    listed = (may_be_list or len(found) > 1) and _is_short_list(tokens, covered)
    return _Reading(written, tokens, sure, languages, listed)


def _is_short_list(tokens: list[str], covered: set[int]) -> bool:
    """Whether all words but those that join are of skills, and are few."""
    words = 0
    for at, token in enumerate(tokens):
        if token not in MARKS and token not in JOINING:
            words += 1
            if words > SHORT_LIST or at not in covered:
                return False
    return True


def _is_meant(mention: Mention, read: _Reading) -> bool:
    if mention.rule == SPOKEN:
        return _is_spoken(mention, read)
    if read.is_list and _stands_alone(mention, read) and not _is_setting(mention, read):
        return (read.before(mention) != "(" or len(mention.name) > SHORTEST_NAME) and _suits_list(mention, read)
    if mention.rule == CAPITAL:
        return _by_capital(mention, read)
    return _by_list(mention, read)


def _suits_list(mention: Mention, read: _Reading) -> bool:
    """Whether a doubtful name is not the one tool among the skills of another trade: "chef, menu planning"."""
    is_tool = mention.rule == LISTED and vocabulary().areas[mention.name] == "tech"
    return not (is_tool and read.sure and DESK.isdisjoint(read.sure.values()))


def _is_spoken(mention: Mention, read: _Reading) -> bool:
    """Whether a language stands by a word for speaking, or by another language, and names no nation."""
    if read.is_list or read.after(mention) in SPEECH or _is_valued(mention, read):
        return True
    if read.after(mention) in NOT_SPOKEN:
        return False
    if read.sure and read.before(mention) == "," and _stands_alone(mention, read):
        return read.written[mention.start][0].isupper()
    around = read.tokens[max(0, mention.start - NEIGHBOURHOOD) : mention.end + NEIGHBOURHOOD]
    return not SPEECH.isdisjoint(around) or mention.start - 2 in read.languages or mention.end + 1 in read.languages


def _by_capital(mention: Mention, read: _Reading) -> bool:
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


def _by_list(mention: Mention, read: _Reading) -> bool:
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


def _is_valued(mention: Mention, read: _Reading) -> bool:
    """Whether a name with a capital begins what says that it is wished, or a language that it is demanded."""
    area = vocabulary().areas[mention.name]
    written = read.written[mention.start]
    named = area in {"tech", "language"} or (written.isupper() and len(written) > SHORTEST_NAME)  # "VCA is a plus"
    if not named or not (written[0].isupper() or area == "language"):  # "anglais souhait\u00e9"
        return False
    if read.before(mention) not in MARKS and read.before(mention) not in JOINING:
        return False
    behind = next(
        (token for token in read.tokens[mention.end : mention.end + NEIGHBOURHOOD] if token not in BEFORE_VALUE), "\n"
    )
    return behind in VALUED or (area == "language" and behind in DEMANDED)


def _stands_alone(mention: Mention, read: _Reading) -> bool:
    return all(side in MARKS or side in JOINING for side in (read.before(mention), read.after(mention)))


def _is_setting(mention: Mention, read: _Reading) -> bool:
    """Whether the word says where a skill is used: "Kubernetes in production"."""
    tool = vocabulary().areas[mention.name] == "tech"  # "statistics in R"
    return read.before(mention) == "in" and mention.start - 2 in read.sure and not tool


def _is_listed(mention: Mention, read: _Reading) -> bool:
    before, after = read.before(mention), read.after(mention)
    if _is_setting(mention, read):
        return False
    purpose = after == "for" and vocabulary().areas[mention.name] == "tech"  # "Python or Julia for modelling"
    begins = before in MARKS or before in JOINING or before in KNOWING
    return begins and (after in MARKS or after in AFTER_NAME or purpose)


def _by_ability(mention: Mention, read: _Reading) -> bool:
    """Whether "experience with" or the like leads to the word."""
    if read.before(mention) not in ABILITY_LINKS:
        return False
    return not ABILITY.isdisjoint(read.tokens[max(0, mention.start - ABILITY_REACH) : mention.start])


def _has_company(mention: Mention, read: _Reading) -> bool:
    """Whether a sure skill stands near: of a like area when the word names a tool."""
    desk = vocabulary().areas[mention.name] in DESK
    start = max(0, mention.start - NEIGHBOURHOOD)
    areas = {read.sure.get(position) for position in range(start, mention.end + NEIGHBOURHOOD)} - {None}
    if areas == {"farming"} and vocabulary().areas[mention.name] == "health":  # who feeds animals feeds no patients
        return False
    if areas == {"health"} and vocabulary().areas[mention.name] in NOT_OF_HEALTH:
        return False
    return not areas.isdisjoint(DESK) if desk else bool(areas)


def _capital_tells(mention: Mention, read: _Reading) -> bool:
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
