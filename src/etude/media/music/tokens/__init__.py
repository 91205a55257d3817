"""Music as a row of tokens, for models that write one after the other."""
