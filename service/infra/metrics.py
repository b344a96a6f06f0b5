# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbers for the operator: answers of the desk's and the house's routes, and what came of jobs.

Routes anybody may use without signing in are not counted: two readings a minute apart would say
when somebody looked for help, which no table here is allowed to.
"""

from __future__ import annotations

import os

from flask import Flask, Response, current_app, request
from prometheus_client import CollectorRegistry, Counter, disable_created_metrics, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from service.infra import permissions
from service.infra.jobs import Counts
from service.infra.permissions import BOTS, Permission

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_COUNTED = frozenset({Permission.SIGNED_IN, Permission.MEMBER, Permission.OPERATOR, *BOTS})


def install(app: Flask) -> None:
    """Count from now on."""
    # When a counter began is a time of somebody's visit; a count is enough.
    disable_created_metrics()  # type: ignore[no-untyped-call]
    registry = CollectorRegistry()
    app.extensions["alcove_metrics"] = registry
    app.extensions["alcove_requests"] = Counter(
        "alcove_requests",
        "Answers by route and status; never of routes one can use without signing in",
        ["endpoint", "status"],
        registry=registry,
    )
    app.after_request(_count)


def text() -> bytes:
    """All numbers, in Prometheus' text format; of all workers where there are several."""
    registry: CollectorRegistry = current_app.extensions["alcove_metrics"]
    jobs = CollectorRegistry()
    jobs.register(Counts())
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry) + generate_latest(jobs)


def _count(response: Response) -> Response:
    if permissions.required(request.endpoint) in _COUNTED:
        counter: Counter = current_app.extensions["alcove_requests"]
        counter.labels(request.endpoint, str(response.status_code)).inc()
    return response
