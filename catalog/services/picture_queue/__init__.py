"""Fetches the pictures that records name by address: ``PictureFetch`` rows that wait, until each has come to an end.

``hosts`` keeps the manners: who may ask which server, and when. ``visits`` goes to one of them and fetches what is due,
``outcomes`` writes down what came of it, ``iiif`` asks image services for a
size, ``retries`` begins anew.
"""
