"""The two symbols that every vocabulary has: music and words alike."""

END = 0
"""Ends a piece."""

BEGIN = 1
"""Begins a piece."""
