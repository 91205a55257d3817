"""How a score sounds: soundfonts, played note by note in NumPy, and WAV files."""
