"""How notes are written down: values, tuplets, beams, voices, clefs, accidentals."""
