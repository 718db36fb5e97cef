"""Words around a role ("I am looking for a job as a …"), words that name one, and words that say nothing of work."""

from __future__ import annotations

import re

from bot.conversation.reader.occupations import is_title, right_title, titles, workers
from jobs.parsing.folding import folded
from jobs.parsing.functions import function_of

LONGEST_ROLE = 60  # characters
MOST_WORDS = 6

_LEAD = re.compile(
    r"^(?:(?:hi|hello|hey|hiya|good (?:morning|afternoon|evening|day)|dear|sir|madam|please|pls|plz|ok|okay|so|and|"
    r"also|or|but|then|plus|add|"
    r"i|i'm|im|i'd|i've|id|am|we|me|my|you|it|is|are|be|become|was|currently|actually|really|looking|searching|"
    r"seeking|look|search|find|get|show|"
    r"send|give|want|wants|wanted|need|needs|would|will|can|could|should|like|love|wish|hope|hoping|prefer|"
    r"interested|apply|applying|hiring|"
    r"to|for|in|on|of|with|as|a|an|the|any|some|at|near|from|by|new|good|nice|work|working|worked|job|jobs|"
    r"position|positions|role|roles|vacancy|vacancies|"
    r"opening|openings|post|employment|career|opportunity|opportunities|make|change|set|update|switch|instead|now|"
    r"do|have|has|having|had|got|"
    r"that|this|there|these|which|title|profession|occupation|live|living|based|only|mostly|just|rather|paying|"
    r"pays|pay|earn|earning|earns|salary|"
    r"experience|experienced|minimum|per|up|least|over|above|around|about|tell|help|similar|other|more|too|moved|"
    r"moving|relocated|relocating|stay|staying|reside|residing|what|"
    r"how|then|instead of|anything|something|mode|location|un|una|uno|une|um|uma|el|la|le|les|los|las|de|du|"
    r"des|del|ya|wa|"
    r"que|level|put|j'ai|tengo|tenho)"
    r"(?![\w'/+#-])[\s:.()=]*)+",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:[\s:.(]+(?:job|jobs|position|positions|role|roles|vacancy|vacancies|opening|openings|opportunity|"
    r"opportunities|please|pls|instead|now|too|"
    r"as well|also|with|in|at|and|or|for|as|a|an|the|of|from|to|near|around|based|paying|pays|pay|that|which|who|"
    r"is|i|am|my|only|"
    r"living|live|located|de|du|del|des|ya|wa|za|la|level|earning|salary|experience|exp|having|have|want|"
    r"mode|work from|per|plus|thanks|thank you|"
    r"minimum|least|on|by|à|en|em))+[\s:.)]*$",
    re.IGNORECASE,
)
_CUE = re.compile(
    r"\b(?:(?:work|job|jobs|position|role|career|employment|employed|looking|seeking|searching|search|apply|"
    r"interested|want|hired)\s+(?:\w+\s){0,2}?(?:as|for|to be|in|be)\b"
    r"|as an?\b|to be an?\b|become an?\b|i(?:'m| am) an?\b|my (?:job|profession|role|title|occupation) is|jobs?$|"
    r"positions?$|vacanc(?:y|ies)$|roles?$|^(?:work|jobs?|role|position):)",
    re.IGNORECASE,
)
_JOBS_AT_END = re.compile(r"\s*\b(?:jobs?|positions?|vacanc(?:y|ies)|roles?)$", re.IGNORECASE)
_SUFFIX = re.compile(
    r"(?:[a-z]{2,}(?:eer|ier|ner|ter|ver|per|ker|cher|der|ger|ler|mer|ser|rer|yer|ber|cer|her|fer|zer|wer|xer|"
    r"tor|sor|ist|cian|rian|yst|tant|ntant|ndant|man|men|woman|person|smith|wright|keeper|worker|hand)s?)$",
    re.IGNORECASE,
)
_NAMED_WORDS = """
    operative operatives guide guides salespeople lpn rn cna nurse nurses chef cook cooks clerk clerks guard
    guards intern interns maid maids nanny tutor tutors pilot pilots officer lead head staff associate coach
    agent agents representative representatives rep executive exec doctor doctors surgeon dentist midwife aide
    au-pair mechanic mechanics electrician plumber mason welder tailor butcher baker waiter waitress hostess
    host steward stewardess secretary receptionist architect accountant engineer developer programmer teacher
    driver cleaner manager director analyst consultant specialist technician assistant trainee apprentice
    courier rider labourer laborer supervisor foreman farmer gardener fisherman scientist researcher lecturer
    professor translator interpreter writer editor journalist designer artist photographer model actor musician
    lawyer attorney paralegal judge pharmacist therapist psychologist counsellor counselor caregiver carer
    babysitter houseboy househelp househelper housekeeper janitor security auditor bookkeeper cashier teller
    banker broker trader buyer planner merchandiser salesperson marketer recruiter trainer administrator
    coordinator operator handyman carpenter painter roofer student ceo cto cfo coo cio hr it admin devops qa sre
    dba vet veterinarian veterinary paramedic fireman policeman soldier storekeeper shopkeeper attendant boda
    okada conductor loader packer picker sorter helper hairdresser barber beautician stylist makeup dispatcher
    principal dean imam pastor
"""
_NAMED = frozenset(_NAMED_WORDS.split())
_NO_ROLE_WORDS = """
    docker server jupyter computer customer order paper power water master number other after over under never
    ever summer winter offer either together better matter letter answer whether weather per later for or color
    sector error senior junior computers newer older higher lower bigger smaller larger wherever whatever
    however whenever whoever another brother sister father mother rather remember november december september
    october twitter flutter kubernetes router user users consumer paper dinner supper lover faster slower longer
    shorter closer further earlier human german woman cover river silver finger anger danger hunger hamster
    monster list exist mist twist assist consist fist gist important constant distant instant laser oliver peter
    sober former latter proper super upper inner outer centre center career cyber amber timber member members
    holder holders letters quarter semester factor tractor motor doctorate vector interior superior saver
"""
_LITTLE_WORDS = {
    "es": {"in": "en", "with": "con", "and": "y"},
    "fr": {"in": "en", "with": "avec", "and": "et"},
    "pt": {"in": "em", "with": "com", "and": "e"},
    "sw": {"in": "katika", "with": "mwenye", "and": "na"},
}
_LEVEL_NAMES = {
    **dict.fromkeys(("senior", "sr", "snr", "experienced"), "senior"),
    **dict.fromkeys(("junior", "jr", "jnr"), "junior"),
    **dict.fromkeys(("mid", "mid level", "middle"), "mid"),
    **dict.fromkeys(("entry level", "fresher"), "entry"),
}
_LEVEL_BEFORE = re.compile(
    r"^(senior|sr|snr|junior|jr|jnr|mid[- ]level|mid|middle|entry[- ]level|fresher)\.?(?:[ -]level)?[\s,]+(?=\w)",
    re.IGNORECASE,
)
_LEVEL_AFTER = re.compile(
    r"[\s,(]+(s[eéê]nior|sr|snr|j[uú]nior|jr|jnr|mid[- ]level|mid|middle|entry[- ]level)\.?(?:[ -]level)?\)?$",
    re.IGNORECASE,
)
_WORK_AFTER = re.compile(r"\s+(?:work|works|job|jobs|duty|duties|services?)$", re.IGNORECASE)
_COMPARISONS = frozenset(
    ("cheaper", "nearer", "easier", "harder", "safer", "quieter", "calmer", "richer", "better", "faster", "slower")
)
_NO_ROLE = frozenset(_NO_ROLE_WORDS.split()) | _COMPARISONS
_SMALL_TALK = {
    "greeting": re.compile(
        r"(?:hi+|hello+|hey+|hiya|yo|good (?:morning|afternoon|evening|day|night)|morning|greetings|salaam|jambo|"
        r"habari|sasa|selam|how (?:are|r) (?:you|u)(?: doing)?(?: today)?|"
        r"how far|what'?s up|wassup|hi there|hello there|hey there|are you there|anyone there|test|testing|"
        r"who (?:are|r) (?:you|u)|what (?:can|do) you do|"
        r"what is this|how does (?:this|it) work|(?:hi|hello|hey|dear) (?:jobherald|bot|sir|madam|friend|team|all))",
        re.IGNORECASE,
    ),
    "thanks": re.compile(
        r"(?:thanks?(?: you| u)?(?: so much| very much| a lot)?|thx|ty|many thanks|great|perfect|nice|cool|good|"
        r"super|awesome|asante(?: sana)?|well done|good job|"
        r"god bless(?: you)?|bye|goodbye|see you)(?: (?:thanks|thank you|bye))?",
        re.IGNORECASE,
    ),
}
_ANY = re.compile(
    r"(?:any(?:thing|where|time|one| of (?:them|these))?|(?:it )?does(?:n'?t| not) (?:really )?matter|"
    r"(?:i )?do(?:n'?t| not) (?:really )?(?:mind|care|know)|no (?:preferences?|matter)|"
    r"whatever|all|everything|everywhere|not (?:important|sure|applicable)|none|nothing|nil|n/?a|no|-+|\.+|open|"
    r"flexible|negotiable|no idea|idk|"
    r"any(?: (?:is |are )?(?:fine|ok|okay|good))|any (?:place|city|country|pay|salary|amount|job|work|role|skills?|"
    r"level|hour|time)(?: is (?:fine|ok|okay))?|"
    r"leave (?:it )?(?:empty|blank|out)|no limit|no minimum)",
    re.IGNORECASE,
)


def small_talk(text: str) -> str | None:
    """Which small talk the whole text is: "greeting" or "thanks"; None when it is more than that."""
    bare = text.strip(" .,!?\n")
    return next((name for name, pattern in _SMALL_TALK.items() if pattern.fullmatch(bare)), None)


def means_any(text: str) -> bool:
    """Whether an answer leaves the matter open: "any", "doesn't matter", "none"."""
    return bool(_ANY.fullmatch(text.strip(" .,!?\n")))


def bare_role(piece: str) -> str:
    """The piece without the words around a role; "" when nothing is left that could be one."""
    whole = piece.strip(" \n.,;:!?")
    if " " in whole and folded(whole) in titles():  # "IT support" does not begin with "it"
        return whole
    stripped = _LEAD.sub("", piece.strip(" \n.,;:!?-/&'\"()*"))
    stripped = _TAIL.sub("", stripped).strip(" \n.,;:!?-/&'\"(*")
    stripped = stripped if stripped.count("(") == stripped.count(")") else stripped.replace("(", "").replace(")", "")
    if not re.search(r"[^\W\d_]{2}", stripped) or len(stripped) > LONGEST_ROLE or len(stripped.split()) > MOST_WORDS:
        return ""
    return "" if _LEAD.fullmatch(stripped) else stripped


def has_role_cue(piece: str) -> bool:
    """Whether the words around say that a role is meant: "work as a", "jobs"."""
    return bool(_CUE.search(piece.strip(" .,!?")))


def has_firm_role_cue(piece: str) -> bool:
    """As `has_role_cue`, but "cheaper jobs" is not enough: what stands before a bare "jobs" can be anything."""
    return bool(_CUE.search(_JOBS_AT_END.sub("", piece.strip(" .,!?"))))


def says_nothing(piece: str) -> bool:
    """Whether the piece only has words around a wish ("but", "make it"), or compares ("cheaper")."""
    bare = piece.strip(" \n.,;:!?-")
    return bool(_LEAD.fullmatch(bare)) or bare.lower() in _COMPARISONS


def is_known_title(word: str) -> bool:
    """Whether a single word is what people of some occupation are called, as far as the lists of titles know."""
    return word.lower() in _NAMED or function_of(word) is not None


def is_called_by_role(role: str) -> bool:
    """Whether the word that it all hangs on names a role: "driver", "head of sales", but not "teacher training"."""
    head = re.split(r"\s(?:of|in|for|at)\s", role)[0].split()
    return bool(head) and names_role(head[-1])


def names_role(role: str) -> bool:
    """Whether a word of it is one that people are called by at work: nurse, welder, data engineer, head of sales."""
    words = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", role.lower())
    named = any(word in _NAMED or (word not in _NO_ROLE and bool(_SUFFIX.fullmatch(word))) for word in words)
    return named or is_title(role)


def titled(role: str, *, cued: bool) -> tuple[str, str | None]:
    """A role as a title, in the person's words, and the level that was said beside it.

    "Snr auditor" is an auditor at senior level; "cleaning", where the words around say that work is meant, a cleaner.
    """
    level = None
    for pattern in (_LEVEL_BEFORE, _LEVEL_AFTER):
        match = pattern.search(role)
        if match and (rest := pattern.sub("", role, count=1).strip(" ,-()")):
            role, level = rest, level or _LEVEL_NAMES[folded(match[1])]
    bare = _WORK_AFTER.sub("", role)
    if bare != role and (names_role(bare) or folded(bare) in workers()):
        role, cued = bare, True
    if cued and folded(role) in workers():
        return workers()[folded(role)], level
    return (role if _is_spelled_right(role) else right_title(role)), level


def in_own_words(role: str, language: str) -> str:
    """The role with the little words of its own language again, as in "ingénieur en génie civil"."""
    little = _LITTLE_WORDS.get(language)
    if little is None:
        return role
    return re.sub(r"(?<=\w )(?:in|with|and)(?= \w)", lambda match: little[match[0]], role)


def _is_spelled_right(role: str) -> bool:
    """Whether the words are known as they are, so that nothing is to be put right but accents."""
    words = folded(role).split()
    return role.isascii() and any(word in _NAMED for word in words) and not is_title(role)
