# SPDX-License-Identifier: AGPL-3.0-or-later
"""Building the gadget and letting the real bot install it, as an interface administrator would."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .wikis import Wiki

ROOT = Path(__file__).resolve().parents[2]
BUILDS: dict[str, Path] = {}
INSTALLER = "install_gadget.py"

USER_CONFIG = """
family = mylang = {family!r}
family_files[{family!r}] = {api!r}
put_throttle = minthrottle = maxthrottle = 0
max_retries = 2
retry_wait = 1
console_encoding = 'utf-8'
"""
SIGNED_IN = """
usernames[{family!r}]['*'] = {user!r}
password_file = 'user-password.py'
"""


def build_gadget(pins: Mapping[str, Any], folder: Path) -> Path:
    """Build the wiki pages with these pins; a build made before is used again."""
    text = json.dumps(pins, sort_keys=True)
    key = f"{folder} {hashlib.sha256(text.encode()).hexdigest()}"
    if key not in BUILDS:
        folder = folder / hashlib.sha256(text.encode()).hexdigest()[:12]
        folder.mkdir(parents=True)
        (folder / "pins.json").write_text(text)
        subprocess.run(
            ["node", "gadget/build.mjs", "--only", "wiki", "--pins", str(folder / "pins.json"),
             "--out", str(folder / "wiki")],
            cwd=ROOT,
            check=True,
        )  # fmt: skip
        BUILDS[key] = folder / "wiki"
    return BUILDS[key]


def bot_command(
    wiki: Wiki, *arguments: str, user: str | None = "AlcoveBot", script: str = INSTALLER
) -> tuple[list[str], dict[str, str]]:
    """Write a configuration for a bot; return the command line and the environment to run it."""
    from .wikis import BOT_PASSWORD, PASSWORDS

    folder = wiki.folder / f"pywikibot-{user or 'nobody'}"
    folder.mkdir(exist_ok=True)
    config = USER_CONFIG.format(family=wiki.id, api=f"{wiki.url}/w/api.php")
    if user is not None:
        config += SIGNED_IN.format(family=wiki.id, user=user)
        password = repr(PASSWORDS[user])
        if user == "AlcoveBot":
            password = "BotPassword({!r}, {!r})".format(*BOT_PASSWORD)
        secret = folder / "user-password.py"
        secret.write_text(f"({user!r}, {password})\n")
        secret.chmod(stat.S_IRUSR | stat.S_IWUSR)
    settings = folder / "user-config.py"
    settings.write_text(config)
    settings.chmod(stat.S_IRUSR | stat.S_IWUSR)
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYWIKIBOT")}
    environment |= {"PYWIKIBOT_DIR": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    path = str(ROOT / "pywikibot_scripts" / script)
    return [str(Path(sys.executable).with_name("pwb")), path, *arguments], environment


def run_bot(
    wiki: Wiki, *arguments: str, user: str | None = "AlcoveBot", script: str = INSTALLER
) -> subprocess.CompletedProcess[str]:
    """Run a bot on a wiki, signed in or as anybody, and return what it said."""
    command, environment = bot_command(wiki, *arguments, user=user, script=script)
    return subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def run_bot_asking(
    wiki: Wiki,
    *arguments: str,
    before: Mapping[str, Callable[[], object]],
    script: str = INSTALLER,
) -> tuple[int, str]:
    """Answer yes to each question of a bot, after doing what is due before a page is saved.

    Between question and answer the bot has read a page and not yet saved it: the moment in which
    other people's edits count.
    """
    command, environment = bot_command(wiki, *arguments, script=script)
    due = dict(before)
    said = asked = ""
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env={**environment, "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        bufsize=0,
    ) as bot:
        assert bot.stdin is not None
        assert bot.stdout is not None
        while symbol := bot.stdout.read(1):
            said, asked = said + symbol, asked + symbol
            if asked.endswith("[q]uit): "):
                for words in [words for words in due if words in asked]:
                    due.pop(words)()
                bot.stdin.write("y\n")
                asked = ""
        bot.stdin.close()
        return bot.wait(timeout=60), said
