"""What half credit for kindred skills is worth: postings of the same title told from others by their skills alone.

python -m benchmarks.kindred_skills JOBSPY_NL [--people 400]: the skills of a posting are somebody's wish, right are the
other postings whose title has the same telling words; the area under the curve by what a kindred skill is worth.
"""

from __future__ import annotations

import argparse
import random
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from benchmarks.relevance import read
from jobs.parsing.kindred_skills import kindred
from jobs.sources.posting import SourcePosting
from jobs.understanding import Moment, understand_all
from matching.candidates import Candidates
from matching.folded_texts import folded
from matching.ranking import row_of
from matching.scoring import same_skill, skills_factor
from matching.title_words import telling_words

WORTHS = (0.0, 0.25, 0.5, 1.0)


def area(right: np.ndarray, scores: np.ndarray) -> float:
    """The share of pairs in which the right one has the higher score, equal ones counting half."""
    order = np.argsort(scores, kind="stable")
    _, place, counts = np.unique(scores[order], return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2.0)[place]
    inside = right[order]
    hits = int(inside.sum())
    return float((ranks[inside].sum() - hits * (hits + 1) / 2) / (hits * (len(right) - hits)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("postings", type=Path)
    parser.add_argument("--people", type=int, default=400)
    given = parser.parse_args()
    postings = [SourcePosting(title=each["title"], description=each["description"]) for each in read(given.postings)]
    postings = [each for each in postings if each.description][::4]
    rows = [row_of(at, job) for at, job in enumerate(understand_all(postings, Moment(datetime.now(UTC))))]
    listed = Candidates.of([row for row in rows if row.skills])
    titles = [telling_words(title) for title in listed.titles.tolist()]
    required = listed.skills.counts()
    people = random.Random(1).sample(range(len(listed)), min(given.people, len(listed)))
    found: list[list[float]] = []
    for person in people:
        others = np.arange(len(listed)) != person
        right = np.asarray([title == titles[person] for title in titles])[others]
        own = [folded(name) for name in listed.skills.names_of(person)[:8]]
        if not right.any():
            continue
        same = np.max([same_skill(listed.skills, skill) for skill in own], axis=0)
        near = np.max([listed.skills.wanted(kindred(skill)) for skill in own], axis=0)
        sums = [listed.skills.sums_of(np.maximum(same, worth * near)) for worth in WORTHS]
        found.append([area(right, skills_factor(each, required, asked=True)[others]) for each in sums])
    means = np.mean(found, axis=0)
    print(f"{len(found)} people, {len(listed)} postings")
    print("; ".join(f"{worth:g}: {mean:.4f}" for worth, mean in zip(WORTHS, means, strict=True)))


if __name__ == "__main__":
    main()
