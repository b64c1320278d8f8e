"""Recipes that make the shipped weights and the calibration."""
