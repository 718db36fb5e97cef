"""What a posting asks for apart from what it would like, and from what it says of the company and its offer."""

from __future__ import annotations

import functools
import re
from bisect import bisect
from itertools import accumulate
from typing import TYPE_CHECKING, Literal

from jobs.parsing.asked_workers import skills_of_asked_worker
from jobs.parsing.cues import NamedCues, lowered
from jobs.parsing.repeats import remembered
from jobs.parsing.skill_lists import listed_skills, may_list
from jobs.parsing.skill_mentions import meant, mentioned, spelled_in
from jobs.parsing.skill_refusals import REFUSING, without_refused
from jobs.parsing.skill_wishes import WISH, WISH_STEMS, divided

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jobs.parsing.skill_mentions import Spelled

Kind = Literal["required", "preferred", "ignored"]
Cue = Literal["wish", "refusal"]

LONGEST_HEADING = 60  # characters
LONG_LINE = 300  # characters: such a line is cut at its sentences and bullets
MOST_HEADING_WORDS = 6
# Patterns below look at texts in lower case: minding no case, an alternative costs thrice as much.
_CUES: NamedCues[Cue] = NamedCues({"wish": WISH_STEMS, "refusal": REFUSING})
_REQUIRED = (
    r"(?:key |minimum |basic |core |job |essential |required |technical |must[- ]have |your |the |main |professional |"
    r"education(?:al)? (?:and|&) |other |position |role |candidate )*(?:requirements?|qualifications?|skills?|"
    r"must[- ]haves?|"
    r"profile|competenc\w+|experience|knowledge|responsibilities|duties|role|tasks|accountabilities|education|"
    r"job description|job summary|position summary)\b|"
    r"what you(?:'ll|\u2019ll| will)? (?:need|bring|do|have)|who you are|about (?:you|the role|the job|the position)|"
    r"you (?:have|bring|are)\b|we are looking for|we(?:'re|\u2019re) looking for|what we(?:'re|\u2019re| are)? "
    r"(?:look|ask|expect)\w*|functie-?eisen|wat vra(?:gen|agt)|wat breng jij|wat neem jij|wat ga je doen|wat "
    r"(?:jij|je) "
    r"(?:gaat doen|meebrengt)|jouw (?:profiel|functie|rol|taken)|wie ben jij|wie (?:jij|je) bent|"
    r"(?:dein|ihr|das) profil|(?:deine|ihre) aufgaben|aufgaben|anforderungen|das bringst du mit|qualifikationen|"
    r"profil(?: recherch\u00e9)?|missions|comp\u00e9tences|requisitos|funciones|perfil|requisitos e qualifica\w+|"
    r"atividades|responsabilidades|sifa|majukumu|vigezo"
)
_IGNORED = (
    r"what (?:we|do we) offer|what(?:'s|\u2019s| is) in it for you|what you(?:'ll|\u2019ll| will)? (?:get|gain|"
    r"receive)|"
    r"(?:we|our) offer\w*|our (?:benefits|perks|mission|vision|values|story|culture|client)|"
    r"(?:job |company |employee |our )?(?:benefits|perks)\b|about (?:us|the (?:company|team|organi[sz]ation|"
    r"client|employer|"
    r"business|firm|department)|our)|company (?:description|profile|overview|background|summary)|"
    r"organi[sz]ation(?:al)? (?:profile|background|overview)|who we are|why (?:join|work|us|you)|how to apply|"
    r"application (?:process|procedure)|to apply|compensation|salary|remuneration|equal opportunit\w+|background\b|"
    r"wat (?:bieden|krijg|wij bieden|we bieden|bied)|wij bieden|dit bieden|(?:dit )?krijg (?:je|jij)|"
    r"arbeidsvoorwaarden|"
    r"over (?:ons|de organisatie|het bedrijf)|wie zijn (?:wij|we)|wie (?:wij|we) zijn|solliciteren|"
    r"sollicitatieprocedure|"
    r"(?:das )?(?:wir bieten|bieten wir)|unser angebot|(?:deine|ihre) (?:vorteile|benefits)|\u00fcber uns|wer wir sind|"
    r"bewerbung|nous offrons|ce que nous (?:offrons|proposons)|avantages|qui sommes[- ]nous|\u00e0 propos|"
    r"(?:qu\u00e9|que) ofrecemos|ofrecemos|beneficios|sobre (?:nosotros|n\u00f3s|a empresa|la empresa)|oferecemos|"
    r"benef\u00edcios|kuhusu sisi|tunatoa"
)
_HEADING = re.compile(
    rf"^[\W\d_]*(?:(?P<ignored>{_IGNORED})|(?P<required>{_REQUIRED}))(?P<rest>.*)$",
    re.DOTALL,
)
_SENTENCE = re.compile(
    r"(?<=[.;!?])\s+(?=[A-Z\u2022*-])|(?<=\S)\s+(?=[\u2022*\u25cf\u25aa\uf0b7]\s)|(?<=\w)\s{2,}(?=[A-Z])"
)
# Where only full stops part a line, the same is found ten times as fast.
_BESIDE_SENTENCES = re.compile(r"\s[\s\u2022*\u25cf\u25aa\uf0b7]")
_SENTENCE_END = re.compile(r"([.;!?])\s(?=[A-Z\u2022*-])")
_OF_COMPANY = re.compile(
    r"^\W*(?:(?i:we are (?:an?|the|one of)\b|we(?:'re|\u2019re) an?\b|we (?:provide|offer|deliver|speciali[sz]e|"
    r"design|build|"
    r"develop|manufacture|operate|serve)\b|founded in|established in|headquartered|our (?:company|mission|"
    r"vision|clients?|"
    r"customers?|products|services|story)\b|with (?:over|more than) \d+ years\b|since (?:19|20)\d\d\b)|"
    r"(?:at )?[A-Z][\w&.'\u2019-]*(?: [A-Z&][\w&.'\u2019-]*){0,5},? (?:is|was|are|ist|est|es|\u00e9)"
    r" (?:an?|the|one of|een|het|ein|eine|der|die|das|une?|la|le|una?|um|uma|global|leading)\b"
    r"(?:[^.]{0,80}?\b(?:company|firm|organi[sz]ation|provider|leader|agency|startup|start-up|supplier|manufacturer|"
    r"business|enterprise|group|institution|school|hospital|hotel|ngo|consultancy|bank|platform|bedrijf|organisatie|"
    r"unternehmen|entreprise|empresa|importer|exporter|distributor|producer|developer of))|"
    r"[A-Z][\w&.'\u2019-]*(?: [A-Z&][\w&.'\u2019-]*){0,5} (?:provides|offers|delivers|speciali[sz]es|operates|supplies|"
    r"designs|develops|manufactures|has been)\b)",
)
_ASKING = re.compile(
    r"\b(?:you|your|experience[d]?|must|required|ability|candidates?|applicants?|looking for|seeking|je|jij|du|sie|"
    r"vous|usted|hiring|knowledge|needs?|requires?|wants?|seeks?|recruit\w*)\b",
)
_ASKING_FIRST = re.compile(
    r"(?:you(?: will| also)? (?:must|need|should|know|speak|have (?:\w+ ){0,3}(?:experience|knowledge|skills)\b|"
    r"are (?:proficient|fluent|experienced|skilled|familiar))|must (?:have|be|know|speak)\b|"
    r"(?:candidates?|applicants?) (?:must|should|needs?)\b|(?:we|our client) (?:need|require|are looking for|seek)|"
    r"the ideal candidate|requirements?:|required:)",
)
_LEADING = " \t*#_=-\u2022"
_BULLETS = "\u2022*-\u25cf\u25aa\uf0b7"


@remembered
def required_and_preferred(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The skills a posting asks for and those it would like, told apart by headings and phrases such as "a plus".

    What is said of the company, its offer and how to apply names neither.
    """
    required: dict[str, None] = {}
    preferred: dict[str, None] = {}
    passages = [passage for line in text.splitlines() if line for passage in _sentences(line)]
    lower = lowered("\n".join(passages))
    lowers = lower.split("\n")
    wishing, refusing = _cued(lower, lowers)
    for number, kind, as_spelled in _with_kinds(passages, lowers, wishing):
        passage, low, spelled = passages[number], lowers[number], as_spelled
        if number in refusing and (kept := without_refused(passage)) is not passage:
            passage, low, spelled = kept, lowered(kept), None
        found = _asked(passage, spelled)
        wishes = number in wishing and WISH.search(low) is not None
        head, _, rest = low.partition(":")
        listed = listed_skills(passage) if may_list(low) and not (wishes and WISH.search(rest)) else []
        if kind == "preferred" or (listed and number in wishing and WISH.search(f"{head}:")):
            preferred.update(dict.fromkeys([*listed, *found]))
        elif listed:
            required.update(dict.fromkeys([*listed, *found]))
        elif not found:
            continue
        elif wishes:
            asked, wished = divided(passage)
            required.update(dict.fromkeys(asked))
            preferred.update(dict.fromkeys(wished))
        elif not (_OF_COMPANY.match(passage) and not _ASKING.search(low)):
            required.update(dict.fromkeys(found))
    if len(passages) == 1:
        required.update(dict.fromkeys(skills_of_asked_worker(text, [*required, *preferred])))
    return tuple(required), tuple(name for name in preferred if name not in required)


def _cued(lower: str, lowers: list[str]) -> tuple[set[int], set[int]]:
    """The numbers of the passages that may wish, and of those that may refuse, all searched at once."""
    begins = list(accumulate((len(passage) + 1 for passage in lowers[:-1]), initial=0))
    starts = _CUES.starts(lower)
    wishing, refusing = ({bisect(begins, start) - 1 for start in starts.get(cue, ())} for cue in ("wish", "refusal"))
    return wishing, refusing


def _asked(passage: str, spelled: Spelled | None) -> list[str]:
    """The skills meant in a passage, which is searched anew when something was taken out of it."""
    may_be_list = passage.lstrip()[:1] in _BULLETS
    return meant(spelled, may_be_list=may_be_list) if spelled else mentioned(passage, may_be_list=may_be_list)


def _with_kinds(
    passages: list[str], lowers: list[str], wishing: set[int]
) -> Iterator[tuple[int, Kind, Spelled | None]]:
    """The numbers of the passages to be read, which spell skills or list them, each with the kind of its section."""
    asking: list[tuple[int, Kind]] = []
    kind: Kind = "required"
    for number, passage in enumerate(passages):
        kind = _kind_from(lowers[number], passage, kind, may_wish=number in wishing)
        if kind != "ignored":
            asking.append((number, kind))
    spelled = {each.passage: each for each in spelled_in([passages[number] for number, _ in asking])}
    for place, (number, kind) in enumerate(asking):
        if place in spelled or may_list(lowers[number]):
            yield number, kind, spelled.get(place)


def _sentences(line: str) -> list[str]:
    """A line; a long one by its sentences."""
    if ". " not in line and len(line) <= LONG_LINE:
        return [line]
    if _BESIDE_SENTENCES.search(line):
        return _SENTENCE.split(line)
    parts = _SENTENCE_END.split(line)
    return [*map("".join, zip(parts[::2], parts[1::2], strict=False)), parts[-1]]


def _kind_from(low: str, passage: str, kind: Kind, *, may_wish: bool) -> Kind:
    """The kind of section after this passage began: as before unless it is a heading or opens with one."""
    plain = low.strip(_LEADING)
    colon = plain.find(":", 0, LONGEST_HEADING)
    head = plain[:colon] if colon > 0 else plain
    if not head or len(head) > LONGEST_HEADING:
        return kind
    named, long = _heading(head)
    if long and colon < 0:
        named = None
    if named == "ignored":
        return "ignored"
    if kind == "ignored" and _ASKING_FIRST.match(plain):
        return "required"
    alone = colon in {-1, len(plain) - 1}
    if may_wish and WISH.search(f"{head}:"):
        return "preferred" if alone and not mentioned(passage.strip(_LEADING)[: len(head)]) else kind
    unknown_heading = alone and colon > 0 and low.strip()[:1] not in _BULLETS
    return "required" if named or (unknown_heading and len(head.split()) <= MOST_HEADING_WORDS) else kind


@functools.lru_cache(maxsize=4096)  # two of five headings have been seen before
def _heading(head: str) -> tuple[Kind | None, bool]:
    """The section that a heading begins, if any, and whether it is a whole sentence rather."""
    match = _HEADING.match(head)
    if match is None:
        return None, False
    long = len(match["rest"].split()) >= MOST_HEADING_WORDS or head.endswith(".")
    return "required" if match["ignored"] is None else "ignored", long
