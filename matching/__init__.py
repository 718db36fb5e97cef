"""Decides: a person's profile, retrieval, filters, scores, reasons as codes, digests, feedback."""
