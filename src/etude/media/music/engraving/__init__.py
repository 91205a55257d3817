"""Scores as they are printed: pages by Verovio, as SVG, PDF and PNG."""
