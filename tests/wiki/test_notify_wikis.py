# SPDX-License-Identifier: AGPL-3.0-or-later
"""Parties are told where they are at home, in that wiki's language, and found there."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults import Bots

from .casetree import Tree
from .gadget import bot_command
from .notifying import SCRIPT, below, deliver, give_to_massmessage, lists, request, skip, state
from .publishing import Moment, Publisher, block
from .wikis import Wiki, make_wiki

pytestmark = pytest.mark.xdist_group("cases")
#: What the extension CentralAuth answers: everybody has accounts here and there.
CENTRAL = """
$wgAPIMetaModules['globaluserinfo'] = [
	'class' => ApiQueryBase::class,
	'factory' => static fn ( $of, $name ) => new class( $of, $name, 'gui' ) extends ApiQueryBase {
		public function execute() {
			$user = $this->getParameter( 'user' );
			$said = [ 'missing' => true ];
			if ( $user !== 'Nobody Here' ) {
				$at = [ [ 'wiki' => 'here', 'url' => 'http://%s' ],
					[ 'wiki' => 'there', 'url' => 'http://%s' ] ];
				$said = [ 'home' => $user === 'Bob' ? 'here' : 'there', 'merged' => $at ];
			}
			$this->getResult()->addValue( 'query', $this->getModuleName(), $said );
		}
		public function getAllowedParams() {
			return [ 'user' => null, 'prop' => null ];
		}
	},
];
"""
PARTIES = ("Alice", "Bob", "Admin", "Vandal", "Nobody Here")


@pytest.fixture(scope="module")
def german_wiki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wiki]:
    """Another wiki, whose people speak German."""
    wiki = make_wiki("germanwiki", tmp_path_factory.mktemp("german") / "wiki")
    wiki.configure("language", "$wgLanguageCode = 'de';")
    try:
        wiki.start()
        yield wiki
    finally:
        wiki.stop()


@pytest.fixture(scope="module")
def bots(
    cases_wiki: Wiki, german_wiki: Wiki, cases_service: Any, tmp_path_factory: Any
) -> Iterator[Bots]:
    """The bot, told of both wikis."""
    command, environment = bot_command(cases_wiki, script=SCRIPT)
    folder = tmp_path_factory.mktemp("two") / "pywikibot"
    shutil.copytree(environment["PYWIKIBOT_DIR"], folder)
    with (Path(folder) / "user-config.py").open("a") as settings:
        settings.write(f"family_files['germanwiki'] = '{german_wiki.url}/w/api.php'\n")
    environment["PYWIKIBOT_DIR"] = str(folder)
    with Bots(command, environment, ALCOVE_BOT_KEY=cases_service.key) as bots:
        bots.run(f"-service:{cases_service.url}", "-simulate")
        yield bots


@pytest.fixture
def notifier(tree: Tree, bots: Bots, german_wiki: Wiki) -> Iterator[Publisher]:
    """A case whose parties have accounts on both wikis; both are put back after."""
    moments = Moment(tree.wiki), Moment(german_wiki)
    tree.wiki.configure("central", CENTRAL % (tree.wiki.host, german_wiki.host))
    block(german_wiki, "Vandal")
    tree.save("Case", request(*PARTIES))
    tree.sync()
    yield Publisher(tree, bots)
    tree.wiki.configure("central", None)
    for moment in moments:
        moment.restore()


def wikis(notifier: Publisher) -> dict[str, str | None]:
    """Where everybody is told."""
    rows = notifier.tree.service.rows("SELECT party, wiki FROM notices")
    return {party: wiki for party, wiki in rows if party in PARTIES}


def test_everybody_is_told_where_they_are_at_home(notifier: Publisher, german_wiki: Wiki) -> None:
    german_wiki.edit("Benutzer Diskussion:Admin", "[[Kategorie:Opted-out of message delivery]]")
    run = notifier.run("-homewiki")
    assert notifier.edits(run) == 3
    here, there = notifier.wiki.host, german_wiki.host
    assert wikis(notifier) == {
        "Alice": there, "Bob": here, "Admin": there, "Vandal": there, "Nobody Here": here,
    }  # fmt: skip
    german = str(notifier.wiki.text(f"{below(notifier)}/de/1"))
    assert "in einem Antrag an das U4C genannt" in german
    assert [line for line in german.splitlines() if line.startswith("*")] == [
        f"* {{{{#target:User talk:Alice|{there}}}}}"
    ]
    english = str(notifier.wiki.text(f"{below(notifier)}/en/1"))
    assert f"* {{{{#target:User talk:Bob|{here}}}}}" in english
    by_hand = str(notifier.wiki.text(f"{below(notifier)}/by hand/1"))
    assert by_hand.count("<pre>") == 2
    assert "in einem Antrag an das U4C genannt" in by_hand
    assert f"<bdi>Vandal</bdi>]], {there.replace(':', '&#58;')}: blocked <!--" in by_hand
    assert f"<bdi>Admin</bdi>]], {there.replace(':', '&#58;')}: opted out <!--" in by_hand
    assert "<bdi>Nobody Here</bdi>]]: no account <!--" in by_hand

    # Where somebody is at home can change, or not be told any more; nobody is told twice for that.
    before = lists(notifier)
    kept = "UPDATE notices SET state = 'needed', wiki = NULL WHERE party IN ('Alice', 'Vandal')"
    notifier.tree.service.change(kept)
    assert notifier.edits(notifier.run()) == 0
    assert lists(notifier) == before
    assert wikis(notifier)["Alice"] == there
    assert [state(notifier)[name][0] for name in ("Alice", "Vandal")] == ["listed", "by_hand"]

    # MassMessage is given the list here, and delivers there.
    give_to_massmessage(notifier, f"{below(notifier)}/de/1")
    notifier.run("-record")
    assert [state(notifier)[name][0] for name in ("Alice", "Bob")] == ["sent", "listed"]
    skip(notifier, "Alice", german_wiki)
    run = notifier.run("-record", code=1)
    assert f"did not tell Alice on {there}" in run.output
    told = deliver(notifier, "Alice", "de", german_wiki)
    notifier.run("-record")
    assert state(notifier)["Alice"][::2] == ("proven", told)


def test_a_wiki_that_does_not_answer_is_told_of(notifier: Publisher, german_wiki: Wiki) -> None:
    notifier.run("-homewiki")
    german_wiki.configure("broken", "throw new Exception( 'made for a test' );")
    try:
        notifier.run("-record", code=1)
    finally:
        german_wiki.configure("broken", None)
    assert {row[0] for row in notifier.tree.service.rows(
        "SELECT json_extract(value, '$.code') FROM passes, json_each(passes.problems)"
        " WHERE kind = 'notify' AND n = (SELECT max(n) FROM passes WHERE kind = 'notify')"
    )} == {"wiki_not_asked"}  # fmt: skip
    assert state(notifier)["Alice"][0] == "listed"


def test_without_central_accounts_everybody_is_told_here(notifier: Publisher) -> None:
    notifier.wiki.configure("central", None)
    notifier.run("-homewiki")
    assert set(wikis(notifier).values()) == {notifier.wiki.host}
