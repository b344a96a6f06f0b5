# SPDX-License-Identifier: AGPL-3.0-or-later
"""Routes about the running application itself, and about nobody who uses it."""

from __future__ import annotations

from flask import Blueprint, Flask
from flask.typing import ResponseReturnValue

from service.infra.metrics import CONTENT_TYPE, text

blueprint = Blueprint("house", __name__)


def install(app: Flask) -> None:
    """Add the routes."""
    app.register_blueprint(blueprint)


@blueprint.get("/healthz")
def healthz() -> ResponseReturnValue:
    """Alive; asks nothing of database or anybody, so that a restart is never caused by them."""
    return "ok\n", {"Content-Type": "text/plain; charset=utf-8"}


@blueprint.get("/metrics")
def metrics() -> ResponseReturnValue:
    """Numbers for the operator."""
    return text(), {"Content-Type": CONTENT_TYPE}
