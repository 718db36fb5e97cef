"""Names of companies, hospitals, hotels and schools that stand in titles beside the work."""

from __future__ import annotations

import functools
import re
from importlib import resources

from jobs.parsing.folding import folded
from jobs.parsing.functions import function_of
from jobs.parsing.title_places import without_last_city, without_last_name

_LEGAL_FORM = (
    r"(?i:ltd|limited|plc|p\.l\.c|pte|inc|llc|llp|gmbh|ggmbh|sarl|ltda|sdn\.? bhd|pvt|pty|corp|b\.v|n\.v|e\.v|"
    r"s\.a\.?r\.l|s\.p\.a|s\.a|sp\. z o\.o)|PLC|AG|KG|BV|NV|SRL|Lda|Holdings?|Enterprises"
)
# "Private Bank" and "Primary School" say for whom one works, which is part of the work.
_KINDS = (
    r"(?:Private|Public|State|Luxury|Boutique|Busy|New|Star|Primary|Secondary|High|Middle|Nursery|Boarding|"
    r"International|"
    r"Community|Commercial|Retail|Investment|Central|Teaching|Rural|Dental|Eye|Medical|Beauty|Hair|Nail|Driving|"
    r"Language|"
    r"Business|Law|Music|Dance|Special|Senior|Junior|Day|Night|Fine|Food|Blood|Data|Child\w*|Power|Shared|Open|"
    r"Publishing|"
    r"Guest|Software|Fashion|Production|Media|Coffee)"
)
_NAME = r"(?:(?:[A-Z\u00c0-\u00de][\w.&'\u2019\u00df-]*|of|the|de|&)\s)"
_HOUSES = (
    r"(?:Hospitals?|Clinics?|Klinik(?:um)?|Hotels?|Resort|Lodge|Restaurant|Caf\u00e9|Cafe|Supermarkets?|Academy|"
    r"Akademie|"
    r"Schools?|College|University|Inn|Suites|Palace|Polyclinic|Airport|Universit\u00e4t|Bank|Foundation|Church|House|Bakery|Pharmacy|Airlines?|Airways)"
)
_HOUSES_FIRST = (
    r"(?:Hotel|H\u00f4tel|Hospital|Cl\u00ednica|Clinique|Klinik|Klinikum|Colegio|Coll\u00e8ge|Lyc\u00e9e|"
    r"Restaurante?|Pizzeria|Hoteli ya|Hospitali ya|Shule ya|Chuo cha|"
    r"B\u00e4ckerei|Universit(?:\u00e4t|\u00e9|eit|y of)|Universidade?|Banco|Banque|Ristorante|Gasth(?:of|aus)|Stadt|"
    r"Gemeente|"
    r"Mairie|Ville|Landkreis|Ministry of|Seniorenheim)"
)
_EMPLOYER = re.compile(
    rf"(?:.*\s)(?:{_LEGAL_FORM})\.?(?:\s.{{0,12}})?|(?!{_KINDS}\b){_NAME}{{1,5}}{_HOUSES}|"
    rf"{_HOUSES_FIRST}\s(?:de\s|d['\u2019])?[A-Z\u00c0-\u00de].*|"
    r"(?i:(?:an? |our |leading |reputable |multinational |stealth |listed |series [a-e] |(?:pre-)?seed(?:-stage)? |"
    r"(?:early|growth)[- ]stage |(?:fast|rapidly)[- ]growing |(?:well|vc|yc)[- ](?:funded|backed) |renowned |"
    r"funded ){1,3}(?:company|firm|client|start-?up)|"
    r"stealth(?: mode)?(?: start-?up)?)"
)
_GROUP = re.compile(r"(?:[A-Z][\w&'-]+\s){1,2}(?:Group|Gruppe|Groep|Groupe|Grupo)|(?:Groupe|Grupo)(?:\s[A-Z]\w+){1,2}")


def is_employer(part: str) -> bool:
    """Whether a part of a title is the name of an employer, also with the city after it: "Lidl Hamburg"."""
    return any(map(_names_employer, {part, without_last_city(part)}))


def without_last_employer(text: str) -> str:
    """The text without a large employer that ends it with nothing between: "Cashier Burger King".

    Names of one word are left: "Continental", "Saturn" and "Boots" also say what the work is.
    """
    return without_last_name(text.split(), _of_several_words(), 2) or text


def _names_employer(name: str) -> bool:
    if folded(name) in _well_known() or _EMPLOYER.fullmatch(name):
        return True
    return _GROUP.fullmatch(name) is not None and function_of(name) is None


@functools.cache
def _well_known() -> frozenset[str]:
    """Folded names of large employers, of `data/employers.txt`."""
    lines = (resources.files("jobs.parsing") / "data" / "employers.txt").read_text("utf-8").splitlines()
    return frozenset(folded(name) for line in lines if not line.startswith("#") for name in line.split("|"))


@functools.cache
def _of_several_words() -> frozenset[str]:
    return frozenset(name for name in _well_known() if " " in name)
