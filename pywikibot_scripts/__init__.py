# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bots that read and write wiki pages for Alcove. They know the service only by its public API.

The folder has the import name of a package on PyPI that holds Pywikibot's own scripts. Alcove
needs none of those; do not install it beside this checkout, or one hides the other.
"""
