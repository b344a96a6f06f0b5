# SPDX-License-Identifier: AGPL-3.0-or-later
"""Logs that cannot betray anybody: types and places of errors, never what was in them.

Routes reporters use are not logged at all, because a line's time would say when somebody wrote.
Whatever is logged elsewhere passes a filter that takes out what looks like a secret or an address.
"""

from __future__ import annotations

import logging
import re
import traceback
from types import TracebackType
from typing import Any

from flask import Flask

from service.infra import permissions

_SECRETS = re.compile(
    r"AGE-SECRET-KEY-1\w*"
    r"|PRIVATE-DO-NOT-SHARE[\w*~$=-]*"
    r"|(?:Bearer|Basic|Cookie:?|__Host-alcove=|alcove=)\s*[^\s'\",;]+"
    r"|\?[^\s'\"]*"  # what follows a question mark in an address
    r"|[\w.+-]+@[\w-]+\.[\w.-]+"  # a mail address
    r"|\b\d{1,3}(?:\.\d{1,3}){3}\b"
    r"|(?<![\w:])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?![\w:])",
    re.IGNORECASE,
)
_RUNS = re.compile(r"[A-Za-z0-9+/_=-]{20,}")
_CUT = "[…]"


class Application(Flask):
    """Flask that does not log errors of routes reporters use."""

    def log_exception(
        self,
        exc_info: tuple[type, BaseException, TracebackType] | tuple[None, None, None],
    ) -> None:
        """Log an error that nobody caught, by its type and place."""
        if not permissions.is_quiet():
            logging.getLogger(__name__).error("an error nobody caught", exc_info=exc_info)


class Redaction(logging.Filter):
    """Takes out of a record what could betray somebody, before any handler writes it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record; it is always kept."""
        record.msg = redact(record.getMessage())
        record.args = None
        if record.exc_info and record.exc_info[0] is not None:
            record.exc_text = places(record.exc_info[0], record.exc_info[2])
        record.exc_info = None
        record.stack_info = None
        return True


def install() -> None:
    """Write warnings and worse to standard error, redacted; say nothing of ordinary requests."""
    root = logging.getLogger()
    if not any(isinstance(one, Redaction) for handler in root.handlers for one in handler.filters):
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
        handler.addFilter(Redaction())
        root.addHandler(handler)
    # The development server writes a line for each request, with its address and query.
    logging.getLogger("werkzeug").setLevel(logging.WARNING)


def redact(text: str) -> str:
    """A text without secrets, addresses and long random-looking runs."""
    return _RUNS.sub(_unless_a_word, _SECRETS.sub(_CUT, text))


def places(kind: type[BaseException], frames: Any) -> str:
    """Where an error came from. Its message is left out: it may quote what somebody wrote."""
    lines = [
        f"  {frame.filename}:{frame.lineno} in {frame.name}"
        for frame in traceback.extract_tb(frames)
    ]
    return "\n".join([*lines, f"{kind.__module__}.{kind.__qualname__}"])


def _unless_a_word(match: re.Match[str]) -> str:
    run = match[0]
    has = [any(test(char) for char in run) for test in (str.isupper, str.islower, str.isdigit)]
    is_hex = re.fullmatch(r"[0-9a-f]+", run, re.IGNORECASE) is not None
    return _CUT if is_hex or (has[2] and sum(has) >= 2) else run
