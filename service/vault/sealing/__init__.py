# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sealing and opening, in Python: for the command line, the demo and the tests.

The service itself opens nothing and never imports this; `gadget/src/sealing/` is the same in the
browser, and both pass the same vectors in `tests/vectors/`.
"""
