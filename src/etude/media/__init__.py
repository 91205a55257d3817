"""Pictures: what one is, and how it is read, checked, written, shown and set in motion.

`picture` reads and writes, `sheet` lays many out on one, `animation` makes loops, `fingerprint`
finds likenesses and `statistics` measures what a picture looks like. Pillow and PyAV are imported
when they are first needed, so that opening this room costs little.
"""
