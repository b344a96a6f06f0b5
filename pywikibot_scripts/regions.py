# SPDX-License-Identifier: AGPL-3.0-or-later
"""The part of a page that a bot writes, between two comments; the rest is other people's."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

BEGIN, END = "<!-- Alcove:begin", "<!-- Alcove:end"
#: How much of a hash stands in a summary.
TAG_LENGTH = 16
TAG = re.compile(rf"#([0-9a-f]{{{TAG_LENGTH}}})\Z")


class RegionError(Exception):
    """The markers of a region are not as they have to be, so nobody knows what is whose."""

    def __init__(self, code: str, name: str) -> None:
        """Say what is wrong with which region."""
        super().__init__(f"{code.replace('_', ' ')}: {begin_of(name)} … {end_of(name)}")
        self.code = code


@dataclass(frozen=True)
class Region:
    """What stands between two markers, and all that stands around them."""

    before: str  # with the first marker and the end of its line
    body: str
    after: str  # from the line of the second marker on

    def with_body(self, body: str) -> str:
        """Return the page with something else in the region; all around stays byte for byte."""
        return self.before + body + self.after


def begin_of(name: str) -> str:
    """Return the marker that begins a region."""
    return f"{BEGIN} {name} -->"


def end_of(name: str) -> str:
    """Return the marker that ends a region."""
    return f"{END} {name} -->"


def made(name: str, body: str) -> str:
    """Return a region as it stands on a page."""
    return f"{begin_of(name)}\n{body}\n{end_of(name)}"


def find(text: str, name: str) -> Region:
    """Return a region of a page.

    :raise RegionError: if it is not there exactly once
    """
    begin, end = begin_of(name), end_of(name)
    counts = text.count(begin), text.count(end)
    if 0 in counts:
        raise RegionError("markers_missing", name)
    if counts != (1, 1):
        raise RegionError("markers_doubled", name)
    start, stop = text.index(begin) + len(begin), text.index(end)
    if stop < start:
        raise RegionError("markers_out_of_order", name)
    inner = text[start:stop]
    if BEGIN in inner or END in inner:
        raise RegionError("markers_out_of_order", name)
    # The ends of the markers' lines belong to nobody; a person may have left them out.
    if not inner.strip():
        return Region(text[:start] + "\n", "", "\n" + text[stop:])
    first, last = inner.startswith("\n"), inner.endswith("\n")
    body = inner[first : len(inner) - last]
    return Region(
        text[:start] + ("\n" if first else ""), body, ("\n" if last else "") + text[stop:]
    )


def digest(body: str) -> str:
    """Return the hash by which a region is known again."""
    return hashlib.sha256(body.encode()).hexdigest()


def tag_of(body: str) -> str:
    """Return what a summary ends with, to tell an edit of ours from one by hand."""
    return f"#{digest(body)[:TAG_LENGTH]}"


def tagged(summary: str | None) -> str:
    """Return the beginning of the hash that a summary ends with; empty without one."""
    found = TAG.search(summary or "")
    return found[1] if found else ""
