# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the people slice's requests and answers hold."""

from __future__ import annotations

from marshmallow import fields
from marshmallow.validate import And, Length, OneOf, Regexp

from service.infra.api import Schema
from service.people.roster import Alarm
from service.people.rules import Closed, Intake, Senders
from service.people.statements import LONGEST_TEXT

LANGUAGE = r"\A[a-z]{2,3}(-[a-z0-9]{2,12}){0,2}\Z"
WIKI = r"\A[a-z0-9][a-z0-9.-]*\Z"
MAIL = r"\A([^\s@<>\"',;:\\()\[\]\x00-\x1f\x7f]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+)?\Z"


class WireSchema(Schema):
    """A statement as it travels: the exact text, and the root's signature over it."""

    text = fields.String(required=True, validate=Length(max=LONGEST_TEXT))
    signature = fields.String(required=True, validate=Length(max=88))


class TeamSchema(Schema):
    """A team, as somebody who looks for help needs it."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    about = fields.String(required=True)
    intake = fields.String(required=True, validate=OneOf([*Intake]))
    open = fields.Boolean(required=True)
    reason = fields.String(required=True, validate=OneOf([*Closed]))
    senders = fields.String(required=True, validate=OneOf([*Senders]))
    contact = fields.String(required=True)
    min_holders = fields.Integer(required=True)
    statement = fields.Nested(WireSchema, required=True, allow_none=True)


class TeamsSchema(Schema):
    """All teams."""

    teams = fields.List(fields.Nested(TeamSchema), required=True)


class StatementsSchema(Schema):
    """All statements of one team, oldest first."""

    statements = fields.List(fields.Nested(WireSchema), required=True)


class AcceptedSchema(Schema):
    """A statement that was taken in."""

    seq = fields.Integer(required=True)
    hash = fields.String(required=True)


class NewKeysSchema(Schema):
    """Public keys somebody made."""

    age = fields.String(required=True, validate=Length(max=64))
    ed25519 = fields.String(required=True, validate=Length(max=64))


class KeysSchema(NewKeysSchema):
    """Public keys with the name grants use for them."""

    fingerprint = fields.String(required=True)


class PersonSchema(Schema):
    """Somebody signed in."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    home = fields.String(required=True)
    languages = fields.List(fields.String(), required=True)
    mail = fields.String(required=True)
    mail_confirmed = fields.Boolean(required=True)


class AbsenceSchema(Schema):
    """Days on which somebody is away; the last one included."""

    id = fields.String(required=True)
    begins = fields.Date(required=True)
    ends = fields.Date(required=True)


class WarrantSchema(Schema):
    """Whether the wiki's word stands behind somebody, and the day it was given."""

    needed = fields.Boolean(required=True)
    holds = fields.Boolean(required=True)
    checked = fields.Date(required=True, allow_none=True)


class StandingSchema(Schema):
    """Whether a team takes reports, and if not, why."""

    intake = fields.String(required=True, validate=OneOf([*Intake]))
    open = fields.Boolean(required=True)
    reason = fields.String(required=True, validate=OneOf([*Closed]))


class MembershipSchema(Schema):
    """What somebody is in a team."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    role = fields.String(required=True)
    fingerprint = fields.String(required=True, allow_none=True)
    in_statement = fields.Boolean(required=True)
    belongs = fields.Boolean(
        required=True, metadata={"description": "whether they may read and act for it today"}
    )
    authority = fields.Nested(WarrantSchema, required=True)
    statement_expires = fields.Date(required=True)
    intake = fields.Nested(StandingSchema, required=True)


class MeSchema(Schema):
    """Who is signed in, and where they belong."""

    person = fields.Nested(PersonSchema, required=True)
    teams = fields.List(fields.Nested(MembershipSchema), required=True)
    keys = fields.Nested(KeysSchema, required=True, allow_none=True)
    absences = fields.List(fields.Nested(AbsenceSchema), required=True)


class SettingsSchema(Schema):
    """What somebody says of themselves."""

    languages = fields.List(
        fields.String(validate=Regexp(LANGUAGE)), required=True, validate=Length(max=10)
    )
    home = fields.String(required=True, validate=And(Length(max=255), Regexp(WIKI)))


class MailSchema(Schema):
    """Where news may go; empty for nowhere."""

    mail = fields.String(required=True, validate=And(Length(max=254), Regexp(MAIL)))


class CodeSchema(Schema):
    """The code that was sent to an address."""

    code = fields.String(required=True, validate=Length(min=1, max=64))


class NewAbsenceSchema(Schema):
    """First and last day of an absence to come."""

    begins = fields.Date(required=True)
    ends = fields.Date(required=True)


class RosterLineSchema(Schema):
    """Somebody in, or on the way into, a team; the keys are those set in the service."""

    id = fields.String(required=True, allow_none=True)
    name = fields.String(required=True)
    home = fields.String(required=True)
    role = fields.String(required=True, allow_none=True)
    fingerprint = fields.String(required=True, allow_none=True)
    age = fields.String(required=True, allow_none=True)
    ed25519 = fields.String(required=True, allow_none=True)
    in_statement = fields.Boolean(required=True)
    named = fields.Boolean(required=True)
    languages = fields.List(fields.String(), required=True)
    seen = fields.Date(required=True, allow_none=True)
    absent_until = fields.Date(required=True, allow_none=True)
    authority = fields.Nested(WarrantSchema, required=True)


class AlarmSchema(Schema):
    """What should worry a team's members: a key nobody signed, or a statement about to end."""

    what = fields.String(required=True, validate=OneOf([*Alarm]))
    person = fields.String(required=True, allow_none=True)
    name = fields.String(required=True)
    home = fields.String(required=True)
    fingerprint = fields.String(required=True, allow_none=True)
    expires = fields.Date(required=True, allow_none=True)


class RosterSchema(Schema):
    """A team's people and alarms."""

    people = fields.List(fields.Nested(RosterLineSchema), required=True)
    alarms = fields.List(fields.Nested(AlarmSchema), required=True)
