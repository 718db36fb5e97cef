"""Remembers: every SQL statement, the pools, the embedded engines, the migrations. Imports nothing of ours."""
