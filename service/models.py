# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every slice's tables in one place, for migrations and for whoever makes a whole database."""

from __future__ import annotations

from service.audit import models as audit
from service.cases import bot_models as bots
from service.cases import models as cases
from service.clocks import models as clocks
from service.figures import models as figures
from service.handovers import models as handovers
from service.infra import jobs, limits, outbox, sessions
from service.infra.database import Base
from service.people import models as people
from service.reports import models as reports
from service.vault import models as vault

__all__ = [
    "Base",
    "audit",
    "bots",
    "cases",
    "clocks",
    "figures",
    "handovers",
    "jobs",
    "limits",
    "outbox",
    "people",
    "reports",
    "sessions",
    "vault",
]
