"""Fetches feeds: what an operator lists (feeds_file), when each is due (rounds), one fetch of one (one_fetch, listed).

Below them: addresses, pages and texts of a feed (addresses, downloading, details), one document politely (fetching,
host_turns, inflating), and the network that refuses private addresses (public_web).
"""
