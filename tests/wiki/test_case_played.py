# SPDX-License-Identifier: AGPL-3.0-or-later
"""One case on real parts, from the gadget where it is filed until its remedy has expired."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import BrowserContext, expect

from tests import clocked
from tests.browser.living import Team
from tests.conftest import SetClock
from tests.faults import Bots
from tests.filing import CASES, CONFIG, PATIENCE, Filer, listed, prepare

from . import wikis
from .casetree import Tree
from .caseworld import CaseService
from .gadget import bot_command
from .playing import PASSWORD, Played, join
from .publishing import Moment, Publisher
from .wikis import Wiki

pytestmark = pytest.mark.xdist_group("cases")

NAME = "Edits of the same pages"
WORDS = "Since May every edit of ours about tea is undone on four wikis."
POLICY = "Project:Conduct"
EVIDENCE = "Evidence can be submitted before"
DECISION = "Edits about tea stop for a time."
MOTION = "Motion 1: No edits about tea"
LATER = {"eka": "Eka Demo", "femi": "Femi Demo"}
MEMBERS = ("Ama Demo", "Bilal Demo", "Carla Demo", "Duc Demo", *LATER.values())
MOTIONS = f"""
== Motions ==
=== {MOTION} ===
[[User:Bob|Bob]] is not to edit pages about tea for a time.
==== Support ====
==== Oppose ====
"""
REMEDIES = """
== Remedies ==
# [[User:Bob|Bob]] does not edit pages about tea from {0} until {1}. This can be appealed from {2}.
"""


@pytest.fixture(scope="module")
def notify_bots(cases_wiki: Wiki, cases_service: CaseService) -> Iterator[Bots]:
    """The bot that sees to notices."""
    command = bot_command(cases_wiki, script="notify_parties.py")
    with Bots(*command, ALCOVE_BOT_KEY=cases_service.key) as bots:
        yield bots


@pytest.fixture
def put_back(cases_wiki: Wiki, cases_service: CaseService) -> Iterator[None]:
    """Wiki, service and its calendar are as others know them, before and after."""
    cases_service.restore()
    moment = Moment(cases_wiki)
    yield
    clocked.set_day(cases_service.server.demo.folder, None)
    cases_service.restore()
    moment.restore()


@pytest.fixture
def played(
    cases_wiki: Wiki,
    cases_service: CaseService,
    sync_bots: Bots,
    publish_bots: Bots,
    notify_bots: Bots,
    browser_context: BrowserContext,
    set_clock: SetClock,
    monkeypatch: pytest.MonkeyPatch,
    put_back: None,
) -> Played:
    """A wiki with the gadget and the accounts of a committee of six; one of them at the desk."""
    day, server = datetime.now(UTC).date(), cases_service.server
    set_clock(day, 12)
    prepare(cases_wiki)
    cases_wiki.install_gadget({**server.pins, "filing": CONFIG}, default=True, form=True)
    for name in MEMBERS:
        monkeypatch.setitem(wikis.PASSWORDS, name, PASSWORD)
    join(cases_wiki, *MEMBERS)
    team = Team.of(server)
    for person, name in LATER.items():
        team.take_in(person, name, cases_wiki.host)
    team.sign()
    tree = Tree(cases_wiki, cases_service, sync_bots, f"{CASES}/")
    browser_context.set_default_timeout(PATIENCE)
    filer = Filer(browser_context.new_page(), cases_wiki)
    cases_wiki.login(filer.page, "Alice")
    one = Played(
        tree, filer, browser_context.new_page(), Publisher(tree, publish_bots),
        Publisher(tree, notify_bots), team, day,
    )  # fmt: skip
    one.on(day)
    return one


def test_a_case_from_its_filing_to_the_end_of_its_remedy(played: Played) -> None:
    """Each step asserts what the wiki, the desk and the agenda say of it."""
    filed(played)
    read(played)
    party_is_told(played)
    accepted(played)
    evidence_runs_out(played)
    voted_on(played)
    decided(played)
    remedied(played)
    closed(played)
    a_member_leaves(played)
    remedy_expires(played)
    archived(played)


def filed(case: Played) -> None:
    """A person writes a request in the gadget; a page is made of the wiki's own preload."""
    case.filer.open()
    case.filer.fill_up_to_save(WORDS, "Bob", title=NAME)
    case.title = case.filer.save()
    assert case.title == f"{CASES}/{NAME}"
    case.filed = case.saved_on()
    assert listed(case.tree.wiki, case.title) == 1
    assert WORDS in case.text
    assert "{{userlinks|Bob}} || The committee is asked to notify" in case.text
    assert case.tree.wiki.latest(case.title)["user"] == "Alice"  # type: ignore[index]


def read(case: Played) -> None:
    """The bot finds the page; it asks nothing of anybody at the desk yet."""
    case.tree.sync()
    expect(case.listing()).to_contain_text("Request")
    expect(case.listing()).to_contain_text("1 notice without proof")
    desk = case.case()
    expect(case.section("parties").locator("li")).to_have_text(
        [re.compile("Alice.*filed it"), re.compile("Bob.*not told yet", re.DOTALL)]
    )
    expect(case.section("page-says")).to_contain_text(f"{case.filed} · Alice")
    expect(desk.locator(".unread")).to_have_count(0)
    expect(case.agenda()).to_have_count(0)
    row, outcomes = case.published()
    assert row.startswith(f"{case.link}|request|{case.filed}|{case.filed}|—|"), row
    assert row.endswith("|1"), row
    assert not outcomes


def party_is_told(case: Played) -> None:
    """A list for MassMessage, a message on a talk page, and the edit that proves it."""
    case.notifier.run()
    page = case.tree.page(NAME)
    wiki = case.tree.wiki
    target = f"* {{{{#target:User talk:Bob|{wiki.host}}}}}"
    assert target in str(wiki.text(f"User:AlcoveBot/Alcove notices/{page}/en/1")).splitlines()
    case.case()
    expect(case.section("parties")).to_contain_text("on the delivery list")
    told = wiki.edit("User talk:Bob", f"You are named in [[:{case.title}]]. ~~~~")["newrevid"]
    case.notifier.run("-record", "-by:Admin")
    case.case()
    proof = case.section("parties").get_by_role("link", name="proof")
    expect(proof).to_have_attribute("href", re.compile(rf"^{wiki.url}/.*diff={told}$"))
    row, _ = case.published()
    assert row.endswith("|0"), row


def accepted(case: Played) -> None:
    """A clerk writes that it is accepted and until when evidence is taken; members vote so."""
    due = case.day + timedelta(days=5)
    case.vote("=== Accept votes ===", "This is for us.", *MEMBERS[:3])
    head = f"This case is currently accepted.\n\nType of case: cross-wiki\n\n{EVIDENCE} {due}.\n"
    case.write('{| class="wikitable"', f'{head}{{| class="wikitable"')
    case.tree.sync()
    expect(case.listing()).to_contain_text("Accepted")
    expect(case.listing()).to_contain_text("Cross-wiki")
    case.case()
    expect(case.desk.locator(".case-bar")).to_contain_text(f"Evidence closes in 5 days ({due})")
    expect(case.section("page-says")).to_contain_text("3 votes on accepting it")
    expect(case.section("timeline")).to_contain_text("Case bot: from “Request” to “Accepted”")
    expect(case.agenda()).to_contain_text(f"{NAME} Evidence closes in 5 days")
    row, _ = case.published()
    assert f"|accepted|{case.filed}|{case.saved_on()}|{due}|" in row, row


def evidence_runs_out(case: Played) -> None:
    """While it is looked into the day comes and passes; the agenda reminds of it."""
    case.write("currently accepted", "currently under investigation")
    case.tree.sync()
    case.on(case.day + timedelta(days=6))
    expect(case.agenda()).to_contain_text(f"{NAME} Evidence closed yesterday")
    expect(case.listing()).to_contain_text("Investigation")
    expect(case.listing()).to_contain_text("Evidence closed yesterday")


def voted_on(case: Played) -> None:
    """Members vote on the page; the desk counts by the rule, and reminds who has not."""
    case.write("currently under investigation", "currently being voted on")
    case.write(case.text, f"{case.text}{MOTIONS}")
    case.vote("==== Support ====", "Agreed.", *MEMBERS[:3], "Eka Demo")
    case.vote("==== Oppose ====", "Too long.", "Femi Demo")
    case.tree.sync()
    agenda = case.agenda()
    expect(agenda).to_contain_text(f"You have not voted: {MOTION}")
    expect(agenda).not_to_contain_text("Evidence")
    case.case()
    motion = case.desk.locator(".motion")
    expect(motion).to_contain_text("4 support, 1 oppose, 0 abstain")
    expect(motion).to_contain_text("Rule: ordinary. Nobody said which rule it follows")
    expect(motion).to_contain_text("Has not voted: Duc Demo")
    case.act("motion", title=MOTION, kind="ordinary", slug=MOTION)
    expect(motion).to_have_count(1)
    expect(motion).to_contain_text("Passes, whatever else is cast")
    expect(motion).not_to_contain_text("Nobody said")
    expect(motion.locator(".source")).to_contain_text("at least five members")
    case.vote("==== Support ====", "Agreed.", "Duc Demo")
    case.tree.sync()
    expect(case.agenda()).to_have_count(0)
    row, outcomes = case.published()
    assert "|voting|" in row, row
    assert not outcomes


def decided(case: Played) -> None:
    """The motion passes; the decision says which policy it rests on, at which revision."""
    case.case()
    expect(case.section("next-title")).to_contain_text("End the motion")
    case.act("decide-motion", result="passed")
    motion = case.desk.locator(".motion")
    expect(motion).to_contain_text("passed")
    expect(motion).to_contain_text("5 support, 1 oppose, 0 abstain")
    expect(case.section("next-title")).to_contain_text("Write down the decision")
    rev = case.tree.wiki.edit(POLICY, "Nobody undoes every edit of somebody.")["newrevid"]
    case.act("decide", text=DECISION, motion=MOTION, policy0=POLICY, rev0=str(rev))
    decision = case.section("decisions").locator(".decision")
    expect(decision).to_contain_text(DECISION)
    cited = decision.get_by_role("link", name=POLICY)
    expect(cited).to_have_attribute("href", re.compile(rf"^{case.tree.wiki.url}/.*oldid={rev}$"))
    _, outcomes = case.published()
    assert outcomes == f"{case.day}|{case.link}|{MOTION}|5|1|0|ordinary"


def remedied(case: Played) -> None:
    """The page's remedy is the desk's, too; of its words only what names nobody is published."""
    starts, appeal, expires = (case.day + timedelta(days=days) for days in (0, 14, 28))
    case.write(case.text, case.text + REMEDIES.format(starts, expires, appeal))
    case.tree.sync()
    case.case()
    case.act("change", scope="Pages about tea", public="yes", decision=DECISION)
    remedy = case.section("remedies").locator(".remedy")
    expect(remedy).to_contain_text("Bob does not edit pages about tea")
    expect(remedy.locator(".force")).to_have_text("in force")
    expect(remedy.locator("dd", has_text=str(expires))).to_have_count(1)
    _, outcomes = case.published()
    assert outcomes.endswith(f"|—|Pages about tea|{starts}|{expires}|{appeal}|yes"), outcomes


def closed(case: Played) -> None:
    """A clerk closes the case; nothing of it is left to do."""
    case.write("currently being voted on", "currently closed")
    case.tree.sync()
    expect(case.listing()).to_contain_text("Closed")
    expect(case.agenda()).to_have_count(0)


def a_member_leaves(case: Played) -> None:
    """What was decided with their vote stays as it was counted."""
    case.team.lines.pop("eka")
    case.team.sign()
    case.case()
    expect(case.desk.locator(".motion .case-tally")).to_have_text("5 support, 1 oppose, 0 abstain")
    expect(case.desk.locator(".motion")).to_contain_text("Votes or members have changed since")
    row, outcomes = case.published()
    assert "|closed|" in row, row
    assert f"|{MOTION}|5|1|0|ordinary|" in outcomes, outcomes


def remedy_expires(case: Played) -> None:
    """Members are reminded of its last days; the day after, it is in force nowhere any more."""
    appeal, expires = (case.day + timedelta(days=days) for days in (14, 28))
    case.on(appeal - timedelta(days=3))
    expect(case.agenda()).to_contain_text(f"{NAME} Appeal possible in 3 days")
    case.on(expires)
    assert case.upkeep() == "cases: appeal 1"
    expect(case.agenda()).to_contain_text(f"{NAME} Remedy ends today")
    case.on(expires + timedelta(days=1))
    assert case.upkeep() == "cases: expired 1"
    expect(case.agenda()).to_have_count(0)
    case.case()
    expect(case.section("remedies").locator(".force")).to_have_text("no longer in force")
    timeline = case.section("timeline")
    expect(timeline).to_contain_text(f"{case.day} · the calendar: a remedy ended")
    expect(timeline).to_contain_text("the calendar: an appeal is possible now")
    row, outcomes = case.published()
    assert "|closed|" in row, row
    assert outcomes.endswith(f"|{expires}|{appeal}|no"), outcomes


def archived(case: Played) -> None:
    """Last, a member puts the case away, which its page need not say; it stays as it is."""
    case.case()
    case.act("move", to="Archived", reason="Nothing of it is in force.")
    expect(case.desk.locator(".case-bar")).to_contain_text("Archived")
    expect(case.section("timeline")).to_contain_text("Duc Demo: from “Closed” to “Archived”")
    case.tree.sync("-full")
    expect(case.listing()).to_contain_text("Archived")
    expect(case.agenda()).to_have_count(0)
    row, outcomes = case.published()
    assert "|archived|" in row, row
    assert outcomes.endswith("|no"), outcomes
