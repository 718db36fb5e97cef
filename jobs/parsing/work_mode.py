"""Where the work is done: on site, hybrid or remote, and from which countries when remote."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from jobs.parsing.countries import country_code, country_named, region_countries, regions_by_spelling
from jobs.parsing.cues import Cues, NamedCues, lowered, matches, stretches
from jobs.parsing.folding import folded
from jobs.parsing.location_text import without_excluded
from jobs.parsing.places import find_places
from jobs.parsing.state_letters import country_of_states

__all__ = ["WorkMode", "parse_work_mode", "region_countries"]

SHORT_TEXT = 160  # characters: a field, a title or an answer, where "remote" can only be a work mode
REACH = 70  # characters after "remote" that may say from where
LONGEST_REGION = 5  # words
CODE_LENGTHS = {2, 3}

# Patterns look at texts in lower case: minding no case, an alternative costs thrice as much.
_NOT_REMOTE = re.compile(
    r"\b(?:no|not|non|isn'?t|never|without)[ -](?:\w+ ){0,3}?(?:remote(?:ly)?|wfh|"
    r"work(?:ing)? from home|telecommut\w+)\b|\b(?:remote(?: work)?|wfh|work(?:ing)? from home|home[- ]?office)"
    r"[\s:]*(?:is |are )?(?:not (?:possible|allowed|available|offered|permitted|an option)|nicht m\u00f6glich|no|"
    r"false|0)\b|"
    r"\b(?:on[- ]?site|office|in[- ]person) only\b|"
    r"\b(?:geen|kein(?:e[rns]?)?|nicht|pas de|sans|sin|sem|niet)\s(?:\w+ ){0,1}?(?:thuis\w*|home[- ]?office|remote\w*|"
    r"mobiles arbeiten|t[\u00e9e]l[\u00e9e]travail|teletrabajo|teletrabalho|(?:trabajo )?remoto)\b"
    r"|\b(?:brak|bez|nie)\s(?:mo\u017cliwo\u015bci\s)?(?:prac\w+\s)?zdaln\w+",
)
_HYBRID_WORD = re.compile(
    r"\bh[yi\u00ed]brid(?:e|es|en|o|a)?\b(?!\s(?:cloud|infrastructure|app\b|apps\b|mobile|vehicle|car|electric|"
    r"event|search|solution|environment|it\b|fund|"
    r"seed|approach|data|network|system|integration|native|image|cmo|work?force|project|power|energy|inverter|maize|"
    r"solar|mini|"
    r"water|and (?:mini|on|off|grid)|\(solar|professionals?|organi[sz]ations?|creative|person|candidate|profile|"
    r"models?\b|"
    r"(?:role|position) (?:that |which )?(?:combin|involv|serv|blend|requires an|bridg)|seeds|rice|crop|threat|"
    r"multi|kernel|quantum|bank|class\w*|teaching|learning))|\u12f2\u1265\u120d\u1245",
)
_DAYS_THERE = re.compile(
    r"(?<![\d.,-])\b(?:[1-4]|one|two|three|four|een|twee|drie|vier|zwei|drei|deux|trois|dos|tres)"
    r"(?:\s?(?:-|to|or|tot|bis)\s?[1-5])?\s?"
    r"(?:days?|dagen|tage|jours|d[i\u00ed]as)(?: per week| a week| each week|/week| pro woche| par semaine|"
    r" por semana)?"
    r"(?: (?:in|at|from|on|op|vanuit|im|de|en|na)(?: the| de| our| het| la)? (?:office|home|site|kantoor|huis|"
    r"b[\u00fcu]ro|"
    r"oficina|home[- ]?office|t[\u00e9e]l[\u00e9e]travail|tt\b)|[ -]?(?:wfh|remote|on[- ]?site|thuis\w*|"
    r"home[- ]?office)|"
    r"[ -]?(?:wfo|office)(?=\s*(?:$|[,.;|)/+&])))",
)
# "5 days a week in the office": all of them.
_ALL_DAYS = re.compile(
    r"(?<![\d.,-])\b(?:[5-7]|five|six|seven|cinq|f\u00fcnf|vijf|cinco)(?: full)?[ -](?:days?|jours|tage|dagen|"
    r"d[i\u00ed]as)"
    r"(?: (?:a|per|pro|par|por) (?:week|woche|semaine|semana)|\s?/\s?(?:week|wk))?(?: of)?[ ,:]*"
    r"(?:(?:work(?:ing)? )?(?:in|at|from|im|op|au|en)(?: the| our| la| de| het)? ?(?:office|site|b[\u00fcu]ro|"
    r"kantoor|bureau|"
    r"oficina)\b|wfo\b|on-?site\b|in-?office\b|office(?=\s*(?:$|[,.;|)/+&])))"
)
_PARTLY_AWAY = re.compile(
    r"\b(?:part(?:ly|ial(?:ly)?)?|semi|some|occasional(?:ly)?|mostly)[ -]?remote\b|"
    r"\bremote[- ](?:flex\w*|optional|hybrid)\b"
    r"|\b(?:home[- ]?office|thuiswerk\w*|teletrabajo|teletrabalho|remote|wfh|"
    r"mobiles arbeiten)(?: nach absprache)?\W{1,3}(?:bis zu |tot |"
    r"up to )?"
    r"[1-4](?:\s?-\s?[1-4])?\s?(?:days?|dagen|tage|d[i\u00ed]as)\b"
    r"|\bt[\u00e9e]l[\u00e9e]travail (?:partiel|possible|\d)|\b(?:deels|gedeeltelijk|teilweise|partiellement) "
    r"(?:thuis\w*|remote|im home[- ]?office|vanuit huis|en t[\u00e9e]l[\u00e9e]travail)"
    r"|\b(?:remote(?: work(?:ing)?)?|thuiswerken|home[- ]?office|mobiles arbeiten|work(?:ing)? from home) "
    r"(?:is |ist )?(?:possible|possibility|negotiable|mogelijk|m\u00f6glich|posible|poss[i\u00ed]vel)"
    r"|\bremote(?: work)? after (?!hours)\w+|\bmseto\b"
    r"|\bhome[- ]?office (?:und|and|oder|&|/) (?:im |vor ort im |in the )?(?:b[\u00fcu]ro|office)\b|"
    r"\bb[\u00fcu]ro (?:und|oder|&|/) (?:im )?home[- ]?office\b"
    r"|\b(?:office|kantoor) (?:and|en|&|/) (?:home|thuis|remote)\b|\b(?:thuis|home) (?:and|en|"
    r"&) (?:office|op kantoor)\b",
)
_HYBRID = re.compile("|".join(each.pattern for each in (_HYBRID_WORD, _DAYS_THERE, _PARTLY_AWAY)))
_OTHER_HYBRID = re.compile(
    r"\bhybrydowo\b|\b(?:prac[ay\u0119]|tryb\w*|model\w*)\s(?:\w+\s)?hybrydow\w+|"
    r"\bhybrydow\w+\s(?:prac|tryb|model)\w*|^hybrydow\w+$|\bcz\u0119\u015bciowo zdaln\w+|"
    r"\bhibrit\b|\bmo\u017cliwo\u015b\u0107 pracy zdalnej\b|\bibrid[oa]\b(?!\s(?:auto|motor))|\bsemi-?presencial\b|"
    r"\b(?:once|twice|[1-4]\s?(?:x|times)) (?:a|per|every) (?:week|month) (?:(?:in|at|from) (?:the |"
    r"our )?(?:office|home)|"
    r"on-?site|wfh)|\bw\.?f\.?h\W{1,3}(?:or |and )?w\.?f\.?o\b|\bw\.?f\.?o\W{1,3}(?:or |and )?w\.?f\.?h\b|"
    r"(?<![\d.,])[1-9]\d?\s?%\s(?:remote|home[- ]?office|wfh|t[\u00e9e]l[\u00e9e]travail|teletrabajo|thuis)|"
    r"\b[1-4](?:\s?-\s?[1-5])? (?:dni|dias|giorni)(?: (?:w tygodniu|por semana|a settimana))? (?:w|na|no|in|da) "
    r"(?:biurze|domu|escrit[o\u00f3]rio|ufficio|casa)\b|\bhaftada [1-4] g\u00fcn (?:ofis|ev|uzak)\w*|"
    r"هجين|مختلط",
)
_ONSITE = re.compile(
    r"\bon[- ]?(?:site|premises?|location)\b(?!\s(?:gym|parking|restaurant|lunch|support|visits?|"
    r"interview))|\bin[- ](?:office|person)\b|\boffice[- ]based\b|"
    r"\bat (?:the|our) office\b|\bop (?:kantoor|locatie)\b|\bvor ort\b|\bsur (?:site|place)\b|"
    r"(?<!semi)(?<!semi-)\bpresencial\b|\bpr\u00e9sentiel\b|\bstacjonarn(?:ie|a)\b|\bprac\w+ stacjonarn\w+|\bin sede\b|"
    r"\bwork from (?:the )?office\b|\bwfo\b|\b(?:ofisten|yerinde) \u00e7al\u0131\u015fma\b|"
    r"^physical(?:ly)?$|[(|,-]\s*physical\s*(?:$|[)|.])|\bphysical (?:role|position|job|presence|attendance|"
    r"location)\b|"
    r"\b(?:fully|strictly|100\s?%) physical\b|\bبمقر|\bحضوري|ميداني|\b(?:في|من) (?:ال)?مكتب|\bفي (?:ال)?(?:مقر|موقع)",
)
_ANY_REMOTE = re.compile(
    r"\bremote(?:ly)?\b(?!\s(?:sens\w+|desktop|control\w*|monitor\w*|access|site|sites|area|areas|"
    r"location|locations|support|server|servers|team management|"
    r"communit\w+|region|regions|village|villages|procedure|repositor\w+|deposit|patient|diagnos\w+|assist\w+))"
    r"|\b(?:work(?:ing)?|job|based) (?:from|at) (?:home|anywhere)\b|\bwork from (?:your|ur|own|my) (?:house|home)\b|"
    r"\bwork[- ]from[- ](?:home|"
    r"anywhere)\b|\bwfh\b|\bwfa\b|\bhome[- ]?based\b|\bhome ?office\b|"
    r"\btele(?:work(?:ing)?|commut\w+|trabajo|trabalho)\b|\bt[\u00e9e]l[\u00e9e]travail\b|\bmobiles arbeiten\b|"
    r"\bthuiswerk\w*|\bop afstand\b|\bwerk(?:en)? van(?:uit)? t?huis\b|"
    r"\bremot[oa]\b(?!\s(?:controle|sens))|\b\u00e0 distance\b|\bdistanciel\b|\b[a\u00e0] dist[\u00e2a]ncia\b|"
    r"\b(?:trabajo|trabajar|trabalho|trabalhar) (?:desde|de|em) casa\b|\bzdaln(?:ie|a|y|ej|\u0105)\b|"
    r"\banywhere in the world\b|\b(?:uzaktan|evden)(?: \u00e7al\u0131\u015fma)?\b|"
    r"\u0639\u0646 \u0628\u064f?\u0639\u062f|"
    r"\b(?:من|في) (?:المنزل|البيت)\b|\bvirtual (?:job|position|role|work)\b|\bfully distributed\b|\bnyumbani\b|"
    r"\u1260\u122d\u1240\u1275",
)
# In prose "remote" must be said of the work: the job, the team, the place.
_PROSE_REMOTE = re.compile(
    r"\b(?:fully|100\s?%|completely|entirely|permanently|all)[ -]remote\b|\bremote[- ](?:first|"
    r"friendly|only|ok|based|work(?:ing|ers?)?|position|role|job|"
    r"opportunity|contract|internship|team|company|within|from|anywhere|worldwide|global\w*)\b|"
    r"\bwork(?:ing)? (?:fully |100% |completely )?remotely\b|"
    r"\b(?:location|workplace|work (?:mode|type|arrangement|location|setup)|type|arrangement|"
    r"job type)\W{1,6}(?:\w+\W{1,3}){0,3}?remote\b|"
    r"[|(/\u2022]\s*(?:fully |100% )?remote\b|\bremote\s*[|)(]|\bwork (?:from )?anywhere\b|"
    r"\bthis (?:is a|position is|role is|job is) (?:a )?(?:\w+ )?remote\b",
)
_SHOUTED_REMOTE = re.compile(r"\bREMOTE\b")
_PROSE_HOME = re.compile(
    r"\b(?:work(?:ing)?[- ]from[- ]home|home[- ]?office|home[- ]?working|thuis(?:werk\w*| te werken|"
    r" werken)|wfh|work partly from home|telework\w*)\b",
)
_PROSE_ONSITE = re.compile(
    r"\b(?:location|workplace|work (?:mode|type|arrangement|location|setup)|type|arrangement|job type|"
    r"employment type|schedule)\W{1,6}(?:\w+\W{1,3}){0,5}?"
    r"(?:on[- ]?site|in[- ]person|office[- ]based)\b|[|(/\u2022]\s*on[- ]?site\b|\bon[- ]?site\s*[|)]|"
    r"\bonsite\b|\b(?:fully|100\s?%) on[- ]?site\b|"
    r"\bthis (?:is an?|position is|role is|job is) (?:\w+ )?(?:on[- ]?site|in[- ]person|"
    r"office[- ]based)|\bon[- ]?site (?:position|role|job|work)\b",
)


class _Wording(NamedTuple):
    """What prose says: the pattern, words one of which stands in each match, and how far the rest is from them."""

    pattern: re.Pattern[str]
    words: tuple[str, ...]
    before: int
    after: int


_WORDINGS = {
    "not remote": _Wording(
        _NOT_REMOTE,
        ("remote", "remoto", "wfh", "from home", "telecommut", "site only", "office only", "person only", "thuis",
         "home office", "homeoffice", "home-office", "mobiles arbeiten", "travail", "teletrabajo", "teletrabalho",
         "zdaln"),
        80, 60,
    ),
    "hybrid": _Wording(_HYBRID_WORD, ("hybrid", "h\u00edbrid", "\u12f2\u1265\u120d\u1245"), 2, 60),
    "days there": _Wording(_DAYS_THERE, ("day", "dagen", "tage", "jours", "dias", "d\u00edas"), 25, 70),
    "all days": _Wording(
        _ALL_DAYS,
        (*(f"{count}{between}day" for count in ("5", "6", "7", "five", "six", "seven") for between in (" ", "-",
        " full ")),
         "5 jours", "cinq jours", "5 tage", "f\u00fcnf tage", "5 dagen", "vijf dagen", "5 d\u00edas", "cinco d"),
        1, 90,
    ),
    "partly away": _Wording(
        _PARTLY_AWAY,
        ("remote", "home", "thuis", "vanuit huis", "wfh", "mobiles arbeiten", "travail", "teletrabajo",
         "teletrabalho", "mseto"),
        40, 60,
    ),
    "other hybrid": _Wording(
        _OTHER_HYBRID, ("hybrydow", "hibrit", "ibrido", "ibrida", "zdaln", "semipresencial", "semi-presencial"), 40, 40
    ),
    "remote": _Wording(_PROSE_REMOTE, ("remote", "anywhere"), 80, 40),
    "shouted": _Wording(_SHOUTED_REMOTE, ("remote",), 1, 10),
    "onsite": _Wording(
        _PROSE_ONSITE,
        ("onsite", "on-site", "on site", "in person", "in-person", "office-based", "office based"),
        150, 40,
    ),
    "home": _Wording(_PROSE_HOME, ("home", "thuis", "wfh", "telework"), 30, 50),
}  # fmt: skip
_CUES = NamedCues({name: wording.words for name, wording in _WORDINGS.items()})
# The same for fields, titles and answers, which say it in fewer words.
_SHORT_CUES = Cues(
    (
        "work from", "remote", "remoto", "home", "anywhere", "wfh", "wfa", "telework", "telecommut", "teletrab",
        "travail", "werk van", "werken van", "remota", "zdaln", "distanciel", "dist\u00e2ncia", "distancia", " casa",
        "mobiles arbeiten", "huis", "afstand", "distance", "virtual", "distributed", "nyumbani",
        "\u1260\u122d\u1240\u1275", "hybrid", "hibrid", "h\u00edbrid", "hybrydow", "ibrido", "ibrida", "mseto",
        "\u12f2\u1265\u120d\u1245", "onsite", "-site", " site", "premise", "location", "person", "office",
        "uzaktan", "evden", "\u00e7al\u0131\u015fma", "hibrit", "\u0639\u0646 \u0628", "المنزل", "البيت", "هجين",
        "مختلط", "مقر", "حضوري", "ميداني", "مكتب", "موقع", "physical", "5 days", "five days", "a week", "per week",
        "kantoor",
        "b\u00fcro", "buro", "oficina", "locatie", "vor ort", "stacjonarn", "in sede", "sur place",
        "presencial", "pr\u00e9sentiel", "wfo", " tt", "biurze", "domu", "escrit", "ufficio", "g\u00fcn",
    )
)  # fmt: skip
_WORD = re.compile(r"[^\W_]+(?:[.'\u2019][^\W\d_]+)*\.?")


@dataclass(frozen=True, slots=True)
class WorkMode:
    """`mode`: onsite, hybrid, remote or None (not said). `remote_in`: ISO 3166 countries and regions such as EU."""

    mode: str | None
    remote_in: tuple[str, ...]


def parse_work_mode(text: str) -> WorkMode:
    """The work mode that a field, a sentence or a description tells."""
    lower = lowered(text)
    mode, said_at = _short_mode(lower) if len(text) <= SHORT_TEXT else _prose_mode(text, lower)
    if mode != "remote":
        return WorkMode(mode, ())
    return WorkMode(mode, _allowed_in(text, said_at))


def _short_mode(lower: str) -> tuple[str | None, int]:
    if not _SHORT_CUES.starts(lower):
        return None, 0
    if _NOT_REMOTE.search(lower):
        return ("hybrid" if _HYBRID.search(_NOT_REMOTE.sub(" ", lower)) else "onsite"), 0
    if _HYBRID.search(lower) or _OTHER_HYBRID.search(lower):
        return "hybrid", 0
    if _ALL_DAYS.search(lower):
        return "onsite", 0
    if match := _ANY_REMOTE.search(lower):
        return "remote", match.start()
    return ("onsite" if _ONSITE.search(lower) else None), 0


def _prose_mode(text: str, lower: str) -> tuple[str | None, int]:
    cues = _CUES.starts(lower)

    def said(name: str) -> re.Match[str] | None:
        if name not in cues:
            return None
        pattern, _, before, after = _WORDINGS[name]
        seen = text if pattern is _SHOUTED_REMOTE else lower
        return next(matches(pattern, seen, stretches(cues[name], before, after)), None)

    if said("not remote"):
        return ("hybrid" if _HYBRID.search(_NOT_REMOTE.sub(" ", lower)) else "onsite"), 0
    if any(map(said, ("hybrid", "days there", "partly away", "other hybrid"))):
        return "hybrid", 0
    if said("all days"):
        return "onsite", 0
    if remote := said("remote") or said("shouted"):
        return "remote", remote.start()
    if said("onsite"):
        return "onsite", 0
    return ("hybrid", 0) if said("home") else (None, 0)


def _allowed_in(text: str, said_at: int) -> tuple[str, ...]:
    """What the words around "remote" allow; the whole of a short text, otherwise what follows in the same line."""
    if len(text) <= SHORT_TEXT:
        near = text
    else:
        following = text[said_at : said_at + REACH]
        near = re.split(r"\n|[.;!?](?=\s)", following, maxsplit=1)[0]
    near = without_excluded(near)
    found = list(dict.fromkeys(_areas(near)))
    if len(found) > 1:
        found = [area for area in found if area != "WORLD"]  # "anywhere in Europe"
    if not found:
        countries = (country_of_states(near), *(place.country for place in find_places(near)))
        found = [country for country in dict.fromkeys(countries) if country]
    return tuple(found)


def _areas(text: str) -> list[str]:
    """Region names and countries written in a text, longest first at each word."""
    words = list(_WORD.finditer(text))
    areas: list[str] = []
    index = 0
    while index < len(words):
        for count in range(min(LONGEST_REGION, len(words) - index), 0, -1):
            area = _area(text[words[index].start() : words[index + count - 1].end()])
            if area:
                areas.append(area)
                index += count - 1
                break
        index += 1
    return areas


def _area(written: str) -> str | None:
    code = written.strip(".").replace(".", "")
    if (
        len(code) in CODE_LENGTHS
        and code.isupper()
        and code.isalpha()
        and (code in {"US", "UK", "USA", "UAE"} or regions_by_spelling().get(code.lower()))
    ):
        return regions_by_spelling().get(code.lower()) or country_code(code)
    name = folded(written)
    if len(name) in CODE_LENGTHS:
        return "EU" if name == "eu" else country_named(name) if name in {"usa", "uk", "uae"} else None
    return regions_by_spelling().get(name) or country_named(name)
