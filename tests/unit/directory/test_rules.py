# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who can help: shared situations, and what must hold in every situation."""

from typing import Any

import pytest

from service.directory import queries
from service.directory.rules import Answers, Recommendation, describe, recommend, wiki_host
from tests.unit.directory.situations import SHARED, answers, every

# Where a person in danger is sent: staff, or volunteers who hide private information at once.
URGENT = {
    "violence": {"emergency", "trust-and-safety"},
    "child": {"child-material", "child-people", "emergency"},
}


def ids(found: list[Recommendation]) -> list[str]:
    return [one.body.id for one in found]


@pytest.mark.parametrize("case", SHARED["cases"], ids=lambda case: case["name"])
def test_a_situation_leads_to_those_who_can_help(case: dict[str, Any]) -> None:
    found = queries.recommend(answers(case["answers"]), case.get("teams", ()))

    assert ids(found) == case["offered"]
    assert ids(found)[0] == case["recommended"]
    assert found[0].reason_key == case["reason"]
    assert [one.recommended for one in found] == [True] + [False] * (len(found) - 1)


def test_there_are_enough_situations_with_names_of_their_own() -> None:
    names = [case["name"] for case in SHARED["cases"]]

    assert len(names) >= 40
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("case", SHARED["hosts"], ids=lambda case: repr(case["given"]))
def test_links_are_made_only_for_hosts_of_wikimedia_wikis(case: dict[str, str]) -> None:
    assert wiki_host(case["given"]) == case["wiki"]


def test_whatever_is_answered_somebody_private_is_offered() -> None:
    for given in every():
        found = queries.recommend(given)
        assert any(one.body.privacy == "private" for one in found), given
        assert all(one.body.channels for one in found), given
        assert len(set(ids(found))) == len(found), given


def test_danger_never_waits_in_a_queue_of_alcove() -> None:
    for given in every():
        found = queries.recommend(given, teams=["u4c", "arbcom-en", "trust-and-safety"])
        kinds = {channel.kind for one in found for channel in one.body.channels}
        assert ("alcove" in kinds) <= (given.danger == "none"), given
        assert set(ids(found)) <= URGENT.get(given.danger, set(ids(found))), given


def test_private_information_is_never_taken_to_a_public_page() -> None:
    for given in every():
        if given.danger == "private-info":
            found = queries.recommend(given)
            assert {one.body.privacy for one in found} == {"private"}, given
            assert {one.caution for one in found} == {"alcove-route-caution-do-not-repeat"}


@pytest.mark.parametrize("body", queries.directory().bodies)
def test_somebody_involved_comes_after_everybody_else(body: str) -> None:
    group = queries.directory().bodies[body].group or body
    for given in every(member=(group,), plain=True):
        found = queries.recommend(given)
        flags = [one.caution == "alcove-route-caution-member" for one in found]
        assert flags == sorted(flags), given
        assert all(flags[ids(found).index(name)] for name in ids(found) if name == body), given


def test_one_member_can_be_left_out_where_a_team_has_alcove() -> None:
    given = Answers(wiki="sw.wikipedia.org", tried_local=True, member=("u4c",))

    assert ids(queries.recommend(given))[-1] == "u4c"
    found = queries.recommend(given, teams=["u4c"])
    assert ids(found)[0] == "u4c"
    assert found[0].caution == "alcove-route-caution-leave-out"


def test_every_body_is_recommended_or_offered_somewhere() -> None:
    offered = {name for given in every() for name in ids(queries.recommend(given))}

    assert offered == set(queries.directory().bodies)


def test_the_committee_of_a_wiki_is_reached_at_its_own_address() -> None:
    body = describe(queries.directory(), "arbcom", "en.wikipedia.org")

    assert [channel.kind for channel in body.channels] == ["alcove", "mail", "page", "page"]
    assert body.channels[0].team == "arbcom-en"
    assert body.channels[1].address == "arbcom-en@wikimedia.org"
    assert body.languages == ("en",)
    assert body.confirmed


def test_an_unconfirmed_committee_has_a_page_and_no_address() -> None:
    body = describe(queries.directory(), "arbcom", "uk.wikipedia.org")

    assert not body.confirmed
    assert "mail" not in {channel.kind for channel in body.channels}
    assert body.channels[1].url == (
        "https://uk.wikipedia.org/wiki/%D0%92%D1%96%D0%BA%D1%96%D0%BF%D0%B5%D0%B4%D1%96%D1%8F:"
        "%D0%90%D1%80%D0%B1%D1%96%D1%82%D1%80%D0%B0%D0%B6%D0%BD%D0%B8%D0%B9_"
        "%D0%BA%D0%BE%D0%BC%D1%96%D1%82%D0%B5%D1%82"
    )


@pytest.mark.parametrize(
    ("host", "languages"),
    [
        ("de.wikipedia.org", ("de",)),
        ("simple.wikipedia.org", ("en",)),
        ("commons.wikimedia.org", "any"),
        ("www.wikidata.org", "any"),
        ("", "any"),
    ],
)
def test_local_people_read_the_language_of_their_wiki(host: str, languages: object) -> None:
    assert describe(queries.directory(), "local-admins", host).languages == languages


def test_the_strongest_route_of_a_body_gives_the_reason() -> None:
    directory = queries.directory()
    found = recommend(directory, Answers(wiki="en.wikipedia.org", admin=True))

    assert found[0].reason_key == "alcove-route-arbcom-admin"
