"""Static files: read once, sent compressed, at addresses that change with their content, so browsers may keep them."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from mimetypes import guess_type
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Response, abort, request

if TYPE_CHECKING:
    from flask import Flask

FOLDER = Path(__file__).parent / "static"
KEEP_SECONDS = 31_536_000


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is and as gzip."""

    plain: bytes
    packed: bytes
    media_type: str


def serve(app: Flask) -> None:
    """Serve the folder below `/static/<version>/`; templates get `static(name)`."""
    files = _read(FOLDER)
    version = hashlib.sha256(b"".join(name.encode() + files[name].plain for name in sorted(files))).hexdigest()[:12]

    @app.get("/static/<given>/<name>", endpoint="static")
    def send(given: str, name: str) -> Response:
        return _answer(files, name, kept=given == version)

    app.jinja_env.globals["static"] = lambda name: f"/static/{version}/{name}"


def _read(folder: Path) -> dict[str, Asset]:
    found = {}
    for path in folder.iterdir():
        if not path.is_file():
            continue
        plain = path.read_bytes()
        media_type = guess_type(path.name)[0] or "application/octet-stream"
        found[path.name] = Asset(plain, gzip.compress(plain, 9, mtime=0), media_type)
    return found


def _answer(files: dict[str, Asset], name: str, *, kept: bool) -> Response:
    """The file; one asked for by another version's address, as during a deployment, is sent but not kept."""
    asset = files.get(name) or abort(404)
    packed = request.accept_encodings.quality("gzip") > 0
    answer = Response(asset.packed if packed else asset.plain, mimetype=asset.media_type)
    if packed:
        answer.headers["Content-Encoding"] = "gzip"
    answer.headers["Vary"] = "Accept-Encoding"
    answer.headers["Cache-Control"] = f"public, max-age={KEEP_SECONDS}, immutable" if kept else "no-cache"
    return answer
