# SPDX-License-Identifier: AGPL-3.0-or-later
"""Members are told by mail that there is something new: who may know of it, when, and no word more.

The mails are received by a real server.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from service.infra import jobs, outbox
from service.infra.database import session, transaction
from service.infra.jobs import JobFailed
from service.infra.outbox import ATTEMPTS
from service.jobs import has_news
from service.people import news
from service.people.models import Absence, Authority, Person, Team
from service.vault.rules import REPORTER
from tests.api.vaulting import epoch, holder
from tests.api.world import TEAM, Member, World, body_of
from tests.conftest import DAY, ORIGIN, SetClock, make_app
from tests.mailbox import Mailbox, mailbox

MORNING, NOON, NIGHT = 0, 12, 23  # before, between and after everybody's slots
FROM = "alcove@tools.example.org"


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mailbox() as received:
        yield received


@pytest.fixture
def app(database_url: str, box: Mailbox) -> Flask:
    return make_app(database_url, MAIL_SERVER=box.url, MAIL_FROM=FROM)


@pytest.fixture
def world(app: Flask) -> World:
    """Four members who all want news."""
    made = World(app)
    for member in made.members:
        wants_news(app, member)
    return made


def address(member: Member) -> str:
    return f"{member.id}@example.org"


def wants_news(app: Flask, member: Member, **values: object) -> None:
    wanted = {"mail": address(member), "mail_code": "", **values}
    with app.app_context(), transaction() as rows:
        rows.execute(update(Person).where(Person.id == member.id).values(wanted))


def worked(app: Flask) -> dict[str, int]:
    """What came of the job once."""
    with app.app_context():
        return {what: times for what, times in jobs.run("mail").items() if times}


def later(set_clock: SetClock, days: int = 1, hour: int = NIGHT) -> date:
    """Some days on, after the night's slots unless told otherwise."""
    day = DAY + timedelta(days=days)
    set_clock(day, hour)
    return day


def test_a_code_from_the_address_confirms_it(world: World, box: Mailbox) -> None:
    ada = world.members[0]
    assert ada.post("settings/mail", {"mail": "new@example.org"}).status_code == 200
    assert box.mails == [], "no request sends mail"
    assert worked(world.app) == {"sent": 1}
    [received] = box.to("new@example.org")
    code = re.search(r"^[a-z0-9]{8}$", received.text, re.MULTILINE)
    assert code is not None
    wrong = ada.post("settings/mail/confirm", {"code": "z" * 8})
    assert wrong.status_code >= 400
    assert ada.post("settings/mail/confirm", {"code": code[0].upper()}).status_code == 200
    assert body_of(ada.get("me"))["person"]["mail_confirmed"] is True
    assert worked(world.app) == {}


def test_a_code_for_one_address_confirms_no_other(world: World, box: Mailbox) -> None:
    ada = world.members[0]
    ada.post("settings/mail", {"mail": "new@example.org"})
    box.during = lambda: ada.post("settings/mail", {"mail": "newer@example.org"})
    worked(world.app)
    box.during = None
    [first] = box.to("new@example.org")
    code = re.search(r"^[a-z0-9]{8}$", first.text, re.MULTILINE)
    assert code is not None
    assert ada.post("settings/mail/confirm", {"code": code[0]}).status_code >= 400
    worked(world.app)
    assert len(box.to("newer@example.org")) == 1, "what was asked for meanwhile is not lost"


def test_nobody_is_told_on_the_day_a_report_comes(
    world: World, box: Mailbox, set_clock: SetClock
) -> None:
    world.sent()
    for hour in (NOON, NIGHT):
        set_clock(DAY, hour)
        assert worked(world.app) == {}
    later(set_clock, hour=NIGHT)
    assert worked(world.app) == {"sent": 4}
    assert box.recipients == sorted(address(member) for member in world.members)


def test_one_mail_says_of_however_many_things(
    world: World, box: Mailbox, set_clock: SetClock
) -> None:
    thread = world.sent()
    world.sent()
    world.write_back(thread, world.next_of_writer(thread))
    later(set_clock)
    assert worked(world.app) == {"sent": 4}
    assert worked(world.app) == {}
    later(set_clock, days=2)
    assert worked(world.app) == {}, "what was said once is not said again"


def test_a_day_has_two_slots_and_no_third(world: World, box: Mailbox, set_clock: SetClock) -> None:
    def news_of_yesterday() -> None:
        with world.app.app_context(), transaction() as rows:
            news.tell(TEAM, [ada.keys.fingerprint])
            rows.execute(update(outbox.OutboxRow).values(day=DAY))

    ada = world.members[0]
    world.sent()
    with world.app.app_context():
        for member in world.members:
            outbox.drop(news.NEWS, member.id)
    counts = []
    for hour in range(24):
        later(set_clock, hour=hour)
        news_of_yesterday()
        counts.append(worked(world.app).get("sent", 0))
    assert sum(counts) == 2
    assert sum(counts[:13]) == 1


def test_the_time_of_a_mail_comes_from_the_secret(app: Flask, set_clock: SetClock) -> None:
    def slots(person: str, day: date) -> list[int]:
        found = []
        for hour in range(24):
            set_clock(day, hour)
            found.append(news._slot(Person(id=person, name=person, home="meta")))
        return found

    with app.app_context():
        seen = {tuple(slots(f"person{n}", DAY)) for n in range(20)}
        assert len(seen) > 10
        assert len({tuple(slots("amina", DAY + timedelta(days=n))) for n in range(20)}) > 10
        before = slots("amina", DAY)
        assert before == slots("amina", DAY)
        assert (before[0] in {0, 1}, before[12], before[23]) == (True, 1, 2)
    app.extensions["alcove_config"] = make_app(
        "sqlite://", SECRET_KEY="another secret that nobody knows at all"
    ).extensions["alcove_config"]
    with app.app_context():
        assert {tuple(slots(f"person{n}", DAY)) for n in range(20)} != seen


def test_a_mail_says_nothing_of_what_is_new(
    world: World, box: Mailbox, set_clock: SetClock
) -> None:
    ben, cho = world.members[1:3]
    wants_news(world.app, ben, languages="de en")
    wants_news(world.app, cho, languages="fr de")
    thread = world.sent()
    later(set_clock)
    worked(world.app)
    report = world.report_of(thread)
    for received in box.mails:
        whole = received.raw.decode("latin-1").lower() + received.text.lower()
        for word in (TEAM, "universal code", "report", report, thread.sealed.vault.id, "new\n"):
            assert word.lower() not in whole
        before, desk, after = received.text.partition(f"{ORIGIN}/desk/")
        assert desk
        assert not re.search(r"[0-9]", before + after), "no number either"
    english, german = box.to(address(world.members[0]))[0], box.to(address(ben))[0]
    assert "There is something new for you at the desk." in english.text
    assert "Arbeitsplatz" in german.text
    assert box.to(address(cho))[0].text == english.text
    texts = {received.text for received in box.mails}
    assert len(texts) == 2, "nothing but the language differs"


def told_of(world: World, box: Mailbox, set_clock: SetClock) -> list[str]:
    """Who gets a mail the day after."""
    later(set_clock)
    worked(world.app)
    return [name.partition("@")[0] for name in box.recipients]


def test_who_was_excluded_gets_none(world: World, box: Mailbox, set_clock: SetClock) -> None:
    thread = world.sent(without=(world.members[3],))
    world.write_back(thread, world.next_of_writer(thread))
    assert told_of(world, box, set_clock) == ["ada", "ben", "cho"]


def test_who_was_recused_before_the_mail_gets_none(
    world: World, box: Mailbox, set_clock: SetClock
) -> None:
    thread = world.sent()
    ada, ben, *_ = world.members
    body = epoch(thread.head, 1, [REPORTER, holder(ada), holder(ben)])
    assert ada.post(f"vaults/{thread.sealed.vault.id}/epochs", body).status_code == 201
    assert told_of(world, box, set_clock) == ["ada", "ben"]


def test_who_left_gets_none(world: World, box: Mailbox, set_clock: SetClock) -> None:
    world.sent()
    world.state(world.members[:2], seq=2)
    assert told_of(world, box, set_clock) == ["ada", "ben"]


def test_who_takes_no_more_part_gets_none(world: World, box: Mailbox, set_clock: SetClock) -> None:
    thread = world.sent()
    left = world.members[1].post(f"reports/{world.report_of(thread)}/leave", {})
    assert left.status_code == 204
    world.write_back(thread, world.next_of_writer(thread))
    assert told_of(world, box, set_clock) == ["ada", "cho", "dia"]


def test_who_lost_the_wikis_group_gets_none(
    world: World, box: Mailbox, set_clock: SetClock
) -> None:
    world.sent()
    with world.app.app_context(), transaction() as rows:
        rows.execute(update(Team).values(authority_group="u4c"))
        rows.add(Authority(team=TEAM, person="ada", holds=True, checked=DAY))
        rows.add(Authority(team=TEAM, person="ben", holds=False, checked=DAY))
    assert told_of(world, box, set_clock) == ["ada"]


def test_who_confirmed_no_address_gets_none(
    world: World, box: Mailbox, set_clock: SetClock
) -> None:
    ada, ben, cho, _dia = world.members
    wants_news(world.app, ada, mail_code=news.TO_BE_SENT)
    wants_news(world.app, ben, mail="")
    world.sent()
    wants_news(world.app, cho, mail="")  # changed one's mind meanwhile
    assert told_of(world, box, set_clock) == ["dia"]


def test_who_is_away_is_told_when_they_are_back(
    world: World, box: Mailbox, set_clock: SetClock
) -> None:
    back = DAY + timedelta(days=3)
    with world.app.app_context(), transaction() as rows:
        for member in world.members[2:]:
            rows.add(Absence(id=member.id, person=member.id, begins=DAY, ends=back))
    world.sent()
    assert told_of(world, box, set_clock) == ["ada", "ben"]
    later(set_clock, days=3)
    assert worked(world.app) == {}
    later(set_clock, days=4)
    assert worked(world.app) == {"sent": 2}


def test_what_was_dealt_with_meanwhile_is_no_news(
    world: World, box: Mailbox, set_clock: SetClock
) -> None:
    thread = world.sent()
    world.answer(world.members[0], thread)
    assert told_of(world, box, set_clock) == []
    with world.app.app_context():
        assert outbox.waiting(news.NEWS) == []


def test_the_writer_of_a_muted_report_moves_nobody(
    world: World, box: Mailbox, set_clock: SetClock
) -> None:
    thread = world.sent()
    report = world.report_of(thread)
    body = {"version": world.members[0].find(thread.sealed.vault.id)["version"], "muted": True}
    assert world.members[0].post(f"reports/{report}/mute", body).status_code == 200
    world.write_back(thread, world.next_of_writer(thread))
    assert told_of(world, box, set_clock) == []


def test_a_crash_after_sending_may_repeat_a_mail_and_loses_none(
    world: World, box: Mailbox, set_clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.sent()
    later(set_clock, hour=NOON)
    with monkeypatch.context() as dying:
        dying.setattr(outbox, "done", lambda _item: 1 / 0)
        with pytest.raises(JobFailed):
            worked(world.app)
    assert len(box.mails) == 1
    assert worked(world.app) == {"sent": 3}, "whose slot was used waits for the next one"
    later(set_clock, hour=NIGHT)
    assert worked(world.app) == {"sent": 1}
    assert sorted({*box.recipients}) == [address(member) for member in world.members]
    assert worked(world.app) == {}


@pytest.mark.parametrize("guarded", [True, False], ids=["the job", "without its lock"])
@pytest.mark.usefixtures("on_both")
def test_two_workers_at_once_send_each_mail_once(
    world: World, box: Mailbox, set_clock: SetClock, guarded: bool
) -> None:
    world.sent()
    world.members[0].post("settings/mail", {"mail": "new@example.org"})
    later(set_clock)
    barrier, came = threading.Barrier(2), []

    def work() -> None:
        with world.app.app_context():
            barrier.wait()
            if guarded:
                came.append(jobs.run("mail"))
            else:
                came.append({**news.send_codes(), **news.send_news(has_news)})

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(came) == 2
    worked(world.app)
    assert box.recipients == sorted([*map(address, world.members[1:]), "new@example.org"])


def test_while_no_server_answers_nothing_is_tried_in_vain(
    world: World, box: Mailbox, set_clock: SetClock
) -> None:
    world.sent()
    gone = make_app(str(world.app.extensions["alcove_config"].database_url),
                    MAIL_SERVER="smtp://127.0.0.1:9", MAIL_FROM=FROM)  # fmt: skip
    later(set_clock)
    for _ in range(ATTEMPTS + 1):
        with pytest.raises(JobFailed, match="lets nobody in"):
            worked(gone)
    assert worked(world.app) == {"sent": 4}


def test_what_a_server_refuses_is_given_up_and_counted(
    world: World, box: Mailbox, set_clock: SetClock
) -> None:
    world.sent(without=tuple(world.members[2:]))
    box.refused.add(address(world.members[0]))
    for day in range(1, ATTEMPTS):
        later(set_clock, days=day, hour=NIGHT)
        worked(world.app)
    assert box.recipients == [address(world.members[1])]
    with world.app.app_context():
        assert len(outbox.waiting(news.NEWS)) == 1
    later(set_clock, days=ATTEMPTS)
    assert worked(world.app) == {"refused": 1}
    with world.app.app_context():
        assert outbox.waiting(news.NEWS) == []
        assert jobs.run("housekeeping")["given_up"] == 1
        assert session().query(outbox.OutboxRow).count() == 0
    numbers = world.app.test_client().get("/metrics").get_data(as_text=True)
    assert f'alcove_jobs_total{{job="mail",outcome="refused"}} {ATTEMPTS}.0' in numbers
    assert 'alcove_jobs_total{job="mail",outcome="sent"} 1.0' in numbers
    assert 'alcove_jobs_total{job="housekeeping",outcome="given_up"} 1.0' in numbers
    assert "alcove_jobs_created" not in numbers, "no times"
