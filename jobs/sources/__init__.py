"""Upstream formats: files to records, records to postings as their source says them. Pure, but for opening the file."""
