"""Two channels of one person: a code made in one chat and typed in the other joins them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.conversation.progress import current_rows
from bot.conversation.requests import MakeCode, UseCode

if TYPE_CHECKING:
    from bot.conversation.draft import Draft

CODE = re.compile(r"[A-HJ-NP-Z2-9]{8}")


def link(draft: Draft, argument: str = "") -> None:
    """Without a code, one is made; with one, this chat becomes the other one's."""
    code = re.sub(r"[\s-]", "", argument).upper()
    if not code:
        draft.ask_for(MakeCode())
    elif CODE.fullmatch(code):
        draft.ask_for(UseCode(code))
    else:
        draft.say("link_wrong", current_rows(draft))


def choose_channel(draft: Draft, channel: str) -> None:
    """Where the daily jobs go."""
    if channel not in draft.person.channels:
        draft.say("stale_button", current_rows(draft))
        return
    draft.save_person(digest_channel=channel)
    draft.say("digest_channel_set", current_rows(draft), channel={"key": f"channel_{channel}", "args": {}})
