"""Museums and galleries: one file for each format."""
