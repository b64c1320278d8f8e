#!/usr/bin/env python
"""Django's command line."""

import os
import sys

from artrec.command_line import main

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "artrec.settings")
    main(sys.argv)
