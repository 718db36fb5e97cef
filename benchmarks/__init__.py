"""Slow proofs and figures; RESULTS.md says what they gave and how to run them again."""
