"""The faults of tests/faults at full size, on real processes."""
