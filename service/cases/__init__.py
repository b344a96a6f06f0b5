# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cases: the public half of what a committee decides, in step with its pages on the wiki.

A *case* belongs to a team and has, as a rule, one *case page*, known by wiki and page id because
titles move. What a page says are *facts*, each with the revision and the place it was read from;
a fact that could not be read with certainty is *unread* until a member *settles* it, which holds
until that place of the page changes. Facts win over nothing: what was settled wins over what was
read. Facts are public, as the page is. What members say among themselves lies in the case's
*file*, a vault; nothing of it is here.

    submitted → screening → request → accepted → investigation → deliberation → voting → closed
                    │          │                      └───────────────────────▲     │      │
                    ▼          ├→ declined            (on hold from the last   │     │      ▼
                redirected     └→ withdrawn            three, and back again) ─┘     │   archived
                                   ▲ from anything before voting                     │
       request ◀── reopened from declined, withdrawn, closed, archived ──────────────┘

*Bots* (programs outside the service, each with a key of its team and what it may) bring what they
read in *passes*, fetch what may be published, and tell what they published. A member who is
*recused* from voting is not counted; one who is fully recused does not find the case at all.
"""
