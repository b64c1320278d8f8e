"""Joining artists and venues across sources."""
