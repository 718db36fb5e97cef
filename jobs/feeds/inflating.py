"""Reads a body in pieces up to a size, also while decompressing: a few bytes can stand for gigabytes."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS
RAW = -zlib.MAX_WBITS
DEFLATE_METHOD = 8


class TooLarge(Exception):
    """There is more than the most that is wanted."""


class Damaged(Exception):
    """The compressed data is not whole; the message says how."""


def within(chunks: Iterable[bytes], most: int) -> bytes:
    """All of it, as it is.

    Raises:
        TooLarge: more than `most` bytes.
    """
    whole = bytearray()
    for chunk in chunks:
        whole += chunk
        if len(whole) > most:
            raise TooLarge
    return bytes(whole)


def inflated(chunks: Iterable[bytes], most: int) -> bytes:
    """All of it decompressed: gzip (one member or several), zlib, or the bare deflate that some servers send.

    Raises:
        TooLarge: more than `most` bytes before or after.
        Damaged: it breaks off, or is no such thing.
    """
    whole = bytearray()
    decoder = None
    received = 0
    for chunk in chunks:
        received += len(chunk)
        if received > most:
            raise TooLarge
        rest = chunk
        while rest:
            if decoder is None or decoder.eof:
                decoder = zlib.decompressobj(_window(rest))
            try:
                whole += decoder.decompress(rest, most + 1 - len(whole))
            except zlib.error as error:
                raise Damaged(str(error)) from error
            if len(whole) > most:
                raise TooLarge
            rest = decoder.unused_data if decoder.eof else decoder.unconsumed_tail
    if decoder is not None and not decoder.eof:
        raise Damaged("it breaks off")
    return bytes(whole)


def _window(start: bytes) -> int:
    """Gzip and zlib have headers that tell; without one it is bare deflate."""
    if start[:1] == b"\x1f":
        return GZIP_OR_ZLIB
    headed = len(start) > 1 and start[0] & 15 == DEFLATE_METHOD and (start[0] << 8 | start[1]) % 31 == 0
    return GZIP_OR_ZLIB if headed else RAW
