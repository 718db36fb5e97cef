from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from jobs.duplicates.clusters import cluster_file
from jobs.duplicates.common_words import is_common, rare
from jobs.duplicates.languages import languages_of
from jobs.duplicates.rewritten import overlap
from jobs.text_signature import company_key
from jobs.word_hashes import hash_of, word_hashes
from tests.jobs.duplicates.postings import OTHER_WORK, WORK, job, signature_of

if TYPE_CHECKING:
    from db.canonical_jobs import NewJob

# What WORK says, in other sentences.
REWRITTEN = (
    "Drivers meet you in the morning at the yard, before forty vans leave along routes that you drew up. Lists for the"
    " next day are yours to prepare, and so are tachographs, which you check each afternoon; customers waiting for a"
    " delivery hear your answer. Calm when a telephone rings, at home in a spreadsheet and well-spoken in both"
    " languages: that is you. A canteen worth its name, travel costs, a pension that starts on day one and a year's"
    " contract are what is offered, with two mechanics, five planners and one dog as colleagues. Write a short letter"
    " telling why roads are your thing; an answer comes in a week, and before deciding we show you around."
)
ABOUT_US = (
    "Blue Vans has carried furniture, flowers and frozen herring since 1957, from a depot beside the canal where"
    " grandfather Jansen repaired barges. Warehouses in Antwerp, Duisburg and Lille followed, then refrigerated"
    " trailers, a bicycle courier branch and an electric fleet charged by panels over the loading docks."
)
ENGLISH = (
    "You will work with Kubernetes, Terraform, Grafana and PostgreSQL for our customers Achmea and Philips in a team"
    " of 14. You are able to explain what you build and you have 5 to 10 years with Prometheus. Call Marieke Hofstra"
    " on 0612345678 for the details, and send your letter to us before the 24th; we will answer you in the week."
)
DUTCH = (
    "Je werkt met Kubernetes, Terraform, Grafana en PostgreSQL voor onze klanten Achmea en Philips in een team van 14"
    " mensen. Jij kunt uitleggen wat je bouwt en je hebt 5 tot 10 jaar met Prometheus. Bel Marieke Hofstra op"
    " 0612345678 voor meer uitleg, en stuur ons je brief voor de 24e; wij geven antwoord aan het einde van de week."
)
OTHER_DUTCH = (
    "Je zorgt voor het onderhoud van de liften in het gebouw van onze klant KPMG, met Kubernetes noch Terraform. Jij"
    " hebt een diploma van Schindler of Otis, een rijbewijs en 12 jaar ervaring met het ophangen van kabels. Bel Joost"
    " Veenstra op 0687654321 voor een gesprek, ook in het weekend, en wij laten je de machinekamer in Almere zien."
)
SOME = "routes yard tachographs spreadsheet canteen mechanics depot barges trailers courier"
MANY = (
    f"{SOME} furniture flowers frozen herring canal grandfather repaired warehouses refrigerated bicycle panels docks"
)
PARTICULAR = "Night Shift Transport Planner"
TOOLS = (
    "Kubernetes Terraform Grafana Prometheus PostgreSQL Kafka Airflow Snowflake Databricks Jenkins Ansible Vault Istio"
    " Argo Helm Redis Cassandra Spark Flink Tableau Looker Splunk Datadog Sentry"
)


def together(*jobs: NewJob) -> bool:
    return len(set(cluster_file([signature_of(each) for each in jobs]))) == 1


def test_a_text_in_other_sentences_joins_under_a_particular_title() -> None:
    assert together(job(title=PARTICULAR), job(2, title=PARTICULAR, description=REWRITTEN))


@pytest.mark.parametrize(
    "other",
    [
        {"company": "Red Lorries"},
        {"title": "Night Shift Transport Mechanic"},
        {"city": "Rotterdam", "description": f"{ABOUT_US} {REWRITTEN} {OTHER_WORK[:200]}"},
        {"description": OTHER_WORK},
        {"description": f"{ABOUT_US} {OTHER_WORK}"},
    ],
)
def test_other_work_stays_apart_whatever_the_title(other: dict[str, Any]) -> None:
    text = f"{ABOUT_US} {REWRITTEN}"
    first = job(title=PARTICULAR, description=f"{ABOUT_US} {WORK}")
    assert together(first, job(2, title=PARTICULAR, description=text))
    assert not together(first, job(2, **({"title": PARTICULAR, "description": text} | other)))


def test_under_a_usual_title_much_more_must_agree() -> None:
    half_about_us = [f"{ABOUT_US} {text}" for text in (WORK, OTHER_WORK)]
    for title in ("Data Engineer", "Data Analyst"):
        assert not together(*(job(title=title, description=text) for text in half_about_us))
        assert not together(job(title=title), job(2, title=title, description=f"{REWRITTEN} {OTHER_WORK}"))


def test_a_translation_joins_by_its_names_and_numbers() -> None:
    for title in ("Platform Engineer", "Data Engineer"):
        assert together(job(title=title, description=ENGLISH), job(2, title=title, description=DUTCH))
        assert not together(job(title=title, description=ENGLISH), job(2, title=title, description=OTHER_DUTCH))
    assert not together(job(description=ENGLISH), job(2, city="Rotterdam", description=DUTCH))


def test_a_translation_may_stand_under_a_translated_title() -> None:
    first = job(title="Network Engineer", description=ENGLISH)
    assert together(first, job(2, title="Netwerk Ingenieur", description=DUTCH))
    assert not together(first, job(2, title="Netwerk Ontwerper", description=DUTCH))


def test_a_translation_in_another_town_joins_under_a_particular_title() -> None:
    for title, alike in ((PARTICULAR, True), (f"{PARTICULAR} (ENG)", True), ("Data Engineer", False)):
        translated = job(2, title=title.removesuffix(" (ENG)"), city="Rotterdam", description=DUTCH)
        assert together(job(title=title, description=ENGLISH), translated) is alike
    elsewhere = job(2, title=PARTICULAR, city="Leiden", description=OTHER_DUTCH)
    assert not together(job(title=PARTICULAR, description=ENGLISH), elsewhere)


@pytest.mark.parametrize(
    ("title", "kept", "other", "alike"),
    [
        (PARTICULAR, MANY, {}, True),
        (PARTICULAR, SOME, {}, False),
        ("Data Engineer", SOME, {}, True),
        ("Data Engineer", SOME, {"employment_types": ("contract",)}, False),
        (PARTICULAR, MANY, {"city": "Rotterdam"}, False),
        (PARTICULAR, MANY, {"description": f"{OTHER_WORK} {ABOUT_US}"}, False),
    ],
    ids=["particular", "few words", "usual", "another contract", "elsewhere", "other tools"],
)
def test_a_text_written_anew_is_known_by_its_names(
    title: str, kept: str, other: dict[str, Any], *, alike: bool
) -> None:
    first = f"{ABOUT_US} {REWRITTEN[:200]} {kept} {TOOLS}"
    tools = [*TOOLS.split()[2:], "Oracle", "Cobol", "Fortran", "Delphi"] if title == PARTICULAR else TOOLS.split()
    second = f"{' '.join(reversed(tools))} beside {' '.join(reversed(kept.split()))}: {OTHER_WORK}"
    given = {"title": title, "description": second} | other
    assert together(job(title=title, description=first), job(2, **given)) is alike


@pytest.mark.parametrize(
    ("text", "language"),
    [(ENGLISH, "en"), (DUTCH, "nl"), (WORK, "en"), ("", ""), ("Kubernetes Terraform Grafana", "")],
)
def test_the_language_is_told_by_little_words(text: str, language: str) -> None:
    assert languages_of(word_hashes([text]).words) == [language]


def test_an_excerpt_goes_to_the_text_that_holds_it_wherever_it_is_offered() -> None:
    excerpt = "In the afternoon you check the tachographs, answer customers who wait for a delivery and prepare…"
    full, elsewhere = job(), job(2, city="Rotterdam", description=OTHER_WORK)
    keys = cluster_file([signature_of(each) for each in (full, elsewhere, job(3, city="Leiden", description=excerpt))])
    assert keys[0] == keys[2] != keys[1]


def test_an_excerpt_of_a_text_that_was_changed_since_goes_to_it_unless_another_has_more_of_it() -> None:
    excerpt = "You check tachographs, vans, yard, canteen and spreadsheet, comb bridesmaids, oboes and violins…"
    changed, whole = job(), job(2, description=f"{OTHER_WORK} {excerpt[:-1]}")
    assert together(changed, job(3, description=excerpt))
    keys = cluster_file([signature_of(each) for each in (changed, whole, job(3, description=excerpt))])
    assert keys[1] == keys[2] != keys[0]


def test_a_short_text_of_other_words_is_no_teaser() -> None:
    teaser = "We look for somebody who combs perms and highlights for brides and grooms with scissors since 1931."
    assert not together(job(), job(2, description=teaser))
    assert together(job(), job(2, description="We look for you who loves vans, a yard, tachographs and a canteen."))


def test_an_excerpt_of_another_text_stays_apart_also_at_the_same_place() -> None:
    excerpt = "Hairdressers wanted: scissors, combs, perms and highlights for brides and grooms since 1931…"
    assert not together(job(), job(2, description=excerpt))


def test_excerpts_alone_join_when_they_are_of_one_text() -> None:
    excerpts = [
        "tachographs, routes, vans, canteens and spreadsheets by telephone…",
        "telephone, vans, routes, tachographs and spreadsheets…",
    ]
    assert together(*(job(number, description=text) for number, text in enumerate(excerpts)))
    assert not together(job(1, description=excerpts[0]), job(2, description="combs, perms, scissors and brides…"))


def test_internships_of_another_year_are_others() -> None:
    texts = [f"{WORK} The internship begins in September {year}." for year in (2025, 2026)]
    assert not together(*(job(title="Planning Intern", description=text) for text in texts))
    assert together(*(job(title="Planning Lead", description=text) for text in texts))


def test_openings_for_speakers_of_other_languages_are_others() -> None:
    dutch, polish, also_dutch = (f"{WORK} You speak English and {name}." for name in ("Dutch", "Polish", "Nederlands"))
    assert not together(job(description=dutch), job(2, description=polish))
    assert together(job(description=dutch), job(2, description=also_dutch))


def test_the_very_text_joins_under_a_title_that_differs_in_a_word() -> None:
    assert together(job(title="Senior Transport Planner"), job(2, title="Senior Transport Analyst"))
    assert not together(
        job(title="Transport Planner"), job(2, title="Transport Buyer", description=f"{WORK} A buyer buys.")
    )


def test_a_name_in_letters_is_the_company() -> None:
    assert company_key("National Institute of Public Health (NIPH)") == "niph"
    assert company_key("Universiteit van Tilburg") == company_key("Tilburg University") == "tilburg"


def test_of_very_long_texts_the_same_part_is_compared() -> None:
    first = bytes(range(0, 200, 2)) * 1
    many = b"".join(value.to_bytes(2, "little") for value in range(0, 4000, 2))
    kept = many[:200]
    assert len(first) == 100
    assert overlap(kept, many, 100).contained == overlap(many, kept, 100).shared == 1.0
    assert overlap(b"", many, 100) == (0.0, 0.0, 0)


def test_common_words_tell_nothing() -> None:
    words = word_hashes(["the team and the tachographs"]).words
    assert rare(words).hashes.tolist() == [hash_of("tachographs")]
    assert is_common("team")
    assert not is_common("tachographs")
