"""Where an error came from, for the rooms of the bot."""

from __future__ import annotations

from db.failure_trace import where

__all__ = ["where"]
