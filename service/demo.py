# SPDX-License-Identifier: AGPL-3.0-or-later
"""A working Alcove on one's own machine: a team of four, their key files, two sample reports.

Two sample cases come with it. Everything is made on the first start and kept in one folder. The
samples go through the same API as real ones. This is the only part of the service that may import
the code that seals and opens; it plays the people outside, and runs before the server, never in it.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import secrets
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from service import create_app, demo_cases
from service.infra.database import upgrade
from service.infra.time import today
from service.people import actions as people
from service.people import visits
from service.people.models import Statement
from service.people.queries import current_statement
from service.people.rules import Intake
from service.vault import client

TEAM = "u4c"
TEAM_NAME = "Demo committee"
TEAM_ABOUT = "Four invented volunteers on this machine. Nothing sent to them leaves it."
PEOPLE = {
    "ama": ("Ama Demo", "en.wikipedia.org"),
    "bilal": ("Bilal Demo", "ar.wikipedia.org"),
    "carla": ("Carla Demo", "de.wikipedia.org"),
    "duc": ("Duc Demo", "meta.wikimedia.org"),
}
#: A report can leave out one of the four, and still be somebody's.
MIN_HOLDERS = 3
#: `make wiki` brings its wikis up on these.
WIKIS = ("http://127.0.0.1:8620", "http://127.0.0.1:8621")


@dataclass(frozen=True)
class Demo:
    """One demo: its folder and where it is served."""

    folder: Path
    base_url: str
    wikis: tuple[str, ...] = WIKIS
    #: What opening one of its key files costs, as an exponent; None is what real ones cost.
    work: int | None = None
    #: Whether the sample cases come with it.
    with_cases: bool = True

    @property
    def settings(self) -> dict[str, str]:
        """What the application is started with."""
        secret = self.folder / "secret"
        if not secret.exists():
            write_secret(secret, secrets.token_hex(32))
        return {
            "DEMO": "1",
            "DEMO_DIR": str(self.folder),
            "BASE_URL": self.base_url,
            "DATABASE_URL": f"sqlite:///{self.folder / 'alcove.db'}",
            "SECRET_KEY": secret.read_text(),
            "CLAIM_SEED": self.claim_seed,
            "WIKI_ORIGINS": " ".join(self.wikis),
            "HOME_WIKI": self.wikis[-1],
        }

    @property
    def claim_seed(self) -> str:
        """The private half of the key that signs proven names."""
        seed = self.folder / "claim-seed"
        if not seed.exists():
            write_secret(seed, base64.b64encode(secrets.token_bytes(32)).decode("ascii"))
        return seed.read_text()

    def key_file(self, person_id: str) -> Path:
        return self.folder / "keys" / f"alcove-key-{person_id}.age"

    @property
    def bot_key(self) -> Path:
        """Where the key of its bot lies, which opens nothing but this demo."""
        return self.folder / "keys" / "bot-key"

    @property
    def passphrases(self) -> Path:
        return self.folder / "keys" / "passphrases.json"


def write_secret(path: Path, text: str) -> None:
    """Write a file that only its owner can read, from its first byte on."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)


def prepare(demo: Demo) -> Flask:
    """Make whatever of the demo is not there yet; a second start finds everything."""
    demo.folder.mkdir(parents=True, exist_ok=True)
    app = create_app(demo.settings)
    samples_sent = demo.folder / "samples-sent"
    with app.app_context():
        upgrade()
        if samples_sent.exists() and _is_good_for_a_month(current_statement(TEAM)):
            _be_at_the_desk()
            _bring_cases(app, demo)
            return app
        root, keys = _keys(demo)
        statement = _statement(root, keys)
        _be_at_the_desk()
    if not samples_sent.exists():
        _send_samples(app, demo, statement, keys)
    _bring_cases(app, demo)
    pins = {
        "service": demo.base_url,
        "claim_key": app.extensions["alcove_config"].claim_public,
        "home": demo.wikis[-1],
        "teams": {TEAM: {"name": TEAM_NAME, "root": root.public_key}},
    }
    (demo.folder / "pins.json").write_text(json.dumps(pins, indent="\t") + "\n")
    samples_sent.touch()
    return app


def _bring_cases(app: Flask, demo: Demo) -> None:
    if demo.with_cases and not demo.bot_key.exists():
        # Written last: from now on the cases are there, too.
        write_secret(demo.bot_key, demo_cases.bring(app, TEAM, demo.base_url))


def _be_at_the_desk() -> None:
    """Have everybody been here today: a team nobody looks after takes no reports."""
    for person_id in PEOPLE:
        visits.visit(person_id)


def _is_good_for_a_month(statement: Statement | None) -> bool:
    return statement is not None and statement.expires > today() + timedelta(days=30)


def _keys(demo: Demo) -> tuple[client.Root, dict[str, client.Person]]:
    """The team's root and its people's keys, from their files or new."""
    root_file = demo.folder / "keys" / "alcove-root.age"
    if demo.passphrases.exists():
        phrases: dict[str, str] = json.loads(demo.passphrases.read_text())
        root = client.open_root_file(root_file.read_text(), phrases["root"])
        files = {person_id: demo.key_file(person_id).read_text() for person_id in PEOPLE}
        return root, {
            person_id: client.open_key_file(text, phrases[person_id])
            for person_id, text in files.items()
        }
    root = client.new_root(TEAM)
    keys = {person_id: client.new_person(*PEOPLE[person_id]) for person_id in PEOPLE}
    phrases = {name: client.new_passphrase() for name in ("root", *PEOPLE)}
    work = {"work": demo.work} if demo.work else {}
    write_secret(root_file, client.make_key_file(root, phrases["root"], made=today(), **work))
    for person_id, person in keys.items():
        made = client.make_key_file(person, phrases[person_id], made=today(), **work)
        write_secret(demo.key_file(person_id), made)
    # Last: from now on the files are all there.
    write_secret(demo.passphrases, json.dumps(phrases, indent=1) + "\n")
    return root, keys


def _statement(root: client.Root, keys: Mapping[str, client.Person]) -> client.Statement:
    """The team in the database, under a statement that is good for a month at least."""
    people.add_team(
        TEAM,
        name=TEAM_NAME,
        about=TEAM_ABOUT,
        root=root.public_key,
        intake=Intake.OPEN,
        answer_days=7,
    )
    for person_id, (name, home) in PEOPLE.items():
        people.add_person(person_id, name=name, home=home)
        person = keys[person_id]
        people.set_keys(person_id, person.recipient, person.ed25519_public)
    current = current_statement(TEAM)
    wire: Mapping[str, str]
    if current is not None and _is_good_for_a_month(current):
        wire = current.wire
    else:
        wire = client.sign_statement(
            root,
            seq=current.seq + 1 if current else 1,
            issued=today(),
            expires=today() + timedelta(days=90),
            min_holders=MIN_HOLDERS,
            members=[person.member_line() for person in keys.values()],
        )
        people.accept_statement(TEAM, wire)
    return client.verify_statement(wire, root=root.public_key, team=TEAM, today=today())


# ---- the sample reports -------------------------------------------------------------------------


def _sample(what: str, **more: Any) -> dict[str, Any]:
    """A report as the form writes it, with everything optional left empty."""
    return {
        "v": 1,
        "lang": "en",
        "role": "me",
        "officials": [],
        "what": what,
        "when": "",
        "where": "",
        "wiki": "en.wikipedia.org",
        "context": None,
        "people": [],
        "evidence": [],
        "kinds": [],
        "tried": "",
        "wish": "",
        "wish_unknown": True,
        "appear": {"as": "none"},
        "tell_other": "ask",
        "wiki_mail": {"allowed": False},
        **more,
    }


FOLLOWED = _sample(
    "Somebody answers every edit I make with remarks about where I come from. It began when I asked"
    " for a source. I have stopped editing the articles I care about.",
    when="Since the beginning of November",
    people=[{"name": "Example user one", "note": "also writes as a temporary account"}],
    evidence=[
        {
            "url": "https://en.wikipedia.org/wiki/Special:Diff/1",
            "title": "Talk:Example",
            "date": "2026-11-03",
        }
    ],
    kinds=["3.1-insults", "3.1-hounding"],
    tried="I asked them to stop, twice.",
    wish="I want it to stop. I do not need an apology.",
    wish_unknown=False,
)
WAITING = _sample(
    "Unter jedem meiner Beiträge steht seit einer Woche der Name meiner Schule. Ich weiß nicht, wer"
    " das ist.",
    lang="de",
    wiki="de.wikipedia.org",
    kinds=["3.1-doxing"],
    tell_other="no",
)


def _summary(report: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "wiki": report["wiki"],
        "about": [person["name"] for person in report["people"]],
        "kinds": report["kinds"],
        "excerpt": report["what"],
        "lang": report["lang"],
    }


def _send_samples(
    app: Flask, demo: Demo, statement: client.Statement, keys: Mapping[str, client.Person]
) -> None:
    """One report that waits, and one with an answered thread."""
    browser = app.test_client()
    receipts = {}
    for name, report in (("waiting", WAITING), ("answered", FOLLOWED)):
        sealed = client.seal_report(
            team=TEAM, statement=statement, report=report, summary=_summary(report)
        )
        _post(browser, demo, "/api/v1/reports", sealed.payload)
        receipts[name] = sealed.receipt.text
    write_secret(demo.folder / "keys" / "private-codes.json", json.dumps(receipts, indent=1) + "\n")

    answer = _next(
        sealed, statement, keys["ama"].signer, 2, sealed.head, "message",
        "Thank you for telling us. We have read the pages you named. Two of us look at this"
        " together and will write here again within a week. You need not answer them meanwhile.",
        as_member=True,
    )  # fmt: skip
    _sign_in(browser, demo, "ama")
    listed = browser.get("/api/v1/desk/reports", base_url=demo.base_url).get_json()["reports"]
    report_id = next(row["id"] for row in listed if row["vault"] == sealed.vault.id)
    path = f"/api/v1/desk/reports/{report_id}/envelopes"
    _post(browser, demo, path, answer.desk_payload("message"))
    thanks = _next(
        sealed, statement, sealed.receipt.signer, 3, answer.hash, "message",
        "Thank you. It has been quiet since yesterday. I will write here if it begins again.",
    )  # fmt: skip
    bearer = {"Authorization": f"Bearer {sealed.receipt.access}"}
    payload = thanks.reporter_payload(sealed.receipt)
    _post(app.test_client(), demo, "/api/v1/follow/envelopes", payload, bearer)


def _next(
    sealed: client.SealedReport,
    statement: client.Statement,
    signer: client.Signer,
    n: int,
    prev: str,
    kind: str,
    text: str,
    as_member: bool = False,
) -> client.SealedNext:
    return client.seal_next(
        vault_recipient=sealed.vault.recipient,
        vault=sealed.vault.id,
        epoch=0,
        n=n,
        prev=prev,
        team=TEAM,
        kind=kind,
        body={"text": text, "lang": "en"},
        signer=signer,
        statement=statement if as_member else None,
    )


def _sign_in(browser: FlaskClient, demo: Demo, person_id: str) -> None:
    headers = {"Origin": demo.base_url}
    data = {"person": person_id}
    answer = browser.post("/desk/sign-in", data=data, headers=headers, base_url=demo.base_url)
    if answer.status_code >= 400:
        raise RuntimeError(f"the demo could not sign in: {answer.status}")


def _post(
    browser: FlaskClient,
    demo: Demo,
    path: str,
    payload: Mapping[str, Any],
    headers: Mapping[str, str] | None = None,
) -> None:
    given = {"Origin": demo.base_url, **(headers or {})}
    answer = browser.post(path, json=payload, headers=given, base_url=demo.base_url)
    if answer.status_code != 201:
        raise RuntimeError(f"the demo's own request was refused: {answer.get_data(as_text=True)}")


# ---- the command --------------------------------------------------------------------------------


def _introduction(demo: Demo) -> str:
    phrases = json.loads(demo.passphrases.read_text())
    codes = json.loads((demo.folder / "keys" / "private-codes.json").read_text())
    people_lines = "\n".join(
        f"    {name:<11} {demo.key_file(person_id)}\n                {phrases[person_id]}"
        for person_id, (name, _home) in PEOPLE.items()
    )
    return f"""
Alcove, for trying out, on this machine only. Ctrl+C ends it; `rm -r {demo.folder}` forgets it.

  Write a report         {demo.base_url}/write
  Read what came of one  {demo.base_url}/follow
      the private code of the answered sample report:
      {codes["answered"]}
  The desk               {demo.base_url}/desk/
      Sign in as one of four members, then unlock with their key file and passphrase:
{people_lines}
  Cases                  {demo.base_url}/desk/cases
      `make wiki` has more, and says how a bot brings them; the key for that:
                {demo.bot_key}
"""


def main(arguments: list[str] | None = None) -> None:
    """Make the demo and serve it."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--folder", type=Path, default=Path("build/demo"))
    parser.add_argument("--prepare", action="store_true", help="make it, and do not serve it")
    chosen = parser.parse_args(arguments)
    demo = Demo(chosen.folder.absolute(), f"http://127.0.0.1:{chosen.port}")
    prepare(demo)
    sys.stdout.write(_introduction(demo))
    sys.stdout.flush()
    if chosen.prepare:
        return
    os.environ.update({f"ALCOVE_{name}": value for name, value in demo.settings.items()})
    os.environ["PORT"] = str(chosen.port)
    command = ["-m", "gunicorn", "--config", "gunicorn.conf.py", "service:create_app()"]
    os.execv(sys.executable, [sys.executable, *command])  # noqa: S606  # no shell; it becomes the server


if __name__ == "__main__":
    main()
