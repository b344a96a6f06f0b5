# SPDX-License-Identifier: AGPL-3.0-or-later
"""Case pages made for tests, with what a correct reading of each has.

Pages are written from a story (who filed, who voted, what came of it) in one of several shapes and
languages. The truth is written down from the story, never read from the page.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from tests.casewords import WORDS, Words

ROOT = "Universal Code of Conduct/Coordinating Committee/Cases/"
MEMBERS = (
    "Member Ada",
    "Member Béla",
    "Member Chidi",
    "Member Dora",
    "Member Emre",
    "Mitglied Fünf",
    "عضو سادس",
    "Member Gita",
)
NAMES = (
    "Anna Example",
    "Bert",
    "Carla & Co",
    "D'Artagnan",
    "Łukasz",
    "مستخدمة تجريبية",
    "Œdipe",
    "X-ray 9",
    "例え",
    "192.0.2.7",
    "Ümit",
    "Name (group)",
)
TOPICS = (
    "Use of rights",
    "Appeal: block, 2024",
    "Édition + conflit",
    "سوء الاستخدام",
    "A & B",
    "100 % sure?",
    "Systemic failure",
    "Тема",
    "“Quoted”",
    "Long " + "title " * 12 + "end",
)


@dataclass(frozen=True)
class CasePage:
    """A page as it is saved, and the facts a correct reading of it has."""

    title: str
    wikitext: str
    lang: str
    shape: str
    truth: tuple[dict[str, Any], ...]


def pages(count: int, seed: int, root: str = ROOT) -> list[CasePage]:
    """Return so many pages, every shape in every language in turn; the same for the same seed."""
    turns = [(shape, lang) for lang in WORDS for shape in SHAPES]
    return [
        page(*turns[number % len(turns)], seed=seed * 100_003 + number, number=number, root=root)
        for number in range(count)
    ]


def page(shape: str, lang: str, *, seed: int = 0, number: int = 0, root: str = ROOT) -> CasePage:
    """Return one page of a shape in a language."""
    story = Story(random.Random(seed), lang, WORDS[lang])
    SHAPES[shape](story)
    year = f"{story.filed.year}/" if story.with_year else ""
    title = f"{root}{year}{story.chance.choice(TOPICS)} {number}"
    return CasePage(title, "\n".join(story.lines), lang, shape, tuple(story.facts))


@dataclass
class Story:
    """What happens in a case; each step writes its lines and its facts."""

    chance: random.Random
    lang: str
    words: Words
    with_year: bool = False
    lines: list[str] = field(default_factory=list)
    facts: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.filed = date(2025, 1, 2) + timedelta(days=self.chance.randrange(600))
        self.newest = self.filed
        self.filer, *self.parties = self.chance.sample(NAMES, self.chance.randrange(2, 5))

    # ---- small parts ---------------------------------------------------------------------------

    def write(self, *lines: str) -> None:
        self.lines += lines

    def knows(self, key: str, item: str, **value: Any) -> None:
        self.facts.append({"key": key, "item": item, "value": value, "certain": True})

    def doubts(self, key: str, item: str = "?") -> None:
        """Expect an unread fact; one without a name of its own has a question mark."""
        self.facts.append({"key": key, "item": item, "value": None, "certain": False})

    def later(self, days: int = 30) -> date:
        return self.filed + timedelta(days=self.chance.randrange(1, days))

    def sign(self, name: str, day: date) -> str:
        """Return a signature as MediaWiki or somebody's preferences write it."""
        self.newest = max(self.newest, day)
        link = f"[[{self.words.user}:{name}|{name}]]"
        talk = f"[[{self.words.user_talk}:{name}|{self.words.talk}]]"
        time = self.words.stamp(day, self.chance.randrange(24), self.chance.randrange(60))
        style = self.chance.randrange(4)
        if style == 0:
            return f"{link} {time}"
        if style == 1:
            return f'[[User:{name}|<b style="color:#036">{name[:3]}</b>]] <sup>{talk}</sup> {time}'
        return f"{link} ({talk}) {time}"

    def heading(self, role: str, level: int = 2, by: str | None = None) -> str:
        """Write a heading and return its title."""
        title = self.words.headings[role] + (f" - ({by})" if by else "")
        marks = "=" * level
        self.write("", f"{marks} {title} {marks}")
        return title

    # ---- parts of a page -----------------------------------------------------------------------

    def state(self, state: str) -> None:
        self.write(f"{self.words.state_is} {self.words.states[state]}.")
        self.knows("state", "0", state=state)

    def evidence(self) -> None:
        day = self.later(60)
        self.write(f"{self.words.evidence} '''{self.words.date(day)}'''.")
        self.knows("evidence_until", "0", day=day.isoformat())

    def alert(self, linked: bool) -> None:
        called = [f"[[User:{name}]]" if linked else name for name in MEMBERS[:5]]
        before = "@U4C: " + " ".join(called) if linked else ", ".join(called)
        signed = self.sign(self.filer, self.filed)
        self.write("", f"{self.words.alert}: {before} {signed}")
        self.knows("filed", "0", day=self.filed.isoformat(), by=self.filer)

    def party(self, name: str, notice: str, diff: int | None, link: str | None) -> None:
        role = "filer" if notice == "filer" else "party"
        self.knows("party", name, name=name, role=role, notice=notice, diff=diff, link=link)

    def notice(self, name: str) -> str:
        """Return a cell that proves, or does not, that somebody was told."""
        kind = self.chance.choice(("address", "special", "local", "none", "proof"))
        number = self.chance.randrange(1000, 9_999_999)
        if kind == "address":
            link = f"https://meta.wikimedia.org/w/index.php?title=X&diff={number}&oldid=1"
            self.party(name, "diff", number, link)
            return f"[{link}]"
        if kind == "proof":
            link = f"https://de.wikipedia.org/wiki/Special:Diff/{number}"
            self.party(name, "diff", number, link)
            return f"[{link} diff]"
        if kind == "special":
            self.party(name, "diff", number, f"Special:Diff/{number}")
            return f"[[Special:Diff/{number}|diff]]"
        self.party(name, kind, None, None)
        return self.words.notices[kind] if kind == "local" else ""

    def table(self, *, header: bool = True, unlinked: bool = False) -> None:
        self.write('{| class="wikitable"')
        if header:
            self.write(f"! {self.words.parties} !! {self.words.notifications}")
        self.write(
            "|-", f"| {self.sign(self.filer, self.filed)}", f"| {self.words.notices['filer']}"
        )
        self.party(self.filer, "filer", None, None)
        for name in self.parties:
            about = f"[[User talk:{name}|talk]] • [[Special:CentralAuth/{name}|CA]]"
            self.write("|-", f"| [[User:{name}|{name}]] ({about}) || {self.notice(name)}")
        if unlinked:
            self.write("|-", "| Nobody linked || ")
            self.doubts("party")
        self.write("|}")

    def statement(self, role: str, by: str | None, sentences: int = 3) -> None:
        title = self.heading(role, by=by)
        count = 0
        for _ in range(sentences):
            said = [
                self.chance.choice(self.words.prose) for _ in range(self.chance.randrange(4, 12))
            ]
            count += len(said)
            self.write(" ".join(said) + ".")
        if by:
            self.write(f"''{said[0]}''. {self.sign(by, self.later())}")
            count += 1
        self.write("<!-- a note for editors -->")
        self.knows("statement", f"{role}:{by or ''}", section=title, by=by, kind=role, words=count)

    def vote(self, key: str, side: str, name: str, **fixed: str) -> None:
        """Write a vote in one of the ways people vote."""
        day = self.later(60)
        style, said = self.chance.randrange(6), self.chance.choice(self.words.prose)
        if style == 5:
            self.write(f"# {said} {said}", f"#: {said}")
            self.doubts(key)
            return
        signed = self.sign(name, day)
        if style in (0, 1):
            self.write(f"# {said.capitalize()}. {signed}")
        elif style == 2:
            self.write(f"# '''{self.words.votes[side]}''' {said} {signed}")
        elif style == 3:
            self.write(f"# {said}. {signed}")
            self.write(f"#: {said} {said}? {self.sign(self.chance.choice(MEMBERS), day)}")
            self.write(f"#:: {said}. {signed}")
        else:
            tag = self.chance.choice(("<s>{}</s>", "<del>{}</del>", "{{{{strike|{}}}}}"))
            self.write(f"# {tag.format(said)} {signed}", f"#:{self.words.changed}. {signed}")
        cast = {"vote": side, "by": name, "day": day.isoformat(), "struck": style == 4}
        item = f"{side}:{name}"
        self.knows(key, f"{fixed['motion']}:{item}" if fixed else item, **fixed, **cast)

    def acceptance(self) -> None:
        self.heading("decision")
        voters = iter(self.chance.sample(MEMBERS, 6))
        for side, count in (("accept", 3), ("decline", 2), ("abstain", 1)):
            self.heading(side, 3)
            for _ in range(count):
                self.vote("acceptance", side, next(voters))

    def motion(self, number: int) -> None:
        title = f"{self.words.motion} {number}: {self.words.prose[number]}"
        slug = f"{self.words.motion}-{number}-{self.words.prose[number]}".lower()
        if not slug.isascii():  # a name for addresses is made of the title's hash
            slug = f"motion-{hashlib.sha256(title.encode()).hexdigest()[:8]}"
        self.write("", f"=== {title} ===")
        text = [self.chance.choice(self.words.prose) for _ in range(9)]
        self.write(" ".join(text) + ".")
        self.knows("motion", slug, motion=slug, title=title, words=9)
        bold = self.chance.random() < 0.5
        for side, names in (
            ("support", MEMBERS[:4]),
            ("oppose", MEMBERS[4:5]),
            ("abstain", MEMBERS[5:6]),
        ):
            if bold:
                self.write("", f"'''{self.words.headings[side]}'''")
            else:
                self.heading(side, 4)
            for name in names:
                self.vote("motion_vote", side, name, motion=slug)
        counts = {
            "support": 7,
            "oppose": self.chance.randrange(3),
            "abstain": self.chance.randrange(3),
        }
        adopted = self.chance.random() < 0.7
        sentence = self.words.adopted if adopted else self.words.failed
        self.write("", sentence.format(**counts))
        self.knows("motion_result", slug, motion=slug, adopted=adopted, **counts)

    def outcomes(self) -> None:
        self.heading("findings")
        for n in (1, 2):
            text = " ".join(self.chance.choice(self.words.prose) for _ in range(6))
            self.write(f"# {text}.")
            self.knows("finding", str(n), n=n, text=f"{text}.")
        self.heading("remedies")
        start, end, appeal = (self.newest + timedelta(days=days) for days in (10, 400, 200))
        whom, written, words = self.parties[0], self.words.date, self.words
        limited = words.until.format(written(end), written(appeal))
        lasting = words.starting.format(written(start))
        for n, text, terms in (
            (1, limited, {"expires": end, "appeal_from": appeal}),
            (2, lasting, {"starts": start}),
            (3, words.warned, {}),
            (4, words.unclear, None),
        ):
            self.write(f"# [[User:{whom}|{whom}]] {text}")
            if terms is None:
                self.doubts("remedy", str(n))
                continue
            days: dict[str, str | None] = {"starts": None, "expires": None, "appeal_from": None}
            days |= {key: day.isoformat() for key, day in terms.items()}
            said = {"text": f"{whom} {text}", "whom": [whom], "indefinite": text == lasting}
            self.knows("remedy", str(n), n=n, **said, **days)

    def end(self) -> None:
        self.knows("last_activity", "0", day=self.newest.isoformat())


def form(story: Story) -> None:
    """The form of early 2025: no box, a table, an alert that links its members."""
    story.table()
    story.alert(linked=True)
    story.knows("state", "0", state="request")
    for role in ("description", "attempts", "solutions"):
        story.statement(role, story.filer)
    story.end()


def dated(story: Story) -> None:
    """The form of mid 2025, under a year: a sentence in a box, members called by bare names."""
    story.with_year = True
    story.write('<div class="box">')
    story.state("declined")
    story.write("</div>", "")
    story.table()
    story.alert(linked=False)
    story.statement("description", story.filer)
    story.statement("other_feedback", story.parties[0])
    story.acceptance()
    story.end()


def bare(story: Story) -> None:
    """A table without headers under a heading, with a name that is no link."""
    story.heading("parties")
    story.table(header=False, unlinked=True)
    story.alert(linked=False)
    story.knows("state", "0", state="request")
    story.statement("description", story.filer)
    story.statement("discussion", None)
    story.end()


def box(story: Story) -> None:
    """A box filled by parameters over several lines; the sections signed in other ways."""
    until = story.later(60)
    kind = story.chance.choice(("appeal", "systemic", "cross_wiki", "off_wiki"))
    story.write(
        "{{U4C case",
        "| state = investigation",
        f"| kind = {kind}",
        f"| evidence = {until.isoformat()}",
        "}}",
    )
    story.knows("state", "0", state="investigation")
    story.knows("kind", "0", kind=kind)
    story.knows("evidence_until", "0", day=until.isoformat())
    story.table()
    story.alert(linked=True)
    story.statement("description", story.filer)
    story.statement("other_party", story.parties[0])
    story.statement("member_discussion", None)
    story.end()


def translated(story: Story) -> None:
    """Translated with <translate> marks, its parties in a list, under investigation."""
    story.write("<languages/>", "<translate><!--T:1-->")
    story.state("investigation")
    story.evidence()
    story.write("</translate>")
    story.heading("parties")
    story.write(f"* [[User:{story.filer}]]: {story.words.notices['filer']}")
    story.party(story.filer, "filer", None, None)
    for name in story.parties:
        story.write(f"* [[User:{name}]] ({story.notice(name)})")
    story.alert(linked=True)
    story.statement("description", story.filer)
    story.end()


def voted(story: Story) -> None:
    """A long case with votes, motions, findings and remedies, closed."""
    story.with_year = True
    story.state("closed")
    story.table()
    story.alert(linked=True)
    for role in ("description", "attempts", "solutions"):
        story.statement(role, story.filer, sentences=8)
    story.statement("other_feedback", story.parties[0])
    story.acceptance()
    story.heading("motions")
    story.motion(1)
    story.motion(2)
    story.outcomes()
    story.end()


SHAPES: dict[str, Callable[[Story], None]] = {
    "form": form,
    "dated": dated,
    "bare": bare,
    "box": box,
    "translated": translated,
    "voted": voted,
}
