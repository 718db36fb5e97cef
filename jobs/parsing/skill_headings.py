"""Which sections of a posting ask for something and which speak of the company, told by their headings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from jobs.parsing.skill_mentions import find_skills
from jobs.parsing.skill_wishes import WISH

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

Kind = Literal["required", "preferred", "ignored"]

LONGEST_HEADING = 60  # characters
MOST_HEADING_WORDS = 6
BULLETS = "\u2022*-\u25cf\u25aa\uf0b7"
# Patterns below look at texts in lower case: minding no case, an alternative costs thrice as much.
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
_ASKING_FIRST = re.compile(
    r"(?:you(?: will| also)? (?:must|need|should|know|speak|have (?:\w+ ){0,3}(?:experience|knowledge|skills)\b|"
    r"are (?:proficient|fluent|experienced|skilled|familiar))|must (?:have|be|know|speak)\b|"
    r"(?:candidates?|applicants?) (?:must|should|needs?)\b|(?:we|our client) (?:need|require|are looking for|seek)|"
    r"the ideal candidate|requirements?:|required:)",
)
_LEADING = " \t*#_=-\u2022"


def kinds(passages: Sequence[str], lowers: Sequence[str], wishing: Collection[int]) -> Iterator[Kind]:
    """The kind of section that each passage stands in, also given in lower case; `wishing`: those that may wish."""
    kind: Kind = "required"
    for number, passage in enumerate(passages):
        plain = lowers[number].strip(_LEADING)
        colon = plain.find(":", 0, LONGEST_HEADING)
        head = plain[:colon] if colon > 0 else plain
        if head and len(head) <= LONGEST_HEADING:
            kind = _kind_from(head, plain, passage, kind, may_wish=number in wishing)
        yield kind


def _kind_from(head: str, plain: str, passage: str, kind: Kind, *, may_wish: bool) -> Kind:
    """The kind of section after this passage began: as before unless it is a heading or opens with one."""
    named, long = _heading(head)
    if long and len(head) == len(plain):
        named = None
    if named == "ignored":
        return "ignored"
    if kind == "ignored" and _ASKING_FIRST.match(plain):
        return "required"
    alone = len(plain) - len(head) <= 1
    if may_wish and WISH.search(f"{head}:"):
        return "preferred" if alone and not find_skills(passage.strip(_LEADING)[: len(head)]) else kind
    unknown_heading = alone and len(head) < len(plain) and passage.strip()[:1] not in BULLETS
    return "required" if named or (unknown_heading and len(head.split()) <= MOST_HEADING_WORDS) else kind


def _heading(head: str) -> tuple[Kind | None, bool]:
    """The section that a heading begins, if any, and whether it is a whole sentence rather."""
    match = _HEADING.match(head)
    if match is None:
        return None, False
    long = len(match["rest"].split()) >= MOST_HEADING_WORDS or head.endswith(".")
    return "required" if match["ignored"] is None else "ignored", long
