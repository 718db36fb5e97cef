"""What it costs to find the duplicates of a large file: time and the largest memory, for N postings and ten times N.

    python -m benchmarks.duplicates_100k jobspy_nl_8274.csv.gz [--rows 100000]

The postings of the file are multiplied: each copy gets a company of its own by a number, and a tenth of its words
changed, so that likenesses inside a copy are those of the file and the number of clusters grows with the rows. Runs
`python -m jobs duplicates` as a process of its own.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from zlib import crc32


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--rows", type=int, default=100_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for rows in (given.rows // 10, given.rows):
            path = Path(folder) / f"{rows}.csv"
            lift(given.file, path, rows)
            seconds, processor, megabytes, clusters = run(path)
            took = f"{seconds:.1f} s ({processor:.1f} s of processor)"
            print(f"{rows} postings: {took}, {megabytes:.0f} MB at most, {clusters} clusters")


def lift(source: Path, target: Path, rows: int) -> None:
    csv.field_size_limit(sys.maxsize)
    with gzip.open(source, "rt", newline="") as held, target.open("w", newline="") as out:
        records = csv.DictReader(held)
        postings = list(records)
        writer = csv.DictWriter(out, records.fieldnames or ())
        writer.writeheader()
        for number in range(rows):
            turn, at = divmod(number, len(postings))
            writer.writerow(lifted(postings[at], turn))


def lifted(posting: dict[str, str], turn: int) -> dict[str, str]:
    if turn == 0:
        return posting
    changed = random.Random(turn)  # the same words change in every posting of a turn
    salt = changed.getrandbits(32)
    words = [
        f"{word}{turn}" if crc32(word.encode(), salt) % 10 == 0 else word for word in posting["description"].split(" ")
    ]
    return posting | {
        "id": posting["id"] and f"{posting['id']}-{turn}",
        "job_url": f"{posting['job_url']}#{turn}",
        "company": f"{turn}{posting['company']}" if posting["company"] else "",
        "description": " ".join(words),
    }


def run(path: Path) -> tuple[float, float, float, int]:
    began = time.monotonic()
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen([sys.executable, "-m", "jobs", "duplicates", str(path)], stdout=out)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(process.returncode)
        seconds = time.monotonic() - began
        out.seek(0)
        return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, sum(1 for _ in out)


if __name__ == "__main__":
    main()
