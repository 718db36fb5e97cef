from __future__ import annotations

import re

from jobs.parsing.currencies import currency_pattern, spellings

EVERY = re.compile(currency_pattern("any", "before", "after"), re.IGNORECASE)


def test_every_spelling_is_found_whole() -> None:
    written = {spelling.text.upper() if spelling.exact else spelling.text for spelling in spellings()}
    found = {text: match[0] if (match := EVERY.match(f"{text} 5")) else None for text in written}
    assert found == {text: text for text in written}


def test_a_word_that_begins_like_one_is_none() -> None:
    assert EVERY.match("europe 5") is None
    assert EVERY.match("(5)") is None
