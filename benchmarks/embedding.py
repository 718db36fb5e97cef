"""How embedding goes against a stub of OpenAI in a process of its own: speed, requests, a kill, failures.

    python -m benchmarks.embedding [--postings 10000] [--rounds 3] [--kills 5]

Texts are as long as the average posting's (560 characters). The stub's own speed is that of a client that sends the
same requests one after the other and parses the answers' JSON, nothing else: no vector decoded, none kept. It is taken
before each backfill; the best of the rounds counts on both sides.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import httpx
import psutil

from ai.packing import packed
from ai.tokens import estimated_tokens
from benchmarks.engines import running_product
from db.pool import Pool
from tests.product import ROOT
from tests.stubs.openai import openai_stub
from tests.texts_to_embed import add_jobs, new_job

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
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
            if what == "asked":
                pipe.send(len(stub.requests))
            elif what == "texts":
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


@dataclass(frozen=True)
class Backfill:
    """One `python -m ai backfill jobs`: its exit code, seconds by the clock and of processor, megabytes at most.

    `under_way`: seconds from its first request to its end, so without the start of Python and of OpenAI's client.
    """

    code: int
    seconds: float
    under_way: float
    processor: float
    megabytes: float


def start(product: Product) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "ai", "backfill", "jobs"]
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, cwd=ROOT, env=product.environment, stdout=quiet, stderr=quiet, text=True)


def backfill(product: Product, ask: Ask) -> Backfill:
    began, most, spent, asked_at = time.perf_counter(), 0.0, 0.0, 0.0
    already = ask("asked")
    process = start(product)
    while process.poll() is None:
        try:
            looked = psutil.Process(process.pid)
            most, spent = max(most, looked.memory_info().rss / 1e6), sum(looked.cpu_times()[:2])
        except psutil.NoSuchProcess:
            break
        if not asked_at and ask("asked") > already:
            asked_at = time.perf_counter()
        time.sleep(0.01)
    code, ended = process.wait(), time.perf_counter()
    return Backfill(code, ended - began, ended - (asked_at or ended), spent, most)


def forget_vectors(pool: Pool) -> None:
    with pool.transaction() as conn:
        conn.cursor().execute("TRUNCATE job_embeddings, embedding_failures")


def count(pool: Pool, statement: str) -> Any:  # noqa: ANN401 - whatever the column is
    with pool.transaction() as conn, conn.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


def measure_speed(product: Product, pool: Pool, url: str, ask: Ask, all_texts: list[str], rounds: int) -> None:
    own, found = [], []
    for _ in range(rounds):
        forget_vectors(pool)
        own.append(own_speed(url, all_texts))
        ask("forget")
        found.append(backfill(product, ask))
        last = found[-1]
        print(f"  {ask('asked')} requests; stub alone {own[-1]:.0f} texts/s; the command {last.seconds:.2f} s, of it")
        print(f"    {last.under_way:.2f} s from its first request on; {last.processor:.2f} s of processor")
    under_way = len(all_texts) / min(each.under_way for each in found)
    whole = len(all_texts) / min(each.seconds for each in found)
    print(f"best of {rounds}: stub alone {max(own):.0f} texts/s; from the first request on {under_way:.0f} texts/s,")
    print(f"    {under_way / max(own):.2f} of it; the whole command {whole:.0f}, {whole / max(own):.2f};"
          f" {max(each.megabytes for each in found):.0f} MB")  # fmt: skip
    ask("forget")
    again = backfill(product, ask)
    print(f"unchanged again: {ask('asked')} requests, {again.seconds:.1f} s, processor {again.processor:.1f} s")


def measure_kills(product: Product, pool: Pool, ask: Ask, kills: int) -> None:
    """Each time at another instant: what was asked and is not kept is what a kill costs."""
    forget_vectors(pool)
    lost, rolls = [], random.Random(1)
    for _ in range(kills):
        ask("forget")
        process = start(product)
        while not ask("texts"):
            time.sleep(0.005)
        time.sleep(rolls.uniform(0, 0.4))
        process.kill()
        process.wait()
        time.sleep(0.5)  # a request that was on its way is counted too
        asked = {text for batch in ask("texts") for text in batch}
        with pool.transaction() as conn, conn.cursor() as cursor:
            cursor.execute(
                "SELECT job.embedding_text FROM job_embeddings AS held JOIN canonical_jobs AS job ON job.id = job_id"
            )
            kept = {row[0] for row in cursor.fetchall()}
        lost.append(asked - kept)
    ask("forget")
    backfill(product, ask)
    rest = Counter(text for batch in ask("texts") for text in batch)
    vectors = count(pool, "SELECT count(*) FROM job_embeddings")
    print(f"killed {kills} times: asked and not kept {', '.join(str(len(each)) for each in lost)} texts,")
    print(f"    by tokens at most {max(tokens_of(each) for each in lost):,} (one request may have 300,000);")
    print(f"    the run after them paid {max(rest.values())} time each; {vectors} vectors")


def tokens_of(some: Iterable[str]) -> int:
    return sum(map(estimated_tokens, some))


def measure_failures(product: Product, pool: Pool, ask: Ask, poisoned: int) -> None:
    forget_vectors(pool)
    ask("forget")
    ask("fails", 5.0)
    ask("refused", POISON)
    runs = 0
    while backfill(product, ask).code:
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
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--kills", type=int, default=5)
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
        measure_speed(product, pool, url, ask, all_texts, options.rounds)
        measure_kills(product, pool, ask, options.kills)
        measure_failures(product, pool, ask, sum(POISON in text for text in all_texts))
        pool.close()


if __name__ == "__main__":
    main()
