"""What many people's wishes have in common is found out once."""

from __future__ import annotations

from collections import OrderedDict
from types import FunctionType, MappingProxyType, MethodType
from typing import TYPE_CHECKING, Generic, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from matching.wishes import Wish

Found = TypeVar("Found")
TABLES = (dict, MappingProxyType)


class Remembered(Generic[Found]):
    """A pure function of a wish, computed once for all wishes that agree in everything it looks at.

    What it looks at is not declared but seen: it is called with a stand-in that notes each field read. Two wishes that
    agree in all fields it ever read take the same way through it, so they have the same answer. The last `room` answers
    are kept.
    """

    def __init__(self, compute: Callable[[Wish], Found], *, room: int) -> None:
        self._compute = compute
        self._room = room
        self._looked_at: tuple[str, ...] = ()
        self._kept: OrderedDict[tuple[object, ...], Found] = OrderedDict()

    def __call__(self, wish: Wish) -> Found:
        """Its answer for this wish."""
        key = self._key(wish)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        noting = Noting(wish)
        found = self._compute(cast("Wish", noting))
        unseen = noting.read - set(self._looked_at)
        if unseen:
            self._looked_at += tuple(sorted(unseen))
            self._kept.clear()
            key = self._key(wish)
        self._kept[key] = found
        if len(self._kept) > self._room:
            self._kept.popitem(last=False)
        return found

    def _key(self, wish: Wish) -> tuple[object, ...]:
        return key_of(wish, self._looked_at)


def key_of(wish: Wish, fields: Iterable[str]) -> tuple[object, ...]:
    """What wishes that agree in these fields have in common, to find their answer by."""
    return tuple(_comparable(getattr(wish, name)) for name in fields)


class Noting:
    """Stands in for a wish and notes which of its fields are read, also by its own methods."""

    def __init__(self, wish: Wish) -> None:
        self._wish = wish
        self.read: set[str] = set()

    def __getattr__(self, name: str) -> object:
        method = getattr(type(self._wish), name, None)
        if isinstance(method, FunctionType):
            return MethodType(method, self)
        self.read.add(name)
        return getattr(self._wish, name)


class _Itself:
    """A table as a part of a key: the same only when it is the very object."""

    def __init__(self, table: object) -> None:
        self._table = table

    def __hash__(self) -> int:
        return id(self._table)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Itself) and self._table is other._table


def _comparable(value: object) -> object:
    return _Itself(value) if type(value) in TABLES else value
