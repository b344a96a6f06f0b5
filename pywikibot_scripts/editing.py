# SPDX-License-Identifier: AGPL-3.0-or-later
"""How Alcove's bots save pages: never over somebody else's edit."""

from __future__ import annotations

from typing import Any


def only_over(page: Any) -> dict[str, Any]:
    """Return what makes MediaWiki refuse an edit unless the page is still as it was read.

    The revision alone must decide: given a time as well, MediaWiki takes somebody else's edit in
    the same second for one's own and lets it be overwritten.
    """
    if not page.exists():
        return {"createonly": True}
    # What was moved or deleted meanwhile is not made anew in its old place.
    return {"baserevid": page.latest_revision_id, "basetimestamp": False, "nocreate": True}
