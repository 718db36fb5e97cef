"""Where a posting's work is done: its fields first, then its description."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from db.places import StoredPlace
from jobs.parsing.countries import country_code
from jobs.parsing.places import parse_places
from jobs.parsing.repeats import remembered
from jobs.parsing.title_places import places_beside
from jobs.parsing.work_mode import WorkMode, parse_work_mode
from jobs.sources.labelled_text import read_labels

if TYPE_CHECKING:
    from jobs.sources.posting import SourcePosting

FIELD_CHARACTERS = 1000
MOST_REGIONS = 60  # that one posting names as allowed for remote work


def stated_places(posting: SourcePosting, bare_title: str, description: str) -> tuple[StoredPlace, ...]:
    """The places of the location field, else those that the title lost, else those of a line of the description.

    Else the country alone; () where nothing names one.
    """
    country = posting.country
    return (
        _places(posting.location[:FIELD_CHARACTERS], country)
        or _places(places_beside(posting.title[:FIELD_CHARACTERS], bare_title), country)
        or _places(read_labels(description).get("location"), country)
        or _places(country_code(country) or "", country)
    )


def stated_work_mode(posting: SourcePosting, description: str) -> WorkMode:
    """The fields first, then the description, then the source's flag: scrapers guess the flag from single words."""
    allowed = _allowed_in(posting.remote_in)
    if allowed and posting.work_mode.lower() == "remote":
        return WorkMode("remote", allowed)
    for text in (posting.work_mode, posting.location, posting.job_type, posting.title):
        found = _short_mode(text) if text else None
        if found is not None and found.mode is not None:
            return found
    found = _mode_of_prose(description)
    if found.mode is not None:
        return found
    return WorkMode("remote", ()) if posting.remote else WorkMode(None, ())


@remembered
def _mode_of_prose(description: str) -> WorkMode:
    return parse_work_mode(description)


@functools.lru_cache(maxsize=4096)  # the postings of a file are in few places
def _places(location: str, country_name: str) -> tuple[StoredPlace, ...]:
    if not location:
        return ()
    places = parse_places(location, country=country_code(country_name) if country_name else None)
    return tuple(
        StoredPlace(place.city, place.region, place.country, place.latitude, place.longitude) for place in places
    )


@functools.lru_cache(maxsize=4096)
def _short_mode(field: str) -> WorkMode:
    return parse_work_mode(field)


def _allowed_in(listed: str) -> tuple[str, ...]:
    """The countries and regions that a field for them lists; each is read alone, as the field may be long."""
    names = [name.strip() for name in listed[:FIELD_CHARACTERS].replace(";", ",").split(",") if name.strip()]
    found = (parse_work_mode(f"Remote ({name})").remote_in for name in names[:MOST_REGIONS])
    return tuple(dict.fromkeys(area for areas in found for area in areas))
