"""The keys by which texts that may be copies find each other."""

from __future__ import annotations

from zlib import crc32

MINIMUM_BYTES = 4
SIGN = 2**31


def _bands(count: int, rows: int, after: int = 0) -> list[tuple[bytes, slice]]:
    """Parts of the minima, of `rows` permutations each, and what they are called."""
    starts = [(after + band * rows) * MINIMUM_BYTES for band in range(count)]
    return [(f"{band}".encode(), slice(start, start + rows * MINIMUM_BYTES)) for band, start in enumerate(starts)]


SAME_TITLE = _bands(16, 3)  # half-alike texts meet in 0.88 of the cases, 0.7-alike ones in 0.999
ANY_TITLE = _bands(8, 3, after=48)  # 0.7-alike: 0.96, half-alike: 0.66
ANY_COMPANY = _bands(3, 8, after=72)  # 0.95-alike: 0.96


def keys_of(title: str, company: str, place: str, minima: bytes) -> tuple[int, ...]:
    """Signed 64-bit hashes; two texts are compared if they share one.

    By title and company with the place, and without it in any order of words; by parts of the text with the title, with
    the company's first word, and by large parts of the text alone. `minima` are the least hashes of 32 bits,
    little-endian; b"" where there is no text.
    """
    glued, root = title.replace(" ", ""), company.split(" ", 1)[0]
    keys = []
    if company:
        role = "".join(sorted(title.split()))
        keys = [_key(_crc(f"slot|{glued}|{company}|{place}"), 0), _key(_crc(f"role|{role}|{root}"), 0)]
    if minima:
        keys += _keys_by_parts(f"title|{glued}|", SAME_TITLE, minima)
        keys += _keys_by_parts(f"company|{root}|", ANY_TITLE, minima) if company else ()
        keys += _keys_by_parts("text|", ANY_COMPANY, minima)
    return tuple(dict.fromkeys(keys))


def _keys_by_parts(scope: str, bands: list[tuple[bytes, slice]], minima: bytes) -> list[int]:
    begun = _crc(scope)
    return [_key(crc32(band, begun), crc32(minima[part])) for band, part in bands]


def _crc(scope: str) -> int:
    return crc32(scope.encode("utf-8", "surrogatepass"))


def _key(scope: int, part: int) -> int:
    return ((scope ^ SIGN) - SIGN << 32) + part
