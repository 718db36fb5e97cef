"""What people send beside words: a pin on the map sets the place; anything else gets a kind and true answer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.conversation.progress import current_rows
from bot.conversation.understood import hear_places
from jobs.parsing.nearest import nearest_city

if TYPE_CHECKING:
    from bot.conversation.draft import Draft

_PIN = re.compile(r"location:(?P<latitude>-?\d{1,2}(?:\.\d+)?),(?P<longitude>-?\d{1,3}(?:\.\d+)?)")
ANSWERS = {
    "sticker": "sent_sticker",
    "animation": "sent_sticker",
    "photo": "sent_photo",
    "image": "sent_photo",
    "document": "sent_document",
    "voice": "sent_voice",
    "audio": "sent_voice",
    "video": "sent_video",
    "video_note": "sent_video",
    "contact": "sent_contact",
    "contacts": "sent_contact",
    "poll": "sent_poll",
}


def take_sent(draft: Draft, thing: str) -> None:
    """Answer to a thing by its name, such as "photo" or "location:6.45,3.39" (degrees)."""
    pin = _PIN.fullmatch(thing)
    if pin is None:
        draft.say(ANSWERS.get(thing, "only_text"), current_rows(draft))
        return
    place = nearest_city(float(pin["latitude"]), float(pin["longitude"]))
    if place is None:
        draft.say("pin_unknown", current_rows(draft))
    else:
        hear_places(draft, (place,))
