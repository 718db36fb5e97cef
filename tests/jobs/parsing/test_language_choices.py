from __future__ import annotations

import pytest

from jobs.parsing.language_choices import without_choices


@pytest.mark.parametrize(
    ("text", "required", "alone", "either"),
    [
        ("Fluent in English or Dutch", ("English", "Dutch"), (), ("English", "Dutch")),
        ("You speak Dutch and/or English", ("Dutch", "English"), (), ("Dutch", "English")),
        ("English, French, or Spanish", ("English", "French", "Spanish"), (), ("English", "French", "Spanish")),
        ("English and Dutch or German", ("English", "Dutch", "German"), ("English",), ("Dutch", "German")),
        ("German, Dutch or Spanish is a plus", ("German", "Dutch"), (), ("German", "Dutch")),
        ("English or Dutch or German", ("English", "Dutch", "German"), (), ("English", "Dutch", "German")),
        ("Nederlands of Engels, Python", ("Dutch", "English", "Python"), ("Python",), ("Dutch", "English")),
        ("inglés o francés", ("English", "French"), (), ("English", "French")),
        ("English and Dutch are required", ("English", "Dutch"), ("English", "Dutch"), ()),
        ("English. Or else: Dutch", ("English", "Dutch"), ("English", "Dutch"), ()),
        ("Python or Java", ("Python", "Java"), ("Python", "Java"), ()),
        ("", (), (), ()),
    ],
)
def test_a_language_that_another_may_stand_for_is_not_demanded(
    text: str, required: tuple[str, ...], alone: tuple[str, ...], either: tuple[str, ...]
) -> None:
    assert without_choices(text, required) == (alone, either)
