"""Puts an outbox body into words: rows become cards and keys become texts, at the moment of sending."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bot.conversation.codec import body_to_reply
from bot.conversation.model import Button, Phrase, Say, ShowJobs
from bot.conversation.posting_cards import JobCard, job_card
from bot.texts.catalogue import text
from db.canonical_jobs import find_jobs
from db.job_clusters import find_cluster_places
from db.matches import find_card_matches
from db.reports import find_held_among

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from bot.apply_links import ApplyLinks
    from db.canonical_jobs import Job
    from db.job_clusters import ClusterPlace
    from db.matches import CardMatch
    from db.pool import Connection

CARD_VERBS = ("save", "hide", "similar", "why")
Buttons = tuple[tuple[tuple[str, str], ...], ...]


EXPORT_NAME = "jobherald.json"


@dataclass(frozen=True, slots=True)
class CardView:
    """One posting as a card, with its buttons as (label, action) and the number that /why takes."""

    job_id: int
    card: JobCard
    buttons: tuple[tuple[str, str], ...]
    open_label: str
    number: int = 1


@dataclass(frozen=True, slots=True)
class TemplateView:
    """A text that the channel has approved beforehand, by name, in one of its languages, with its buttons' actions."""

    name: str
    language: str
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """A message in words, before any channel's layout.

    `file` is a part of the text that is better kept than read, as (name, content), for channels that can hand it over.
    `edits` is the channel's id of the message whose place it takes, where a channel can do that. With a `template`
    there are no words here: the channel has them.
    """

    text: str
    cards: tuple[CardView, ...] = ()
    buttons: Buttons = ()
    file: tuple[str, str] | None = None
    edits: str | None = None
    template: TemplateView | None = None


@dataclass(frozen=True, slots=True)
class Postings:
    """What outbox rows show: postings by id with their other places, and matches by id; nothing that is held back."""

    jobs: dict[int, Job]
    places: dict[int, list[ClusterPlace]]
    matches: dict[int, CardMatch]


NO_POSTINGS = Postings({}, {}, {})


def load_content(
    conn: Connection,
    body: dict[str, Any],
    *,
    language: str,
    today: date,
    links: ApplyLinks | None = None,
    user_id: int | None = None,
) -> Content:
    """The message of an outbox row, as `content_of`."""
    postings = load_postings(conn, [body])
    return content_of(body, postings, language=language, today=today, links=links, user_id=user_id)


def load_postings(conn: Connection, bodies: Iterable[dict[str, Any]]) -> Postings:
    """What these rows show, by four statements for however many; a row that makes no sense asks for nothing."""
    items = [item for body in bodies for item in body.get("items") or () if isinstance(item, dict)]
    ids = list({item["job_id"]: None for item in items if type(item.get("job_id")) is int})
    if not ids:
        return NO_POSTINGS
    held = find_held_among(conn, ids)
    jobs = {job.id: job for job in find_jobs(conn, ids) if job.id not in held}
    planned = [item["match_id"] for item in items if type(item.get("match_id")) is int]
    matches = {match.id: match for match in find_card_matches(conn, planned)}
    return Postings(jobs, find_cluster_places(conn, list(jobs)), matches)


def content_of(
    body: dict[str, Any],
    postings: Postings,
    *,
    language: str,
    today: date,
    links: ApplyLinks | None = None,
    user_id: int | None = None,
) -> Content:
    """The message of an outbox row. A posting that is gone or held back by now is left out.

    `links` make the addresses that lead to postings, for this person; without them these are the postings' own.
    """
    if body["kind"] == "template":
        return Content("", template=TemplateView(body["name"], body["language"], tuple(body["actions"])))
    reply = body_to_reply(body)
    if isinstance(reply, Say):
        words, rows = _say(reply.phrase, language), _buttons(reply.buttons, language)
        return Content(words, (), rows, _file(reply.phrase))
    cards = _cards(postings, reply, language, today)
    if links is not None:
        cards = tuple(_linked(view, links, user_id) for view in cards)
    intro = _say(reply.intro, language) if reply.intro else ""
    if reply.items and not cards:
        intro = text(language, "jobs_gone")
    return Content(intro, cards, _buttons(reply.buttons, language), edits=body.get("edits"))


def quick_replies(body: dict[str, Any], language: str) -> Content:
    """The buttons of a message that was sent, as far as they are its own and no posting's."""
    if body["kind"] == "template":
        return Content("")
    return Content("", buttons=_buttons(body_to_reply(body).buttons, language))


def _cards(postings: Postings, reply: ShowJobs, language: str, today: date) -> tuple[CardView, ...]:
    jobs, copies, matches = postings.jobs, postings.places, postings.matches
    return tuple(
        CardView(
            item.job_id,
            job_card(jobs[item.job_id], matches.get(item.match_id), language, today, copies[item.job_id]),
            tuple((text(language, f"button_{verb}"), f"{verb}:{item.job_id}") for verb in CARD_VERBS),
            text(language, "open_link"),
            number,
        )
        for number, item in enumerate(reply.items, reply.first)
        if item.job_id in jobs
    )


def _linked(view: CardView, links: ApplyLinks, user_id: int | None) -> CardView:
    return replace(view, card=replace(view.card, url=links.address(view.job_id, user_id, view.card.url)))


def _say(phrase: Phrase, language: str) -> str:
    return text(language, phrase.key, **phrase.args)


def _file(phrase: Phrase) -> tuple[str, str] | None:
    return (EXPORT_NAME, str(phrase.args["document"])) if phrase.key == "export" else None


def _buttons(rows: tuple[tuple[Button, ...], ...], language: str) -> Buttons:
    return tuple(tuple((_say(button.label, language), button.action) for button in row) for row in rows)
