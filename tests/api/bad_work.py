# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every way in which a request about the work on a report can be wrong."""

from __future__ import annotations

from service.vault.rules import to_base64
from tests.api.bad_bodies import MARK, Bad, age_file, drop, put
from tests.conftest import DAY

FAR = DAY.replace(year=DAY.year + 3).isoformat()

VERSION = [
    Bad("no version", drop("version"), 422, "invalid", "version"),
    Bad("a version that is a word", put("version", value="0"), 422, "invalid", "version"),
    Bad("a version below zero", put("version", value=-1), 422, "invalid", "version"),
    Bad("an older version", put("version", value=99), 409, "changed"),
    Bad("words in clear", put("note", value=MARK), 422, "invalid", "note"),
]

GRANT = ("grants", 0, "data")
FIRST = ("envelopes", 0, "data")

VAULT = [
    Bad("no vault", drop("vault"), 422, "invalid", "vault"),
    Bad("a vault that is a name", put("vault", value=MARK), 422, "invalid", "vault"),
    Bad("no envelopes", put("envelopes", value=[]), 422, "invalid", "envelopes"),
    Bad("at another place", put("envelopes", 0, "n", value=1), 422, "invalid", "envelopes"),
    Bad("of another epoch", put("grants", 0, "epoch", value=1), 422, "invalid", "grants"),
    Bad("words", put(*FIRST, value=to_base64(MARK.encode())), 422, "not_sealed", "", "not_age"),
    Bad("words for a key", put(*GRANT, value=to_base64(b"x")), 422, "not_sealed", "", "not_age"),
    Bad(
        "a key to several",
        put(*GRANT, value=to_base64(age_file(1024, 2))),
        422,
        "not_sealed",
        "",
        "several_recipients",
    ),
    Bad("a stranger's key", put("grants", 0, "holder", value="0" * 32), 422, "bad_holders"),
    Bad("words in clear", put("text", value=MARK), 422, "invalid", "text"),
]

EPOCH = [
    Bad("no epoch", drop("epoch"), 422, "invalid", "epoch"),
    Bad("no beginning", drop("epoch", "envelope"), 422, "invalid", "epoch.envelope"),
    Bad("no keys", put("epoch", "grants", value=[]), 422, "invalid", "epoch.grants"),
    Bad("the same epoch", put("epoch", "epoch", value=0), 422, "invalid", "epoch.grants"),
    Bad("not the last one seen", put("epoch", "prev", value="0" * 64), 409, "number_taken"),
    Bad(
        "words",
        put("epoch", "envelope", "data", value=to_base64(MARK.encode())),
        422,
        "not_sealed",
        "",
        "not_age",
    ),
]

BAD: dict[str, list[Bad]] = {
    "take": [
        *VERSION,
        Bad("force a word", put("force", value="yes"), 422, "invalid", "force"),
    ],
    "release": VERSION,
    "mute": [
        *VERSION,
        Bad("neither", drop("muted"), 422, "invalid", "muted"),
        Bad("both", put("muted", value="perhaps"), 422, "invalid", "muted"),
    ],
    "clocks": [
        *VERSION,
        Bad("no kind", drop("kind"), 422, "invalid", "kind"),
        Bad("an unknown kind", put("kind", value=MARK), 422, "invalid", "kind"),
        Bad("a kind nobody sets", put("kind", value="answer"), 422, "invalid", "kind"),
        Bad("a deletion", put("kind", value="withdrawal"), 422, "invalid", "kind"),
        Bad("no day", drop("due"), 422, "invalid", "due"),
        Bad("a day that is none", put("due", value="2026-02-30"), 422, "invalid", "due"),
        Bad("a time", put("due", value="2026-12-01T12:00:00"), 422, "invalid", "due"),
        Bad("a number", put("due", value=20261201), 422, "invalid", "due"),
        Bad("a day long ago", put("due", value="1999-01-01"), 422, "invalid", "due"),
        Bad("a day far off", put("due", value=FAR), 422, "invalid", "due"),
    ],
    "file": VAULT,
    "invitations": [
        *VAULT,
        Bad("another team", put("team", value="arbcom"), 422, "invalid", "team"),
        Bad("no receipt", drop("lookup"), 422, "invalid", "lookup"),
        Bad("old statement", put("statement", "seq", value=9), 409, "statement_changed"),
    ],
    "handovers": [
        Bad("no id", drop("id"), 422, "invalid", "id"),
        Bad("an id with words", put("id", value=MARK), 422, "invalid", "id"),
        Bad("no day", drop("answer_by"), 422, "invalid", "answer_by"),
        Bad("a day that is none", put("answer_by", value="soon"), 422, "invalid", "answer_by"),
        Bad("to whom", put("to", value=MARK), 422, "invalid", "to"),
        Bad("with which words", put("text", value=MARK), 422, "invalid", "text"),
    ],
    "handovers/" + "0" * 32: [
        Bad("no state", drop("state"), 422, "invalid", "state"),
        Bad("an unknown state", put("state", value=MARK), 422, "invalid", "state"),
        Bad("back again", put("state", value="waiting"), 422, "invalid", "state"),
        Bad("one that is not there", lambda body: None, 404, "no_such_handover"),
    ],
    "renew": [
        *EPOCH,
        Bad("from nowhere", drop("from"), 422, "invalid", "from"),
        Bad("from a name", put("from", value=MARK), 422, "invalid", "from"),
        Bad("from what is not there", put("from", value="0" * 32), 404, "no_such_report"),
    ],
}

TALLY = [
    Bad("no team", drop("team"), 422, "invalid", "team"),
    Bad("another team", put("team", value="arbcom"), 403, "not_allowed"),
    Bad("no group", drop("category"), 422, "invalid", "category"),
    Bad("a finer group", put("category", value="3.1-insults"), 422, "invalid", "category"),
    Bad("an unknown outcome", put("outcome", value=MARK), 422, "invalid", "outcome"),
    Bad("a report", put("report", value="0" * 32), 422, "invalid", "report"),
    Bad("a quarter", put("quarter", value="2026Q1"), 422, "invalid", "quarter"),
    Bad("none at all", put("count", value=0), 422, "invalid", "count"),
    Bad("more than there can be", put("count", value=10_001), 422, "invalid", "count"),
    Bad("a number in words", put("count", value="3"), 422, "invalid", "count"),
]

RENEW_OWN = [
    *EPOCH,
    Bad("no new code", drop("new_lookup"), 422, "invalid", "new_lookup"),
    Bad("a code in clear", put("access_hash", value=MARK), 422, "invalid", "access_hash"),
    Bad("an unknown report", put("lookup", value="0" * 32), 404, "no_such_report"),
    Bad("words in clear", put("text", value=MARK), 422, "invalid", "text"),
]

ACTS = [
    Bad("an unknown act", put("act", value="deleted"), 422, "invalid", "act"),
    Bad("a member's act", put("act", value="closed"), 422, "invalid", "act"),
    Bad("two acts", put("act", value=["message", "withdrawn"]), 422, "invalid", "act"),
    Bad("nothing to take back", put("act", value="taken_back"), 409, "wrong_state"),
]

ENTER = [
    Bad("another team", put("team", value="nobody"), 404, "unknown_team"),
    Bad("words in clear", put("text", value=MARK), 422, "invalid", "text"),
    Bad("nobody's", put("grants", value=[]), 422, "bad_holders"),
    Bad("an old statement", put("statement", "seq", value=9), 409, "statement_changed"),
]
