"""Chat channels: one module each with the same five functions (see `base`)."""
