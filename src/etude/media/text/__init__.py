"""Writing: what a text is, and everything that is done to one without a model."""
