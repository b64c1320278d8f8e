"""Tests of the switchboard: settings, deployment files, `manage.py serve`."""
