# SPDX-License-Identifier: AGPL-3.0-or-later
"""What publish_cases.py writes on a wiki, and what it heeds before it does.

Not part of the PyPI package pywikibot-scripts, which has the same import name as the folder above.
"""
