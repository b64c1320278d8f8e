"""Reads: queries that answer a question, without side effects."""
