"""Verse: forms as data, checkers that name every fault, and constraints that keep a form."""
