"""ABC: tunes as plain text, as folk musicians write them (standard 2.1, abcnotation.com)."""
