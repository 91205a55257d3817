"""English verse: sonnets, ballads, limericks, blank verse and haiku."""
