"""How fast a local model embeds through the product, against fastembed alone, and how much memory it takes.

    python -m benchmarks.local_model MODEL_FOLDER [--texts 400]

Both in processes of their own, one after the other, the same texts of 90 words, twice; the better run of each counts,
by the clock and by processor time (which other programs on the machine disturb less).
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import time
from pathlib import Path

from benchmarks.embedding import texts

MODEL = "sentence-transformers/all-MiniLM-L6-v2"


def alone(folder: str, count: int) -> tuple[float, float, float]:
    from fastembed import TextEmbedding  # noqa: PLC0415 - an optional package

    model = TextEmbedding(MODEL, specific_model_path=folder)
    return _timed(lambda given: list(model.embed(given)), count)


def through_the_product(folder: str, count: int) -> tuple[float, float, float]:
    from ai.local_embeddings import LocalEmbedder  # noqa: PLC0415 - as above

    return _timed(LocalEmbedder(MODEL, path=Path(folder)).embed, count)


def _timed(embed, count: int) -> tuple[float, float, float]:  # noqa: ANN001 - any way of embedding
    embed(texts(4))
    best, spared = 0.0, 0.0
    for _ in range(2):
        began, spent = time.perf_counter(), time.process_time()
        embed(texts(count))
        best = max(best, count / (time.perf_counter() - began))
        spared = max(spared, count / (time.process_time() - spent))
    return best, spared, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder")
    parser.add_argument("--texts", type=int, default=400)
    options = parser.parse_args()
    for way in (alone, through_the_product):
        with multiprocessing.get_context("spawn").Pool(1) as one:
            speed, spared, megabytes = one.apply(way, (options.folder, options.texts))
        print(f"{way.__name__}: {speed:.1f} texts/s, {spared:.1f} a processor second, {megabytes:.0f} MB at most")


if __name__ == "__main__":
    main()
