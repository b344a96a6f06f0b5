# SPDX-License-Identifier: AGPL-3.0-or-later
"""Measurements: each against a floor, the least work anybody could do for the same result."""
