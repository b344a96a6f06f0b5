# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reports: what somebody sends in, and the thread that follows between them and a team.

The service knows of a report its team, day, state, whose turn it is, who works on it, and a sealed
thread. It has no field for who wrote it, or about whom. The writer comes back with a *receipt*: a
look-up id and a token of which only a hash is kept.

    new ──acknowledged, or a member's message──▶ acknowledged ──closed──▶ closed
     │                                             ▲                       ▲  │
     │                                             └─reopened, or the──────┼──┤
     │                                               writer writes again   │  │
     └──closed─────────────────────────────────────────────────────────────┘  │
                        deleted, with all that belongs to it ◀─ retention ends┘

    in any state ──withdrawn by its writer──▶ withdrawn ──taken back──▶ as it was before
                           thread deleted, receipt dead ◀┘ 72 hours later

*Turn* says who is expected to write next: the team, the writer, or (closed, withdrawn) nobody.

An *invitation* is a thread that a team begins: it is acknowledged from the start, the writer's
turn, and nothing says which report it came from. A *muted* report goes on taking its writer's
messages, but they move nothing and tell nobody. Who *takes* a report works on it for a week.
"""
