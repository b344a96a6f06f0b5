# SPDX-License-Identifier: AGPL-3.0-or-later
"""How the application is put together: settings, then infrastructure, then the slices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask

from service import pages
from service.audit import api as audit_api
from service.audit import commands as audit_commands
from service.cases import bots, bots_api
from service.cases import commands as cases_commands
from service.cases import desk_api as cases_api
from service.figures import api as figures_api
from service.infra import (
    api,
    cli,
    config,
    database,
    house,
    i18n,
    jobs,
    logs,
    metrics,
    permissions,
    sessions,
    web,
)
from service.jobs import JOBS
from service.people import api as people_api
from service.people import claims_api, queries, visits
from service.people import commands as people_commands
from service.reports import api as reports_api
from service.reports import desk_api as work_api
from service.routes import ROUTES
from service.vault import api as vault_api


def create_app(settings: Mapping[str, Any] | None = None) -> Flask:
    """The application. Refuses to be made with unsafe settings (`ConfigError`)."""
    chosen = config.load(settings)
    logs.install()
    app = logs.Application(__name__)
    app.extensions["alcove_config"] = chosen
    app.config.update(SECRET_KEY=chosen.secret_key, TESTING=chosen.testing)
    web.install(app, chosen)
    i18n.install(app)
    database.install(app, chosen.database_url)
    sessions.install(app)
    permissions.install(
        app, ROUTES, is_member=queries.is_member, scopes=bots.scopes, sign_in="people.sign_in"
    )
    visits.install(app)
    documents = api.install(app)
    house.install(app)
    metrics.install(app)
    cli.install(app)
    jobs.install(app, JOBS)
    app.cli.add_command(audit_commands.group)
    app.cli.add_command(people_commands.group)
    app.cli.add_command(cases_commands.bots_group)
    app.cli.add_command(cases_commands.cases_group)
    documents.register_blueprint(audit_api.blueprint)
    documents.register_blueprint(people_api.blueprint)
    documents.register_blueprint(claims_api.blueprint)
    documents.register_blueprint(reports_api.blueprint)
    documents.register_blueprint(work_api.blueprint)
    documents.register_blueprint(bots_api.blueprint)
    documents.register_blueprint(cases_api.blueprint)
    documents.register_blueprint(figures_api.blueprint)
    documents.register_blueprint(vault_api.blueprint)
    pages.install(app)
    permissions.check_complete(app)
    return app
