# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is let in, and who is out again: the team's signed list, the wiki's group, the operator."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.audit import queries as audit
from service.infra.database import transaction
from service.people import actions, jobs, queries, viewers
from service.people.models import Authority
from service.people.rules import Group
from tests.api.signing import a_browser, app, browser, wiki
from tests.api.test_sign_in import ME, is_in, refused, rows, says, sign_in
from tests.conftest import DAY, SetClock, SignIn
from tests.oauth import Wiki
from tests.teams import Somebody, SomeTeam, public

GROUP = "u4c-member"
QUEUE = "/api/v1/desk/reports"

__all__ = ["app", "browser", "wiki"]


@pytest.fixture
def group(app: Flask, team: SomeTeam, wiki: Wiki) -> Group:
    """The team's members hold a group on the wiki, and Amina, Bero and Chidi do."""
    needed = Group(wiki.url, GROUP)
    with app.app_context():
        actions.set_team("u4c", authority=needed)
    for name in ("Amina", "Bero", "Chidi"):
        wiki.accounts[name].groups = [GROUP]
    return needed


def may_read(browser: FlaskClient) -> bool:
    return browser.get(QUEUE).status_code == 200


def check(app: Flask) -> dict[str, int]:
    with app.app_context():
        return jobs.check_authorities()


def verbs(app: Flask) -> list[str]:
    with app.app_context():
        return [row.verb for row in reversed(audit.rows())]


# ---- who is let in


def test_a_stranger_is_told_so_and_nothing_is_kept(
    app: Flask, browser: FlaskClient, wiki: Wiki, team: SomeTeam, group: Group
) -> None:
    answer = refused(browser, wiki, app, "Zoe")
    assert (answer.status_code, says(answer, "not_named")) == (403, True)


def test_who_holds_a_teams_group_may_come_and_make_keys(
    app: Flask, browser: FlaskClient, wiki: Wiki, team: SomeTeam, group: Group
) -> None:
    wiki.accounts["Zoe"].groups = [GROUP]
    sign_in(browser, wiki, "Zoe")
    found = browser.get(ME).get_json()
    assert found["person"]["name"] == "Zoe"
    assert found["person"]["home"] == "localhost", "the wiki that confirmed them"
    assert found["teams"] == [], "the list does not name them yet"
    assert not may_read(browser)
    zoe = Somebody("Zoe")
    body = {"age": zoe.age, "ed25519": zoe.ed25519}
    assert browser.post("/api/v1/desk/keys", json=body).status_code == 201


def test_who_is_named_and_never_was_here(
    app: Flask, browser: FlaskClient, wiki: Wiki, team: SomeTeam
) -> None:
    """Their line was signed before they came: they sign in without anybody adding them."""
    team.people.append(Somebody("Zoe", home="fr.wikipedia.org"))
    with app.app_context():
        actions.accept_statement("u4c", team.statement(DAY, seq=2))
    sign_in(browser, wiki, "Zoe")
    found = browser.get(ME).get_json()
    assert found["person"]["home"] == "fr.wikipedia.org"
    assert [(one["id"], one["in_statement"]) for one in found["teams"]] == [("u4c", False)]
    assert not may_read(browser), "before their keys are set, and are those the list names"


def test_who_was_added_by_hand(
    app: Flask, browser: FlaskClient, wiki: Wiki, team: SomeTeam, group: Group
) -> None:
    with app.app_context():
        actions.add_person("zoe", name="Zoe", home="meta")
    sign_in(browser, wiki, "Zoe")
    assert browser.get(ME).get_json()["person"]["id"] == "zoe"
    with app.app_context():
        actions.forget_person("zoe")
    assert not is_in(browser)
    assert says(refused(browser, wiki, app, "Zoe"), "not_named")


def test_a_new_name_is_followed(
    app: Flask, browser: FlaskClient, wiki: Wiki, team: SomeTeam
) -> None:
    sign_in(browser, wiki, "Amina")
    wiki.rename("Amina", "Amina the second")
    wiki.add("Amina")  # somebody else takes the name
    again = a_browser(app)
    sign_in(again, wiki, "Amina the second")
    person = again.get(ME).get_json()["person"]
    assert (person["id"], person["name"]) == ("amina", "Amina the second")
    assert may_read(again), "the keys are what the list names"
    assert "person_renamed" in verbs(app)
    assert says(refused(a_browser(app), wiki, app, "Amina"), "not_named")


def test_a_name_does_not_go_to_another_account_of_that_name(
    app: Flask, browser: FlaskClient, wiki: Wiki, team: SomeTeam
) -> None:
    """Also before anybody signed in after the renaming."""
    sign_in(browser, wiki, "Amina")
    wiki.rename("Amina", "Somebody renamed")
    wiki.add("Amina")
    assert says(refused(a_browser(app), wiki, app, "Amina"), "not_named")


def test_a_blocked_account_needs_the_group(
    app: Flask, browser: FlaskClient, wiki: Wiki, team: SomeTeam
) -> None:
    wiki.accounts["Amina"].blocked = True
    with app.app_context():
        before = queries.person("amina")
        assert before is not None
    answer = sign_in(browser, wiki, "Amina")
    assert (answer.status_code, says(answer, "blocked")) == (403, True)
    assert not is_in(browser)
    with app.app_context():
        actions.set_team("u4c", authority=Group(wiki.url, GROUP))
    wiki.accounts["Amina"].groups = [GROUP]
    sign_in(browser, wiki, "Amina")
    assert may_read(browser), "one administrator's block does not overrule the community's group"


def test_a_block_the_wiki_does_not_speak_of_counts_as_one() -> None:
    from service.people.oauth import _profile

    said = {"sub": "7", "username": "Amina", "editcount": "many", "registered": "soon"}
    profile = _profile(said)
    assert (profile.blocked, profile.edits, profile.registered) == (True, 0, None)


# ---- the group


def test_without_the_group_a_line_in_the_list_is_not_enough(
    app: Flask, browser: FlaskClient, wiki: Wiki, team: SomeTeam, group: Group
) -> None:
    wiki.accounts["Amina"].groups = ["sysop"]
    answer = sign_in(browser, wiki, "Amina")
    assert (answer.status_code, says(answer, "authority_lost")) == (403, True)
    assert not is_in(browser)


def test_a_refused_sign_in_ends_the_visits_that_are_open_elsewhere(
    app: Flask, browser: FlaskClient, wiki: Wiki, team: SomeTeam, group: Group
) -> None:
    sign_in(browser, wiki, "Amina")
    wiki.accounts["Amina"].groups = []
    sign_in(a_browser(app), wiki, "Amina")
    assert not is_in(browser)


def test_before_the_wiki_said_anything_nobody_belongs(
    app: Flask, team: SomeTeam, group: Group, sign_in: SignIn
) -> None:
    assert not may_read(sign_in("amina"))


def test_who_loses_the_group_is_out_with_the_next_check(
    app: Flask, browser: FlaskClient, wiki: Wiki, team: SomeTeam, group: Group, set_clock: SetClock
) -> None:
    sign_in(browser, wiki, "Amina")
    other = a_browser(app)
    sign_in(other, wiki, "Bero")
    assert (may_read(browser), may_read(other)) == (True, True)
    wiki.accounts["Amina"].groups = []
    set_clock(DAY + timedelta(days=1), 3)
    assert check(app) == {"held": 2, "lost": 1, "silent": 0}
    assert browser.get(QUEUE).status_code == 401, "the visit ended"
    assert may_read(other)
    with app.app_context():
        assert viewers.viewer("amina").teams == ()
    assert verbs(app).count("authority_lost") == 1
    assert check(app)["lost"] == 1
    assert verbs(app).count("authority_lost") == 1, "said once"
    assert says(sign_in(a_browser(app), wiki, "Amina"), "authority_lost")
    wiki.accounts["Amina"].groups = [GROUP]
    sign_in(browser, wiki, "Amina")
    assert may_read(browser), "and is back when the wiki says so"


def test_a_session_made_meanwhile_reads_nothing_either(
    app: Flask, wiki: Wiki, team: SomeTeam, group: Group, sign_in: SignIn
) -> None:
    check(app)
    wiki.accounts["Amina"].groups = []
    check(app)
    late = sign_in("amina")
    assert late.get(ME).status_code == 200
    [mine] = late.get(ME).get_json()["teams"]
    assert mine["authority"] == {"needed": True, "holds": False, "checked": DAY.isoformat()}
    assert late.get(QUEUE).status_code == 403
    with app.app_context():
        assert queries.persons_of("u4c", [one.fingerprint for one in team.people]) == [
            queries.person("bero"),
            queries.person("chidi"),
        ]


@pytest.mark.parametrize("odd", ["api_html", "api_error", "api_empty", "api_list", "api_broken"])
def test_while_the_wiki_is_silent_its_last_answer_counts_for_three_days(
    app: Flask,
    browser: FlaskClient,
    wiki: Wiki,
    team: SomeTeam,
    group: Group,
    set_clock: SetClock,
    odd: str,
) -> None:
    sign_in(browser, wiki, "Amina")
    wiki.odd = odd
    set_clock(DAY + timedelta(days=3), 12)
    assert check(app)["silent"] == 3
    again = a_browser(app)
    sign_in(again, wiki, "Amina")
    assert may_read(again)
    set_clock(DAY + timedelta(days=4), 12)
    assert not may_read(again)
    assert is_in(again), "until the check"
    check(app)
    assert not is_in(again)
    answer = sign_in(again, wiki, "Amina")
    assert (answer.status_code, says(answer, "authority_unknown")) == (503, True)
    assert says(sign_in(a_browser(app), wiki, "Zoe"), "authority_unknown")
    wiki.odd = ""
    sign_in(again, wiki, "Amina")
    assert may_read(again)


def test_a_global_group_is_asked_for_by_the_accounts_number(
    app: Flask, browser: FlaskClient, wiki: Wiki, team: SomeTeam
) -> None:
    with app.app_context():
        actions.set_team("u4c", authority=Group(wiki.url, "steward", is_global=True))
    wiki.accounts["Amina"].global_groups = ["steward"]
    wiki.accounts["Bero"].groups = ["steward"]  # a group of that name here is another one
    sign_in(browser, wiki, "Amina")
    assert may_read(browser)
    assert says(sign_in(a_browser(app), wiki, "Bero"), "authority_lost")
    wiki.rename("Amina", "Amina the second")
    assert check(app)["held"] == 1
    assert may_read(browser)
    wiki.accounts["Amina the second"].locked = True
    check(app)
    assert not is_in(browser), "a locked account is out"


def test_a_local_group_is_not_taken_from_another_account_of_the_name(
    app: Flask, browser: FlaskClient, wiki: Wiki, team: SomeTeam, group: Group
) -> None:
    sign_in(browser, wiki, "Amina")
    wiki.rename("Amina", "Somebody renamed")
    wiki.add("Amina", groups=[GROUP])
    assert check(app)["lost"] == 1
    assert not is_in(browser)


def test_what_was_said_of_one_group_says_nothing_of_another(
    app: Flask, browser: FlaskClient, wiki: Wiki, team: SomeTeam, group: Group
) -> None:
    sign_in(browser, wiki, "Amina")
    with app.app_context():
        actions.set_team("u4c", about="Something else changes.")
    assert may_read(browser)
    with app.app_context():
        actions.set_team("u4c", authority=Group(wiki.url, "another"))
    assert not may_read(browser)


def test_who_makes_keys_first_is_not_sent_away_by_the_check(
    app: Flask, browser: FlaskClient, wiki: Wiki, team: SomeTeam, group: Group
) -> None:
    wiki.accounts["Zoe"].groups = [GROUP]
    sign_in(browser, wiki, "Zoe")
    check(app)
    assert is_in(browser)
    wiki.accounts["Zoe"].groups = []
    check(app)
    assert not is_in(browser)
    assert says(sign_in(browser, wiki, "Zoe"), "not_named")


def test_the_wiki_is_asked_politely_and_only_for_groups(
    app: Flask, browser: FlaskClient, wiki: Wiki, team: SomeTeam, group: Group
) -> None:
    sign_in(browser, wiki, "Amina")
    asked = [given for _, path, given in wiki.asked if path == "/w/api.php"]
    assert asked == [
        {
            **{"action": "query", "format": "json", "formatversion": "2"},
            **{"list": "users", "ususers": "Amina", "usprop": "groups|centralids"},
        }
    ]


# ---- the list


def test_who_leaves_the_list_is_out_at_once(
    app: Flask, browser: FlaskClient, wiki: Wiki, team: SomeTeam
) -> None:
    sign_in(browser, wiki, "Amina")
    gone = team.people.pop(0)
    with app.app_context():
        actions.accept_statement("u4c", team.statement(DAY, seq=2))
    assert not is_in(browser)
    assert gone.id == "amina"


def test_a_visit_goes_on_for_who_stays_or_is_in_another_team(
    app: Flask, team: SomeTeam, sign_in: SignIn
) -> None:
    both, stays = sign_in("amina"), sign_in("bero")
    other = SomeTeam(id="arbcom", people=team.people[:2])
    with app.app_context():
        actions.add_team("arbcom", name="ArbCom", root=public(other.root))
        actions.accept_statement("arbcom", other.statement(DAY))
        team.people = team.people[1:]
        actions.accept_statement("u4c", team.statement(DAY, seq=2, min_holders=1))
    assert (is_in(both), is_in(stays)) == (True, True)


def test_staff_come_in_only_where_the_team_wants_them(
    app: Flask, team: SomeTeam, sign_in: SignIn
) -> None:
    team.people += [Somebody("Sana", role="staff"), Somebody("Tao", role="translator")]
    with app.app_context():
        for one in team.people[-2:]:
            actions.add_person(one.id, name=one.name, home=one.home)
            actions.set_keys(one.id, one.age, one.ed25519)
        actions.accept_statement("u4c", team.statement(DAY, seq=2))
    assert (may_read(sign_in("sana")), may_read(sign_in("tao"))) == (False, True)
    with app.app_context():
        actions.set_team("u4c", staff=True)
    assert may_read(sign_in("sana"))
    with app.app_context():
        current = queries.current_statement("u4c")
        assert current is not None
        assert rows(app)[0] == 5
        assert queries.intake(queries.team("u4c")).open


def test_what_the_wiki_said_is_kept_in_days(
    app: Flask, browser: FlaskClient, wiki: Wiki, team: SomeTeam, group: Group
) -> None:
    sign_in(browser, wiki, "Amina")
    with app.app_context(), transaction() as found:
        row = found.get(Authority, ("u4c", "amina"))
        assert row is not None
        assert (row.holds, row.checked) == (True, DAY)
