# SPDX-License-Identifier: AGPL-3.0-or-later
"""Teams that can receive reports, the statements that say who they are, and their people.

Owns teams, statements, people, their public keys, and signing in. Words:

- **team**: a body that can receive reports, with a root key it keeps offline
- **statement**: the team's people and their keys, signed by its root; the one with the highest
  number is the current one
- **member**, **observer**: somebody named in it, with and without a vote

Who belongs to a team is never typed in here: somebody does when the keys they set stand in the
team's current statement. The service checks statements so that mistakes are found early; clients
check them again, because they need not believe the service.
"""
