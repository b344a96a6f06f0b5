# SPDX-License-Identifier: AGPL-3.0-or-later
"""A public request that a real wiki will not have: what is said, and that nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Route, expect

from tests.filing import CASES, PATIENCE, PRELOAD, Filer, listed

from .wikis import Wiki

#: The list is closed to everybody, and nothing else is.
CLOSED = """
$wgHooks['getUserPermissionsErrors'][] = static function ($title, $user, $action, &$result) {
	if ($title->getArticleID() === %d && $action === 'edit') {
		$result = [ 'readonlytext', 'x' ];
		return false;
	}
	return true;
};
"""
SPAM = """
wfLoadExtension( 'SpamBlacklist' );
$wgBlacklistSettings = [ 'spam' => [ 'files' => [] ] ];
"""
CAPTCHA = """
wfLoadExtensions( [ 'ConfirmEdit', 'ConfirmEdit/QuestyCaptcha' ] );
$wgCaptchaClass = 'QuestyCaptcha';
$wgCaptchaQuestions = [ 'Say yes' => [ 'yes' ] ];
$wgCaptchaTriggers['create'] = true;
"""
#: What an abuse filter answers, without its tables: to one word no, to another a warning once.
FILTER = """
$wgHooks['EditFilterMergedContent'][] = static function ( $context, $content, $status ) {
	$text = $content->getText();
	$warned = "$GLOBALS[alcoveWiki]/data/warned";
	if ( str_contains( $text, 'FORBIDDEN' ) ) {
		$status->fatal( ApiMessage::create(
			new RawMessage( 'Not like this' ), 'abusefilter-disallowed' ) );
	} elseif ( str_contains( $text, 'WARNED' ) && !file_exists( $warned ) ) {
		touch( $warned );
		$status->fatal( ApiMessage::create( new RawMessage( 'Sure?' ), 'abusefilter-warning' ) );
	}
	return $status->isOK();
};
"""
TOO_FAST = """
$wgRateLimits['edit'] = [ 'user' => [ 0, 60 ] ];
$wgGroupPermissions['*']['noratelimit'] = false;
"""


def test_a_list_that_cannot_be_edited(filer: Filer) -> None:
    """The page is saved all the same; the list can be tried again later, and is done once."""
    wiki = filer.wiki
    page_id = wiki.api(action="query", titles=CASES)["query"]["pages"][0]["pageid"]
    wiki.configure("filing", CLOSED % page_id)
    filer.open()
    filer.fill_up_to_save("Some words.", title="Not listed")
    filer.press()
    expect(filer.form.locator("[data-list=failed]")).to_be_visible(timeout=PATIENCE)
    assert wiki.text(f"{CASES}/Not listed")
    wiki.configure("filing", None)
    filer.open()
    filer.form.locator("[data-list=failed] button").click(timeout=PATIENCE)
    expect(filer.form.locator(".cdx-message--success")).to_be_visible(timeout=PATIENCE)
    assert listed(wiki, f"{CASES}/Not listed") == 1


def test_a_slow_answer_takes_nothing_away(filer: Filer) -> None:
    """Who types the next name while the wiki looks for the last one keeps what they typed."""
    held: list[Route] = []
    filer.open()
    filer.go()
    filer.fits()
    filer.go()
    filer.page.route(
        "**/api.php",
        lambda route: (
            held.append(route)
            if "ususers=Bob" in (route.request.post_data or "")
            else route.continue_()
        ),
    )
    box = filer.form.locator("#alcove-party input")
    box.fill("Bob")
    with filer.page.expect_request(lambda one: "ususers=Bob" in (one.post_data or "")):
        box.press("Enter")
    box.fill("Vandal")
    held[0].continue_()
    expect(filer.form.locator(".alcove-party", has_text="Bob")).to_be_visible(timeout=PATIENCE)
    expect(box).to_have_value("Vandal")


@contextmanager
def while_so(wiki: Wiki, name: str, settings: str) -> Iterator[None]:
    """Configure a wiki for a moment; a name of its own each time, since PHP remembers files."""
    wiki.configure(f"filing-{name}", settings)
    try:
        yield
    finally:
        wiki.configure(f"filing-{name}", None)


def test_what_the_wiki_refuses(filer: Filer) -> None:
    """Spam, too fast, read only, logged out, somebody else, a question: nothing is lost."""
    wiki, context = filer.wiki, filer.page.context
    filer.open()
    filer.fill_up_to_save("See https://bad-place.example/x for it.", title="Refused")

    def says(trouble: str) -> None:
        filer.press()
        expect(filer.trouble).to_have_attribute("data-trouble", trouble, timeout=PATIENCE)

    with while_so(wiki, "spam", SPAM):
        wiki.edit("MediaWiki:Spam-blacklist", r"\bbad-place\.example")
        says("spam")
    with while_so(wiki, "fast", TOO_FAST):
        says("too-fast")
    with while_so(wiki, "locked", "$wgReadOnly = 'For a moment';"):
        says("wiki-down")
    cookies = context.cookies()
    context.clear_cookies()
    says("signed-out")
    expect(filer.trouble.locator("a")).to_have_attribute("target", "_blank")
    wiki.login(context.new_page(), "Bob")
    says("other-account")
    context.clear_cookies()
    context.add_cookies(cookies)  # type: ignore[arg-type]
    with while_so(wiki, "captcha", CAPTCHA):
        says("captcha")
        expect(filer.form.locator("#alcove-captcha")).to_contain_text("Say yes")
        filer.write("captcha", "no")
        says("captcha")
        filer.write("captcha", "yes")
        assert filer.save() == f"{CASES}/Refused"
    assert "https://bad-place.example/x" in (wiki.text(f"{CASES}/Refused") or "")


def test_a_filter_of_the_wiki(filer: Filer) -> None:
    """A warning goes through the second time; what is disallowed can be changed and saved."""
    with while_so(filer.wiki, "filter", FILTER):
        filer.open()
        filer.fill_up_to_save("A text with FORBIDDEN in it.", title="Filtered")
        filer.press()
        expect(filer.trouble).to_have_attribute("data-trouble", "filter", timeout=PATIENCE)
        expect(filer.trouble).to_contain_text("Not like this")
        for _ in range(3):
            filer.back()
        filer.write("field-0", "A text with WARNED in it.")
        for _ in range(3):
            filer.go()
        filer.checked()
        filer.press()
        expect(filer.trouble).to_have_attribute("data-trouble", "filter-warned", timeout=PATIENCE)
        assert filer.save() == f"{CASES}/Filtered"
    assert "WARNED" in (filer.wiki.text(f"{CASES}/Filtered") or "")


def test_a_page_that_is_protected_meanwhile(filer: Filer) -> None:
    """The words can be copied, and the wiki's own page is one click away."""
    wiki = filer.wiki
    filer.open()
    filer.fill_up_to_save("Words to copy.", title="Protected")
    token = wiki.api("Admin", action="query", meta="tokens")["query"]["tokens"]["csrftoken"]
    wiki.api(
        "Admin",
        action="protect",
        title=f"{CASES}/Protected",
        protections="create=sysop",
        token=token,
    )
    filer.press()
    expect(filer.trouble).to_have_attribute("data-trouble", "protected", timeout=PATIENCE)
    assert "Words to copy." in filer.form.locator(".alcove-copy textarea").input_value()
    filer.entitle("Not protected")
    filer.checked()
    assert filer.save() == f"{CASES}/Not protected"


def test_who_cannot_begin(filing_wiki: Wiki, chromium: Browser) -> None:
    """Signed out, blocked, or a preload nobody understands: said at once, with another way."""
    with chromium.new_context() as context:
        page = context.new_page()
        filer = Filer(page, filing_wiki)
        filer.open()
        closed = filer.form.locator("[data-closed]")
        expect(closed).to_have_attribute("data-closed", "signed-out")
        closed.locator("a").click()
        page.fill("#wpName1", "Vandal")
        page.fill("#wpPassword1", "Vandal-pass-1234")
        page.click("#wpLoginAttempt")
        expect(closed).to_have_attribute("data-closed", "refused", timeout=PATIENCE)
        expect(filer.primary()).to_have_count(0)
        expect(closed.locator('a[href^="mailto:"]')).to_be_visible()
    with chromium.new_context() as context:
        page = context.new_page()
        filer = Filer(page, filing_wiki)
        filing_wiki.login(page, "Alice")
        filer.open()
        for _ in range(3):
            if page.locator("#alcove-party").count() == 0:
                filer.go() if page.locator("#alcove-kind").count() == 0 else (
                    filer.fits(),
                    filer.go(),
                )
        filer.name("Bob")
        filer.go()
        filer.write("field-0", "Words from before.")
        before = filing_wiki.text(PRELOAD)
        filing_wiki.edit(PRELOAD, "Please write a letter.")
        filer.open()
        expect(filer.form.locator("[data-closed]")).to_have_attribute(
            "data-closed", "unread", timeout=PATIENCE
        )
        assert "Words from before." in filer.form.locator(".alcove-copy textarea").input_value()
        filing_wiki.edit(PRELOAD, str(before))
