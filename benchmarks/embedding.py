"""How embedding goes against a stub of OpenAI in a process of its own: speed, requests, a kill, failures.

    python -m benchmarks.embedding [--postings 10000]

Texts are as long as the average posting's (560 characters). The stub's own speed is that of a client that sends the
same requests one after the other and reads the answers, nothing else.
"""

from __future__ import annotations

import argparse
import multiprocessing
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import httpx
import psutil

from ai.packing import packed
from benchmarks.engines import running_product
from db.pool import Pool
from tests.product import ROOT
from tests.stubs.openai import openai_stub
from tests.texts_to_embed import add_jobs, new_job

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection
    from typing import TypeAlias

    from tests.product import Product

    Ask: TypeAlias = Callable[..., Any]

WORDS = [
    "senior", "nurse", "hospital", "Lagos", "hybrid", "remote", "engineer", "data", "analyst", "python",
    "warehouse", "driver", "licence", "accountant", "experience", "team", "support", "manager", "office", "weekend",
    "shift", "permanent", "full", "time", "required", "preferred", "skills", "years", "communication", "Excel",
    "customer", "service", "sales", "Amsterdam", "Nairobi", "salary", "month", "training", "degree", "English",
    "French",
]  # fmt: skip
POISON = "poison"


def serve(pipe: Connection) -> None:
    """The stub's process: answers what the parent asks of it."""
    with openai_stub() as stub:
        stub.by_words = False
        pipe.send(stub.url)
        while (asked := pipe.recv()) is not None:
            what, value = asked
            if what == "texts":
                pipe.send([body["input"] for body in stub.requests])
            elif what == "forget":
                stub.requests.clear()
                pipe.send(None)
            else:
                setattr(stub, what, value)
                pipe.send(None)


@contextmanager
def stub_process() -> Iterator[tuple[str, Ask]]:
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs,), daemon=True)
    process.start()

    def ask(what: str, value: object = None) -> Any:  # noqa: ANN401 - what the stub tells
        ours.send((what, value))
        return ours.recv()

    yield ours.recv(), ask
    ours.send(None)
    process.join(10)


def texts(count: int) -> list[str]:
    return [" ".join([f"Posting {number}", *(WORDS[(number * 31 + at * at) % len(WORDS)] for at in range(82))])[:560]
            for number in range(count)]  # fmt: skip


def own_speed(url: str, all_texts: list[str]) -> float:
    """Texts a second of a client that does nothing but ask and read."""
    began = time.perf_counter()
    with httpx.Client(headers={"Authorization": "Bearer sk-test"}, timeout=60) as client:
        for batch in packed(all_texts, str, most_texts=2048, most_tokens=300_000):
            body = {"model": "m", "input": batch, "dimensions": 1536, "encoding_format": "base64"}
            client.post(f"{url}/embeddings", json=body).json()
    return len(all_texts) / (time.perf_counter() - began)


def backfill(product: Product) -> tuple[float, float, int]:
    """Seconds, megabytes at most and exit code of `python -m ai backfill jobs`."""
    began, most = time.perf_counter(), 0.0
    process = subprocess.Popen(
        [sys.executable, "-m", "ai", "backfill", "jobs"], cwd=ROOT, env=product.environment,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    while process.poll() is None:
        try:
            most = max(most, psutil.Process(process.pid).memory_info().rss / 1e6)
        except psutil.NoSuchProcess:
            break
        time.sleep(0.05)
    print("   ", (process.stdout.read() if process.stdout else "").strip().replace("\n", "\n    "))
    return time.perf_counter() - began, most, process.wait()


def forget_vectors(pool: Pool) -> None:
    with pool.transaction() as conn:
        conn.cursor().execute("TRUNCATE job_embeddings, embedding_failures")


def count(pool: Pool, statement: str) -> int:
    with pool.transaction() as conn, conn.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.fetchone()[0])


def measure_speed(product: Product, url: str, ask: Ask, all_texts: list[str]) -> None:
    own = own_speed(url, all_texts)
    ask("forget")
    seconds, megabytes, _ = backfill(product)
    requests = len(ask("texts"))
    ratio = len(all_texts) / seconds / own
    print(f"first run: {requests} requests, {seconds:.1f} s with the start of the process, {megabytes:.0f} MB")
    print(f"stub alone {own:.0f} texts/s; backfill {len(all_texts) / seconds:.0f} texts/s: {ratio:.2f} of it")
    ask("forget")
    seconds, _, _ = backfill(product)
    print(f"unchanged second run: {len(ask('texts'))} requests, {seconds:.1f} s")


def measure_kill(product: Product, pool: Pool, ask: Ask) -> None:
    forget_vectors(pool)
    ask("forget")
    process = subprocess.Popen(
        [sys.executable, "-m", "ai", "backfill", "jobs"], cwd=ROOT, env=product.environment,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    while len(ask("texts")) < 4:
        time.sleep(0.02)
    process.kill()
    process.wait()
    kept = count(pool, "SELECT count(*) FROM job_embeddings")
    backfill(product)
    batches = ask("texts")
    paid = Counter(text for batch in batches for text in batch)
    twice = sum(times - 1 for times in paid.values())
    most = max(map(len, batches))
    print(f"killed in its fourth request: {kept} vectors kept; paid twice: {twice} texts (a batch is {most})")


def measure_failures(product: Product, pool: Pool, ask: Ask, poisoned: int) -> None:
    forget_vectors(pool)
    ask("forget")
    ask("fails", 5.0)
    ask("refused", POISON)
    runs = 0
    while backfill(product)[2]:
        runs += 1
    odd = count(
        pool,
        "SELECT count(*) FROM job_embeddings WHERE NOT l2_norm(embedding) BETWEEN 0.99 AND 1.01",
    )
    vectors = count(pool, "SELECT count(*) FROM job_embeddings")
    named = count(
        pool,
        "SELECT count(*) FROM embedding_failures f JOIN canonical_jobs j ON j.id = f.row_id"
        " WHERE j.embedding_text LIKE '%poison%' AND f.error LIKE 'refused%'",
    )
    failed = count(pool, "SELECT count(*) FROM embedding_failures")
    print(
        f"5 % of calls failing, {poisoned} poison texts: {vectors} vectors, of them odd {odd}; failures named {failed},"
        f" poison {named}; {len(ask('texts'))} requests, {runs} further runs"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--postings", type=int, default=10_000)
    options = parser.parse_args()
    all_texts = texts(options.postings)
    for at in range(500, len(all_texts), 1000):
        all_texts[at] += f" {POISON}"
    today = datetime.now(UTC).date()
    with stub_process() as (url, ask), running_product(OPENAI_API_KEY="sk-test", OPENAI_BASE_URL=url) as (product, _):
        pool = Pool(product.environment["DATABASE_URL"], size=2)
        for start in range(0, len(all_texts), 1000):
            some = all_texts[start : start + 1000]
            add_jobs(pool, *(new_job(start + at, text=text, posted_on=today) for at, text in enumerate(some)))
        measure_speed(product, url, ask, all_texts)
        measure_kill(product, pool, ask)
        measure_failures(product, pool, ask, sum(POISON in text for text in all_texts))
        pool.close()


if __name__ == "__main__":
    main()
