"""MusicXML 4.0: scores as notation programs exchange them (www.w3.org/2021/06/musicxml40)."""
