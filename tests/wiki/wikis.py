# SPDX-License-Identifier: AGPL-3.0-or-later
"""Real wikis for the tests: one template is installed once, and each wiki is a copy of it."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import requests

from .gadget import build_gadget, run_bot
from .tree import CannotPrepare, cache_folder, ensure_php, ensure_tree, only_one

PHP = Path(__file__).parent / "php"
PORTS = range(8620, 8640)
PHP_OPTIONS = (
    "-d", "memory_limit=512M",
    "-d", "opcache.file_cache=",  # with it, the workers of PHP's server crash
    "-d", "opcache.memory_consumption=256",
    "-d", "opcache.max_accelerated_files=20000",
    "-d", "display_errors=stderr",
    "-d", "error_reporting=22527",  # all but deprecations and strictness
)  # fmt: skip

PASSWORDS = {
    "Admin": "Admin-pass-1234",
    "Alice": "Alice-pass-1234",
    "Bob": "Bob-pass-123456",
    "Vandal": "Vandal-pass-1234",
    "AlcoveBot": "Bot-pass-123456",
}
BOT_PASSWORD = ("alcove", "alcovebotpassword0123456789abcde")  # MediaWiki wants exactly 32 symbols
BOT_GRANTS = "basic,highvolume,editpage,createeditmovepage,editinterface,editsiteconfig"

TALK = """== A thread ==
First comment. [[User:Alice|Alice]] 12:00, 1 January 2026 (UTC)
:A reply. [[User:Bob|Bob]] 12:05, 1 January 2026 (UTC)
::Another, by a name that looks like an id. [[User:B-2-c|B-2-c]] 12:06, 1 January 2026 (UTC)
"""


class ApiProblem(RuntimeError):
    """The wiki answered a request of a test with an error."""


def php(tree: Path, folder: Path, script: str, *arguments: str, stdin: str = "") -> str:
    """Run one of MediaWiki's maintenance scripts on the wiki in a folder."""
    done = subprocess.run(
        ["php", *PHP_OPTIONS, str(tree / "maintenance" / "run.php"), script, *arguments],
        env={**os.environ, "MW_CONFIG_FILE": str(folder / "LocalSettings.php")},
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CannotPrepare(f"{script} failed: {(done.stdout + done.stderr)[-3000:]}")
    return done.stdout


def describe(folder: Path, wiki_id: str, port: int, cache: Path) -> None:
    """Write the two files that tell a wiki's folder who and where it is."""
    facts = {
        "id": wiki_id,
        "name": wiki_id,
        "port": port,
        "secret": secrets.token_hex(32),
        "cache": str(cache),
    }
    (folder / "wiki.json").write_text(json.dumps(facts))
    settings = f"<?php\n$alcoveWiki = __DIR__;\nrequire {str(PHP / 'settings.php')!r};\n"
    (folder / "LocalSettings.php").write_text(settings)


@functools.cache
def ensure_template() -> Path:
    """Return the folder of the wiki all others are copied from, installed the first time."""
    ensure_php()
    tree = ensure_tree()
    recipe = (PHP / "settings.php").read_bytes() + Path(__file__).read_bytes()
    template = cache_folder() / f"template-{hashlib.sha256(recipe).hexdigest()[:12]}"
    with only_one(cache_folder() / "template.lock"):
        if not (template / "ready").exists():
            for old in cache_folder().glob("template-*"):
                shutil.rmtree(old)
            install(tree, template)
            (template / "ready").touch()
    return template


def install(tree: Path, folder: Path) -> None:
    """Install a wiki with the extensions, accounts and pages the tests count on."""
    for name in ("data", "images", "settings.d", "l10n"):
        (folder / name).mkdir(parents=True)
    php(tree, folder, "install", "--dbtype", "sqlite", "--dbpath", str(folder / "data"),
        "--dbname", "template", "--server", "http://127.0.0.1:1", "--scriptpath", "/w",
        "--confpath", str(folder), "--pass", PASSWORDS["Admin"], "Template", "Admin")  # fmt: skip
    describe(folder, "template", 1, folder / "l10n")
    php(tree, folder, "update", "--quick")  # the extensions' tables
    groups = {"Admin": "sysop,interface-admin,bureaucrat", "AlcoveBot": "bot,interface-admin"}
    for name, password in PASSWORDS.items():
        extra = ["--custom-groups", groups[name]] if name in groups else []
        php(tree, folder, "createAndPromote", "--force", *extra, name, password)
    blocked = folder / "blocked.txt"
    blocked.write_text("Vandal\n")
    php(tree, folder, "blockUsers", "--performer", "Admin", "--reason", "test", str(blocked))
    app, secret = BOT_PASSWORD
    php(tree, folder, "createBotPassword", "--appid", app, "--grants", BOT_GRANTS,
        "AlcoveBot", secret)  # fmt: skip
    php(tree, folder, "edit", "-u", "Alice", "Test page", stdin="Hello. [[Other page]]")
    php(tree, folder, "edit", "-u", "Bob", "Test page", stdin="Hello there. [[Other page]]")
    php(tree, folder, "edit", "-u", "Alice", "User:Alice", stdin="I am Alice.")
    php(tree, folder, "edit", "-u", "Alice", "Talk:Test page", stdin=TALK)
    php(tree, folder, "runJobs")


@dataclass
class Wiki:
    """One running wiki, as the tests use it."""

    id: str
    folder: Path
    tree: Path
    port: int = 0
    process: subprocess.Popen[bytes] | None = None
    log: IO[bytes] | None = None
    sessions: dict[str | None, requests.Session] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Scheme, host and port, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def host(self) -> str:
        """How the gadget names this wiki to the form."""
        return f"127.0.0.1:{self.port}"

    def page_url(self, title: str, **query: str | int) -> str:
        """The address of a page, with the parameters of index.php."""
        prepared = requests.Request(
            "GET", f"{self.url}/w/index.php", params={"title": title, **query}
        ).prepare()
        assert prepared.url is not None
        return prepared.url

    def start(self, ports: Sequence[int] = PORTS) -> None:
        """Serve this wiki on the first free one of some ports."""
        # One after the other: the wikis of parallel workers have the same names, and a port that
        # two of them find free is taken by one only when its server has begun to listen.
        with only_one(cache_folder() / "ports.lock"):
            for port in ports:
                with contextlib.closing(socket.socket()) as probe:
                    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                    try:
                        probe.bind(("127.0.0.1", port))
                    except OSError:
                        continue
                if self._serve(port):
                    return
        raise CannotPrepare(f"No port is free for a wiki, of {ports[0]} to {ports[-1]}")

    def _serve(self, port: int) -> bool:
        """Try one port, and make sure that who answers there is this very wiki."""
        self.port = port
        facts = json.loads((self.folder / "wiki.json").read_text())
        (self.folder / "wiki.json").write_text(json.dumps({**facts, "port": port}))
        docroot = self.folder / "docroot"
        docroot.mkdir(exist_ok=True)
        if not (docroot / "w").exists():
            (docroot / "w").symlink_to(self.tree)
        self.log = (self.folder / "server.log").open("ab")
        self.process = subprocess.Popen(
            ["php", *PHP_OPTIONS, "-S", f"127.0.0.1:{port}", "-t", str(docroot),
             str(PHP / "router.php")],
            env={
                **os.environ,
                "MW_CONFIG_FILE": str(self.folder / "LocalSettings.php"),
                "PHP_CLI_SERVER_WORKERS": "4",
            },
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
        )  # fmt: skip
        for _ in range(150):
            if self.process.poll() is not None:
                self.stop()
                return False
            with contextlib.suppress(requests.ConnectionError, ValueError, KeyError):
                info = requests.get(
                    f"{self.url}/w/api.php?action=query&meta=siteinfo&format=json", timeout=30
                ).json()
                if info["query"]["general"]["wikiid"] == self.id:
                    return True
                break
            time.sleep(0.1)
        self.stop()
        return False

    def stop(self) -> None:
        """End this wiki's server with all its workers."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None
        for session in self.sessions.values():
            session.close()
        self.sessions.clear()
        if self.log is not None:
            self.log.close()
            self.log = None

    def reset(self) -> None:
        """Put back what the template holds: accounts, pages, no gadget, nobody signed in."""
        for session in self.sessions.values():
            session.close()
        self.sessions.clear()
        # What a browser asked for last may still be written to what is taken away.
        away = Path(tempfile.mkdtemp(prefix="data-", dir=self.folder))
        (self.folder / "data").rename(away / "data")
        copy_data(self.id, self.folder)
        shutil.rmtree(away, ignore_errors=True)
        for extra in (self.folder / "settings.d").iterdir():
            extra.unlink()

    def install_gadget(
        self, pins: Mapping[str, Any], *, default: bool, form: bool, builds: Path | None = None
    ) -> Path:
        """Build the gadget with these pins and let the bot install it; return the build."""
        build = build_gadget(pins, builds or self.folder.parent / "builds")
        choice = ("-default" if default else "-optin", "-form" if form else "-entry")
        done = run_bot(self, f"-build:{build}", "-always", "-pins", *choice)
        if done.returncode:
            raise CannotPrepare(f"The gadget was not installed: {done.stdout}{done.stderr}")
        return build

    def script(self, name: str, *arguments: str, stdin: str = "") -> str:
        """Run a maintenance script on this wiki."""
        return php(self.tree, self.folder, name, *arguments, stdin=stdin)

    def configure(self, name: str, settings: str | None) -> None:
        """Add PHP settings under a name, or take them away again."""
        path = self.folder / "settings.d" / f"{name}.php"
        if settings is None:
            path.unlink(missing_ok=True)
        else:
            path.write_text(f"<?php\n{settings}\n")

    def session(self, user: str | None) -> requests.Session:
        """A session of the API, signed in as one of the accounts, or as nobody."""
        if user not in self.sessions:
            session = self.sessions[user] = requests.Session()
            session.trust_env = False  # a proxy of the machine has no business here
            if user is not None:
                token = self.api(user, action="query", meta="tokens", type="login")
                self.api(
                    user,
                    action="clientlogin",
                    username=user,
                    password=PASSWORDS[user],
                    loginreturnurl=self.url,
                    logintoken=token["query"]["tokens"]["logintoken"],
                )
        return self.sessions[user]

    def api(self, user: str | None = None, **parameters: str | int) -> dict[str, Any]:
        """Send one request to the API, and fail when the wiki answers with an error."""
        data = {"format": "json", "formatversion": "2", **parameters}
        answer = self.session(user).post(f"{self.url}/w/api.php", data=data, timeout=60).json()
        if "error" in answer:
            raise ApiProblem(f"{answer['error']['code']}: {answer['error'].get('info')}")
        result: dict[str, Any] = answer
        return result

    def edit(self, title: str, text: str, user: str | None = "Admin") -> dict[str, Any]:
        """Save a page as somebody; a temporary account is made for nobody."""
        token = self.api(user, action="query", meta="tokens")["query"]["tokens"]["csrftoken"]
        edit: dict[str, Any] = self.api(user, action="edit", title=title, text=text, token=token)[
            "edit"
        ]
        return edit

    def delete(self, title: str) -> None:
        """Delete a page, as an administrator."""
        token = self.api("Admin", action="query", meta="tokens")["query"]["tokens"]["csrftoken"]
        self.api("Admin", action="delete", title=title, token=token)

    def text(self, title: str) -> str | None:
        """What a page says now, or None when it does not exist."""
        revision = self.latest(title)
        return None if revision is None else str(revision["slots"]["main"]["content"])

    def latest(self, title: str) -> dict[str, Any] | None:
        """The newest revision of a page: id, text, author and summary."""
        answer = self.api(
            action="query",
            prop="revisions",
            titles=title,
            rvprop="ids|content|user|comment",
            rvslots="main",
        )
        page = answer["query"]["pages"][0]
        return page["revisions"][0] if "revisions" in page else None

    def login(self, page: Any, user: str) -> None:
        """Sign a browser's page in as one of the accounts, through the form."""
        page.goto(self.page_url("Special:UserLogin"))
        page.fill("#wpName1", user)
        page.fill("#wpPassword1", PASSWORDS[user])
        page.click("#wpLoginAttempt")
        page.wait_for_function("window.mw?.config?.get?.('wgUserName')")


def copy_data(wiki_id: str, folder: Path) -> None:
    """Copy the template's databases, named as this wiki is."""
    shutil.copytree(ensure_template() / "data", folder / "data")
    for database in (folder / "data").glob("template*.sqlite"):
        database.rename(database.with_name(database.name.replace("template", wiki_id, 1)))


def make_wiki(wiki_id: str, folder: Path) -> Wiki:
    """Copy the template into a folder as a wiki of its own, not yet running."""
    template = ensure_template()
    for name in ("images", "settings.d"):
        (folder / name).mkdir(parents=True)
    copy_data(wiki_id, folder)
    describe(folder, wiki_id, 0, template / "l10n")
    return Wiki(wiki_id, folder, ensure_tree())
