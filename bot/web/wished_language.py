"""The language a browser asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.texts.languages import SOURCE, spoken

if TYPE_CHECKING:
    from flask import Request


def wished_language(request: Request) -> str:
    """The browser's first language that we speak, else simply its first: the conversation tells what there is."""
    wished = [code for code, _ in request.accept_languages]
    first = wished[0].partition("-")[0].lower() if wished else SOURCE
    return next(filter(None, map(spoken, wished)), first)


def page_language(request: Request) -> str:
    """The language of a page around the conversation."""
    return spoken(wished_language(request)) or SOURCE
