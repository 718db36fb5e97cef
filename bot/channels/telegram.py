"""Telegram: webhook updates in, HTML messages with inline keyboards out. Shapes: Bot API 10.0."""

from __future__ import annotations

import hmac
import json
import re
import warnings
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import httpx
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.warnings import PTBDeprecationWarning

from bot.channels.base import Event, Failure, MalformedBody

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.channels.telegram_client import TelegramClient
    from bot.contents import CardView, Content
    from settings import Settings

NAME = "telegram"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
TEXT_LIMIT = 4096  # code points after entity parsing
CALLBACK_BYTES = 64
ADDRESSES = ("https://", "http://")
ADDRESSED_COMMAND = re.compile(r"^(/\w+)@\w+")
# What a message may hold beside text, the more telling name first: an animation is a document too.
SENT_THINGS = ("contact", "photo", "animation", "document", "voice", "sticker", "video", "video_note", "audio", "poll")
CONNECTION_NEVER_MADE = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message ready to send. `document` (name, bytes) stands in for a text that is too long for a message."""

    html: str
    keyboard: tuple[tuple[tuple[str, str], ...], ...] = ()
    document: tuple[str, bytes] | None = None
    callback_id: str | None = None


def verify(_body: bytes, headers: Mapping[str, str], settings: Settings) -> bool:
    """Whether the secret that we gave Telegram came back; without one set nothing is accepted."""
    if settings.telegram_webhook_secret is None:
        return False
    given = headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
    return hmac.compare_digest(given, settings.telegram_webhook_secret.get_secret_value().encode())


def parse(body: bytes) -> list[Event]:
    """The event in an update; none for kinds that are not for us.

    Raises:
        MalformedBody: this is no update.
    """
    try:
        document = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise MalformedBody(f"not JSON: {error}") from error
    if not isinstance(document, dict) or type(document.get("update_id")) is not int:
        raise MalformedBody("an update is a JSON object with a whole number as update_id")
    return event_of(document)


def event_of(document: dict[str, Any]) -> list[Event]:
    """The event in one update given as a JSON object, as from getUpdates.

    Raises:
        MalformedBody: a part that it must have is missing or of the wrong type.
    """
    try:
        update = Update.de_json(document, None)
        return _event(update)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise MalformedBody(f"update {document['update_id']}: {type(error).__name__}: {error}") from error


def _event(update: Update) -> list[Event]:
    if update.message is not None:
        return _message(update, update.message)
    if update.callback_query is not None:
        return _tap(update)
    if update.my_chat_member is not None and update.my_chat_member.chat.type == "private":
        blocked = update.my_chat_member.new_chat_member.status in ("kicked", "left")
        payload = {"kind": "blocked" if blocked else "unblocked"}
        return [Event(str(update.update_id), str(update.my_chat_member.chat.id), "member", payload)]
    return []


def _message(update: Update, message: Message) -> list[Event]:
    event_id, chat = str(update.update_id), str(message.chat.id)
    text = ADDRESSED_COMMAND.sub(r"\1", message.text or "")
    if message.chat.type != "private":
        if not text.startswith("/"):
            return []
        return [Event(event_id, chat, "message", {"kind": "group"})]
    if message.text is not None:
        payload = {"kind": "text", "text": text}
    elif message.caption:  # what is written below a picture is what they mean
        payload = {"kind": "text", "text": message.caption}
    elif message.location is not None:
        place = message.location
        payload = {"kind": "other", "text": f"location:{place.latitude:.4f},{place.longitude:.4f}"}
    else:
        payload = {"kind": "other", "text": next((name for name in SENT_THINGS if getattr(message, name)), "message")}
    return [Event(event_id, chat, "message", payload | _language(update))]


def _tap(update: Update) -> list[Event]:
    query = update.callback_query
    if query is None or query.data is None or (query.message is not None and query.message.chat.type != "private"):
        return []
    chat = query.message.chat.id if query.message is not None else query.from_user.id
    payload = {"kind": "action", "text": query.data, "callback_id": query.id}
    return [Event(str(update.update_id), str(chat), "message", payload | _language(update))]


def _language(update: Update) -> dict[str, str]:
    code = update.effective_user.language_code if update.effective_user else None
    if not code:
        return {}
    region = {"app_language": code} if "-" in code else {}  # tells the country of somebody new
    return {"language": code.partition("-")[0].lower()} | region


def render(content: Content, _language: str) -> Rendered:
    """Our content as Telegram HTML, shortened where the limit of 4096 characters asks for it."""
    if not content.cards and len(content.text) > TEXT_LIMIT:
        return Rendered(
            escape(content.text.split("\n", 1)[0][:200]),
            document=("jobherald.txt", content.text.encode()),
            callback_id=content.callback_id,
        )
    for reasons in (3, 2, 1, 0):
        parts = [escape(content.text)] if content.text else []
        parts += [_card(view, reasons, linked=len(content.cards) > 1) for view in content.cards]
        html = "\n\n".join(parts)
        if len(html) <= TEXT_LIMIT:
            break
    else:
        html = "\n\n".join(_fitting(parts))
    return Rendered(html, _keyboard(content), callback_id=content.callback_id)


def _fitting(parts: list[str]) -> list[str]:
    """As many whole parts as fit: a message cut inside a tag would be refused."""
    kept: list[str] = []
    for part in parts:
        if sum(len(one) + 2 for one in kept) + len(part) > TEXT_LIMIT:
            break
        kept.append(part)
    return kept or [parts[0][: TEXT_LIMIT // 8]]


def _card(view: CardView, reasons: int, *, linked: bool) -> str:
    card = view.card
    fit = "" if card.score is None else f" · {card.score}% {escape(card.grade)}"
    head = f"<b>{view.number}. {escape(card.title[:160])}</b>{fit}"
    facts = [escape(" · ".join(part for part in (card.company, card.place) if part)[:200])]
    facts.append(escape(card.elsewhere[:200]))
    facts.append(escape(" · ".join(part for part in (card.pay, card.age, card.closes) if part)[:200]))
    why = [f"✓ {escape(reason)}" for reason in card.strengths[:reasons]]
    why += [f"✗ {escape(card.gap)}"] if card.gap and reasons else []
    why += [f"<i>? {escape(note)}</i>" for note in (card.doubt, *card.notes) if note and reasons]
    warning = [f"⚠ <b>{escape(card.warning)}</b>"] if card.warning else []
    link = f'<a href="{escape(card.url)}">{escape(view.open_label)}</a>' if card.url and linked else ""
    source = " · ".join(part for part in (link, escape(card.attribution[:80])) if part)
    copies = ", ".join(f'<a href="{escape(address)}">{escape(name[:40])}</a>' for name, address in card.copies)
    more = f"{escape(card.copies_said)}: {copies}" if copies and reasons else escape(card.copies_said)
    return "\n".join(line for line in (head, *facts, *why, *warning, source, more) if line)


def _keyboard(content: Content) -> tuple[tuple[tuple[str, str], ...], ...]:
    rows = _rows_of_one(content.cards[0]) if len(content.cards) == 1 else _rows_of_list(content.cards)
    rows += content.buttons
    fitting = (tuple((label[:60], action) for label, action in row if _fits(action)) for row in rows)
    return tuple(row for row in fitting if row)


def _rows_of_one(view: CardView) -> list[tuple[tuple[str, str], ...]]:
    """Apply on top, then the rest in pairs, so that the words can be read on a narrow screen."""
    pairs = [view.buttons[at : at + 2] for at in range(0, len(view.buttons), 2)]
    return [((view.open_label, view.card.url),), *pairs] if view.card.url.startswith(ADDRESSES) else list(pairs)


def _rows_of_list(cards: Sequence[CardView]) -> list[tuple[tuple[str, str], ...]]:
    """One row for each posting; what does not fit beside the rest is below "Why?"."""
    return [
        tuple((f"{view.number} · {label}", action) for label, action in view.buttons if not _is_similar(action))
        for view in cards
    ]


def _is_similar(action: str) -> bool:
    return action.startswith("similar:")


def _fits(action: str) -> bool:
    return action.startswith(ADDRESSES) or 0 < len(action.encode()) <= CALLBACK_BYTES


def send(client: TelegramClient, chat: str, rendered: Rendered) -> str:
    """Answer the tap, if there was one, and send; Telegram's message id.

    Raises:
        TelegramError: see `classify_error`.
    """
    if rendered.callback_id is not None:
        client.answer(rendered.callback_id)
    keyboard = [[_button(label, action) for label, action in row] for row in rendered.keyboard]
    return client.send(
        int(chat), rendered.html, InlineKeyboardMarkup(keyboard) if keyboard else None, rendered.document
    )


def _button(label: str, action: str) -> InlineKeyboardButton:
    if action.startswith(ADDRESSES):
        return InlineKeyboardButton(label, url=action)
    return InlineKeyboardButton(label, callback_data=action)


def classify_error(error: Exception) -> Failure:  # noqa: PLR0911 - one line for each kind there is
    """What a failed send means. PTB's BadRequest and TimedOut are NetworkErrors, so the order matters."""
    reason = f"{type(error).__name__}: {error}"[:300]
    if isinstance(error, RetryAfter):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", PTBDeprecationWarning)
            wait = error.retry_after
        seconds = float(wait) if isinstance(wait, int) else wait.total_seconds()
        return Failure("retry", reason, retry_after_seconds=seconds, whole_channel=True)
    if isinstance(error, Forbidden) or (isinstance(error, BadRequest) and "chat not found" in str(error).lower()):
        return Failure("gone", reason)
    if isinstance(error, BadRequest | ChatMigrated):
        return Failure("drop", reason)
    if isinstance(error, InvalidToken):
        return Failure("halt", "Telegram refuses the token: check TELEGRAM_BOT_TOKEN")
    if isinstance(error, TimedOut | NetworkError) and _may_have_arrived(error):
        return Failure("unknown", reason)
    if isinstance(error, Conflict | TelegramError | TimeoutError):
        return Failure("unknown" if isinstance(error, TimeoutError) else "retry", reason)
    return Failure("drop", reason)


def _may_have_arrived(error: TelegramError) -> bool:
    """Whether the request had left us: the connection stood, but no answer came."""
    cause = error.__cause__
    return isinstance(cause, httpx.HTTPError) and not isinstance(cause, CONNECTION_NEVER_MADE)
