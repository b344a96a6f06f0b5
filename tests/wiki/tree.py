# SPDX-License-Identifier: AGPL-3.0-or-later
"""The code of MediaWiki 1.43 for the tests: Debian's packages, unpacked and never installed.

Debian's own ``mediawiki`` package would pull in a web server and settle in system folders. Its
files alone, unpacked into a cache, are enough for PHP's built-in server, and a machine keeps
them between runs.
"""

from __future__ import annotations

import fcntl
import functools
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

RELEASE = "1.43"
SUITE = "trixie"  # the Debian release whose mediawiki is the 1.43 long-term one
PHP_PACKAGES = ("php-cli", "php-sqlite3", "php-intl", "php-mbstring", "php-xml", "php-curl")
PHP_MODULES = {"pdo_sqlite", "intl", "mbstring", "xml", "curl", "dom", "fileinfo", "iconv"}
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")


class CannotPrepare(RuntimeError):
    """Something a real MediaWiki needs is missing, and this account may not fetch it."""


@functools.cache
def cache_folder() -> Path:
    """Where unpacked code and the template wiki are kept between runs; asked once, then fixed."""
    named = os.environ.get("ALCOVE_CACHE")
    folder = Path(named) if named else Path.home() / ".cache" / "alcove"
    folder.mkdir(parents=True, exist_ok=True)
    return folder.resolve()


@contextmanager
def only_one(lock: Path) -> Iterator[None]:
    """Let parallel test workers prepare a thing once: the others wait and then find it."""
    with lock.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def run(*command: str | Path, cwd: Path | None = None) -> str:
    """Run a program, and fail with what it said."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = (done.stdout + done.stderr).strip()[-3000:]
        raise CannotPrepare(f"{' '.join(map(str, command))} ended with {done.returncode}:\n{said}")
    return done.stdout


def php_is_complete() -> bool:
    """Whether PHP is here with all that MediaWiki and SQLite ask of it."""
    if shutil.which("php") is None:
        return False
    return {line.strip().lower() for line in run("php", "-m").splitlines()} >= PHP_MODULES


def ensure_php() -> None:
    """Install PHP where that is allowed, else say in one sentence what is missing."""
    if php_is_complete():
        return
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise CannotPrepare(
            "These tests run a real MediaWiki and need PHP 8.1 or newer. Please install: "
            + " ".join(PHP_PACKAGES)
        )
    apt = ("apt-get", "-o", "DPkg::Lock::Timeout=120", "-qq")
    run(*apt, "update")
    run(*apt, "install", "-y", "--no-install-recommends", *PHP_PACKAGES)
    if not php_is_complete():
        raise CannotPrepare("PHP was installed, but lacks modules MediaWiki needs.")


def ensure_tree() -> Path:
    """Return the folder of MediaWiki's code, fetched and unpacked the first time."""
    cache = cache_folder()
    tree = cache / f"mediawiki-{RELEASE}"
    with only_one(cache / "tree.lock"):
        if not (tree / "index.php").exists():
            if shutil.which("apt-get") is None or shutil.which("dpkg-deb") is None:
                raise CannotPrepare(
                    f"MediaWiki {RELEASE} comes from Debian's packages, and there is no apt-get "
                    f"here. Please unpack MediaWiki {RELEASE} with its bundled extensions as {tree}"
                )
            unpack(tree, cache / "fetching")
    return tree


def unpack(tree: Path, work: Path) -> None:
    """Fetch the two packages into a scratch folder and move the code into place, whole or not."""
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    for package in download(work):
        run("dpkg-deb", "-x", package, work / "unpacked")
    code = work / "unpacked" / "usr" / "share" / "mediawiki"
    # Debian points these into /var/lib and /etc, where nothing of ours lies.
    for name in ("LocalSettings.php", "config", "images", "extensions"):
        (code / name).unlink(missing_ok=True)
    (code / "extensions").symlink_to("extensions-core")
    (code / "images").mkdir()
    shutil.rmtree(tree, ignore_errors=True)
    code.rename(tree)
    shutil.rmtree(work)


def download(work: Path) -> list[Path]:
    """Ask this machine's own Debian mirror for the newer suite, with an apt state of our own."""
    (work / "lists" / "partial").mkdir(parents=True)
    (work / "cache" / "archives" / "partial").mkdir(parents=True)
    sources = work / "sources.list"
    sources.write_text(f"deb [signed-by={KEYRING}] {debian_mirror()} {SUITE} main\n")
    apt = (
        "-o", f"Dir::Etc::sourcelist={sources}",
        "-o", "Dir::Etc::sourceparts=/dev/null",
        "-o", "Dir::Etc::preferencesparts=/dev/null",
        "-o", f"Dir::State::lists={work / 'lists'}",
        "-o", f"Dir::Cache={work / 'cache'}",
        "-o", "APT::Sandbox::User=root",
        "-qq",
    )  # fmt: skip
    run("apt-get", *apt, "update")
    versions = [
        line.split("|")[1].strip()
        for line in run("apt-cache", *apt, "madison", "mediawiki").splitlines()
    ]
    wanted = next((v for v in versions if v.startswith(f"1:{RELEASE}.")), None)
    if wanted is None:
        raise CannotPrepare(f"Debian {SUITE} offers no MediaWiki {RELEASE}, only {versions}")
    names = (f"mediawiki={wanted}", f"mediawiki-classes={wanted}")
    run("apt-get", *apt, "download", *names, cwd=work)
    return sorted(work.glob("mediawiki*.deb"))


def debian_mirror() -> str:
    """Return the address of the Debian mirror this machine is set up with."""
    targets = run("apt-get", "indextargets", "--format", "$(REPO_URI) $(ORIGIN)")
    for line in targets.splitlines():
        address, _, origin = line.partition(" ")
        if origin == "Debian" and "security" not in address:
            return address
    raise CannotPrepare("apt knows no Debian mirror here; run 'apt-get update' once.")
