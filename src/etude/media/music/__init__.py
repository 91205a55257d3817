"""Music as notes: what a score is, and everything that is done to one without a model."""
