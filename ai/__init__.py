"""Rents: embedding models, with batching and cost."""
