"""Postings of one transport company, to be found alike or not."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from db.canonical_jobs import NewJob
from db.places import StoredPlace
from jobs.text_signature import signatures_of

if TYPE_CHECKING:
    from db.job_signatures import TextSignature

WORK = (
    "You plan the routes of our forty vans and speak with drivers every morning before they leave the yard. In"
    " the afternoon you check the tachographs, answer customers who wait for a delivery and prepare the lists"
    " for the next day. You know your way in a spreadsheet, stay calm when the telephone rings and speak two"
    " languages well. We offer a contract for a year, a pension from the first day, travel costs and a canteen"
    " that is worth the name. Your colleagues are five planners, two mechanics and a dog. Apply with a short"
    " letter that says why roads are your thing; we answer within a week and show you around before you decide."
)
OTHER_WORK = (
    "In our workshop you repair gearboxes, brakes and engines of heavy lorries, order spare parts and write"
    " down what you replaced. You hold a diploma in mechanics, lift what has to be lifted and work in shifts of"
    " which one a month is at night. Tools, boots and a training at the factory are on us; you bring steady"
    " hands and a driving licence. The team is small, the coffee strong, and whoever wants to become a master"
    " gets the time and the money for it from us too."
)


def job(number: int = 1, **given: Any) -> NewJob:
    place = given.pop("city", "Utrecht")
    columns: dict[str, Any] = {
        "source": "board",
        "source_job_id": str(number),
        "title": "Transport Planner",
        "expires_on": date(2026, 6, 1),
        "company": "Blue Vans",
        "location": place,
        "places": (StoredPlace(city=place, country="NL"),) if place else (),
        "description": WORK,
    }
    return NewJob(**(columns | given))


def signature_of(posting: NewJob) -> TextSignature:
    """What is kept of a posting that stands alone."""
    (signature,) = signatures_of([posting])
    return signature
