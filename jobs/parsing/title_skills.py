"""Skills that the name of the work already says: an accountant can do accounting, and need not be asked for it."""

from __future__ import annotations

import functools
from importlib import resources

from jobs.parsing.skill_mentions import find_skills
from jobs.parsing.skill_tokens import spelling_key
from jobs.parsing.skill_vocabulary import vocabulary

LONGEST_WORKER = 4  # words
# "Python developer": the title asks for Python, it does not imply it.
TOOL_AREAS = frozenset({"tech", "language"})  # "Python developer" asks for Python, and does not imply it


@functools.lru_cache(maxsize=16_384)
def implied_skills(title: str) -> tuple[str, ...]:
    """The skills that whoever does this work has, by shown name: Welding for "Senior Welder"."""
    words = spelling_key(title).split()
    runs = (
        " ".join(words[start:end])
        for start in range(len(words))
        for end in range(start + 1, min(start + LONGEST_WORKER, len(words)) + 1)
    )
    found = [skill for run in runs for skill in skills_of_workers().get(run, ())]
    named = [name for name in find_skills(title) if vocabulary().areas[name] not in TOOL_AREAS]
    return tuple(dict.fromkeys([*found, *named]))


@functools.cache
def skills_of_workers() -> dict[str, tuple[str, ...]]:
    """Words for those who do a work to the skills they have, of `data/skill_workers.tsv`."""
    skills: dict[str, tuple[str, ...]] = {}
    lines = (resources.files("jobs.parsing") / "data" / "skill_workers.tsv").read_text("utf-8").splitlines()
    for line in lines:
        if not line.startswith("#"):
            name, workers = line.split("\t")
            for worker in workers.split("|"):
                key = spelling_key(worker)
                for spelling in (key, f"{key}s"):
                    skills[spelling] = (*skills.get(spelling, ()), name)
    return skills
