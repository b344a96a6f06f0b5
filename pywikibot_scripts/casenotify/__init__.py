# SPDX-License-Identifier: AGPL-3.0-or-later
"""What notify_parties.py lists, and how it finds what was delivered.

Not part of the PyPI package pywikibot-scripts, which has the same import name as the folder above.
"""
