"""How well the configured embedding model finds the occupation of a vacancy's title, by itself: MRR and recall at 10.

    [EMBEDDING_PROVIDER=…] python -m benchmarks.title_relevance VACANCY_TITLES OCCUPATIONS [--titles 2500] [--after 0]

Both are the gzipped CSV files of ../shared/data/titles; an occupation is as near as the nearest of its labels.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import random
from typing import TYPE_CHECKING

import numpy as np

from ai.embeddings import build_embedder
from settings import load_settings

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ai.embeddings import Embedder


def rows(path: str) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def vectors(embedder: Embedder, texts: list[str]) -> NDArray[np.float32]:
    nothing = np.zeros(embedder.dimensions, np.float32)
    return np.array([nothing if isinstance(found, Exception) else found for found in embedder.embed(texts)])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("titles_file")
    parser.add_argument("occupations_file")
    parser.add_argument("--titles", type=int, default=2500)
    parser.add_argument("--after", type=int, default=0, help="leave out so many first: weights were chosen on some")
    options = parser.parse_args()
    embedder = build_embedder(load_settings(secret_key="x" * 32))
    occupations = rows(options.occupations_file)
    labels = [[row["preferredLabel"], *filter(None, row["altLabels"].split("\n"))] for row in occupations]
    known = {row["conceptUri"]: at for at, row in enumerate(occupations)}
    titles = [row for row in rows(options.titles_file) if row["conceptUri"] in known]
    random.Random(1).shuffle(titles)
    titles = titles[options.after :][: options.titles]
    starts = np.cumsum([0, *map(len, labels)])[:-1]
    stored = vectors(embedder, [label for each in labels for label in each])
    ranks: list[float] = []
    for row in titles:
        near = np.maximum.reduceat(stored @ vectors(embedder, [row["vacancyTitle"]])[0], starts)
        right = near[known[row["conceptUri"]]]
        ranks.append(float((near > right).sum() + 1 + ((near == right).sum() - 1) / 2))
    found = np.array(ranks)
    print(f"{embedder.name}: MRR {np.mean(1 / found):.3f}, R@10 {np.mean(found <= 10):.3f}, {len(found)} titles")


if __name__ == "__main__":
    main()
