# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signing in at a wiki: the way there and back, and every odd answer the wiki can give."""

from __future__ import annotations

import logging
import re
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.audit import queries as audit
from service.infra.i18n import knows, translate
from service.people import flow, oauth, queries
from tests.api.signing import CALLBACK, app, browser, wiki
from tests.conftest import ORIGIN, make_app
from tests.oauth import Wiki, query_of
from tests.teams import SomeTeam

ME = "/api/v1/desk/me"

__all__ = ["app", "browser", "wiki"]


def leave(browser: FlaskClient, address: str = "/desk/sign-in/wiki") -> str:
    """Press the button; the wiki's address the page leads to."""
    answer = browser.post(address)
    assert answer.status_code == 200, answer.text
    found = re.search(r'http-equiv="refresh" content="0;url=([^"]+)"', answer.text)
    assert found is not None
    assert f'href="{found[1]}"' in answer.text, "there is a link for browsers that do not go on"
    return unescape(found[1])


def come_back(browser: FlaskClient, address: str) -> TestResponse:
    """Follow the wiki's redirect; no Strict cookie and no Origin come along."""
    del browser.environ_base["HTTP_ORIGIN"]
    try:
        return browser.get(address.removeprefix(ORIGIN))
    finally:
        browser.environ_base["HTTP_ORIGIN"] = ORIGIN


def sign_in(browser: FlaskClient, wiki: Wiki, name: str = "Amina") -> TestResponse:
    return come_back(browser, wiki.walk(leave(browser), name))


def says(answer: TestResponse, reason: str) -> bool:
    """Whether the page gives this reason, and what to do next."""
    text, key = unescape(answer.text), f"alcove-page-refused-{reason.replace('_', '-')}"
    return translate(key, lang="en") in text and translate(f"{key}-next", lang="en") in text


def is_in(browser: FlaskClient) -> bool:
    return browser.get(ME).status_code == 200


def rows(app: Flask) -> tuple[int, int]:
    """How many people and audit rows there are."""
    with app.app_context():
        return len(queries.people()), len(audit.rows())


# ---- the way there and back


def test_who_is_in_a_teams_list_signs_in(
    app: Flask, browser: FlaskClient, wiki: Wiki, team: SomeTeam
) -> None:
    answer = sign_in(browser, wiki)
    assert answer.status_code == 200, "a redirect would not bring the Strict cookie along"
    assert 'content="0;url=/desk/"' in answer.text
    visit = next(c for c in answer.headers.getlist("Set-Cookie") if c.startswith("alcove="))
    assert "SameSite=Strict" in visit
    assert browser.get_cookie("alcove-flow") is None, "the way is over"
    found = browser.get(ME).get_json()
    assert (found["person"]["id"], found["teams"][0]["id"]) == ("amina", "u4c")
    with app.app_context():
        amina = queries.person("amina")
        assert amina is not None
        assert amina.central_id == str(wiki.accounts["Amina"].central_id)
        assert "signed_in" in [row.verb for row in audit.rows()]


def test_the_wiki_is_asked_as_it_wants_to_be(
    browser: FlaskClient, wiki: Wiki, team: SomeTeam
) -> None:
    address = leave(browser, "/desk/sign-in/wiki?uselang=de")
    asked = query_of(address)
    assert address.startswith(f"{wiki.url}/w/rest.php/oauth2/authorize?")
    assert asked["redirect_uri"] == CALLBACK
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert len(asked["code_challenge"]) == 43
    assert asked["ui_locales"] == "de"
    assert "scope" not in asked, "only who they are"
    answer = come_back(browser, wiki.walk(address, "Amina"))
    assert 'content="0;url=/desk/?uselang=de"' in answer.text
    assert 'lang="de"' in answer.text
    posted = next(given for method, path, given in wiki.asked if path.endswith("access_token"))
    assert len(posted["code_verifier"]) >= 43
    assert (posted["grant_type"], posted["redirect_uri"]) == ("authorization_code", CALLBACK)


def test_each_way_has_its_own_secrets(browser: FlaskClient, wiki: Wiki) -> None:
    first, second = (query_of(leave(browser)) for _ in range(2))
    assert [first[one] == second[one] for one in ("state", "code_challenge")] == [False, False]


def test_what_the_browser_keeps_meanwhile(browser: FlaskClient, wiki: Wiki, app: Flask) -> None:
    before = rows(app)
    answer = browser.post("/desk/sign-in/wiki")
    [cookie] = answer.headers.getlist("Set-Cookie")
    assert cookie.startswith("alcove-flow=")
    assert {"HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=600"} <= set(cookie.split("; "))
    state = re.search(r"state=([\w-]+)", answer.text)
    assert state is not None
    assert state[1] not in cookie, "it is sealed"
    assert rows(app) == before, "the service keeps nothing"


def test_the_cookie_is_bound_to_the_host_where_there_is_https(
    database_url: str, wiki: Wiki
) -> None:
    secure = make_app(database_url, BASE_URL="https://alcove.toolforge.org", **wiki.settings)
    answer = secure.test_client().post(
        "/desk/sign-in/wiki",
        base_url="https://alcove.toolforge.org",
        headers={"Origin": "https://alcove.toolforge.org"},
    )
    [cookie] = answer.headers.getlist("Set-Cookie")
    assert cookie.startswith("__Host-alcove-flow=")
    assert "Secure" in cookie


def test_the_wikis_tokens_are_nowhere_afterwards(
    browser: FlaskClient,
    wiki: Wiki,
    team: SomeTeam,
    database_url: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    sign_in(browser, wiki)
    wiki.odd = "revoked"
    sign_in(browser, wiki, "Bero")
    stored = b"".join(
        path.read_bytes()
        for path in Path(database_url.removeprefix("sqlite:///")).parent.glob("alcove.db*")
    )
    assert len(wiki.tokens) == 2
    for token in wiki.tokens:
        assert token.encode() not in stored
        assert token not in caplog.text
        assert token.split(".")[1] not in caplog.text


# ---- odd answers


def refused(browser: FlaskClient, wiki: Wiki, app: Flask, name: str = "Amina") -> TestResponse:
    """Sign in, and see that nobody is let in and nothing is kept."""
    before = rows(app)
    answer = sign_in(browser, wiki, name)
    assert not is_in(browser)
    assert rows(app) == before
    return answer


@pytest.mark.parametrize(
    ("odd", "reason", "status"),
    [
        ("token_html", "wiki_error", 502),
        ("token_list", "wiki_error", 502),
        ("token_empty", "wiki_error", 502),
        ("profile_html", "wiki_error", 502),
        ("profile_list", "wiki_error", 502),
        ("profile_empty", "wiki_error", 502),
        ("revoked", "token", 403),
        ("expired", "token", 403),
        ("token_broken", "wiki_silent", 504),
        ("profile_broken", "wiki_silent", 504),
    ],
)
def test_odd_answers_of_the_wiki(
    browser: FlaskClient,
    wiki: Wiki,
    app: Flask,
    team: SomeTeam,
    odd: str,
    reason: str,
    status: int,
) -> None:
    wiki.odd = odd
    answer = refused(browser, wiki, app)
    assert answer.status_code == status
    assert says(answer, reason)
    assert browser.get_cookie("alcove-flow") is None
    wiki.odd = ""
    assert sign_in(browser, wiki).status_code == 200, "a moment later it works"


@pytest.mark.parametrize("odd", ["token_slow", "profile_slow"])
def test_a_wiki_that_does_not_answer_in_time(
    browser: FlaskClient,
    wiki: Wiki,
    app: Flask,
    team: SomeTeam,
    odd: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(oauth, "TIMEOUT", 0.3)
    wiki.odd = odd
    assert says(refused(browser, wiki, app), "wiki_silent")


def test_a_wiki_nobody_is_at(browser: FlaskClient, wiki: Wiki, app: Flask, team: SomeTeam) -> None:
    back = wiki.walk(leave(browser), "Amina")
    object.__setattr__(app.extensions["alcove_config"], "oauth_wiki", "http://localhost:1")
    assert says(come_back(browser, back), "wiki_silent")


def test_who_cancels_is_told_so(browser: FlaskClient, wiki: Wiki, team: SomeTeam) -> None:
    back = wiki.walk(leave(browser), "Amina", press="cancel")
    assert "state" not in query_of(back)
    answer = come_back(browser, back)
    assert (answer.status_code, says(answer, "cancelled")) == (200, True)
    assert not any(path.endswith("access_token") for _, path, _ in wiki.asked)


def test_other_errors_in_the_address_are_not_called_cancelling(
    browser: FlaskClient, wiki: Wiki
) -> None:
    leave(browser)
    answer = come_back(browser, f"{CALLBACK}?error=server_error&error_description=<b>x</b>")
    assert says(answer, "wiki_error")
    assert "<b>x</b>" not in answer.text


def test_a_client_the_wiki_does_not_accept(
    browser: FlaskClient, wiki: Wiki, app: Flask, team: SomeTeam
) -> None:
    wiki.client_secret = "was renewed"
    answer = refused(browser, wiki, app)
    assert (answer.status_code, says(answer, "client")) == (502, True)


def test_the_wiki_shows_its_own_page_and_nobody_comes_back(
    browser: FlaskClient, wiki: Wiki
) -> None:
    wiki.add("Locked", locked=True)
    wiki.add("~2026-12345-67", temporary=True)
    for name in ("Locked", "~2026-12345-67"):
        with pytest.raises(AssertionError, match=r"Permission error|Log in"):
            wiki.walk(leave(browser), name)
    wiki.client_id = "0" * 32
    with pytest.raises(AssertionError, match="Client authentication failed"):
        wiki.walk(leave(browser), "Amina")
    assert translate("alcove-page-sign-in-stuck", lang="en") in browser.get("/desk/sign-in").text


def test_a_suppressed_account(browser: FlaskClient, wiki: Wiki, app: Flask, team: SomeTeam) -> None:
    wiki.accounts["Amina"].hidden = True
    assert says(refused(browser, wiki, app), "suppressed")


def test_a_temporary_account_that_comes_through_all_the_same(
    browser: FlaskClient, wiki: Wiki, app: Flask, team: SomeTeam
) -> None:
    wiki.add("~2026-1-1")
    wiki.accounts["Amina"].groups = ["temp"]
    for name in ("~2026-1-1", "Amina"):
        assert says(refused(browser, wiki, app, name), "temporary")


@pytest.mark.parametrize("reuse", ["same browser", "other browser"])
def test_an_answer_counts_once(
    browser: FlaskClient, app: Flask, wiki: Wiki, team: SomeTeam, reuse: str
) -> None:
    back = wiki.walk(leave(browser), "Amina")
    cookie = browser.get_cookie("alcove-flow")
    assert cookie is not None
    come_back(browser, back)
    other = app.test_client()
    if reuse == "same browser":  # its cookie stolen before, so that the code itself is tried again
        other.set_cookie("alcove-flow", cookie.value)
    answer = other.get(back.removeprefix(ORIGIN))
    assert (answer.status_code, says(answer, "ended")) == (400, True)
    assert not is_in(other)


def test_an_answer_for_another_browser_is_nobodys(
    browser: FlaskClient, app: Flask, wiki: Wiki, team: SomeTeam
) -> None:
    """Or somebody could have others work at the desk under a foreign name."""
    back = wiki.walk(leave(browser), "Amina")
    victim = app.test_client()
    victim.environ_base["HTTP_ORIGIN"] = ORIGIN
    leave(victim)
    answer = come_back(victim, back)
    assert says(answer, "ended")
    assert not is_in(victim)
    assert not any(path.endswith("access_token") for _, path, _ in wiki.asked)


def test_a_code_without_our_verifier_is_worth_nothing(
    browser: FlaskClient, wiki: Wiki, app: Flask, team: SomeTeam
) -> None:
    """Somebody else's code put into one's own way: the wiki finds that the challenge differs."""
    stolen = query_of(wiki.walk(leave(browser), "Bero"))["code"]
    own = query_of(leave(browser))["state"]
    answer = come_back(browser, f"{CALLBACK}?code={stolen}&state={own}")
    assert says(answer, "ended")
    assert not is_in(browser)


def test_ten_minutes_and_no_longer(
    browser: FlaskClient, wiki: Wiki, team: SomeTeam, monkeypatch: pytest.MonkeyPatch
) -> None:
    back = wiki.walk(leave(browser), "Amina")
    start = flow.seconds()
    monkeypatch.setattr(flow, "seconds", lambda: start + flow.SECONDS + 1)
    assert says(come_back(browser, back), "ended")
    assert not is_in(browser)
    monkeypatch.setattr(flow, "seconds", lambda: start)
    again = wiki.walk(leave(browser), "Amina")
    monkeypatch.setattr(flow, "seconds", lambda: start + flow.SECONDS)
    come_back(browser, again)
    assert is_in(browser), "a second before"


@pytest.mark.parametrize("cookie", ["", "x", "é", "A" * 200, "A" * 4000, "%00"])
def test_cookies_somebody_made_up(browser: FlaskClient, wiki: Wiki, cookie: str) -> None:
    browser.set_cookie("alcove-flow", cookie)
    answer = come_back(browser, f"{CALLBACK}?code=x&state=x")
    assert (answer.status_code, says(answer, "ended")) == (400, True)


@pytest.mark.parametrize("query", ["", "?", "?code=", "?state=", "?code=x", "?state=%ff&code=%00"])
def test_addresses_somebody_made_up(browser: FlaskClient, wiki: Wiki, query: str) -> None:
    leave(browser)
    answer = come_back(browser, CALLBACK + query)
    assert (answer.status_code, says(answer, "ended")) == (400, True)


def test_without_a_client_there_is_no_way_in(database_url: str) -> None:
    bare = make_app(database_url).test_client()
    page = bare.get("/desk/sign-in").text
    assert translate("alcove-page-sign-in-none", lang="en") in page
    assert "data-at-wiki" not in page
    answer = bare.post("/desk/sign-in/wiki", headers={"Origin": ORIGIN})
    assert (answer.status_code, says(answer, "no_client")) == (404, True)


def test_the_reasons_are_told_in_the_language_chosen_before(
    browser: FlaskClient, wiki: Wiki
) -> None:
    back = wiki.walk(leave(browser, "/desk/sign-in/wiki?uselang=ar"), "Amina", press="cancel")
    answer = come_back(browser, back)
    assert translate("alcove-page-refused-cancelled", lang="ar") in answer.text
    assert 'dir="rtl"' in answer.text
    assert 'href="/desk/sign-in?uselang=de"' in answer.text, "the answer is used up"


def test_every_reason_has_its_words() -> None:
    for reason in oauth.Reason:
        key = f"alcove-page-refused-{reason.replace('_', '-')}"
        assert knows(key), reason
        assert knows(f"{key}-next"), reason


def test_another_site_cannot_start_it(app: Flask, wiki: Wiki) -> None:
    for origin in ("https://evil.example", wiki.url, "null"):
        answer = app.test_client().post("/desk/sign-in/wiki", headers={"Origin": origin})
        assert answer.status_code == 403
        assert "Set-Cookie" not in answer.headers
