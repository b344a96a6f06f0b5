# SPDX-License-Identifier: AGPL-3.0-or-later
"""Why something sealed cannot be accepted: one stable code and one plain sentence for each.

The codes are the same in the browser; tests compare them, screens translate them.
"""

from __future__ import annotations

from typing import Final

MEANINGS: Final[dict[str, str]] = {
    # Anything sealed
    "wrong_key": "this key or passphrase does not open it",
    "malformed": "it is damaged or not what it should be",
    "bad_bucket": "its length is not one of the allowed lengths",
    "bad_padding": "something is hidden in the filling behind the text",
    "bad_signature": "the signature does not belong to this text",
    "too_large": "it is too long to be sealed",
    # Its place in a vault
    "wrong_place": "it was written for another place",
    "broken_chain": "it does not continue what stands before it",
    "gap": "something before it is missing",
    "duplicate_number": "two entries claim the same number",
    "old_epoch": "it was put into a part that had already ended",
    "rollback": "what was seen here before is gone or changed",
    # Who wrote it
    "not_a_member": "whoever signed it is neither the writer of the report nor in the team",
    "excluded": "it comes from somebody the writer of the report left out",
    "recused": "it comes from somebody who stepped back from this matter",
    # Who could read it
    "exclusion_lost": "it would let somebody read who was left out of this matter",
    "holder_missing": "it would drop somebody who could read before, without naming them",
    # Grants
    "grant_several": "the key was handed to several people at once",
    "grant_forged": "the key does not come from somebody who may hand it out",
    # Statements of a team
    "statement_malformed": "the team's list is damaged or incomplete",
    "statement_wrong_root": "the team's list is signed by another root key than the pinned one",
    "statement_bad_signature": "the signature of the team's list is wrong",
    "statement_wrong_team": "the list belongs to another team",
    "statement_stale": "a newer list of the team is already known",
    "statement_expired": "the team's list is not valid on this day",
    "statement_unknown": "it names a list of the team that is not known",
    "too_few_holders": "too few people of the team would be able to read it",
    # Claims
    "claim_malformed": "the confirmation is damaged or incomplete",
    "claim_bad_signature": "the confirmation was not signed by the service",
    "claim_not_bound": "the confirmation was made for another report or another team",
    "claim_reused": "the same confirmation was used in another report",
    # Receipts
    "receipt_malformed": "this is not a private code: wrong length or wrong symbols",
    "receipt_bad_symbol": "at least one symbol of the private code is wrong",
}


class SealingError(Exception):
    """Something sealed or signed was refused; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(f"{code}: {MEANINGS[code]}")
        self.code = code

    @property
    def meaning(self) -> str:
        """The reason in plain words, for people."""
        return MEANINGS[self.code]
