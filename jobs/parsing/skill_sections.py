"""What a posting asks for apart from what it would like, and from what it says of the company and its offer."""

from __future__ import annotations

import re
from itertools import accumulate, chain, pairwise
from typing import TYPE_CHECKING, Literal, NamedTuple

from jobs.parsing.asked_workers import skills_of_asked_worker
from jobs.parsing.cues import NamedCues, lowered
from jobs.parsing.repeats import remembered
from jobs.parsing.skill_headings import BULLETS, kinds
from jobs.parsing.skill_lists import listed_skills, may_list
from jobs.parsing.skill_mentions import meant, spelled_in
from jobs.parsing.skill_refusals import REFUSING, without_refused
from jobs.parsing.skill_wishes import WISH, WISH_STEMS, divided

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jobs.parsing.skill_headings import Kind
    from jobs.parsing.skill_mentions import Spelled

Cue = Literal["wish", "refusal"]

LONG_LINE = 300  # characters: such a line is cut at its sentences and bullets
_CUES: NamedCues[Cue] = NamedCues({"wish": WISH_STEMS, "refusal": REFUSING})
_SENTENCE = re.compile(
    r"(?<=[.;!?])\s+(?=[A-Z\u2022*-])|(?<=\S)\s+(?=[\u2022*\u25cf\u25aa\uf0b7]\s)|(?<=\w)\s{2,}(?=[A-Z])"
)
# Most lines are parted by sentences alone, which this finds several times as fast; a group tells of other white space
# and marks of lists.
_SENTENCE_END = re.compile(r"\s(?=[A-Z\s\u2022*\u25cf\u25aa\uf0b7-])(?:(?<=[.;!?]\s)(?=[A-Z-])|(?=[^A-Z-])(?P<other>))")
_OF_COMPANY = re.compile(
    r"^\W*(?:(?i:we are (?:an?|the|one of)\b|we(?:'re|\u2019re) an?\b|we (?:provide|offer|deliver|speciali[sz]e|"
    r"design|build|"
    r"develop|manufacture|operate|serve)\b|founded in|established in|headquartered|our (?:company|mission|"
    r"vision|clients?|"
    r"customers?|products|services|story)\b|with (?:over|more than) \d+ years\b|since (?:19|20)\d\d\b)|"
    r"(?:at )?[A-Z][\w&.'\u2019-]*+(?: [A-Z&][\w&.'\u2019-]*+){0,5},? (?:is|was|are|ist|est|es|\u00e9)"
    r" (?:an?|the|one of|een|het|ein|eine|der|die|das|une?|la|le|una?|um|uma|global|leading)\b"
    r"(?:[^.]{0,80}?\b(?:company|firm|organi[sz]ation|provider|leader|agency|startup|start-up|supplier|manufacturer|"
    r"business|enterprise|group|institution|school|hospital|hotel|ngo|consultancy|bank|platform|bedrijf|organisatie|"
    r"unternehmen|entreprise|empresa|importer|exporter|distributor|producer|developer of))|"
    r"[A-Z][\w&.'\u2019-]*+(?: [A-Z&][\w&.'\u2019-]*+){0,5} (?:provides|offers|delivers|speciali[sz]es|operates|"
    r"supplies|designs|develops|manufactures|has been)\b)",
)
# In lower case: minding no case, an alternative costs thrice as much.
_ASKING = re.compile(
    r"\b(?:you|your|experience[d]?|must|required|ability|candidates?|applicants?|looking for|seeking|je|jij|du|sie|"
    r"vous|usted|hiring|knowledge|needs?|requires?|wants?|seeks?|recruit\w*)\b",
)


class _Passage(NamedTuple):
    """A passage in a section that asks or wishes: what it spells, and whether it may list, wish or refuse skills."""

    text: str
    lower: str
    kind: Kind
    spelled: Spelled | None
    may_list: bool
    may_wish: bool
    may_refuse: bool


@remembered
def required_and_preferred(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The skills a posting asks for and those it would like, told apart by headings and phrases such as "a plus".

    What is said of the company, its offer and how to apply names neither.
    """
    required: list[str] = []
    preferred: list[str] = []
    passages = _passages(text)
    for passage in _asking(passages):
        asked, wished = _named(passage)
        required += asked
        preferred += wished
    if len(passages) == 1:
        required += skills_of_asked_worker(text, [*required, *preferred])
    each = dict.fromkeys(required)
    return tuple(each), tuple(dict.fromkeys([name for name in preferred if name not in each]))


def _asking(passages: list[str]) -> Iterator[_Passage]:
    """The passages to be read: those that spell skills or may list them, outside of what is said of the company."""
    lower = lowered("\n".join(passages))
    lowers = lower.split("\n")
    wishing, refusing = _cued(lower)
    asking = [each for each in enumerate(kinds(passages, lowers, wishing)) if each[1] != "ignored"]
    spelled = {each.passage: each for each in spelled_in([passages[number] for number, _ in asking])}
    for place, (number, kind) in enumerate(asking):
        low, lists = lowers[number], may_list(lowers[number])
        if lists or place in spelled:
            yield _Passage(
                passages[number], low, kind, spelled.get(place), lists, number in wishing, number in refusing
            )


def _cued(lower: str) -> tuple[frozenset[int], frozenset[int]]:
    """The numbers of the lines that may wish, and of those that may refuse, all searched at once."""
    starts = _CUES.starts(lower)
    return _lines(lower, starts.get("wish", ())), _lines(lower, starts.get("refusal", ()))


def _lines(lower: str, starts: Iterable[int]) -> frozenset[int]:
    """The numbers of the lines in which something starts."""
    counts = (lower.count("\n", *stretch) for stretch in pairwise(chain((0,), starts)))
    return frozenset(accumulate(counts))


def _named(passage: _Passage) -> tuple[list[str], list[str]]:
    """The skills that a passage asks for, and those that it would like."""
    text, low, kind, spelled, lists, may_wish, may_refuse = passage
    if may_refuse and (kept := without_refused(text)) is not text:
        return _named(_of_what_is_kept(passage, kept))
    found = meant(spelled, may_be_list=text.lstrip()[:1] in BULLETS) if spelled else []
    wishes = may_wish and WISH.search(low) is not None
    listed = listed_skills(text) if lists and not (wishes and WISH.search(low.partition(":")[2])) else []
    if kind == "preferred" or (listed and may_wish and WISH.search(f"{low.partition(':')[0]}:")):
        return [], [*listed, *found]
    if listed or not found:
        return [*listed, *found], []
    if wishes:
        return divided(text)
    return ([] if _OF_COMPANY.match(text) and not _ASKING.search(low) else found), []


def _of_what_is_kept(passage: _Passage, kept: str) -> _Passage:
    """The passage without what it refuses."""
    low = lowered(kept)
    spelled = next(iter(spelled_in([kept])), None)
    return passage._replace(text=kept, lower=low, spelled=spelled, may_list=may_list(low), may_refuse=False)


def _passages(text: str) -> list[str]:
    """The lines, long ones by their sentences."""
    passages: list[str] = []
    for line in text.splitlines():
        if ". " in line or len(line) > LONG_LINE:
            passages += _sentences(line)
        elif line:
            passages.append(line)
    return passages


def _sentences(line: str) -> list[str]:
    parts: list[str] = _SENTENCE_END.split(line)  # sentences and, in turn with them, what the group holds
    return _SENTENCE.split(line) if "" in parts[1::2] else parts[::2]
