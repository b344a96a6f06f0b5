# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the service takes for a sealed envelope, and everything it must not."""

import base64
import os
from datetime import date, timedelta

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.vault import rules
from service.vault.rules import (
    BUCKETS,
    LONGEST_DAYS,
    REPORTER,
    Allowed,
    Epoch,
    Flaw,
    Held,
    Kind,
    NotSealed,
    Place,
    Room,
    SealedKey,
    check_sealed,
)

INTRO = b"age-encryption.org/v1\n"
RECIPIENT = pyrage.x25519.Identity.generate().to_public()


def b64(data: bytes) -> bytes:
    return base64.b64encode(data).rstrip(b"=")


KEY = b64(bytes(range(32)))
STANZA = b"-> X25519 " + KEY + b"\n" + KEY + b"\n"
GREASE = b"-> Ax3-grease x Yz\n" + b64(b"grease") + b"\n"
MAC = b"--- " + KEY + b"\n"


def made(header: bytes, bucket: int = 1024) -> bytes:
    return header + os.urandom(rules.payload_length(bucket))


GOOD = made(INTRO + STANZA + MAC)


@pytest.mark.parametrize("bucket", BUCKETS)
def test_a_real_age_file_of_each_bucket_passes(bucket: int) -> None:
    for _ in range(20):  # pyrage adds its grease at random
        assert check_sealed(pyrage.encrypt(bytes(bucket), [RECIPIENT])) == bucket


@pytest.mark.parametrize(
    ("bucket", "length"), [(1024, 1056), (65536, 65568), (262144, 262144 + 16 + 4 * 16)]
)
def test_the_length_of_a_payload(bucket: int, length: int) -> None:
    assert rules.payload_length(bucket) == length


@pytest.mark.parametrize("off", [-1, 1, -16, 16, -1024])
@pytest.mark.parametrize("bucket", BUCKETS)
def test_no_other_length_passes(bucket: int, off: int) -> None:
    sealed = made(INTRO + STANZA + MAC, bucket)
    changed = sealed[:off] if off < 0 else sealed + bytes(off)
    with pytest.raises(NotSealed) as refused:
        check_sealed(changed)
    assert refused.value.reason is Flaw.WRONG_LENGTH


def test_only_the_buckets_asked_for_pass() -> None:
    big = made(INTRO + STANZA + MAC, 4096)
    assert check_sealed(big, (1024, 4096)) == 4096
    with pytest.raises(NotSealed) as refused:
        check_sealed(big, (1024,))
    assert refused.value.reason is Flaw.WRONG_LENGTH


@pytest.mark.parametrize(
    "header",
    [
        INTRO + STANZA + MAC,
        INTRO + STANZA + GREASE + MAC,
        INTRO + GREASE + STANZA + MAC,
        INTRO + STANZA + b"-> -grease\n\n" + MAC,
        INTRO + STANZA + b"-> a-grease\n" + b64(bytes(48)) + b"\n\n" + MAC,
        INTRO + STANZA + b"-> a-grease\n" + b64(bytes(50))[:64] + b"\nAAA\n" + MAC,
    ],
)
def test_grease_is_allowed_once(header: bytes) -> None:
    assert check_sealed(made(header)) == 1024


LOOSE = KEY[:-1] + b"9"  # the last symbol carries two bits too many
BAD_HEADERS = [
    (b"", Flaw.NOT_AGE),
    (b"age-encryption.org/v2\n" + STANZA + MAC, Flaw.NOT_AGE),
    (b"age-encryption.org/v1\r\n" + STANZA + MAC, Flaw.NOT_AGE),
    (b" " + INTRO + STANZA + MAC, Flaw.NOT_AGE),
    (b"-----BEGIN AGE ENCRYPTED FILE-----\n", Flaw.NOT_AGE),
    (INTRO + MAC, Flaw.NO_RECIPIENT),
    (INTRO + GREASE + MAC, Flaw.NO_RECIPIENT),
    (INTRO + STANZA + STANZA + MAC, Flaw.SEVERAL_RECIPIENTS),
    (INTRO + STANZA + GREASE + GREASE + MAC, Flaw.SEVERAL_GREASE),
    (INTRO + STANZA + b"-> scrypt c2FsdA 18\n" + KEY + b"\n" + MAC, Flaw.UNKNOWN_STANZA),
    (INTRO + b"-> ssh-ed25519 abc\n" + KEY + b"\n" + MAC, Flaw.UNKNOWN_STANZA),
    (INTRO + b"-> x25519 " + KEY + b"\n" + KEY + b"\n" + MAC, Flaw.UNKNOWN_STANZA),
    (INTRO + b"-> mlkem768x25519 " + KEY + b"\n" + KEY + b"\n" + MAC, Flaw.UNKNOWN_STANZA),
    (INTRO + b"-> X25519\n" + KEY + b"\n" + MAC, Flaw.BAD_STANZA),
    (INTRO + b"-> X25519 " + KEY + b" x\n" + KEY + b"\n" + MAC, Flaw.BAD_STANZA),
    (INTRO + b"-> X25519  " + KEY + b"\n" + KEY + b"\n" + MAC, Flaw.BAD_STANZA),
    (INTRO + b"-> X25519 " + KEY + b" \n" + KEY + b"\n" + MAC, Flaw.BAD_STANZA),
    (INTRO + b"-> X25519 " + KEY + b"=\n" + KEY + b"\n" + MAC, Flaw.BAD_STANZA),
    (INTRO + b"-> X25519 " + KEY[:-1] + b"\n" + KEY + b"\n" + MAC, Flaw.BAD_STANZA),
    (INTRO + b"-> X25519 " + LOOSE + b"\n" + KEY + b"\n" + MAC, Flaw.BAD_STANZA),
    (INTRO + b"-> X25519 " + KEY + b"\n" + LOOSE + b"\n" + MAC, Flaw.BAD_STANZA),
    (INTRO + b"-> X25519 " + KEY + b"\n" + KEY[:-3] + b"\n" + MAC, Flaw.BAD_STANZA),
    (INTRO + b"-> X25519 " + KEY + b"\n" + KEY[:-3] + b"---\n" + MAC, Flaw.BAD_STANZA),
    (INTRO + b"-> X25519 " + KEY + b"\n\n" + MAC, Flaw.BAD_STANZA),
    (INTRO + b"-> X25519 " + KEY + b"\r\n" + KEY + b"\r\n" + MAC, Flaw.BAD_STANZA),
    (INTRO + STANZA + b"-> \xc3\xa4-grease\n\n" + MAC, Flaw.BAD_STANZA),
    (INTRO + STANZA + b"-> a-grease\n" + KEY + b"A\nhelp me please\n" + MAC, Flaw.BAD_STANZA),
    (INTRO + STANZA + b"-> a-grease\n" + b"A" * 68 + b"\n" + MAC, Flaw.BAD_STANZA),
    (INTRO + STANZA + b"-> a-grease\nA\n" + MAC, Flaw.BAD_STANZA),
    (INTRO + STANZA + b"Please help me.\n" + MAC, Flaw.BAD_STANZA),
    (INTRO + STANZA + b"\n" + MAC, Flaw.BAD_STANZA),
    (INTRO + STANZA + b"---" + KEY + b"\n", Flaw.BAD_MAC),
    (INTRO + STANZA + b"--- " + KEY[:-1] + b"\n", Flaw.BAD_MAC),
    (INTRO + STANZA + b"--- " + LOOSE + b"\n", Flaw.BAD_MAC),
    (INTRO + STANZA + b"---  " + KEY + b"\n", Flaw.BAD_MAC),
    (INTRO + STANZA + b"--- " + KEY + b" \n", Flaw.BAD_MAC),
    (INTRO + STANZA + b"--- \n", Flaw.BAD_MAC),
    (INTRO + STANZA + b"-> a-grease " + b"x" * 500 + b"\n\n" + MAC, Flaw.HEADER_TOO_LONG),
    (INTRO + STANZA + b"-> a-grease\n" + b"A" * 64 + (b"\n" + b"A" * 64) * 7, Flaw.HEADER_TOO_LONG),
]


@pytest.mark.parametrize(("header", "flaw"), BAD_HEADERS)
def test_a_header_that_is_not_ours_is_refused_with_its_reason(header: bytes, flaw: Flaw) -> None:
    with pytest.raises(NotSealed) as refused:
        check_sealed(made(header))
    assert refused.value.reason is flaw


@pytest.mark.parametrize(
    "text",
    [
        b"I was harassed by somebody and need help.",
        INTRO + b"I was harassed by somebody and need help.",
        INTRO + b"-> X25519 I was harassed by somebody\nand need help.\n--- please\n",
        INTRO + STANZA + b"I was harassed by somebody and need help.",
        INTRO + STANZA + MAC + b"I was harassed by somebody and need help.",
        (INTRO + b"I was harassed by somebody. " * 60)[: len(GOOD)],
        b'{"text": "I was harassed"}'.ljust(len(GOOD)),
    ],
)
def test_words_in_clear_are_refused(text: bytes) -> None:
    with pytest.raises(NotSealed):
        check_sealed(text)


def test_whether_it_opens_is_beyond_what_the_service_can_know() -> None:
    """Behind a whole header any bytes may be sealed ones; only a holder finds out (SEALING)."""
    assert check_sealed(INTRO + STANZA + MAC + bytes(rules.payload_length(1024))) == 1024


@given(st.binary(max_size=3000))
def test_bytes_at_random_are_refused_not_crashed_on(data: bytes) -> None:
    with pytest.raises(NotSealed):
        check_sealed(data)


@given(st.binary(max_size=600))
def test_bytes_at_random_behind_the_first_line_are_refused(data: bytes) -> None:
    with pytest.raises(NotSealed):
        check_sealed(INTRO + data)


@given(st.integers(0, len(INTRO + STANZA + MAC) - 1), st.integers(1, 255))
def test_a_changed_header_byte_is_refused_or_still_one_recipient(at: int, change: int) -> None:
    """A changed symbol may be another valid one; what passes still has exactly our form."""
    changed = bytearray(GOOD)
    changed[at] ^= change
    try:
        check_sealed(bytes(changed))
    except NotSealed:
        return
    header = bytes(changed[: len(INTRO + STANZA + MAC)])
    assert header.startswith(INTRO + b"-> X25519 ")
    assert len(header.split(b"\n")) == 5


@given(st.integers(0, len(GOOD) - 1))
def test_a_truncated_file_is_refused(length: int) -> None:
    with pytest.raises(NotSealed):
        check_sealed(GOOD[:length])


@given(st.binary(max_size=200))
def test_base64_goes_there_and_back(data: bytes) -> None:
    assert rules.from_base64(rules.to_base64(data)) == data


@pytest.mark.parametrize(
    "text",
    [
        "A",
        "AA",
        "AAA",
        "AA=",
        "AA===",
        "AAAA=",
        "AAAA\n",
        " AAAA",
        "AA AA",
        "AB==",
        "AAB=",
        "AA-_",
        "AA==AA==",
        "=AAA",
        "ÄÄÄÄ",
        "\ud800AAA",
        "AAA\0",
    ],
)
def test_only_one_spelling_of_base64_is_read(text: str) -> None:
    assert rules.from_base64(text) is None


@pytest.mark.parametrize(
    ("place", "head", "may"),
    [
        (Place(0, 0), None, True),
        (Place(0, 1), None, False),
        (Place(1, 0), None, False),
        (Place(0, 2), Place(0, 1), True),
        (Place(0, 1), Place(0, 1), False),
        (Place(0, 3), Place(0, 1), False),
        (Place(1, 0), Place(0, 1), False),
        (Place(1, 5), Place(1, 4), True),
        (Place(0, 5), Place(1, 4), False),
    ],
)
def test_numbers_follow_without_gaps(place: Place, head: Place | None, may: bool) -> None:
    assert rules.follows(place, head) is may


ROOM = Room(envelopes=3, bytes=6000)


@pytest.mark.parametrize(
    ("envelopes", "stored", "bucket", "fits"),
    [
        (0, 0, 1024, True),
        (2, 2048, 1024, True),
        (3, 3072, 1024, False),
        (1, 4976, 1024, True),
        (1, 4977, 1024, False),
        (0, 0, 16384, False),
    ],
)
def test_a_vault_has_only_so_much_room(
    envelopes: int, stored: int, bucket: int, fits: bool
) -> None:
    assert rules.has_room(ROOM, envelopes, stored, bucket) is fits


def test_a_writer_cannot_leave_the_team_without_room_to_answer() -> None:
    left = rules.TEAMS_ROOM.envelopes - rules.WRITERS_ROOM.envelopes
    assert left >= 100
    assert rules.TEAMS_ROOM.bytes - rules.WRITERS_ROOM.bytes >= 4 * BUCKETS[-1]


def test_the_largest_file_has_room_for_the_largest_bucket_and_a_header() -> None:
    assert len(made(INTRO + STANZA + GREASE + MAC, BUCKETS[-1])) < rules.LARGEST_FILE


DAY = date(2026, 11, 22)
TEAM = Allowed(frozenset({"ada", "ben", "olu"}), frozenset({"tam"}))
HELD = Held(0, {"ada": None, "ben": None, "tam": DAY, "late": DAY - timedelta(1), REPORTER: None})


def key(holder: str, until: date | None = None, epoch: int = 0) -> SealedKey:
    return SealedKey(epoch, holder, b"", until)


@pytest.mark.parametrize(
    ("keys", "within", "may"),
    [
        ([key("olu")], None, True),
        ([key("olu", DAY)], None, True),
        ([key("tam", DAY)], None, True),
        ([key("tam", DAY + timedelta(LONGEST_DAYS))], None, True),
        ([key("olu"), key("olu", None, 1)], None, True),
        ([key("olu")], frozenset({"olu"}), True),
        ([key("tam")], None, False),
        ([key("tam", DAY - timedelta(1))], None, False),
        ([key("tam", DAY + timedelta(LONGEST_DAYS + 1))], None, False),
        ([key("stranger")], None, False),
        ([key("stranger", DAY)], None, False),
        ([key(REPORTER)], None, False),
        ([key("olu"), key("olu")], None, False),
        ([key("olu"), key("stranger")], None, False),
        ([key("olu")], frozenset({"ada"}), False),
    ],
)
def test_who_may_be_granted(
    keys: list[SealedKey], within: frozenset[str] | None, may: bool
) -> None:
    assert rules.may_be_granted(keys, TEAM, within, DAY) is may


THREAD, FILE = Kind.THREAD, Kind.FILE


@pytest.mark.parametrize(
    ("by", "kind", "holders", "within", "right"),
    [
        ("ada", THREAD, ["ada", REPORTER], None, True),
        ("ada", THREAD, ["ada", "ben", "olu", "tam", REPORTER], None, True),
        ("ada", FILE, ["ada", "ben"], frozenset({"ada", "ben"}), True),
        (REPORTER, THREAD, ["ada", "olu", REPORTER], None, True),
        ("ada", THREAD, ["ada"], None, False),
        ("ada", THREAD, ["ben", REPORTER], None, False),
        ("ada", THREAD, ["ada", "ada", REPORTER], None, False),
        ("ada", THREAD, ["ada", "stranger", REPORTER], None, False),
        ("ada", THREAD, ["ada", "late", REPORTER], None, False),
        ("ada", FILE, ["ada", REPORTER], None, False),
        ("ada", FILE, ["ada", "ben"], frozenset({"ada"}), False),
        (REPORTER, THREAD, [REPORTER], None, False),
        (REPORTER, THREAD, ["olu", REPORTER], None, False),
        (REPORTER, THREAD, ["ada", "cho", REPORTER], None, False),
    ],
)
def test_whom_an_epoch_keeps(
    by: str, kind: Kind, holders: list[str], within: frozenset[str] | None, right: bool
) -> None:
    found = rules.epoch_is_right(
        holders,
        by=by,
        kind=kind,
        held=HELD,
        allowed=Allowed(TEAM.audience | {"cho"}, TEAM.others),
        within=within,
        kept_out=frozenset({"cho"}),
        day=DAY,
    )
    assert found is right


@pytest.mark.parametrize(
    ("number", "prev", "ends"),
    [(1, "head", True), (0, "head", False), (2, "head", False), (1, "x", False)],
)
def test_an_epoch_ends_the_one_before_and_loses_nothing(number: int, prev: str, ends: bool) -> None:
    assert rules.ends(Epoch(number, prev, b"", ()), 0, "head") is ends


def test_somebody_can_be_kept_out_of_a_vault_that_is_full() -> None:
    for room in (rules.TEAMS_ROOM, rules.FILES_ROOM):
        more = rules.lock_room(room)
        assert rules.has_room(more, room.envelopes, room.bytes, BUCKETS[-1])


def test_only_who_holds_it_for_good_can_let_others_in() -> None:
    assert HELD.for_good("ada")
    assert not HELD.for_good("tam")
    assert not HELD.for_good("stranger")
    assert HELD.on(DAY) == {"ada", "ben", "tam"}
