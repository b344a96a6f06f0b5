# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages of the case desk: what they show and to whom, and every form, good and bad."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from flask import Flask

from service.cases import actions, facts
from service.cases.rules import RecusalKind
from service.people.viewers import viewer
from tests.api.asking import UNREAD, form_of, page, send, whole, words
from tests.api.casing import WIKI, Bot, a_bot, fact, reading, state
from tests.api.world import World
from tests.conftest import DAY, SetClock


@pytest.fixture
def world(app: Flask) -> World:
    return World(app)


@pytest.fixture
def bot(world: World) -> Bot:
    return a_bot(world.app)


@pytest.fixture
def case(bot: Bot) -> str:
    bot.bring(whole())
    return str(bot.overview()["cases"][0]["case"])


class TestReading:
    """What the pages say, and to whom."""

    def test_a_case_is_read_without_script(self, world: World, case: str) -> None:
        answer = page(world.members[0], f"/{case}")
        said = words(answer)
        assert answer.status_code == 200
        assert "⧼" not in answer.text
        for wanted in (
            "A ban <b>", "Filer <i>", "Other & party", "Shall not <script>.",
            "until [[some]] <day>", "1 support, 0 oppose, 0 abstain", "Cannot pass any more",
            "Nobody known not counted", "Has not voted: Ben , Cho , Dia", "Charter 3.4",
            "in force", "from “Investigation” to “Voting”", "not told yet",
        ):  # fmt: skip
            assert wanted in said
        assert "<del>oppose</del>" in answer.text
        linked = re.findall(r'<a [^>]*href="https://meta[^"]*"[^>]*>', answer.text)
        assert any("oldid=100" in one for one in linked)
        assert all('rel="noreferrer"' in one for one in linked)

    def test_the_list_is_filtered(self, world: World, bot: Bot, case: str) -> None:
        ada = world.members[0]
        bot.bring(reading(page=8, facts=[state("closed"), fact("kind", {"kind": "appeal"})]))
        for query, both in (
            ("", (True, True)),
            ("?state=voting", (True, False)),
            ("?kind=appeal", (False, True)),
            ("?needs=settle", (True, False)),
            ("?needs=vote", (True, False)),
            ("?needs=notice", (True, False)),
            ("?title=matter+8", (False, True)),
            ("?state=nonsense&needs=nonsense", (True, True)),
        ):
            rows = page(ada, query).text.partition('<table class="rows')[2]
            assert tuple(f">Matter {n}<" in rows for n in (7, 8)) == both, query
        assert page(ada, "?after=nonsense").status_code == 422

    def test_the_list_goes_on(self, world: World, bot: Bot) -> None:
        for first in (1, 41):
            bot.bring(*(reading(page=n) for n in range(first, first + 40)))
        ada, seen, query = world.members[0], [], ""
        for _ in range(2):
            answer = page(ada, query)
            seen += re.findall(r"<bdi>(Matter [0-9]+)</bdi></a>", answer.text)
            found = re.search(r'href="/desk/cases(\?[^"]*)" rel="next"', answer.text)
            query = html.unescape(found[1]) if found else ""
        assert query == ""
        assert len(seen) == len(set(seen)) == 80

    def test_an_observer_reads_and_does_nothing(self, world: World, case: str) -> None:
        dia = world.members[-1]
        world.let_watch(dia)
        answer = page(dia, f"/{case}")
        assert answer.status_code == 200
        assert '<form method="post" action="/desk/cases' not in answer.text + page(dia).text
        sent = dia.browser.post(f"/desk/cases/{case}/move", data={"to": "closed", "reason": "x"})
        assert sent.status_code == 403

    def test_who_is_fully_recused_finds_nothing(self, world: World, case: str) -> None:
        ada, ben, *_ = world.members
        assert "Matter 7" in page(ada).text
        assert "thing to settle" in ada.browser.get("/desk/").text
        with world.app.test_request_context("/"):
            actions.recuse(viewer("ben"), case, "ada", RecusalKind.FULL)
        hidden = page(ada, f"/{case}")
        assert hidden.status_code == 404
        assert "Matter" not in hidden.text + page(ada).text + ada.browser.get("/desk/").text
        assert ada.browser.post(f"/desk/cases/{case}/move", data={}).status_code == 404
        assert "thing to settle" in ben.browser.get("/desk/").text

    def test_the_agenda_says_what_to_do(self, world: World, bot: Bot) -> None:
        near = (DAY + timedelta(days=2)).isoformat()
        bot.bring(whole(fact("evidence_until", {"day": near}, "1")))
        ada, ben, *_ = world.members
        bot.bring(
            reading(page=8, facts=[state("investigation"), fact("evidence_until", {"day": near})])
        )
        said = words(ben.browser.get("/desk/"))
        assert "You have not voted: A ban <b> Matter 7" in said
        assert "Matter 8 Evidence closes in 2 days" in said
        assert "You have not voted" not in words(ada.browser.get("/desk/"))


class TestForms:
    """Every form: what it does, and what it says to what cannot be."""

    def test_settling_a_place(self, world: World, case: str) -> None:
        ada = world.members[0]
        bad = send(
            ada, case, "settle", {"day": "tomorrow", "reason": "As I read it", "verdict": "value"}
        )
        assert bad.status_code == 422
        assert "Check this day" in words(bad)
        assert "As I read it" in bad.text
        assert 'value="tomorrow"' in bad.text
        good = send(ada, case, "settle", {"day": "2026-12-01", "reason": "", "verdict": "value"})
        assert good.status_code == 303
        after = page(ada, f"/{case}")
        assert "Evidence until 2026-12-01" in words(after)
        assert "settled by a member" in words(after)
        assert "until [[some]]" not in after.text

    def test_a_place_that_says_nothing(self, world: World, case: str) -> None:
        ada = world.members[0]
        assert send(ada, case, "settle", {"verdict": "nothing", "reason": ""}).status_code == 303
        assert "until [[some]]" not in page(ada, f"/{case}").text

    def test_a_place_that_changed_meanwhile(self, world: World, bot: Bot, case: str) -> None:
        ada = world.members[0]
        to, hidden = form_of(page(ada, f"/{case}"), "settle")
        bot.bring(reading(rev=101, facts=[state("voting"), UNREAD | {"hash": "0" * 16}]))
        sent = ada.browser.post(
            to, data=hidden | {"day": "2026-12-01", "verdict": "value", "reason": ""}
        )
        assert sent.status_code == 409
        assert 'value="2026-12-01"' in sent.text

    def test_every_kind_of_fact_can_be_settled(self, world: World, bot: Bot) -> None:
        ada = world.members[0]
        unread = [fact(key, None) for key in facts.KEYS]
        bot.bring(reading(facts=unread))
        case = str(bot.overview()["cases"][0]["case"])
        typed = {
            "state": "request", "kind": "appeal", "day": "2026-11-20", "by": "Ada", "name": "Zoe",
            "role": "party", "notice": "none", "section": "Words", "words": "12", "vote": "abstain",
            "motion": "ban", "title": "A ban", "support": "1", "oppose": "2", "abstain": "3",
            "n": "1", "text": "Shall not.", "whom": "Zoe\nYan", "verdict": "value",
        }  # fmt: skip
        for key in facts.KEYS:
            more = {"kind": "discussion"} if key == "statement" else {}
            verdict = {"verdict": "nothing"} if key == facts.UNREADABLE else {}
            answer = send(ada, case, "settle", typed | more | verdict, f'value="{key}"')
            assert answer.status_code == 303, key
        assert "could not read this" not in words(page(ada, f"/{case}"))

    def test_moving_and_reopening(self, world: World, case: str) -> None:
        ada, ben, *_ = world.members
        bad = send(ada, case, "move", {"to": "closed", "reason": " "})
        assert (bad.status_code, "This is needed." in words(bad)) == (422, True)
        assert send(ada, case, "move", {"to": "archived", "reason": "x"}).status_code == 422
        to, old = form_of(page(ada, f"/{case}"), "move")
        assert send(ben, case, "move", {"to": "closed", "reason": "All voted"}).status_code == 303
        late = ada.browser.post(to, data=old | {"to": "on_hold", "reason": "My own <reason>"})
        assert late.status_code == 409
        said = words(late)
        assert "It now stands at: Closed" in said
        assert "Ben : from “Voting” to “Closed”: All voted" in said
        assert "My own <reason>" in said
        assert send(ada, case, "reopen", {"reason": "New evidence"}).status_code == 303
        assert "from “Closed” to “Request”" in words(page(ada, f"/{case}"))

    def test_staying_out(self, world: World, case: str) -> None:
        ada, ben, *_ = world.members
        assert send(ada, case, "recuse", {"kind": ""}).status_code == 422
        assert (
            send(ada, case, "recuse", {"kind": "voting", "reason_public": "Friends"}).status_code
            == 303
        )
        assert "Ada does not vote" in words(page(ben, f"/{case}"))
        unsure = send(ada, case, "recuse", {"kind": "full", "reason_public": "Friends"})
        assert (unsure.status_code, "This is needed." in words(unsure)) == (422, True)
        assert page(ada, f"/{case}").status_code == 200
        sure = send(ada, case, "recuse", {"kind": "full", "sure": "yes"})
        assert (sure.status_code, sure.location) == (303, "/desk/cases")
        assert page(ada, f"/{case}").status_code == 404

    def test_motions_from_opening_to_decision(self, world: World, case: str) -> None:
        ada = world.members[0]
        send(ada, case, "settle", {"verdict": "nothing", "reason": ""})
        assert send(ada, case, "motion", {"kind": "ordinary", "title": ""}).status_code == 422
        past = {"kind": "ordinary", "title": "Old", "closes": "2020-01-01"}
        assert send(ada, case, "motion", past).status_code == 422
        opened = {"kind": "systemic_failure", "title": "The ban", "slug": "ban"}
        assert send(ada, case, "motion", opened).status_code == 303
        said = words(page(ada, f"/{case}"))
        assert "Rule: systemic failure." in said
        assert "at least eight voting members" in said
        assert "is assumed" not in said
        without = send(ada, case, "decide-motion", {"result": "passed", "reason": ""})
        assert without.status_code == 422
        passed = {"result": "passed", "reason": "By mail"}
        assert send(ada, case, "decide-motion", passed).status_code == 303
        assert "Write down the decision" in words(page(ada, f"/{case}"))
        private = {"kind": "ordinary", "title": "Secret <title>", "private": "yes"}
        assert send(ada, case, "motion", private).status_code == 303
        after = page(ada, f"/{case}")
        assert "Private motion" in words(after)
        assert "Secret" not in after.text

    def test_a_decision_rests_on_a_policy(self, world: World, case: str) -> None:
        ada = world.members[0]
        typed = {"text": "Banned <it>.", "policy0": "UCoC", "wiki0": "meta.wikimedia.org"}
        bad = send(ada, case, "decide", typed | {"rev0": ""})
        assert (bad.status_code, "Banned <it>." in words(bad)) == (422, True)
        half = typed | {"rev0": "5", "policy1": "Another", "wiki1": "meta.wikimedia.org"}
        assert send(ada, case, "decide", half).status_code == 422
        assert send(ada, case, "decide", typed | {"rev0": "5"}).status_code == 303
        after = page(ada, f"/{case}")
        assert "Rests on UCoC · revision 5" in words(after)
        assert "oldid=5" in after.text

    def test_remedies(self, world: World, case: str) -> None:
        ada = world.members[0]
        typed = {
            "text": "A topic ban",
            "scope": "all wikis",
            "whom": "Carlos\nDana",
            "starts": "2026-12-01",
        }
        bad = send(ada, case, "remedy", typed | {"expires": "2026-11-30"})
        assert (bad.status_code, "nothing ends before it starts" in words(bad)) == (422, True)
        assert (
            send(
                ada, case, "remedy", typed | {"expires": "2027-11-30", "appeal_from": "2027-06-01"}
            ).status_code
            == 303
        )
        said = words(page(ada, f"/{case}"))
        for wanted in ("not yet in force", "all wikis", "Carlos, Dana", "2027-11-30", "2027-06-01"):
            assert wanted in said
        assert (
            send(
                ada, case, "change", {"scope": "two wikis", "public": "yes"}, "all wikis"
            ).status_code
            == 303
        )
        assert "two wikis" in words(page(ada, f"/{case}"))
        assert send(ada, case, "lift", {"reason": ""}).status_code == 422
        assert send(ada, case, "lift", {"reason": "Served"}).status_code == 303
        assert "lifted on 2026-11-22" in words(page(ada, f"/{case}"))

    def test_an_appeal_is_linked(self, world: World, bot: Bot, case: str) -> None:
        ada = world.members[0]
        bot.bring(reading(page=8))
        [other] = {one["case"] for one in bot.overview()["cases"]} - {case}
        for wrong in ("", "nothing", "0" * 32, case):
            assert send(ada, case, "appeal", {"of": wrong}).status_code == 422
        address = f"https://alcove.example/desk/cases/{other}?uselang=de"
        assert send(ada, case, "appeal", {"of": address}).status_code == 303
        assert "Appeal in Matter 8" in words(page(ada, f"/{case}"))
        assert "Appealed in Matter 7" in words(page(ada, f"/{other}"))

    def test_a_notice_is_waived(self, world: World, case: str) -> None:
        ada = world.members[0]
        assert send(ada, case, "waive", {"reason": ""}).status_code == 422
        assert send(ada, case, "waive", {"reason": "Told in person"}).status_code == 303
        assert "need not be told" in words(page(ada, f"/{case}"))

    def test_what_no_case_has(self, world: World, case: str) -> None:
        ada = world.members[0]
        assert ada.browser.post(f"/desk/cases/{case}/explode", data={}).status_code == 404
        assert (
            ada.browser.post(f"/desk/cases/{case}/lift", data={"remedy": "0" * 32}).status_code
            == 404
        )
        gone = ada.browser.post(f"/desk/cases/{case}/reopen", data={"reason": "My <reason>"})
        assert (gone.status_code, "My <reason>" in words(gone)) == (404, True)
        elsewhere = {"Origin": "https://elsewhere.example"}
        sent = ada.browser.post(f"/desk/cases/{case}/move", data={}, headers=elsewhere)
        assert sent.status_code == 403


class TestWaiting:
    """What waits outside of cases, on top of the list."""

    def test_a_hand_edit_is_answered(self, world: World, bot: Bot) -> None:
        ada = world.members[0]
        begun = bot.begin("publish")["pass"]
        body = {
            "pass": begun,
            "page": 5,
            "rev": 9,
            "region": "overview",
            "by": "Some <body>",
            "text": "Mine <b>",
        }
        assert bot.post("hand-edits", body).status_code == 201
        listed = page(ada)
        assert "Some <body>" in words(listed)
        about = re.search(r'name="about" value="([^"]*)"', listed.text)
        assert about
        path = "/desk/cases/settle/hand-edit"
        bad = ada.browser.post(path, data={"about": about[1], "answer": "burn"})
        assert bad.status_code == 422
        assert ada.browser.post(path, data={"about": "0" * 32, "answer": "keep"}).status_code == 404
        assert ada.browser.post(path, data={"about": about[1], "answer": "keep"}).status_code == 303
        assert "Some <body>" not in words(page(ada))
        assert ada.browser.post("/desk/cases/settle/nothing", data={}).status_code == 404

    def test_a_pass_that_was_broken_off(self, world: World, bot: Bot, set_clock: SetClock) -> None:
        ada = world.members[0]
        bot.begin()
        assert "never came to an end" not in words(page(ada))
        bot.begin()
        set_clock(DAY + timedelta(days=1), 12)
        world.sign_in(ada)
        assert "never came to an end (reading)" in words(page(ada))
        bot.end(bot.begin()["pass"])
        assert "never came to an end" not in words(page(ada))

    def test_the_roster_differs(self, world: World, bot: Bot) -> None:
        ada = world.members[0]
        begun = bot.begin()["pass"]
        body = {"pass": begun, "wiki": WIKI, "rev": 5, "members": ["Ada", "Eve"], "group": None}
        assert bot.post("membership", body).status_code == 200
        listed = page(ada)
        assert "Only on the membership page: Eve" in words(listed)
        hidden = dict(re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', listed.text))
        path = "/desk/cases/settle/roster"
        assert ada.browser.post(path, data=hidden | {"hash": "0" * 64}).status_code == 409
        assert ada.browser.post(path, data=hidden).status_code == 303
        assert "Only on the membership page" not in words(page(ada))
