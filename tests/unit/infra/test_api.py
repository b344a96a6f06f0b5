# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bodies are read more strictly than JSON's grammar asks."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from service.infra.api import read_json
from service.infra.problems import Problem


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"nothing",
        b"NaN",
        b"-Infinity",
        b'{"a": NaN}',
        b'{"a": 1, "a": 2}',
        b'{"a": {"b": 1, "b": 1}}',
        b'\xff{"a": 1}',
        b'{"a": "\xed\xa0\x80"}',
        b'\xef\xbb\xbf{"a": 1}',
        b"[" * 100_000,
        b"[" * 500 + b"]" * 500,
        b"1" * 5000,
    ],
)
def test_what_is_no_json_is_refused(body: bytes) -> None:
    with pytest.raises(Problem) as raised:
        read_json(body)
    assert raised.value.kind == "malformed_json"
    assert raised.value.code == 400


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (rb'"\ud800"', "body"),
        (rb'{"a": "\u0000"}', "a"),
        (rb'{"a": [{"b": "x"}, {"b": "\udfff"}]}', "a.1.b"),
        (rb'{"a": {"\ud800": 1}}', "a"),
    ],
)
def test_what_is_no_text_is_refused_by_name(body: bytes, field: str) -> None:
    with pytest.raises(Problem) as raised:
        read_json(body)
    assert raised.value.kind == "invalid"
    assert raised.value.errors == [{"field": field, "code": "unsafe_text"}]


def test_pairs_of_surrogates_are_ordinary_characters() -> None:
    assert read_json(rb'{"a": "\ud83d\udd4a"}') == {"a": "🕊"}


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(body: bytes) -> None:
    with contextlib.suppress(Problem):
        read_json(body)


def test_the_document_is_openapi_and_names_every_route(app: Flask) -> None:
    document: dict[str, Any] = app.test_client().get("/api/v1/openapi.json").get_json()
    assert document["openapi"].startswith("3.1.")
    said = set(document["paths"])
    for rule in app.url_map.iter_rules():
        if "_api." in rule.endpoint:
            path = rule.rule.replace("<id:", "{").replace("<code:", "{").replace(">", "}")
            assert path in said, path
    for path, methods in document["paths"].items():
        for method, what in methods.items():
            if method in {"get", "post"}:
                assert what["summary"], path
                error = what["responses"]["default"]["$ref"]
                assert error == "#/components/responses/DEFAULT_ERROR"
