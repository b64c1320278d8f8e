"""Starts Artrec on one machine (``manage.py serve``): look before starting, run the Procfile, show a first answer."""
