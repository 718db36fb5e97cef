"""Skills that are parts of others: who can do the one is taken to fit where the other is asked for."""

from __future__ import annotations

import functools
from importlib import resources

from jobs.parsing.folding import folded


def kindred(skill: str) -> tuple[str, ...]:
    """The wider and the narrower skills, folded, of a folded one: "cooking" of "grilling" and the other way round."""
    wider, narrower = _wider_and_narrower()
    return (*wider.get(skill, ()), *narrower.get(skill, ()))


def parts_of(skill: str) -> tuple[str, ...]:
    """The narrower skills, folded, of a folded one."""
    return _wider_and_narrower()[1].get(skill, ())


@functools.cache
def _wider_and_narrower() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """By `data/kindred_skills.tsv`."""
    wider: dict[str, tuple[str, ...]] = {}
    narrower: dict[str, tuple[str, ...]] = {}
    lines = (resources.files("jobs.parsing") / "data" / "kindred_skills.tsv").read_text("utf-8").splitlines()
    for line in lines:
        if not line.startswith("#"):
            name, parts = line.split("\t")
            narrower[folded(name)] = tuple(map(folded, parts.split("|")))
            for part in narrower[folded(name)]:
                wider[part] = (*wider.get(part, ()), folded(name))
    return wider, narrower
