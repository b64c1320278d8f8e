"""Fetches what untrusted URLs name, and lets none of them reach into the own network or run without end.

``fetcher.Fetcher.open`` is the door. What may be asked for is decided twice: ``urls`` looks at the URL, ``addresses``
at every address its host resolves to. ``network`` then connects to an address that was looked at, and to no other.
"""
