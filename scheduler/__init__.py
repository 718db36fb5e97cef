"""Ticks: the clock, the background tasks and their workers, the run ledger."""
