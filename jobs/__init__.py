"""Reads: feed formats, parsers, canonical postings and their text."""
