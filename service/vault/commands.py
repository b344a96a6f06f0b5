# SPDX-License-Identifier: AGPL-3.0-or-later
"""`alcove`: keys, teams and threads on somebody's own machine, without trusting served code.

Exit codes: 0 all is well, 1 something did not verify, 2 wrong use. Passphrases and private codes
are asked for or read from a file, never taken as arguments: arguments stand in process lists.
"""

from __future__ import annotations

import json
import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import click

from service.vault import client
from service.vault.opening import for_people, for_programs, open_beside
from service.vault.sealing.encoding import compact_json, is_key, strict_json
from service.vault.sealing.errors import SealingError
from service.vault.sealing.export import read_export
from service.vault.sealing.plain import describe_statement, plain
from service.vault.sealing.statement import ROLES

EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW = click.Path(dir_okay=False, path_type=Path)


def today() -> date:
    """The day it is, in UTC like every day here."""
    return datetime.now(UTC).date()


def _public_key(ctx: click.Context, param: click.Parameter, value: str) -> str:
    if not is_key(value):
        raise click.BadParameter("this is not a public key in base64")
    return value


class _Alcove(click.Group):
    """Says in plain words why something was refused."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except SealingError as error:
            click.echo(f"Refused: {error.meaning} ({error.code}).", err=True)
            ctx.exit(1)


pinned_root = click.option(
    "--root", callback=_public_key, required=True, help="The pinned root key, in base64."
)
out_file = click.option("--out", type=NEW, required=True, help="The file to write.")
force = click.option("--force", is_flag=True, help="Overwrite the file if it is there.")
passphrase_file = click.option(
    "--passphrase-file", type=EXISTING, help="Read the passphrase from here instead of asking."
)
role = click.option(
    "--role",
    type=click.Choice(ROLES),
    default="member",
    show_default=True,
    help="Observers read without a vote; staff and translators what they are granted singly.",
)


@click.group(cls=_Alcove)
def main() -> None:
    """Keys, teams and threads of Alcove, on your own machine."""


@main.group()
def team() -> None:
    """Say who is in a team. Needs the team's root key, which stays offline."""


@team.command("new")
@click.argument("name")
@out_file
@force
def team_new(name: str, out: Path, force: bool) -> None:
    """Make a root key for a team."""
    _refuse_to_overwrite(out, force)
    root, passphrase = client.new_root(name), client.new_passphrase()
    _write(out, client.make_key_file(root, passphrase, made=today()), 0o600, force)
    _show_passphrase(out, passphrase)
    click.echo(f"Root key of {plain(name)}, to be pinned:\n{root.public_key}")


@team.command("sign")
@click.option("--root", "root_file", type=EXISTING, required=True, help="The root key file.")
@click.option("--members", type=EXISTING, required=True, multiple=True, help="Member lines.")
@click.option("--seq", type=click.IntRange(min=1), required=True, help="One more than before.")
@click.option("--min-holders", type=click.IntRange(min=1), required=True)
@click.option("--days", type=click.IntRange(1, 90), default=90, show_default=True)
@click.option("--yes", is_flag=True, help="Do not ask.")
@out_file
@force
@passphrase_file
def team_sign(
    root_file: Path,
    members: tuple[Path, ...],
    seq: int,
    min_holders: int,
    days: int,
    yes: bool,
    out: Path,
    force: bool,
    passphrase_file: Path | None,
) -> None:
    """Sign the list of a team's members."""
    _refuse_to_overwrite(out, force)
    lines = [line for file in members for line in _member_lines(file)]
    text = _text(root_file)
    root = client.open_root_file(text, _passphrase(passphrase_file))
    wire = client.sign_statement(
        root,
        members=lines,
        seq=seq,
        min_holders=min_holders,
        issued=today(),
        expires=today() + timedelta(days=days),
    )
    signed = client.read_statement(wire, root=root.public_key, team=root.team)
    click.echo("\n".join(describe_statement(signed)))
    if not yes and not click.confirm("Compare the words by voice. Sign this?"):
        raise click.UsageError("Nothing was signed.")
    _write(out, compact_json(wire) + "\n", 0o644, force)
    click.echo(f"Signed: {plain(str(out))}")


@team.command("show")
@click.argument("statement", type=EXISTING)
@pinned_root
def team_show(statement: Path, root: str) -> None:
    """Check a signed list against the pinned root key and show it."""
    try:
        wire = strict_json(_text(statement).strip())
        name = str(strict_json(wire["text"])["team"])
    except (ValueError, KeyError, AttributeError) as error:
        raise SealingError("statement_malformed") from error
    signed = client.read_statement(wire, root=root, team=name)
    click.echo("\n".join(describe_statement(signed)))
    client.verify_statement(wire, root=root, team=name, today=today())
    click.echo("The signature is right, and the list is valid today.")


@main.group()
def key() -> None:
    """Your own keys."""


@key.command("new")
@click.argument("name")
@click.argument("home")
@role
@out_file
@force
def key_new(name: str, home: str, role: str, out: Path, force: bool) -> None:
    """Make keys for yourself: NAME on your HOME wiki."""
    if plain(name) != name or plain(home) != home:
        raise click.UsageError("A name cannot have characters that do not show.")
    _refuse_to_overwrite(out, force)
    person, passphrase = client.new_person(name, home), client.new_passphrase()
    _write(out, client.make_key_file(person, passphrase, made=today()), 0o600, force)
    _show_passphrase(out, passphrase)
    _show_person(person, role)


@key.command("check")
@click.argument("file", type=EXISTING)
@role
@passphrase_file
def key_check(file: Path, role: str, passphrase_file: Path | None) -> None:
    """Open a key file and show its public half."""
    text = _text(file)
    _show_person(client.open_key_file(text, _passphrase(passphrase_file)), role)


@main.command("open")
@click.argument("export", type=EXISTING)
@click.option("--key", "key_file", type=EXISTING, help="Your key file.")
@click.option("--receipt", is_flag=True, help="Ask for a private code instead of a key.")
@pinned_root
@click.option("--seen", type=NEW, help="Remember here what was read, to notice what is taken away.")
@click.option("--file", "is_file", is_flag=True, help="A team's own file instead of a thread.")
@click.option("--thread", type=EXISTING, help="The export of the thread that a file is about.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@passphrase_file
def open_export(
    export: Path,
    key_file: Path | None,
    receipt: bool,
    root: str,
    seen: Path | None,
    is_file: bool,
    thread: Path | None,
    as_json: bool,
    passphrase_file: Path | None,
) -> None:
    """Open an exported thread or file and check everything in it."""
    if receipt == (key_file is not None):
        raise click.UsageError("Give either --key or --receipt.")
    if thread is not None and not is_file:
        raise click.UsageError("--thread goes with --file.")
    heads = _seen(seen)
    beside = None if thread is None else read_export(_text(thread))
    found = open_beside(
        read_export(_text(export)),
        beside,
        is_file=is_file,
        who=_reader(key_file, passphrase_file),
        root=root,
        heads=heads,
    )
    if as_json:
        click.echo(json.dumps(for_programs(found), indent=2))
    else:
        click.echo("\n".join(for_people(found)))
    _remember(seen, heads, found.stored.vault, found.reading.entries)
    if not all(entry.ok for entry in found.reading.entries):
        click.echo("Not everything in this could be accepted.", err=True)
        raise click.exceptions.Exit(1)
    if found.about is not None and not all(entry.ok for entry in found.about.entries):
        click.echo("Not everything in its thread could be accepted: open that, too.", err=True)
        raise click.exceptions.Exit(1)


@main.group()
def receipt() -> None:
    """The private code of somebody who reported."""


@receipt.command("check")
def receipt_check() -> None:
    """Check that a private code was written down without a mistake."""
    client.read_receipt(_secret("Private code"))
    click.echo("The private code is complete and has no mistake in it.")


def _reader(key_file: Path | None, passphrase_file: Path | None) -> dict[str, str]:
    """Who opens a thread: a member with a key file, or whoever has the private code."""
    if key_file is None:
        code = client.read_receipt(_secret("Private code"))
        known = {"reporter": code.ed25519_public}
        return {"holder": client.REPORTER, "identity": code.identity, **known}
    text = _text(key_file)
    person = client.open_key_file(text, _passphrase(passphrase_file))
    return {"holder": person.fingerprint, "identity": person.identity}


def _seen(file: Path | None) -> dict[str, client.Head]:
    """What was last read of each thread."""
    if file is None or not file.exists():
        return {}
    try:
        raw = strict_json(_text(file).strip())
        return {vault: client.Head(**head) for vault, head in raw.items()}
    except (ValueError, TypeError) as error:
        raise click.UsageError(f"{plain(str(file))} is not a file of what was seen.") from error


def _remember(
    file: Path | None,
    heads: dict[str, client.Head],
    vault: str,
    entries: tuple[client.Entry, ...],
) -> None:
    """Keep the last entry that was accepted."""
    accepted = [entry for entry in entries if entry.ok]
    if file is None or not accepted:
        return
    last, before = accepted[-1], heads.get(vault)
    if before is not None and (last.epoch, last.n) < (before.epoch, before.n):
        return  # whoever stores the thread could otherwise make us forget step by step
    heads = {**heads, vault: client.Head(last.epoch, last.n, last.hash)}
    content = {name: vars(head) for name, head in heads.items()}
    _write(file, compact_json(content) + "\n", 0o600, force=True)


def _member_lines(file: Path) -> list[dict[str, Any]]:
    """Member lines, one a line, or a JSON list of them."""
    text = _text(file).strip()
    try:
        if not text.startswith("["):
            return [strict_json(line.strip()) for line in text.splitlines() if line.strip()]
        return [strict_json(compact_json(entry)) for entry in json.loads(text)]
    except (ValueError, AttributeError, TypeError) as error:
        raise click.UsageError(f"{plain(str(file))} has no member lines.") from error


def _show_person(person: client.Person, role: str) -> None:
    line = person.member_line(role)
    click.echo(f"Words to compare by voice: {' '.join(person.words)}")
    click.echo("Member line, for whoever keeps the team's root key:")
    click.echo(plain(compact_json(line)))


def _show_passphrase(file: Path, passphrase: str) -> None:
    click.echo(f"Written: {plain(str(file))}")
    click.echo("Passphrase, shown only this once. Write it on paper:")
    click.echo(f"\n    {passphrase}\n")


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise SealingError("malformed") from error


def _passphrase(file: Path | None) -> str:
    return _secret("Passphrase") if file is None else _text(file)


def _secret(what: str) -> str:
    return str(click.prompt(what, hide_input=True, err=True))


def _refuse_to_overwrite(file: Path, force: bool) -> None:
    """A key that is overwritten is gone."""
    if file.exists() and not force:
        raise click.UsageError(f"{plain(str(file))} is already there. --force overwrites it.")


def _write(file: Path, text: str, mode: int, force: bool) -> None:
    """Write a whole file or none, readable for nobody else from its first byte."""
    _refuse_to_overwrite(file, force)
    fresh = file.with_name(f"{file.name}.{client.random_id()}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as stream:
        stream.write(text.encode())
    fresh.replace(file)


if __name__ == "__main__":
    main(prog_name="alcove")
