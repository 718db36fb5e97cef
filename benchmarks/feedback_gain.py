"""What ten reactions are worth: nDCG@10 before and after, of seekers who react to one kind of posting alone.

python -m benchmarks.feedback_gain JOBSPY_NL [WORDS]: a seeker asks for a `search_term` of the file, or for these
words, and wants the postings of that term. On half of the postings they react ten times: of the first fifty they save
the best wanted one, else hide the first. The other half, unseen, is ranked by the vector before and after. The bounds
were not tuned on this.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from ai.embeddings import EmbeddingError, build_embedder
from benchmarks.relevance import judge, read
from db.feedback import Reaction
from matching.learning import moved
from settings import SECRET_KEY_CHARACTERS, load_settings

NOW = datetime(2026, 3, 12, tzinfo=UTC)
REACTIONS = 10
LOOKED_AT = 50
EVERY = 4
LEAST = 20  # postings of a term


def main() -> None:
    rows = read(Path(sys.argv[1]))[::EVERY]
    terms = np.asarray([row["search_term"] for row in rows])
    embedder = build_embedder(load_settings(secret_key="x" * SECRET_KEY_CHARACTERS))
    found = embedder.embed([f"{row['title']}\n{row['description']}"[:600] for row in rows])
    empty = np.zeros(embedder.dimensions, np.float32)
    vectors = np.stack([empty if isinstance(each, EmbeddingError) else each for each in found])
    shown, unseen = np.arange(len(rows)) % 2 == 0, np.arange(len(rows)) % 2 == 1
    gains = []
    for term in sorted(set(terms.tolist())):
        wanted = terms == term
        if wanted.sum() < LEAST:
            continue
        asked = embedder.embed([sys.argv[2] if len(sys.argv) > 2 else term])[0]
        if isinstance(asked, EmbeddingError):
            raise asked
        own, told = asked, []
        for _ in range(REACTIONS):  # one reaction a list
            order = [at for at in np.argsort(-(vectors @ own)) if shown[at] and at not in {each for each, _ in told}]
            saved = next((at for at in order[:LOOKED_AT] if wanted[at]), None)
            told.append((saved, "saved") if saved is not None else (order[0], "hidden"))
            own = moved(asked, [reaction(kind, vectors[at]) for at, kind in told], NOW)
        before = judge(wanted[unseen], vectors[unseen] @ asked)[0]
        after = judge(wanted[unseen], vectors[unseen] @ own)[0]
        gains.append((before, after))
        print(f"{term}: {before:.3f} -> {after:.3f} ({sum(kind == 'saved' for _, kind in told)} saved)")
    before, after = np.mean(gains, axis=0)
    print(f"{embedder.name}: {before:.3f} -> {after:.3f}, {after - before:+.3f} over {len(gains)} seekers")


def reaction(kind: str, vector: np.ndarray) -> Reaction:
    return Reaction(kind, "role" if kind == "hidden" else None, NOW, "", "", vector, {})


if __name__ == "__main__":
    main()
