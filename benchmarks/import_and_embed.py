"""How long a file of postings takes to be read, stored and embedded (hashing), and again when nothing changed.

    python -m benchmarks.import_and_embed FILE

Embeds every posting of the file, also those that have expired, so that the figure is of all rows.
"""

from __future__ import annotations

import argparse
import time

from benchmarks.engines import running_product


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file")
    options = parser.parse_args()
    with running_product(JOB_EXPIRES_AFTER_DAYS="3650", JOB_MAX_AGE_DAYS="3650") as (product, _):
        for what in ("first", "again, nothing changed"):
            began = time.monotonic()
            product.run("jobs", "import", options.file, "--shift-dates")
            print(f"{what}: {time.monotonic() - began:.1f} s")


if __name__ == "__main__":
    main()
