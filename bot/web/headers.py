"""Headers on every answer: nothing from elsewhere, nothing inline, no framing, no traces, nothing kept by default."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask, Response

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


def add_to(app: Flask) -> None:
    """Set them wherever the view did not say otherwise."""
    app.after_request(_protect)


def _protect(answer: Response) -> Response:
    said = {name.lower() for name, _ in answer.headers}
    for name, value in HEADERS.items():
        if name.lower() not in said:
            answer.headers.add(name, value)
    return answer
