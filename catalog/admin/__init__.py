"""The admin site of the catalogue."""
