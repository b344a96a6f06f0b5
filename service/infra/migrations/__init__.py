# SPDX-License-Identifier: AGPL-3.0-or-later
"""How the database became what it is, step by step, and how each step is undone."""
