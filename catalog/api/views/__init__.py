"""One class per address."""
