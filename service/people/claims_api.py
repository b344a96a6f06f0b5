# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where the form's page fetches what its writer confirmed in the other window."""

from __future__ import annotations

from typing import Any

from marshmallow import fields
from marshmallow.validate import Regexp

from service.infra.api import Schema
from service.infra.api import blueprint as api_blueprint
from service.people import claims
from service.people.schemas import WireSchema

blueprint = api_blueprint("claims", "Proven names, on their way from one window to another")


class CollectSchema(Schema):
    """What the page that asked knows: its secret, and the code if the window gave it one."""

    verifier = fields.String(required=True, validate=Regexp(r"\A[0-9a-f]{64}\Z"))
    code = fields.String(load_default="", validate=Regexp(r"\A([0-9a-f]{32})?\Z"))


class CollectedSchema(Schema):
    """What became of it, and the signed claim if there is one."""

    state = fields.String(required=True, metadata={"enum": [*claims.State]})
    claim = fields.Nested(WireSchema, required=True, allow_none=True)


@blueprint.post("/claims/collect")
@blueprint.arguments(CollectSchema)
@blueprint.response(200, CollectedSchema)
@blueprint.alt_response(202, CollectedSchema)
def collect(asked: dict[str, str]) -> tuple[dict[str, Any], int]:
    """Fetch a confirmed account, once. By POST, so that the secret stands in no address."""
    state, claim = claims.collect(asked["verifier"], asked["code"])
    return {"state": state, "claim": claim}, 202 if state is claims.State.WAITING else 200
