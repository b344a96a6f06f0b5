# SPDX-License-Identifier: AGPL-3.0-or-later
"""The parts of ``sync_cases.py``: what to ask the wiki for, what follows, and telling the service.

``choosing``, ``cursor`` and ``comparing`` are pure; ``fetching`` asks the wiki, ``passing`` puts
one pass together.
"""
