from __future__ import annotations

from pathlib import Path

import pytest

from jobs.parsing.work_mode import WorkMode, parse_work_mode, region_countries

CORPUS = [
    ("Remote", "remote", ()),
    ("Remote (EU only)", "remote", ("EU",)),
    ("Remote, Europe", "remote", ("EUROPE",)),
    ("Remote (US, Canada)", "remote", ("US", "CA")),
    ("remote within the US", "remote", ("US",)),
    ("US-Remote", "remote", ("US",)),
    ("Remote - Nigeria", "remote", ("NG",)),
    ("remote in Kenya or Uganda", "remote", ("KE", "UG")),
    ("Remote – Germany, Austria, Switzerland", "remote", ("DE", "AT", "CH")),
    ("Remote LATAM", "remote", ("LATAM",)),
    ("Remote: Yes (EMEA)", "remote", ("EMEA",)),
    ("Remote Asia Pacific", "remote", ("APAC",)),
    ("remote jobs in africa", "remote", ("AFRICA",)),
    ("Remote in DACH", "remote", ("DACH",)),
    ("Remote (UK)", "remote", ("GB",)),
    ("Fully remote, worldwide", "remote", ("WORLD",)),
    ("Work from anywhere", "remote", ("WORLD",)),
    ("work from home, Nairobi", "remote", ("KE",)),
    ("I want to work from home", "remote", ()),
    ("WFH", "remote", ()),
    ("Remote - Freelance", "remote", ()),
    ("ONSITE or REMOTE (US)", "remote", ("US",)),
    ("hybrid 2 days", "hybrid", ()),
    ("Hybrid - Contract", "hybrid", ()),
    ("Hybrid remote in Amsterdam", "hybrid", ()),
    ("3 days in the office", "hybrid", ()),
    ("2 dagen op kantoor", "hybrid", ()),
    ("on-site", "onsite", ()),
    ("onsite - Full Time", "onsite", ()),
    ("no remote", "onsite", ()),
    ("not remote, office only", "onsite", ()),
    ("Amsterdam", None, ()),
    ("remote sensing analyst", None, ()),
    ("hybrid cloud engineer", None, ()),
    ("", None, ()),
]

PROSE = "We build tools for banks and insurers in nine countries, with teams that share what they learn every week. "


@pytest.mark.parametrize(("text", "mode", "remote_in"), CORPUS)
def test_work_mode_is_read(text: str, mode: str | None, remote_in: tuple[str, ...]) -> None:
    assert parse_work_mode(text) == WorkMode(mode, remote_in)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("This is a fully remote position within the EU.", WorkMode("remote", ("EU",))),
        ("Location: Remote", WorkMode("remote", ())),
        ("You work hybrid from Utrecht.", WorkMode("hybrid", ())),
        ("Some work from home is possible.", WorkMode("hybrid", ())),
        ("Work location: on-site in Lagos.", WorkMode("onsite", ())),
        ("This role is not remote.", WorkMode("onsite", ())),
        ("Hybrid: drie dagen op kantoor.", WorkMode("hybrid", ())),
        ("You are in the office on two days, or 2 to 3 days per week at home.", WorkMode("hybrid", ())),
        ("De mogelijkheid om deels vanuit huis te werken.", WorkMode("hybrid", ())),
        ("Oferujemy możliwość pracy zdalnej.", WorkMode("hybrid", ())),
        ("We are remote-first.", WorkMode("remote", ())),
        ("REMOTE", WorkMode("remote", ())),
        ("Location: in-person", WorkMode("onsite", ())),
        ("You support remote sites and remote servers.", WorkMode(None, ())),
    ],
)
def test_prose_needs_a_word_on_the_work_itself(sentence: str, expected: WorkMode) -> None:
    assert parse_work_mode(PROSE * 2 + sentence) == expected
    assert parse_work_mode(PROSE * 20 + sentence + "\n" + PROSE * 20) == expected


def test_regions_hold_their_countries() -> None:
    assert len(region_countries("EU")) == 27
    assert {"NG", "KE", "ET"} <= region_countries("AFRICA")
    assert region_countries("AFRICA") < region_countries("EMEA") < region_countries("WORLD")
    assert region_countries("NG") == {"NG"}
    assert region_countries("ATLANTIS") == frozenset()


def corpus(name: str) -> list[list[str]]:
    lines = (Path(__file__).parent / "corpus" / f"{name}.tsv").read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize(("text", "mode", "remote_in"), corpus("work_modes"))
def test_work_mode_of_the_corpus_is_read(text: str, mode: str, remote_in: str) -> None:
    found = parse_work_mode(text)
    assert (found.mode or "-", " ".join(found.remote_in) or "-") == (mode, remote_in)
