# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may call which route: every route of the application has one row here.

The names are Flask's endpoints: ``<slice>_api.<function>`` for the API, ``<slice>.<function>`` for
pages. REPORTER and RECEIPT routes look at no cookie and leave no trace of when they were called.
"""

from __future__ import annotations

from collections.abc import Mapping

from service.infra.permissions import Permission

ROUTES: Mapping[str, Permission] = {
    # the house
    "static": Permission.PUBLIC,
    "house.healthz": Permission.PUBLIC,
    "house.metrics": Permission.OPERATOR,
    "api-docs.openapi_json": Permission.PUBLIC,
    # pages anybody may open; nothing remembers that somebody did
    "pages.home": Permission.REPORTER,
    "pages.privacy": Permission.REPORTER,
    "pages.api": Permission.PUBLIC,
    "reports.write": Permission.REPORTER,
    "reports.follow": Permission.REPORTER,
    # the window in which somebody confirms who they are; a sealed cookie, but no visit
    "claims.claim": Permission.REPORTER,
    "claims.ask": Permission.REPORTER,
    "claims.choose": Permission.REPORTER,
    "claims.confirm": Permission.REPORTER,
    "claims_api.collect": Permission.REPORTER,
    # pages of the desk; they say nothing that the script has not asked the API for
    "people.sign_in": Permission.PUBLIC,
    "people.sign_in_as": Permission.PUBLIC,
    "people.sign_out": Permission.SIGNED_IN,
    "people.people": Permission.SIGNED_IN,
    "reports.agenda": Permission.SIGNED_IN,
    "reports.enter": Permission.SIGNED_IN,
    "reports.queue": Permission.SIGNED_IN,
    "reports.report": Permission.SIGNED_IN,
    "audit.audit": Permission.MEMBER,
    # teams and their people
    "people_api.teams": Permission.REPORTER,
    "people_api.statements": Permission.REPORTER,
    "people_api.me": Permission.SIGNED_IN,
    "people_api.put_keys": Permission.SIGNED_IN,
    "people_api.desk_statements": Permission.SIGNED_IN,
    "people_api.post_statement": Permission.SIGNED_IN,
    # reports, as who writes them sees them
    "reports_api.send": Permission.REPORTER,
    "reports_api.follow": Permission.RECEIPT,
    "reports_api.write_back": Permission.RECEIPT,
    # reports, as the desk sees them
    "reports_api.queue": Permission.MEMBER,
    "reports_api.thread": Permission.MEMBER,
    "reports_api.answer": Permission.MEMBER,
    # vaults as such: files, and who can read what
    "vault_api.read": Permission.MEMBER,
    "vault_api.add": Permission.MEMBER,
    "vault_api.grant": Permission.MEMBER,
    "vault_api.begin_epoch": Permission.MEMBER,
    "vault_api.holdings": Permission.MEMBER,
}
