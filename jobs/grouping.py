"""Groups texts that offer one opening: pairs by shared keys, judged, and joined; the cost grows as the texts do.

The grouping is the transitive closure of the judged pairs, so the order of arrival does not change it, with three
exceptions: of a key that more than NEIGHBOURS texts share only those next to each other are compared; a text that an
operator set apart stays so whichever pair comes first; and a posting without a text goes to the only opening it can be
of at the time, and stays there.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from jobs.same_opening import is_same_opening, likenesses, stands_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from db.job_signatures import StoredText, TextSignature

    Integers = NDArray[np.int64]

NEIGHBOURS = 16


class Groups:
    """Which texts belong together, by position; some groups may be held apart. The least position names a group."""

    def __init__(self, labels: Sequence[int], apart: Mapping[int, frozenset[int]]) -> None:
        self._parents = list(labels)
        self._apart = {label: set(others) for label, others in apart.items()}

    def of(self, position: int) -> int:
        """The group of a text."""
        root = position
        while self._parents[root] != root:
            root = self._parents[root]
        while self._parents[position] != root:
            self._parents[position], position = root, self._parents[position]
        return root

    def join(self, first: int, second: int) -> None:
        """Put the groups of two texts together, unless they are to be held apart."""
        kept, gone = sorted((self.of(first), self.of(second)))
        if kept == gone or gone in self._apart.get(kept, ()):
            return
        self._parents[gone] = kept
        for other in self._apart.pop(gone, set()):
            self._apart.setdefault(kept, set()).add(other)
            self._apart[other] = self._apart[other] - {gone} | {kept}

    def all(self) -> Integers:
        """The group of each text."""
        return np.fromiter((self.of(at) for at in range(len(self._parents))), np.int64, len(self._parents))


def group(
    texts: Sequence[TextSignature],
    labels: Sequence[int] | None = None,
    apart: Mapping[int, frozenset[int]] | None = None,
) -> list[int]:
    """For each text the position of the first text of its group.

    `labels` are groups to begin with, in the same form; `apart` says of such a group which others it must not join
    (both ways).
    """
    groups = Groups(labels or range(len(texts)), apart or {})
    for firsts, seconds in _candidates(texts, groups):
        pairs = [(texts[one], texts[other]) for one, other in zip(firsts, seconds, strict=True)]
        for one, other, pair, likeness in zip(firsts, seconds, pairs, likenesses(pairs), strict=True):
            if min(pair[0].shingles, pair[1].shingles) and is_same_opening(*pair, likeness):
                groups.join(int(one), int(other))
    _place_teasers(texts, groups)
    return [groups.of(at) for at in range(len(texts))]


def known_groups(texts: Sequence[StoredText]) -> tuple[dict[str, int], list[int], dict[int, frozenset[int]]]:
    """Stored clusters as `group` and `Groups` take them: where each cluster's first text is, the labels, the apart."""
    firsts: dict[str, int] = {}
    for at, text in enumerate(texts):
        firsts.setdefault(text.cluster_key, at)
    apart: dict[int, set[int]] = defaultdict(set)
    for text in texts:
        own = firsts[text.cluster_key]
        for other in (firsts[key] for key in text.not_with if key in firsts):
            apart[own].add(other)
            apart[other].add(own)
    labels = [firsts[text.cluster_key] for text in texts]
    return firsts, labels, {label: frozenset(others) for label, others in apart.items()}


def _candidates(texts: Sequence[TextSignature], groups: Groups) -> Iterator[tuple[Integers, Integers]]:
    """Pairs that share a key and are not yet in one group; those next to each other first."""
    keys = np.fromiter((key for text in texts for key in text.keys), np.int64)
    owners = np.repeat(np.arange(len(texts)), [len(text.keys) for text in texts])
    order = np.argsort(keys, kind="stable")
    keys, owners = keys[order], owners[order]
    for distance in range(1, NEIGHBOURS + 1):
        near = np.flatnonzero(keys[distance:] == keys[:-distance])
        if not len(near):
            return
        labels = groups.all()
        firsts, seconds = owners[near], owners[near + distance]
        open_ = labels[firsts] != labels[seconds]
        pairs = np.unique(firsts[open_] * len(texts) + seconds[open_])
        yield pairs // len(texts), pairs % len(texts)


def _place_teasers(texts: Sequence[TextSignature], groups: Groups) -> None:
    """A posting without a text goes to the opening of its title, company and place, if there is just one."""
    slots: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for at, text in enumerate(texts):
        if text.company:
            slots[text.title.replace(" ", ""), text.company, text.place].append(at)
    for members in slots.values():
        for teaser in members if len(members) > 1 else ():
            full = {groups.of(other): other for other in members if stands_for(texts[teaser], texts[other])}
            if len(full) == 1:
                groups.join(teaser, next(iter(full.values())))


