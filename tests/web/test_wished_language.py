"""The language of pages and of a first message in the browser."""

from __future__ import annotations

import pytest
from flask import Flask, request

from bot.web.wished_language import page_language, wished_language


@pytest.mark.parametrize(
    ("header", "wished", "page"),
    [
        ("fr-CA,fr;q=0.9,en;q=0.8", "fr", "fr"),
        ("de;q=0.9,pt-BR;q=0.8", "pt", "pt"),
        ("es-419", "es", "es"),
        ("sw", "sw", "sw"),
        ("ar-EG,ar;q=0.9", "ar", "en"),
        ("he", "he", "en"),
        ("", "en", "en"),
        ("*", "*", "en"),
        ("x" * 500, "x" * 500, "en"),
    ],
)
def test_the_first_language_that_we_speak_is_taken(header: str, wished: str, page: str) -> None:
    with Flask(__name__).test_request_context(headers={"Accept-Language": header}):
        assert wished_language(request) == wished
        assert page_language(request) == page
