# SPDX-License-Identifier: AGPL-3.0-or-later
"""The form at /write in Chromium on the real service: the way through, the way out, failures."""

from __future__ import annotations

import contextlib
import re
import sqlite3
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, Route, expect

from tests.browser.axe import violations
from tests.desking import Member
from tests.following import as_writer, leave_by_keys, read_back
from tests.serving import Server, serve_demo
from tests.writing import Writer

WORDS = "They follow me to every page, and I am afraid to edit."
PLACES = [(320, "light", "en"), (1280, "dark", "ar"), (768, "light", "de")]


@pytest.fixture(scope="module")
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A service that may be stopped and broken without hurting other tests."""
    with serve_demo(tmp_path_factory.mktemp("own")) as running:
        yield running


def at_send(page: Page, server: Server, words: str = WORDS) -> Writer:
    """Somebody who has come to the last screen."""
    page.goto(f"{server.url}/write")
    writer = Writer(page)
    writer.wait()
    writer.fill_up_to_readers(words)
    writer.load_readers()
    writer.go()
    return writer


@pytest.mark.parametrize(("width", "scheme", "language"), PLACES)
def test_every_screen_is_whole(
    chromium: Browser, server: Server, width: int, scheme: str, language: str
) -> None:
    """axe finds nothing, nothing sticks out, and the way out is on each of the seven."""
    with chromium.new_context(
        viewport={"width": width, "height": 800},
        color_scheme=scheme,  # type: ignore[arg-type]
    ) as context:
        page = context.new_page()
        page.goto(f"{server.url}/write?uselang={language}")
        writer = Writer(page)
        writer.wait()

        def look() -> None:
            assert violations(page) == [], writer.heading.inner_text()
            assert page.evaluate("document.scrollingElement.scrollWidth") <= width
            expect(writer.form.locator(".alcove-bar button")).to_have_count(2)
            expect(page.locator("body > header")).to_be_hidden()

        look()
        writer.choose("danger", "no")
        writer.go()
        writer.choose("about", "me")
        writer.choose("place", "several-wikis")
        look()
        writer.go()
        writer.choose("helpers", "u4c")
        look()
        writer.go()
        writer.write("what", WORDS)
        look()
        writer.go()
        look()
        writer.choose("appear", "none")
        writer.go()
        look()
        writer.load_readers()
        look()
        writer.go()
        look()
        code = writer.send()
        look()
    assert read_back(server, code)[1].body["what"] == WORDS


def test_one_way_out_from_the_first_moment(page: Page, server: Server) -> None:
    """The page's own, until the form is there; then the form's, in the same place."""
    held: list[Route] = []
    page.route("**/built/write.js*", lambda route: held.append(route))
    page.goto(f"{server.url}/write", wait_until="commit")
    before = page.get_by_role("link", name="Leave now")
    expect(before).to_be_visible()
    place = before.bounding_box()
    held[0].continue_()
    Writer(page).wait()
    after = page.get_by_role("button", name="Leave now")
    assert place == pytest.approx(after.bounding_box(), abs=8)
    expect(before).to_be_hidden()
    expect(page.get_by_role("link", name="Alcove")).to_have_count(1)


def test_by_keyboard_alone(page: Page, server: Server) -> None:
    """From the first question to the code without a mouse."""
    page.goto(f"{server.url}/write")
    writer = Writer(page)
    writer.wait()

    def to(selector: str) -> None:
        for _ in range(60):
            if page.evaluate(f"document.activeElement.matches({selector!r})"):
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"the keyboard does not reach {selector}")

    def pick(name: str, downs: int) -> None:
        to(f"input[name=alcove-{name}]")
        page.keyboard.press("Space")
        for _ in range(downs):
            page.keyboard.press("ArrowDown")

    def go_on() -> None:
        before = writer.heading.inner_text()
        to(".alcove-nav .cdx-button--weight-primary")
        page.keyboard.press("Enter")
        expect(writer.heading).not_to_have_text(before, timeout=60_000)
        expect(writer.heading).to_be_focused()

    pick("danger", 3)
    go_on()
    pick("about", 0)
    page.keyboard.press("Tab")
    pick("place", 1)
    go_on()
    pick("helpers", 1)
    go_on()
    to("#alcove-what textarea")
    page.keyboard.type(WORDS)
    go_on()
    to("input[name=alcove-appear]")
    go_on()
    to(".alcove-nav .cdx-button--weight-primary")
    page.keyboard.press("Enter")
    expect(writer.form.locator("input[type=checkbox]").first).to_be_visible(timeout=60_000)
    go_on()
    to(".alcove-nav .cdx-button--weight-primary")
    page.keyboard.press("Enter")
    expect(writer.form.locator(".alcove-code")).to_be_visible(timeout=60_000)


def test_the_whole_way(chromium: Browser, page: Page, server: Server) -> None:
    """Report, open, answer, read, write back, close: without any wiki."""
    words = f"{WORDS} From beginning to end."
    code = at_send(page, server, words).send()
    with Member.at_desk(chromium, server, "duc") as duc:
        duc.open_report("From beginning to end")
        expect(duc.thread).to_contain_text(words)
        duc.answer("We have read it.")
    with as_writer(chromium, server, code) as follow:
        expect(follow.thread).to_contain_text("We have read it.")
        follow.write_back("Thank you, it stopped.")
    with Member.at_desk(chromium, server, "carla") as carla:
        carla.open_report("From beginning to end")
        expect(carla.thread).to_contain_text("Thank you, it stopped.")
        carla.close("All the best.")
    with as_writer(chromium, server, code) as follow:
        expect(follow.thread).to_contain_text("All the best.")
    kinds = [entry.header["kind"] for entry in read_back(server, code)]
    assert kinds == ["summary", "report", "message", "message", "closed"]


def test_nothing_leaves_before_its_time(page: Page, server: Server) -> None:
    """No request until the notice was read, no report until Send; what came along is gone."""
    made: list[Request] = []
    page.on("request", lambda request: made.append(request))
    page.goto(
        f"{server.url}/write#alcove=%7B%22page%22%3A%22Talk%3AX%22%2C%22author%22%3A%22Bob%22%7D"
    )
    writer = Writer(page)
    writer.wait()
    assert page.url == f"{server.url}/write"
    writer.fill_up_to_readers(WORDS)
    # The page and what it is made of, which is the same for everybody.
    asked = [request.url.removeprefix(server.url).partition("#")[0] for request in made]
    assert [one for one in asked if not one.startswith("/static/")] == ["/write"]
    writer.load_readers()
    writer.go()
    assert not any("reports" in request.url for request in made)
    writer.send()
    sent = [request for request in made if "reports" in request.url]
    assert len(sent) == 1
    assert WORDS not in (sent[0].post_data or "")
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def stop(server: Server) -> Callable[[], None]:
    """The service is down."""
    server.stop()
    return server.start


def lose_tables(server: Server) -> Callable[[], None]:
    """The database is gone under a running service."""
    moved = []
    for name in ("alcove.db", "alcove.db-wal", "alcove.db-shm"):
        path = server.demo.folder / name
        if path.exists():
            path.rename(path.with_suffix(path.suffix + ".away"))
            moved.append(path)

    def put_back() -> None:
        for path in moved:
            for made_meanwhile in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
                made_meanwhile.unlink(missing_ok=True)
        for path in moved:
            path.with_suffix(path.suffix + ".away").rename(path)

    return put_back


@contextmanager
def broken(server: Server, how: Callable[[Server], Callable[[], None]]) -> Iterator[None]:
    """Break it for a while."""
    mend = how(server)
    try:
        yield
    finally:
        mend()


@pytest.mark.parametrize("how", [stop, lose_tables], ids=["service down", "database gone"])
def test_what_fails_at_send_loses_nothing(
    chromium: Browser, own_server: Server, how: Callable[[Server], Callable[[], None]]
) -> None:
    """It says what to do, the text can be copied, and Send again arrives exactly once."""
    with chromium.new_context(permissions=["clipboard-read", "clipboard-write"]) as context:
        page = context.new_page()
        elsewhere = context.new_page()
        elsewhere.set_content("<textarea></textarea>")
        words = f"{WORDS} ({how.__name__})"
        writer = at_send(page, own_server, words)
        with broken(own_server, how):
            writer.primary().click()
            alert = writer.form.locator("[role=alert]")
            expect(alert).not_to_be_empty(timeout=60_000)
            expect(writer.form).to_contain_text(words)
            writer.form.locator("summary").first.click()
            writer.form.locator(".alcove-copy button").first.click()
            expect(writer.form.locator(".alcove-copy [role=status]").first).not_to_be_empty()
            elsewhere.bring_to_front()
            elsewhere.locator("textarea").press("Control+V")
            assert words in elsewhere.locator("textarea").input_value()
            page.bring_to_front()
            expect(writer.primary()).to_be_enabled()
        code = writer.send()
    entries = read_back(own_server, code)
    assert entries[1].body["what"] == words


def say_of_the_team(server: Server, what: str) -> None:
    """Change what the team says of itself, as its operator would."""
    path = server.demo.folder / "alcove.db"
    with contextlib.closing(sqlite3.connect(path, timeout=10)) as database, database:
        assert database.execute(f"UPDATE teams SET {what} WHERE id = 'u4c'").rowcount == 1


def test_a_team_that_pauses_while_somebody_writes(page: Page, own_server: Server) -> None:
    """It is said at Send, with the other ways to them and the text; open again, it arrives."""
    words = f"{WORDS} (they paused)"
    writer = at_send(page, own_server, words)
    say_of_the_team(own_server, "intake = 'paused', contact = 'our-desk@example.org'")
    try:
        writer.primary().click()
        expect(writer.form).to_contain_text("our-desk@example.org", timeout=60_000)
        expect(writer.form).to_contain_text("u4c@wikimedia.org")
        assert words in writer.form.locator("textarea").first.input_value()
        expect(writer.primary()).to_have_count(0)
        assert violations(page) == []
    finally:
        say_of_the_team(own_server, "intake = 'pilot'")
    writer.form.locator(".alcove-nav button").click()
    writer.go()
    expect(writer.form.locator("input[type=checkbox]").first).to_be_visible(timeout=60_000)
    expect(writer.form.locator(".cdx-message")).to_have_count(1)
    writer.go()
    assert read_back(own_server, writer.send())[1].body["what"] == words


def test_a_team_that_wants_a_proof(page: Page, own_server: Server) -> None:
    """It is said with the readers' names, and nothing can be sent before."""
    say_of_the_team(own_server, "senders = 'signed_in'")
    try:
        page.goto(f"{own_server.url}/write")
        writer = Writer(page)
        writer.wait()
        writer.fill_up_to_readers(WORDS)
        writer.load_readers()
        writer.go()
        expect(writer.form.locator("input[value=none]")).to_be_disabled()
        writer.primary().click()
        expect(writer.form.locator(".cdx-field__validation-message")).to_be_visible()
        writer.choose("appear", "established")
        assert violations(page) == []
    finally:
        say_of_the_team(own_server, "senders = 'all'")


@pytest.mark.parametrize("way", ["button", "Shift"])
def test_leaving_at_once(page: Page, server: Server, way: str) -> None:
    """It goes to Wikipedia without a question, and back does not lead to the text."""
    page.route("https://www.wikipedia.org/**", lambda route: route.fulfill(body="an encyclopedia"))
    page.goto(f"{server.url}/privacy")
    page.goto(f"{server.url}/write")
    writer = Writer(page)
    writer.wait()
    writer.choose("danger", "no")
    writer.go()
    writer.choose("about", "me")
    if way == "button":
        writer.form.locator(".alcove-bar button").nth(1).click()
    else:
        leave_by_keys(page)
    page.wait_for_url("https://www.wikipedia.org/**")
    page.go_back()
    expect(page).to_have_url(f"{server.url}/privacy")


def test_a_wrong_code_and_the_right_one(chromium: Browser, page: Page, server: Server) -> None:
    """The code leads back to what was written, and only the code."""
    code = at_send(page, server).send()
    with as_writer(chromium, server, f" {code.lower().replace('-', ' ')} ") as follow:
        expect(follow.thread).to_be_visible()
    with chromium.new_context() as context:
        other = context.new_page()
        other.goto(f"{server.url}/follow")
        wrong = code[:-3] + ("A" if code[-3] != "A" else "B") + code[-2:]
        other.locator("input").first.fill(wrong)
        other.keyboard.press("Enter")
        expect(
            other.locator("[aria-invalid=true], [role=alert], .cdx-message--error")
        ).not_to_have_count(0)
        expect(other.locator("section.thread")).to_have_count(0)


def test_without_javascript(server: Server) -> None:
    """Who cannot lock a report is told so, with the addresses of those who can help."""
    with urllib.request.urlopen(f"{server.url}/write?uselang=de") as answer:
        page = answer.read().decode()
    shown = "".join(re.findall(r"<noscript>(.*?)</noscript>", page, re.DOTALL))
    assert "JavaScript" in shown
    for address in ("emergency@", "ca@", "stewards-oversight@", "u4c@"):
        assert f"{address}wikimedia.org" in shown
    assert "alcove-page" not in shown, "a message is missing"
