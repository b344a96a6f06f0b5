# SPDX-License-Identifier: AGPL-3.0-or-later
"""What can go wrong, told so that a program and a person both understand (RFC 9457).

An action raises `Problem(code)`. Under `/api/` it becomes a problem document in the reader's
language; elsewhere a page. Texts stand in the language files as ``alcove-problem-<code>-title``
and ``-detail``. A code never changes its meaning: other programs rely on it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from werkzeug.exceptions import HTTPException

# code → its usual status
CODES: Mapping[str, int] = {
    # of requests
    "bad_request": 400,
    "malformed_json": 400,
    "invalid": 422,
    "too_large": 413,
    "unsupported_media_type": 415,
    "not_found": 404,
    "method_not_allowed": 405,
    "wrong_origin": 403,
    "not_loopback": 403,
    "sign_in_required": 401,
    "receipt_required": 401,
    "not_allowed": 403,
    "no_vote": 403,
    "quota": 429,
    "internal": 500,
    "unavailable": 503,
    # of teams, keys and statements
    "unknown_team": 404,
    "unknown_person": 404,
    "key_malformed": 422,
    "key_in_use": 409,
    "wrong_code": 422,
    "statement_malformed": 422,
    "statement_wrong_root": 422,
    "statement_bad_signature": 422,
    "statement_wrong_team": 422,
    "statement_stale": 409,
    "statement_expired": 422,
    "statement_unknown": 422,
    "too_few_holders": 422,
    # of claims
    "claim_used": 409,
    "not_established": 403,
    # of reports and vaults
    "team_closed": 409,
    "statement_changed": 409,
    "already_used": 409,
    "bad_holders": 422,
    "not_sealed": 422,
    "no_such_report": 404,
    "number_taken": 409,
    "thread_full": 409,
    "wrong_state": 409,
    "changed": 409,
    "taken": 409,
    "no_such_handover": 404,
    "no_such_vault": 404,
    "already_granted": 409,
    "already_started": 409,
    # of bots and cases
    "not_signed_in": 401,
    "no_such_pass": 404,
    "no_such_case": 404,
    "no_such_part": 404,
    "half_locked": 409,
}

_BY_STATUS = {
    400: "bad_request",
    401: "sign_in_required",
    403: "not_allowed",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "unsupported_media_type",
    422: "invalid",
    429: "quota",
    500: "internal",
    503: "unavailable",
}


class Problem(HTTPException):
    """Something the asker must hear about.

    :param code: one of `CODES`
    :param status: when it is not the code's usual one
    :param args: what the texts name as $1, $2, …
    :param errors: for each wrong field ``{"field", "code"}``
    :param headers: such as Retry-After
    :param members: further members of the problem document, such as ``head``
    """

    def __init__(
        self,
        code: str,
        status: int | None = None,
        *,
        args: Sequence[object] = (),
        errors: Sequence[Mapping[str, str]] = (),
        headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> None:
        if code not in CODES:
            raise KeyError(code)
        super().__init__(description=code)
        self.kind = code
        self.code = status or CODES[code]
        self.texts = tuple(str(arg) for arg in args)
        self.errors = list(errors)
        self.extra_headers = dict(headers or {})
        self.members = members


def code_for(error: HTTPException) -> str:
    """The problem code of any HTTP error, ours or the framework's."""
    if isinstance(error, Problem):
        return error.kind
    status = error.code or 500
    return _BY_STATUS.get(status, "internal" if status >= 500 else "bad_request")
