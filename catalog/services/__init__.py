"""Writes: the only functions that change the catalogue."""
