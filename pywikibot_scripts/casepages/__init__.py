# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading the committee's case pages: facts that are certain, and places that a person must read.

``reading.read`` is pure; ``child.Readers`` runs it in child processes with limits, because pages
are written by anybody. How pages look is data (``grammar.json``), since the committee changes it.
"""
