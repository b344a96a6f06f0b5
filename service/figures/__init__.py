# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tallies: coarse lines counted when a matter closes, tied to nothing.

A tally knows a team, a quarter, a group of behaviour and an outcome, and how often; never which
matter it came from. Numbers are shown from five on.
"""
