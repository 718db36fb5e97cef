"""English texts whose words depend on a number."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plural:
    """One text for 1, one for any other number; `by` is the argument that counts. Translations have their own rule."""

    one: str
    other: str
    by: str = "count"
