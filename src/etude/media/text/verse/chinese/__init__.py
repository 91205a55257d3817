"""Chinese verse: regulated poems, couplets, and songs to the common tunes."""
