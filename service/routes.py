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
    # back from the wiki: for the desk, or for that window, and nobody shall see which
    "people.callback": Permission.REPORTER,
    # pages of the desk; they say nothing that the script has not asked the API for
    "people.sign_in": Permission.PUBLIC,
    "people.sign_in_as": Permission.PUBLIC,
    "people.sign_in_at_wiki": Permission.PUBLIC,
    "people.sign_out": Permission.SIGNED_IN,
    "people.people": Permission.SIGNED_IN,
    "reports.agenda": Permission.SIGNED_IN,
    "reports.enter": Permission.SIGNED_IN,
    "reports.queue": Permission.SIGNED_IN,
    "reports.report": Permission.SIGNED_IN,
    "audit.audit": Permission.MEMBER,
    "cases.listing": Permission.MEMBER,
    "cases.show": Permission.MEMBER,
    "cases.act": Permission.MEMBER,
    "cases.answer": Permission.MEMBER,
    # the record, for anybody to keep a hash a day of
    "audit_api.heads": Permission.PUBLIC,
    # teams and their people
    "people_api.teams": Permission.REPORTER,
    "people_api.statements": Permission.REPORTER,
    "people_api.me": Permission.SIGNED_IN,
    "people_api.put_keys": Permission.SIGNED_IN,
    "people_api.desk_statements": Permission.SIGNED_IN,
    "people_api.post_statement": Permission.SIGNED_IN,
    "people_api.settle": Permission.MEMBER,
    "people_api.set_mail": Permission.MEMBER,
    "people_api.confirm_mail": Permission.MEMBER,
    "people_api.be_away": Permission.MEMBER,
    "people_api.be_back": Permission.MEMBER,
    "people_api.people": Permission.MEMBER,
    # reports, as who writes them sees them
    "reports_api.send": Permission.REPORTER,
    "reports_api.follow": Permission.RECEIPT,
    "reports_api.write_back": Permission.RECEIPT,
    "reports_api.renew_own": Permission.RECEIPT,
    "reports_api.promises": Permission.REPORTER,
    # reports, as the desk sees them
    "work_api.queue": Permission.MEMBER,
    "work_api.enter": Permission.MEMBER,
    "work_api.thread": Permission.MEMBER,
    "work_api.answer": Permission.MEMBER,
    "work_api.take": Permission.MEMBER,
    "work_api.release": Permission.MEMBER,
    "work_api.mute": Permission.MEMBER,
    "work_api.set_clock": Permission.MEMBER,
    "work_api.start_file": Permission.MEMBER,
    "work_api.invite": Permission.MEMBER,
    "work_api.hand_over": Permission.MEMBER,
    "work_api.end_handover": Permission.MEMBER,
    "work_api.renew": Permission.MEMBER,
    "work_api.leave": Permission.MEMBER,
    # bots, each with a key of its team and what that is for
    "bots_api.begin": Permission.BOT,
    "bots_api.end": Permission.BOT,
    "bots_api.pages": Permission.BOT_SYNC,
    "bots_api.bring": Permission.BOT_SYNC,
    "bots_api.tell": Permission.BOT_SYNC,
    "bots_api.announce": Permission.BOT_SYNC,
    "bots_api.list_members": Permission.BOT_SYNC,
    "bots_api.fetch_overview": Permission.BOT_PUBLISH,
    "bots_api.publish": Permission.BOT_PUBLISH,
    "bots_api.report_hand_edit": Permission.BOT_PUBLISH,
    "bots_api.hand_edits": Permission.BOT_PUBLISH,
    "bots_api.list_notices": Permission.BOT_NOTIFY,
    "bots_api.note_notices": Permission.BOT_NOTIFY,
    # cases, for the script that opens their files
    "cases_api.show": Permission.MEMBER,
    "cases_api.start_file": Permission.MEMBER,
    # counts tied to nothing
    "figures_api.tally": Permission.MEMBER,
    # vaults as such: files, and who can read what
    "vault_api.read": Permission.MEMBER,
    "vault_api.add": Permission.MEMBER,
    "vault_api.grant": Permission.MEMBER,
    "vault_api.begin_epoch": Permission.MEMBER,
    "vault_api.holdings": Permission.MEMBER,
}
