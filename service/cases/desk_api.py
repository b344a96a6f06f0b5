# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cases over HTTP for the desk's own script: where the file of a case is, and how to begin it.

Everything else of a case is public, and stands on the desk's pages as the server renders them.
"""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from service.cases import actions, queries
from service.infra.api import Schema
from service.infra.api import blueprint as api_blueprint
from service.people.viewers import signed_in
from service.reports.desk_schemas import NewFileSchema, StartedSchema
from service.vault import queries as vaults
from service.vault.rules import NewVault
from service.vault.schemas import PlaceSchema

blueprint = api_blueprint("cases", "Members' work on cases")


class CaseFileSchema(Schema):
    """A case, and where its file is."""

    case = fields.String(required=True)
    team = fields.String(required=True)
    version = fields.Integer(required=True)
    file = fields.String(
        required=True, allow_none=True, metadata={"description": "the vault; none before its first"}
    )
    head = fields.Nested(
        PlaceSchema,
        required=True,
        allow_none=True,
        metadata={"description": "the file's last envelope, if the asker may read it"},
    )
    kept_out = fields.List(
        fields.String(),
        required=True,
        metadata={"description": "fingerprints of whom the case is closed to"},
    )


@blueprint.get("/desk/cases/<id:case>")
@blueprint.response(200, CaseFileSchema)
def show(case: str) -> dict[str, Any]:
    """Say where the file of a case is, and whom it must not be given."""
    viewer = signed_in()
    found = queries.seen(viewer, case)
    vault = vaults.file_of(found.id)
    reads = vault is not None and vault in vaults.visible_to(viewer, [vault])
    return {
        "case": found.id,
        "team": found.team,
        "version": found.version,
        "file": vault,
        "head": vaults.head(vault) if vault is not None and reads else None,
        "kept_out": sorted(vaults.closed_to(found.id)),
    }


@blueprint.post("/desk/cases/<id:case>/file")
@blueprint.arguments(NewFileSchema)
@blueprint.response(201, StartedSchema)
@blueprint.alt_response(200, schema=StartedSchema, description="It was here already")
def start_file(new: NewVault, case: str) -> tuple[dict[str, str], int]:
    """Begin the file of a case: what its members say among themselves, sealed to them."""
    put = actions.start_file(signed_in(), case, new)
    return {"vault": new.id}, 200 if put.again else 201
