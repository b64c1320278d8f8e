"""Management commands that need pixels."""
