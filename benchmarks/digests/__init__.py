"""Digests at full size: planning for 100,000 people, killed planners, sending over the hours."""
