"""Standard MIDI files, read and written (RP-001, The Complete MIDI 1.0 Detailed Specification)."""
