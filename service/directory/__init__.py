# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who can help? What the wikis have, and which body is the right one for what happened.

A *body* is a group of people who can help (a committee, volunteers with rights, staff). It has
*channels*; the first that can be used wins, and one of them may be an Alcove team. A *route* says
in which situation a body is offered, why, and how strongly. All of it is data in `data/`, because
wikis and committees change more often than programs:

- `bodies.json` the bodies, with what may be known about each and where that is from
- `routes.json` the rule table of Enforcement Guidelines 3.1.2, and what each wiki adds to it
- `wikis.json` which wikis have an arbitration committee, oversighters, or appeals by UTRS
- `kinds.json` kinds of behaviour, with the codes of the Universal Code of Conduct
- `emergency.json` local emergency numbers and lines for people who may hurt themselves

`"confirmed": false` marks what comes from general knowledge and waits for somebody who knows. The
form reads the same files with the same evaluator in TypeScript; shared situations keep both equal.
"""
