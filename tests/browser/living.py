# SPDX-License-Identifier: AGPL-3.0-or-later
"""A team that changes while its service runs, and somebody who tries with all they ever had."""

from __future__ import annotations

import contextlib
import json
import re
import sqlite3
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

import pyrage
from playwright.sync_api import Browser, Page, expect

from service import create_app
from service.demo import TEAM
from service.infra.time import today
from service.people import actions, visits
from service.vault import client
from tests.desking import AGENDA, Member
from tests.serving import Server

SLOW = 60_000
NOTHING = "Nothing to do"

_SECRET = re.compile(rb"AGE-SECRET-KEY-1[0-9A-Z]{58}")


@dataclass
class Team:
    """The demo's team, with its root at hand."""

    server: Server
    statement: client.Statement
    lines: dict[str, dict[str, str]]
    seq: int = 1

    @cached_property
    def root(self) -> client.Root:
        """The key that signs the team's lists; opening its file takes a second or two."""
        text = (self.server.demo.folder / "keys" / "alcove-root.age").read_text()
        return client.open_root_file(text, self.server.passphrases["root"])

    @classmethod
    def of(cls, server: Server) -> Team:
        """As the demo begins."""
        now = server.statement
        lines = {
            one.name.split()[0].lower(): {
                "name": one.name,
                "home": one.home,
                "role": one.role,
                "age": one.age,
                "ed25519": one.ed25519,
            }
            for one in now.members
        }
        return cls(server, now, lines)

    def take_in(self, person_id: str, name: str, home: str) -> client.Person:
        """Somebody who makes keys, new ones if they had some; the list does not name them yet."""
        keys = client.new_person(name, home)
        with create_app(self.server.demo.settings).app_context():
            actions.add_person(person_id, name=name, home=home)
            actions.set_keys(person_id, keys.recipient, keys.ed25519_public)
            visits.visit(person_id)
        self.lines[person_id] = keys.member_line()
        return keys

    def sign(self, roles: dict[str, str] | None = None, days: int = 60) -> None:
        """Have the root sign who is in the team now."""
        self.seq += 1
        lines = [
            {**line, "role": (roles or {}).get(person_id, "member")}
            for person_id, line in self.lines.items()
        ]
        wire = client.sign_statement(
            self.root,
            seq=self.seq,
            issued=today(),
            expires=today() + timedelta(days=days),
            min_holders=3,
            members=lines,
        )
        with create_app(self.server.demo.settings).app_context():
            actions.accept_statement(TEAM, wire)
        self.statement = client.verify_statement(
            wire, root=self.root.public_key, team=TEAM, today=today()
        )


@dataclass(eq=False)
class Thread:
    """A report and its writer, who goes on writing."""

    team: Team
    sealed: client.SealedReport

    @property
    def vault(self) -> str:
        return self.sealed.vault.id

    def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        request = urllib.request.Request(
            f"{self.team.server.url}/api/v1/{path}",
            data=json.dumps(body).encode(),
            headers={
                "Content-Type": "application/json",
                "Authorization": f"Bearer {self.sealed.receipt.access}",
            },
        )
        with urllib.request.urlopen(request) as answer:
            said: dict[str, Any] = json.load(answer)
        return said

    def write(self, text: str) -> None:
        """The writer reads all there is and adds a message to the newest epoch."""
        receipt = self.sealed.receipt
        found = self._post("follow", {"lookup": receipt.lookup})
        root = self.team.statement.root
        reading = client.open_vault(
            vault=self.vault,
            team=TEAM,
            holder=client.REPORTER,
            identity=receipt.identity,
            grants=[client.StoredGrant.from_wire(one) for one in found["grants"]],
            envelopes=[client.StoredEnvelope.from_wire(one) for one in found["envelopes"]],
            statements=client.read_statements(found["statements"], root=root, team=TEAM),
            reporter=receipt.signer.public_key,
        )
        assert all(entry.ok for entry in reading.entries)
        assert reading.head is not None
        assert reading.identity is not None
        key = pyrage.x25519.Identity.from_str(reading.identity)
        sealed = client.seal_next(
            vault_recipient=str(key.to_public()),
            vault=self.vault,
            epoch=reading.head.epoch,
            n=reading.head.n + 1,
            prev=reading.head.hash,
            team=TEAM,
            kind="message",
            body={"text": text, "lang": "en"},
            signer=receipt.signer,
        )
        self._post("follow/envelopes", sealed.reporter_payload(receipt))


def everything(server: Server, keys: client.Person | client.Receipt) -> str:
    """All that somebody can open of what the whole database holds, with every key they get at."""
    with contextlib.closing(sqlite3.connect(server.demo.folder / "alcove.db", timeout=10)) as db:
        sealed = [row[0] for row in db.execute("SELECT data FROM grants")]
        sealed += [row[0] for row in db.execute("SELECT data FROM envelopes")]
    identities, opened, found = [keys.identity], [], {keys.identity}
    while identities:
        identity = pyrage.x25519.Identity.from_str(identities.pop())
        for data in sealed:
            try:
                plain = pyrage.decrypt(data, [identity])
            except pyrage.DecryptError:
                continue
            opened.append(plain.decode("utf-8", "replace"))
            for secret in _SECRET.findall(plain):
                if secret.decode() not in found:
                    found.add(secret.decode())
                    identities.append(secret.decode())
    return "\n".join(opened)


@contextlib.contextmanager
def tab(chromium: Browser, server: Server, person_id: str) -> Iterator[Page]:
    """Somebody signed in, in a browser of their own."""
    with chromium.new_context(viewport={"width": 1280, "height": 900}) as browser:
        page = browser.new_page()
        page.goto(f"{server.url}/desk/sign-in")
        page.locator(f'button[name="person"][value="{person_id}"]').click()
        page.wait_for_url(AGENDA)
        yield page


def lists(page: Page, server: Server) -> str:
    """Everything the desk lists for whoever sits there, as one text."""
    paths = ("reports?limit=200", "holdings", "me")
    answers = [page.request.get(f"{server.url}/api/v1/desk/{one}").text() for one in paths]
    return "\n".join([*answers, page.request.get(f"{server.url}/desk/audit").text()])


def cannot_get_at(page: Page, server: Server, vault: str, report: str, own: str) -> None:
    """Ask for a vault in every way, with one's session; nothing is given and nothing is told."""
    origin = {"Origin": server.url}
    grant = {"grants": [{"epoch": 0, "holder": own, "data": "AAAA"}]}
    for answer in (
        page.request.get(f"{server.url}/api/v1/desk/vaults/{vault}"),
        page.request.get(f"{server.url}/api/v1/desk/reports/{report}"),
        page.request.post(
            f"{server.url}/api/v1/desk/vaults/{vault}/grants", data=grant, headers=origin
        ),
        page.request.post(
            f"{server.url}/api/v1/desk/vaults/{vault}/envelopes",
            data={"epoch": 0, "n": 9, "data": "AAAA"},
            headers=origin,
        ),
    ):
        assert answer.status in {401, 403, 404, 422}, answer.text()
        assert vault not in answer.text()
    said = lists(page, server)
    assert vault not in said
    assert report not in said


def unlock(page: Page, server: Server, person_id: str) -> None:
    """Open the key file where the page asks for it."""
    form = page.locator("form", has=page.locator('input[type="password"]')).first
    expect(form).to_be_visible(timeout=60_000)
    form.locator('input[type="file"]').set_input_files(server.demo.key_file(person_id))
    form.locator('input[type="password"]').fill(server.passphrases[person_id])
    form.locator("button").last.click()
    expect(form).to_have_count(0, timeout=60_000)


def report_of(server: Server, vault: str) -> str:
    """The id of a report, which only members are told."""
    with contextlib.closing(sqlite3.connect(server.demo.folder / "alcove.db", timeout=10)) as db:
        [(found,)] = db.execute("SELECT id FROM reports WHERE vault = ?", (vault,)).fetchall()
    return str(found)


def file_of(server: Server, report: str) -> str:
    """The vault of a report's file, which only its readers are told."""
    with contextlib.closing(sqlite3.connect(server.demo.folder / "alcove.db", timeout=10)) as db:
        [(found,)] = db.execute("SELECT vault FROM files WHERE matter = ?", (report,)).fetchall()
    return str(found)


def look(page: Page, server: Server, person_id: str) -> None:
    """Have the page of people and keys say what is to be done."""
    page.goto(f"{server.url}/desk/people")
    page.get_by_role("button", name="See what has to be done").click(timeout=SLOW)
    locked = page.locator('.upkeep input[type="password"]')
    found = page.locator(".upkeep__team").or_(page.locator(".upkeep", has_text=NOTHING))
    expect(locked.or_(found)).to_be_visible(timeout=SLOW)
    if locked.count():
        unlock(page, server, person_id)


def do(page: Page) -> None:
    """Do it, to the end."""
    page.locator(".upkeep .cdx-button--weight-primary").click(timeout=SLOW)
    expect(page.locator(".upkeep [role=status]")).to_contain_text("Done", timeout=SLOW)


def keep_up(page: Page, server: Server, person_id: str) -> str:
    """All of it; returns what the page said before anything happened."""
    look(page, server, person_id)
    expect(page.locator(".upkeep__team")).to_be_visible(timeout=SLOW)
    said = page.locator(".upkeep__team").inner_text()
    do(page)
    return said


def nothing_to_do(page: Page, server: Server) -> None:
    """Whom a vault leaves out is looked at again, and let in nowhere."""
    page.goto(f"{server.url}/desk/people")
    button = page.get_by_role("button", name="See what has to be done")
    expect(button.or_(page.locator(".upkeep", has_text=NOTHING))).to_be_visible(timeout=SLOW)
    if button.count():
        button.click()
    expect(page.locator(".upkeep")).to_contain_text(NOTHING, timeout=SLOW)


def keep_out(page: Page, server: Server, report: str, name: str, why: str) -> None:
    """Recuse somebody altogether, from the report's own page, for a reason nobody else has."""
    page.goto(f"{server.url}/desk/reports/{report}")
    panel = page.locator("section.readers")
    form = panel.locator(".readers__act--recuse")
    form.locator("summary").click(timeout=SLOW)
    form.locator("select").nth(0).select_option(label=name)
    form.locator("select").nth(1).select_option("full")
    expect(form.locator(".readers__after")).not_to_contain_text(name)
    button = form.get_by_role("button", name="Write it down and do it")
    button.click()
    expect(form.locator("[role=alert]")).to_contain_text("Write down why")
    form.locator("textarea").fill(why)
    button.click()
    expect(page.locator("[role=status]", has_text="Locked anew")).to_be_visible(timeout=SLOW)
    expect(panel.locator("h3", has_text="Left out").locator("+ ul")).to_contain_text(name)


__all__ = [
    "Member",
    "Team",
    "Thread",
    "cannot_get_at",
    "do",
    "everything",
    "file_of",
    "keep_out",
    "keep_up",
    "lists",
    "look",
    "nothing_to_do",
    "report_of",
    "tab",
    "unlock",
]


@dataclass
class Desk:
    """Three members, each at a desk of their own; unlocking takes long, so they stay."""

    ama: Member
    bilal: Member
    carla: Member

    @classmethod
    @contextlib.contextmanager
    def staffed(cls, chromium: Browser, server: Server) -> Iterator[Desk]:
        """Have them come, and leave in the end."""
        with (
            Member.at_desk(chromium, server, "ama") as ama,
            Member.at_desk(chromium, server, "bilal") as bilal,
            Member.at_desk(chromium, server, "carla") as carla,
        ):
            yield cls(ama, bilal, carla)


def at_report(member: Member, report: str) -> None:
    """Open a report's page anew."""
    member.page.goto(f"{member.server.url}/desk/reports/{report}")
    expect(member.thread).to_be_visible(timeout=SLOW)
