"""Puts postings into clusters, each the copies of one opening, when they come in and when more is known of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from db.canonical_jobs import NewJob, get_job
from db.job_clusters import (
    add_clusters,
    count_texts,
    join_clusters,
    lock_clusters,
    mend_cluster_keys,
    move_text,
    save_text_keys,
    split_text,
)
from db.job_signatures import add_signatures, find_cluster_texts, find_clusters, find_neighbours
from db.text_hash import text_hash
from db.uncompared_texts import (
    claim_unjudged_clusters,
    delete_outdated_texts,
    find_outdated_texts,
    find_uncompared_jobs,
    replace_text,
)
from jobs.duplicates.grouping import group
from jobs.duplicates.near_vectors import join_near_vectors
from jobs.duplicates.regrouping import is_loose, regrouped
from jobs.duplicates.same_opening import RULES
from jobs.text_signature import VERSION, signatures_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from db.job_rows import JobRow
    from db.job_signatures import StoredText, TextSignature
    from db.pool import Connection, Pool
    from db.uncompared_texts import OutdatedText, UncomparedJob
    from jobs.duplicates.regrouping import Regrouping

JOBS_AT_A_TIME = 500
CLUSTERS_AT_A_TIME = 200
NO_DAY = date.max  # a signature does not depend on it
ROUNDS = 3  # of looking for neighbours of vague neighbours
LOOKED_AT_OF_A_KEY = 50
NEIGHBOURS_OF_A_TEXT = 24


class NotSplittable(Exception):
    """There is nothing to split the posting from; the message says why."""


@dataclass(frozen=True, slots=True)
class DuplicatesReport:
    """What a run came to: postings compared by text, clusters joined by meaning, rows set right."""

    compared: int = 0
    joined_by_meaning: int = 0
    mended: int = 0


def in_clusters(conn: Connection, rows: Sequence[JobRow]) -> list[JobRow]:
    """The same postings with the cluster each belongs to; to be saved in the same transaction.

    Postings without a signature are left as they are.
    """
    clusters = place_texts(conn, [row.signature for row in rows if row.signature is not None])
    return [replace(row, cluster_key=clusters[row.signature.text_key]) if row.signature else row for row in rows]


def place_texts(conn: Connection, signatures: Sequence[TextSignature]) -> dict[str, str]:
    """The cluster of each text, by text_key: its own if it is known, one that it is a copy in, or a new one.

    Where a new text is a copy of texts in several clusters, these become one: the oldest stays. A known text that is
    vague moves when it turns out to fit another cluster, or several.
    """
    if not signatures:
        return {}
    lock_clusters(conn)
    known = find_clusters(conn, [signature.text_key for signature in signatures])
    new = list({each.text_key: each for each in signatures if each.text_key not in known}.values())
    if not new:
        return known
    near, loose = _near(conn, new)
    found = regrouped(near, loose, new)
    _change(conn, found)
    placed = [(signature, found.placed[signature.text_key]) for signature in new]
    add_signatures(conn, placed, version=VERSION, rules=RULES)
    return found.clusters_of(known) | found.placed


def compare_pending(pool: Pool, *, check: Callable[[], None]) -> DuplicatesReport:
    """Compare what was saved without, or by an older release, and by meaning what has a vector by now.

    `check` is called between the steps.
    """
    compared = 0
    for step in (_renew_some, _judge_some, _compare_some):
        while done := step(pool):
            compared += done
            check()
    joined = join_near_vectors(pool, check=check)
    with pool.transaction() as conn:
        lock_clusters(conn)
        return DuplicatesReport(compared, joined, mend_cluster_keys(conn))


def split_off(conn: Connection, job_id: int) -> int:
    """Take a posting, and those with the same text, out of its cluster for good; how many postings.

    Raises:
        NotFound: there is no such posting.
        NotSplittable: it stands alone.
    """
    lock_clusters(conn)
    job = get_job(conn, job_id)
    if count_texts(conn, job.cluster_key) <= 1:
        raise NotSplittable(f"Posting {job_id} has no copies but those with the very same text; nothing was changed.")
    own = text_hash(f"{job.cluster_key} without {job.text_key}")
    add_clusters(conn, [own], decided_by="operator")
    return split_text(conn, job.text_key, old=job.cluster_key, new=own)


def join(conn: Connection, first_id: int, second_id: int) -> str:
    """Make the clusters of two postings one, whatever was decided before; its key.

    Raises:
        NotFound: there is no such posting.
    """
    lock_clusters(conn)
    kept, gone = get_job(conn, first_id).cluster_key, get_job(conn, second_id).cluster_key
    if kept != gone:
        join_clusters(conn, {gone: kept}, decided_by="operator")
    return kept


def cluster_file(signatures: Sequence[TextSignature]) -> list[str]:
    """The cluster of each posting of a file, among themselves alone."""
    distinct = {signature.text_key: signature for signature in reversed(signatures)}
    texts = [distinct[key] for key in dict.fromkeys(signature.text_key for signature in signatures)]
    groups = group(texts)
    keys = {text.text_key: texts[label].text_key for text, label in zip(texts, groups, strict=True)}
    return [keys[signature.text_key] for signature in signatures]


def _near(conn: Connection, new: Sequence[TextSignature]) -> tuple[list[StoredText], frozenset[int]]:
    """The known texts that matter to new ones, the oldest clusters first, and where the vague ones are among them.

    With a vague text come those that it may belong to, so that it is judged as when it was new.
    """
    near: dict[str, StoredText] = {}
    asked: set[str] = set()
    asking = list(new)
    for _ in range(ROUNDS):
        found = find_neighbours(conn, asking, of_a_key=LOOKED_AT_OF_A_KEY, of_a_text=NEIGHBOURS_OF_A_TEXT)
        near |= {text.signature.text_key: text for text in found}
        asking = [text.signature for key, text in near.items() if key not in asked and is_loose(text)]
        if not asking:
            break
        asked.update(text.text_key for text in asking)
    texts = sorted(near.values(), key=_oldest_first)
    return texts, frozenset(at for at, text in enumerate(texts) if text.signature.text_key in asked)


def _compare_some(pool: Pool) -> int:
    with pool.transaction() as conn:
        jobs = find_uncompared_jobs(conn, JOBS_AT_A_TIME)
        signatures = signatures_of([_as_new(job) for job in jobs])
        clusters = place_texts(conn, signatures)
        rows = [(job.id, each.text_key, clusters[each.text_key]) for job, each in zip(jobs, signatures, strict=True)]
        save_text_keys(conn, rows)
    return len(jobs)


def _renew_some(pool: Pool) -> int:
    """Make signatures anew that an older release made; each text stays in its cluster until that is judged again."""
    with pool.transaction() as conn:
        lock_clusters(conn)
        outdated = find_outdated_texts(conn, VERSION, JOBS_AT_A_TIME)
        for text, signature in zip(outdated, signatures_of([_as_new(text.job) for text in outdated]), strict=True):
            _renew(conn, text, signature)
        if not outdated:
            delete_outdated_texts(conn, VERSION)
    return len(outdated)


def _renew(conn: Connection, text: OutdatedText, signature: TextSignature) -> None:
    found = find_clusters(conn, [signature.text_key]).get(signature.text_key)
    if found is None:
        add_signatures(conn, [(signature, text.cluster_key)], version=VERSION, rules=0)
    elif found != text.cluster_key:
        move_text(conn, text.text_key, old=text.cluster_key, new=found)
    replace_text(conn, text.text_key, signature.text_key)


def _judge_some(pool: Pool) -> int:
    """Judge clusters by today's rules that were made by older ones: they may split or join; how many."""
    with pool.transaction() as conn:
        lock_clusters(conn)
        keys = claim_unjudged_clusters(conn, RULES, CLUSTERS_AT_A_TIME)
        texts = find_cluster_texts(conn, keys)
        if texts:
            near, _ = _near(conn, [text.signature for text in texts])
            known = {text.signature.text_key: text for text in (*near, *texts)}
            every = sorted(known.values(), key=_oldest_first)
            free = frozenset(at for at, text in enumerate(every) if text.cluster_key in keys and not text.kept)
            _change(conn, regrouped(every, free, []))
    return len(keys)


def _change(conn: Connection, found: Regrouping) -> None:
    add_clusters(conn, found.created)
    for text_key, (old, to) in found.moved.items():
        move_text(conn, text_key, old=old, new=to)
    join_clusters(conn, found.joined)


def _oldest_first(text: StoredText) -> tuple[datetime, str]:
    return text.created_at, text.signature.text_key


def _as_new(job: UncomparedJob) -> NewJob:
    """As much of a stored posting as a signature is made from."""
    return NewJob(
        source=job.source,
        source_job_id=job.source_job_id,
        title=job.title,
        expires_on=NO_DAY,
        company=job.company,
        location=job.location,
        places=job.places,
        description=job.description,
        employment_types=job.employment_types,
        experience_min_years=job.experience_min_years,
        salary_annual_min=job.salary_annual_min,
        salary_annual_max=job.salary_annual_max,
        salary_currency=job.salary_currency,
    )
