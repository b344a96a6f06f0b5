# SPDX-License-Identifier: AGPL-3.0-or-later
"""What becomes of a report: handed over, told to somebody else, closed and counted."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import expect

from service.demo import TEAM
from tests.browser.conftest import AtDesk, Send

SLOW = 60_000


class TestHandingOver:
    """To somebody who can do more; danger first."""

    def test_danger_is_one_click_from_the_report(self, at_desk: AtDesk, send: Send) -> None:
        send(
            "He says he will come to my door.",
            appear={"as": "name", "name": "Secret Writer"},
            context={"page": "Talk:X", "revision": 77},
        )
        with at_desk("ama") as ama:
            ama.open_report("He says he will come")
            ama.page.get_by_role("button", name="Somebody is in danger").click()
            mail = ama.page.locator(".danger-panel").get_by_role("link", name="Open in your mail")
            expect(mail).to_be_focused()
            address = urlsplit(str(mail.get_attribute("href")))
            body = parse_qs(address.query)["body"][0]
            assert address.path == "emergency@wikimedia.org"
            assert "oldid=77" in body
            assert "> He says he will come to my door." in body
            assert "Secret Writer" not in body
            ama.page.get_by_role("button", name="Record that I sent it").click()
            expect(ama.page.get_by_role("status").first).to_contain_text("Recorded", timeout=SLOW)
            part = ama.part("handover")
            expect(part).to_contain_text("Emergency team of the Wikimedia Foundation")
            expect(part).to_contain_text("no answer yet")
            part.get_by_text("What came back").click()
            part.get_by_label("Their reference").fill("EM-7")
            part.get_by_label("Their answer").fill("Police were told.")
            part.get_by_label("State", exact=True).select_option("answered")
            part.get_by_role("button", name="Save in the file").click()
            part = ama.page.locator(".team-file .fold--handover").first
            expect(part).to_contain_text("EM-7", timeout=SLOW)
            expect(part).to_contain_text("· answered")

    def test_telling_is_decided_with_a_reason_and_somebody_is_heard_apart(
        self, at_desk: AtDesk, send: Send
    ) -> None:
        send("Do not tell him yet, ask me.", tell_other="ask")
        with at_desk("ama") as ama:
            ama.open_report("Do not tell him yet")
            part = ama.part("telling")
            expect(part).to_contain_text("Ask first before telling the other person")
            part.get_by_text("Decide", exact=True).click()
            part.get_by_label("The other person", exact=True).select_option("yes")
            part.get_by_label("Reason").fill("She agreed in her last message.")
            record = part.get_by_role("button", name="Record the decision")
            record.click()
            expect(part.get_by_role("alert")).to_contain_text("Tick the box")
            part.get_by_label("We asked the writer, and they agreed.").check(force=True)
            record.click()
            expect(ama.file).to_contain_text("Decided: the other person may be told.", timeout=SLOW)
            part.get_by_text("Ask somebody to be heard").click()
            part.get_by_label("Whom").fill("Beispielkonto")
            part.get_by_label("What they are asked").fill("We would like to hear your side.")
            part.get_by_role("button", name="Make a code for them").click()
            code = ama.page.get_by_label("Code, for one use")
            expect(code).to_have_value(re.compile("^PRIVATE-DO-NOT-SHARE-"), timeout=SLOW)
            # A thread of its own: it says nothing of the report it came from.
            ama.file.get_by_role("link", name=re.compile("^Report ")).click()
            expect(ama.thread).to_be_visible(timeout=SLOW)
            expect(ama.page.locator("#view")).not_to_contain_text("Do not tell him yet")


class TestClosing:
    """An end that is said to the writer, kept by the team, and counted apart."""

    def test_counts_apart_and_can_be_kept_longer(self, at_desk: AtDesk, send: Send) -> None:
        send("It ended well.", kinds=["3.1-insults"])
        with at_desk("ama") as ama:
            sent: list[tuple[str, object]] = []
            ama.page.on(
                "request",
                lambda request: (
                    sent.append((urlsplit(request.url).path, request.post_data_json))
                    if request.method == "POST"
                    else None
                ),
            )
            ama.open_report("It ended well")
            ama.answer("On it.")
            ama.close("Done, thank you.", outcome="warned")
            expect(ama.file).to_contain_text("Outcome: somebody was warned", timeout=SLOW)
            tallies = [body for path, body in sent if path == "/api/v1/desk/tallies"]
            assert tallies == [{"team": TEAM, "category": "3.1", "outcome": "warned"}]
            kept = ama.page.locator(".retention")
            kept.get_by_role("button", name="Keep it longer").click()
            expect(kept.get_by_role("alert")).to_contain_text("Say why")
            day = kept.get_by_label("Until").input_value()
            kept.get_by_label("Reason").fill("An appeal is open.")
            kept.get_by_role("button", name="Keep it longer").click()
            clock = ama.page.locator(".facts div", has_text="Deleted on").locator("time")
            expect(clock).to_have_attribute("datetime", day, timeout=SLOW)
            expect(ama.file).to_contain_text("An appeal is open.", timeout=SLOW)

    def test_without_an_outcome_it_stays_open(self, at_desk: AtDesk, send: Send) -> None:
        send("It has not ended.")
        with at_desk("ama") as ama:
            ama.open_report("It has not ended")
            ama.answer("On it.")
            ama.page.keyboard.press("Escape")
            ama.page.locator(".fold--act-closed > summary").click()
            ama.page.get_by_role("button", name="Close the report").click()
            expect(ama.page.locator("form.act--closed").get_by_role("alert")).to_contain_text(
                "Choose what came of it"
            )
            expect(ama.page.locator(".facts")).to_contain_text("In work")
