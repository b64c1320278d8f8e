"""Loads files as jobs: in chunks, each with its account in one transaction, so that a crash loses and doubles nothing.

``jobs`` starts, stops and revives; ``chunks`` does the work; ``rejects`` gives back what was not taken.
"""
