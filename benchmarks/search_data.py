"""A folder with many open postings and their vectors, for the benchmarks of search: real postings, lifted.

    python -m benchmarks.search_data FOLDER --rows 100000 --model MODEL_FOLDER FILE [FILE ...]

The files are imported as they are. Their postings are then repeated, each copy a cluster of its own with a date of its
own, until there are enough rows. A posting's vector is made by the sentence model in MODEL_FOLDER (ONNX, 384 numbers,
128 tokens of the embedding text), carried to 1536 numbers by one fixed random projection; each copy gets noise of its
own, half as long as the vector, so that copies are neighbours (cosine 0.8) but not the same.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from db.embedded import embedded_engines
from db.job_embeddings import gather_statistics as gather_vector_statistics
from db.migrate import migrate
from db.pool import connect
from db.vector_copy import NewVector, copy_vectors

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from db.pool import Connection

MODEL = "lifted-1536"
DIMENSIONS = 1536
NOISE = 0.5
BLOCK = 5000
TOKENS = 128


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--model", type=Path, required=True)
    options = parser.parse_args()
    with engines(options.folder) as url:
        began = time.monotonic()
        read_in(url, options.folder, options.files)
        print(f"imported after {time.monotonic() - began:.0f} s")
        with closing(connect(url, statement_timeout_seconds=0)) as conn:
            store_real_vectors(conn, options.folder, Encoder(options.model))
            print(f"vectors of the real postings after {time.monotonic() - began:.0f} s")
            lift(conn, options.folder, options.rows)
        print(f"{options.rows} postings after {time.monotonic() - began:.0f} s")


@contextmanager
def engines(folder: Path) -> Iterator[str]:
    """The folder's PostgreSQL and Redis; the address of the first."""
    with embedded_engines(folder / "data", folder / "s") as started:
        yield started.postgres_url


class Encoder:
    """Texts to unit vectors of 1536 numbers, by a sentence model of 384 and a fixed projection."""

    def __init__(self, folder: Path) -> None:
        import onnxruntime  # noqa: PLC0415 - an optional extra
        from tokenizers import Tokenizer  # noqa: PLC0415

        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.enable_truncation(TOKENS)
        self.tokenizer.enable_padding()
        self.session = onnxruntime.InferenceSession(str(folder / "model.onnx"))
        self.inputs = {each.name for each in self.session.get_inputs()}

    def base(self, texts: Sequence[str]) -> np.ndarray:
        """The model's own vectors, the mean over the words, at unit length."""
        made = []
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        for start in range(0, len(texts), 64):
            encoded = self.tokenizer.encode_batch([texts[at] for at in order[start : start + 64]])
            ids = np.asarray([each.ids for each in encoded], dtype=np.int64)
            mask = np.asarray([each.attention_mask for each in encoded], dtype=np.int64)
            given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
            words = self.session.run(None, {name: given[name] for name in self.inputs})[0]
            mean = (words * mask[..., None]).sum(axis=1) / mask.sum(axis=1)[:, None]
            made.append(mean / np.linalg.norm(mean, axis=1, keepdims=True))
        vectors = np.empty((len(texts), made[0].shape[1]), dtype=np.float32)
        vectors[order] = np.concatenate(made)
        return vectors

    def lifted(self, texts: Sequence[str]) -> np.ndarray:
        """Vectors of texts to search by."""
        return unit(self.base(texts) @ projection())


def projection() -> np.ndarray:
    """The same at every call: 384 directions among 1536."""
    return np.random.default_rng(384).standard_normal((384, DIMENSIONS)).astype(np.float32) / np.sqrt(DIMENSIONS)


def unit(vectors: np.ndarray) -> np.ndarray:
    """Each row at unit length."""
    return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)


def read_in(url: str, folder: Path, files: Sequence[Path]) -> None:
    """Import the files as the product does, with every posting open; nothing when there are postings already."""
    migrate(url)
    if count(url):
        return
    given = {"DATA_DIR": str(folder), "DATABASE_URL": url, "SECRET_KEY": "x" * 32, "JOB_EXPIRES_AFTER_DAYS": "3650"}
    given |= {"JOB_MAX_AGE_DAYS": "3650", "EMBEDDING_PROVIDER": "hashing"}
    for file in files:
        command = [sys.executable, "-m", "jobs", "import", str(file), "--shift-dates"]
        subprocess.run(command, env=os.environ | given, check=True)


def count(url: str) -> int:
    """How many postings there are."""
    with closing(connect(url)) as conn, conn.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM canonical_jobs")
        return int(cursor.fetchone()[0])


def store_real_vectors(conn: Connection, folder: Path, encoder: Encoder) -> None:
    """The model's own vectors of the real postings, kept in the folder: they are what takes long."""
    if (folder / "base.npz").exists():
        return
    with conn.cursor() as cursor:
        cursor.execute("SELECT id, embedding_text FROM canonical_jobs ORDER BY id")
        rows = cursor.fetchall()
    np.savez(folder / "base.npz", ids=[row[0] for row in rows], base=encoder.base([row[1] for row in rows]))


COLUMNS = """title, company, location, places, countries, work_mode, remote_in, description, url, deadline_on,
    salary_text, salary_min, salary_max, salary_currency, salary_period, salary_annual_min, salary_annual_max,
    experience_text, experience_min_years, experience_max_years, skills, preferred_skills, level, employment_types,
    function, industry, category, keywords, embedding_text, embedding_hash, content_hash, search_document"""


def lift(conn: Connection, folder: Path, rows: int) -> None:
    """Repeat the real postings until there are so many, all open, of the last 55 days; then their vectors."""
    real = np.load(folder / "base.npz")
    with conn.cursor() as cursor:
        cursor.execute("DELETE FROM canonical_jobs WHERE source = 'lifted'")
        cursor.execute(
            "UPDATE canonical_jobs SET status = 'ACTIVE', posted_on = current_date - (id % 55)::int,"
            " expires_on = current_date + 60, cluster_key = 'real-' || id"
        )
        turns = -(-rows // len(real["ids"]))
        for turn in range(1, turns):
            cursor.execute(
                f"INSERT INTO canonical_jobs (source, source_job_id, posted_on, expires_on, cluster_key, {COLUMNS})"
                " SELECT 'lifted', %(turn)s || '-' || id, current_date - ((id * 7 + %(turn)s * 11) %% 55)::int,"
                f" current_date + 60, %(turn)s || '-' || id, {COLUMNS} FROM canonical_jobs WHERE source <> 'lifted'"
                " ORDER BY id LIMIT %(most)s",
                {"turn": turn, "most": rows - turn * len(real["ids"])},
            )
            conn.commit()
        cursor.execute(
            "INSERT INTO embedding_models (name, provider, dimensions) VALUES (%s, 'fastembed', %s)"
            " ON CONFLICT DO NOTHING",
            (MODEL, DIMENSIONS),
        )
        cursor.execute(
            "UPDATE embedding_models SET active = (name = %s) WHERE NOT active OR name <> %s", (MODEL, MODEL)
        )
        cursor.execute("DELETE FROM job_embeddings")
        conn.commit()
        cursor.execute(
            "SELECT job.id, CASE WHEN source = 'lifted' THEN split_part(source_job_id, '-', 2)::bigint ELSE id END"
            " FROM canonical_jobs AS job ORDER BY job.id"
        )
        owners = np.asarray(cursor.fetchall(), dtype=np.int64)
    place = np.searchsorted(real["ids"], owners[:, 1])
    noise = np.random.default_rng(7)
    carried = unit(real["base"] @ projection())
    for start in range(0, len(owners), BLOCK):
        block = slice(start, start + BLOCK)
        near = noise.standard_normal((len(owners[block]), DIMENSIONS), dtype=np.float32) * (NOISE / np.sqrt(DIMENSIONS))
        vectors = unit(carried[place[block]] + near)
        store(conn, [int(each) for each in owners[block, 0]], vectors)
    for table in ("canonical_jobs",):
        with conn.cursor() as cursor:
            cursor.execute(f"ANALYZE {table}")
    gather_vector_statistics(conn)
    conn.commit()


def store(conn: Connection, ids: Sequence[int], vectors: np.ndarray) -> None:
    """By binary COPY, as the product does."""
    copy_vectors(conn, [NewVector(row, "-", vector) for row, vector in zip(ids, vectors, strict=True)])
    with conn.cursor() as cursor:
        cursor.execute(
            "INSERT INTO job_embeddings (job_id, model, embedding, embedding_hash)"
            " SELECT row_id, %s, embedding, text_hash FROM new_vectors",
            (MODEL,),
        )
    conn.commit()


if __name__ == "__main__":
    main()
