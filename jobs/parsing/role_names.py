"""Roles in other languages and the English title of each, as most postings here are written in English."""

from __future__ import annotations

import functools
from importlib import resources

from jobs.parsing.folding import folded

MOST_WORDS = 5


@functools.cache
def _titles() -> dict[str, str]:
    lines = (resources.files("jobs.parsing") / "data" / "role_names.tsv").read_text("utf-8").splitlines()
    titles: dict[str, str] = {}
    for line in lines:
        if line and not line.startswith("#"):
            english, names = line.split("\t")
            for name in names.split("|"):
                titles.setdefault(folded(name), english)
    return titles


def english_title(role: str) -> str | None:
    """The English title of a role named in another language, by its longest known beginning; None when none is known.

    "chauffeur" gives "driver", "mwalimu wa hisabati" gives "teacher".
    """
    words = folded(role).split()
    known = _titles()
    beginnings = (" ".join(words[:count]) for count in range(min(len(words), MOST_WORDS), 0, -1))
    return next((known[name] for name in beginnings if name in known), None)
