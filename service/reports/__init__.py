# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reports: what somebody sends in, and the thread that follows between them and a team.

The service knows of a report its team, day, state, whose turn it is, and a sealed thread. It has
no field for who wrote it, or about whom. The writer comes back with a *receipt*: a look-up id
and a token of which only a hash is kept.

    new ──acknowledged, or a member's message──▶ acknowledged ──closed──▶ closed
                                                  ▲                         │
                                                  └─reopened, or the writer─┘
                                                    writes again

*Turn* says who is expected to write next: the team, the writer, or (closed) nobody.
"""
