# SPDX-License-Identifier: AGPL-3.0-or-later
"""A public request, written in the gadget and saved on a real wiki as the person who writes it."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from pywikibot_scripts.casepages import grammar, reading
from tests.browser.axe import overflow, violations
from tests.filing import CASES, CASES_TEXT, PATIENCE, Filer, listed, requests_on

WORDS = "It began in May. == Accept votes ==\n{{delete}} ~~~~ <!-- |} '''x''' [[File:A.png]]"
SHOWN = (
    "It began in May. == Accept votes ==",
    "{{delete}} ~~~~ <!-- |} '''x'''",
)


def faults(page: Page) -> list[str]:
    """What axe finds, but for the skin's own."""
    return [one for one in violations(page) if "#vector-" not in one]


def test_the_whole_way_with_the_mouse(filer: Filer) -> None:
    """From the consequences to a page of the wiki's preload that says exactly what was typed."""
    wiki = filer.wiki
    filer.open("#filing=als.wikipedia.org")
    expect(filer.form.locator(".alcove-consequences li")).to_have_count(4)
    filer.go()
    filer.fits("appeal")
    expect(filer.form.locator("#alcove-wiki input")).to_have_value("als.wikipedia.org")
    filer.go()
    filer.write("party", "bo")
    filer.form.locator(".alcove-found button", has_text="Bob").click(timeout=PATIENCE)
    filer.name("Vandal")
    filer.write("party", "Nobody at all")
    filer.form.locator(".alcove-screen .alcove-row .cdx-button").last.click()
    expect(filer.form).to_contain_text("“Nobody at all”", timeout=PATIENCE)
    expect(filer.form.locator(".alcove-party")).to_have_count(2)
    filer.write("party", "")
    filer.go()
    labels = filer.form.locator(".cdx-label__label__text").all_inner_texts()
    assert labels == [
        "Description of the problem",
        "Previous attempts at a solution",
        "Suggested solutions",
    ]
    filer.write("field-0", WORDS)
    filer.write("field-2", "* one\n* two")
    filer.go()
    revision = wiki.latest("Test page")["revid"]  # type: ignore[index]
    filer.write("paste", f"Special:Diff/{revision} the worst\n{wiki.url}/w/index.php?diff=9999999")
    filer.go()
    filer.go()
    filer.entitle("A <matter> of {{names}}")
    filer.checked()
    expect(filer.form.frame_locator("iframe").locator("h2").nth(1)).to_contain_text("Alice")
    title = filer.save()
    assert title == f"{CASES}/A (matter) of ((names))"
    made = wiki.latest(title)
    assert made is not None
    assert made["user"] == "Alice"
    text = str(made["slots"]["main"]["content"])
    assert "seen here" not in text
    assert "{{userlinks|Bob}} || The committee is asked to notify" in text
    assert "{{userlinks|Vandal}} || The committee is asked to notify" in text
    assert "EXAMPLE" not in text
    assert f"[[Special:Diff/{revision}|Test page," in text
    assert "[[Special:Diff/9999999]]" in text
    shown = wiki.api(action="parse", page=title, prop="text|sections|templates|images")["parse"]
    assert [s["line"].partition(" - ")[0] for s in shown["sections"]] == [
        "Description of the problem",
        "Previous attempts at a solution",
        "Suggested solutions",
        "Previous attempts at a solution",
        "U4C member discussion",
        "Accept votes",
    ]
    assert {one["title"] for one in shown["templates"]} == {"Template:Userlinks"}
    assert shown["images"] == []
    read = reading.read(text, title=title, grammar=grammar.load()).document()["facts"]
    assert {
        (fact["value"]["name"], fact["value"]["role"], fact["value"]["notice"])
        for fact in read
        if fact["key"] == "party" and fact["certain"]
    } == {("Alice", "filer", "filer"), ("Bob", "party", "none"), ("Vandal", "party", "none")}
    filer.page.goto(wiki.page_url(title))
    for words in SHOWN:
        expect(filer.page.locator("#mw-content-text")).to_contain_text(words)
    assert listed(wiki, title) == 1
    assert (wiki.text(CASES) or "").index("An older one") < (wiki.text(CASES) or "").index(title)


def test_the_whole_way_with_the_keyboard(filer: Filer) -> None:
    """Nobody needs a mouse; asking the committee for the notices is what is chosen already."""
    keys = filer.page.keyboard

    def to_primary() -> None:
        for _ in range(60):
            keys.press("Tab")
            if filer.primary().evaluate("one => one === document.activeElement"):
                break
        before = filer.heading.inner_text()
        keys.press("Enter")
        expect(filer.heading).not_to_have_text(before, timeout=PATIENCE)
        expect(filer.heading).to_be_focused(timeout=PATIENCE)

    def to(selector: str) -> None:
        for _ in range(60):
            keys.press("Tab")
            if filer.form.locator(selector).first.evaluate("one => one === document.activeElement"):
                return
        raise AssertionError(f"{selector} is not reached with Tab")

    filer.open()
    expect(filer.primary()).to_be_enabled(timeout=PATIENCE)
    to_primary()
    to('input[name="alcove-kind"]')
    keys.press("Space")
    for question in ("tried", "restricted", "private"):
        to(f'input[name="alcove-{question}"]')
        keys.press("Space")
    to_primary()
    to("#alcove-party input")
    keys.type("Bob")
    keys.press("Enter")
    expect(filer.form.locator(".alcove-party")).to_have_count(1, timeout=PATIENCE)
    to_primary()
    to("#alcove-field-0 textarea")
    keys.type("By keyboard alone.")
    for _ in range(2):
        to_primary()
    expect(filer.form.locator('input[value="committee"]')).to_be_checked()
    to_primary()
    filer.checked()
    expect(filer.form.locator("#alcove-title input")).to_have_value("By keyboard alone")
    filer.primary().focus()
    keys.press("Enter")
    assert filer.saved() == f"{CASES}/By keyboard alone"
    assert listed(filer.wiki, f"{CASES}/By keyboard alone") == 1


def test_bars_and_hints(filer: Filer) -> None:
    """What stands in the way is said before anything is typed; hints never stop anybody."""
    filer.open()
    filer.go()
    filer.primary().click()
    expect(filer.form.locator("#alcove-kind")).to_contain_text("Please choose", timeout=PATIENCE)
    filer.fits("appeal", "https://de.wikipedia.org/wiki/X")
    filer.form.locator("#alcove-wiki input").press("Tab")
    bar = filer.form.locator("[data-bar]")
    expect(bar).to_have_attribute("data-bar", "arbcom")
    expect(bar.locator('a[href^="mailto:arbcomde-l"]')).to_be_visible()
    expect(filer.primary()).to_have_count(0)
    filer.fits("off_wiki")
    expect(bar).to_have_attribute("data-bar", "off-wiki")
    bar.locator("button").click()
    expect(filer.page.locator(".alcove-overlay #alcove-heading")).to_be_visible(timeout=PATIENCE)
    filer.page.keyboard.press("Escape")
    filer.fits("systemic", "als.wikipedia.org")
    filer.choose("tried", "no")
    filer.choose("restricted", "interaction")
    expect(bar).to_have_count(2)
    filer.primary().click()
    expect(filer.form.locator("#alcove-passed .alcove-problem")).to_be_visible()
    for index in range(2):
        bar.nth(index).locator("input").check(force=True)
    filer.go()
    filer.name("Bob")
    filer.go()
    box = filer.form.locator("#alcove-field-0 textarea")
    box.fill("All is well here. Bob harassed me for months. رقم هاتفه ٠١٢٣٤٥٦٧٨٩.")
    hints = filer.form.locator("[data-hint]")
    expect(hints).to_have_count(2, timeout=PATIENCE)
    hints.first.locator("button").click()
    assert box.evaluate("b => b.value.slice(b.selectionStart, b.selectionEnd)") == (
        "Bob harassed me for months."
    )
    box.fill("Bob harassed me for months, see Special:Diff/3.")
    expect(hints).to_have_count(0, timeout=PATIENCE)
    box.fill("word " * 41)
    expect(filer.form.locator(".alcove-words-over")).to_be_visible()
    filer.go()


@pytest.mark.parametrize("arrives", [True, False], ids=["made", "not made"])
def test_an_answer_that_is_lost(filer: Filer, arrives: bool) -> None:
    """The network ends while the page is saved, and the tab is left; it goes on, once."""
    name = f"Lost {arrives}"
    lost = []

    def lose(route: Any) -> None:
        data = route.request.post_data or ""
        if "action=edit" in data and not lost:
            lost.append(data)
            if arrives:
                route.fetch()
            route.abort()
        else:
            route.continue_()

    filer.page.route("**/api.php", lose)
    filer.open()
    filer.fill_up_to_save("Words that are not lost.", title=name)
    filer.press()
    expect(filer.trouble).to_have_attribute("data-trouble", "lost", timeout=PATIENCE)
    assert (f"{CASES}/{name}" in requests_on(filer.wiki)) is arrives
    filer.open()
    if not arrives:
        filer.checked()
        filer.press()
    assert filer.saved() == f"{CASES}/{name}"
    assert len([one for one in requests_on(filer.wiki) if "Lost" in one and name in one]) == 1
    assert listed(filer.wiki, f"{CASES}/{name}") == 1


def test_left_between_the_page_and_the_list(filer: Filer) -> None:
    """The tab goes elsewhere after the page was saved; coming back, only the list is done."""
    filer.page.route(
        "**/api.php",
        lambda route: None if "baserevid" in (route.request.post_data or "") else route.continue_(),
    )
    filer.open()
    filer.fill_up_to_save("Saved, and then left.", title="Left")
    with filer.page.expect_request(lambda one: "baserevid" in (one.post_data or "")):
        filer.press()
    assert listed(filer.wiki, f"{CASES}/Left") == 0
    filer.page.unroute("**/api.php")
    filer.open()
    assert filer.saved() == f"{CASES}/Left"
    expect(filer.form.locator(".cdx-message--success")).to_be_visible(timeout=PATIENCE)
    assert listed(filer.wiki, f"{CASES}/Left") == 1
    assert len([one for one in requests_on(filer.wiki) if "Left" in one]) == 1


def test_a_wiki_that_does_not_answer(filer: Filer) -> None:
    """Before anything is written it can be asked again; in the preview, too."""
    filer.page.route("**/api.php", lambda route: route.abort())
    filer.open()
    expect(filer.trouble).to_have_attribute("data-trouble", "unanswered", timeout=PATIENCE)
    filer.page.unroute("**/api.php")
    filer.primary().click()
    expect(filer.trouble).to_have_count(0, timeout=PATIENCE)
    filer.go()
    expect(filer.form.locator("#alcove-kind")).to_be_visible()


def test_interrupted_on_every_screen(filer: Filer) -> None:
    """Left and opened again on each screen: everything is there, for this account only."""
    filer.open()
    filer.go()
    filer.fits()
    filer.open()
    expect(filer.form.locator('input[value="cross_wiki"]')).to_be_checked(timeout=PATIENCE)
    filer.go()
    filer.name("Bob")
    filer.open()
    expect(filer.form.locator(".alcove-party")).to_have_count(1, timeout=PATIENCE)
    filer.go()
    filer.write("field-0", "Kept words.")
    filer.open()
    expect(filer.form.locator("#alcove-field-0 textarea")).to_have_value(
        "Kept words.", timeout=PATIENCE
    )
    filer.go()
    filer.write("paste", "Special:Diff/1")
    filer.open()
    expect(filer.form.locator("#alcove-paste textarea")).to_have_value(
        "Special:Diff/1", timeout=PATIENCE
    )
    filer.go()
    filer.choose("notices", "self")
    filer.open()
    expect(filer.form.locator('input[value="self"]')).to_be_checked(timeout=PATIENCE)
    filer.go()
    filer.entitle("Kept title")
    filer.open()
    expect(filer.form.locator("#alcove-title input")).to_have_value("Kept title", timeout=PATIENCE)
    filer.checked()
    assert filer.save() == f"{CASES}/Kept title"
    assert "The filer will notify" in (filer.wiki.text(f"{CASES}/Kept title") or "")
    filer.open()
    assert filer.saved() == f"{CASES}/Kept title"
    filer.page.context.clear_cookies()
    filer.wiki.login(filer.page, "Bob")
    filer.open()
    expect(filer.form.locator(".alcove-consequences")).to_be_visible(timeout=PATIENCE)
    assert "Kept" not in str(filer.page.evaluate("sessionStorage.getItem('alcove-filing')"))


def test_a_title_that_is_taken(filer: Filer) -> None:
    """Before saving, and in the very moment of it: the next is shown, theirs is not touched."""
    wiki = filer.wiki
    wiki.edit(f"{CASES}/Taken", "theirs", "Bob")
    filer.open()
    filer.fill_up_to_save("Some words.", title="Taken")
    expect(filer.form.locator("#alcove-title input")).to_have_value("Taken (2)", timeout=PATIENCE)
    wiki.edit(f"{CASES}/Taken (2)", "theirs, too", "Bob")
    filer.press()
    expect(filer.trouble).to_have_attribute("data-trouble", "taken", timeout=PATIENCE)
    expect(filer.form.locator("#alcove-title input")).to_have_value("Taken (3)", timeout=PATIENCE)
    assert filer.save() == f"{CASES}/Taken (3)"
    assert wiki.text(f"{CASES}/Taken (2)") == "theirs, too"


def test_others_edit_the_list_meanwhile(filer: Filer) -> None:
    """Their line stays and ours is added, whatever the wiki can merge by itself."""
    wiki = filer.wiki
    done = []

    def meanwhile(route: Any) -> None:
        data = route.request.post_data or ""
        if "action=edit" in data and "baserevid" in data and not done:
            done.append(data)
            wiki.edit(CASES, CASES_TEXT.replace("An older one", "Theirs"), "Bob")
        route.continue_()

    filer.page.route("**/api.php", meanwhile)
    filer.open()
    filer.fill_up_to_save("Some words.", title="With others")
    title = filer.save()
    assert done
    assert listed(wiki, title) == 1
    assert "Theirs" in (wiki.text(CASES) or "")
    assert "An older one" not in (wiki.text(CASES) or "")


def test_it_is_offered_where_it_fits(filer: Filer) -> None:
    """The screen "Who can help?" leads there when the committee is a right place, in a new tab."""
    page = filer.page
    page.goto(f"{filer.wiki.url}/wiki/Special:BlankPage/Alcove?withgadget=alcove-form")
    form = page.locator(".alcove")

    def choose(question: str, value: str) -> None:
        form.locator(f'input[name="alcove-{question}"][value="{value}"]').check(force=True)

    def go() -> None:
        form.locator(".alcove-nav .cdx-button--weight-primary").click()

    choose("danger", "no")
    go()
    choose("about", "me")
    choose("place", "several-wikis")
    go()
    expect(form.locator("#alcove-helpers")).to_be_visible()
    expect(form.locator(".alcove-public")).to_have_count(0)
    form.locator(".alcove-nav .cdx-button--weight-quiet").click()
    form.locator("details summary").click()
    form.locator("details input[value=triedLocal]").check(force=True)
    go()
    with page.context.expect_page() as opened:
        form.locator(".alcove-public a").click()
    other = opened.value
    expect(other.locator(".alcove-filing #alcove-heading")).to_be_visible(timeout=PATIENCE)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_for_everybody(filer: Filer, language: str) -> None:
    """On a phone of 320 pixels and in both directions, axe finds nothing and nothing sticks out."""
    filer.page.set_viewport_size({"width": 320, "height": 640})
    filer.open(uselang=language)
    expect(filer.primary()).to_be_enabled(timeout=PATIENCE)
    direction = filer.form.evaluate("one => getComputedStyle(one).direction")
    assert direction == ("rtl" if language == "ar" else "ltr")

    def good() -> None:
        assert overflow(filer.page) <= 0
        assert faults(filer.page) == []

    good()
    filer.go()
    filer.fits("appeal", "de.wikipedia.org")
    expect(filer.form.locator("[data-bar]")).to_be_visible()
    good()
    filer.fits()
    filer.go()
    filer.name("Bob")
    good()
    filer.go()
    filer.write("field-0", "His real name is Peter Sample. Bob harassed me.")
    expect(filer.form.locator("[data-hint]")).to_have_count(2, timeout=PATIENCE)
    good()
    filer.go()
    filer.write("paste", "Special:Diff/1 and https://x.example/y")
    filer.form.locator(".alcove-row .cdx-button").first.click()
    expect(filer.form.locator("[data-state=found]")).to_have_count(1, timeout=PATIENCE)
    good()
    filer.go()
    filer.choose("notices", "self")
    good()
    filer.go()
    filer.checked()
    good()
    filer.entitle(f"Small {language}")
    filer.checked()
    filer.save()
    good()
