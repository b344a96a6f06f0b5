# SPDX-License-Identifier: AGPL-3.0-or-later
"""Read the OpenAPI document for people: which operations there are, what they take and answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Field:
    """One field of what is sent."""

    name: str
    kind: str
    required: bool
    about: str


@dataclass(frozen=True)
class Operation:
    """One thing a program can ask for."""

    group: str
    method: str
    path: str
    summary: str
    fields: tuple[Field, ...]
    answers: tuple[tuple[str, str], ...]

    @property
    def anchor(self) -> str:
        """Its name within the page."""
        words = self.path.strip("/").replace("{", "").replace("}", "").split("/")
        return "-".join([self.method.lower(), *words])


def operations(spec: Mapping[str, Any]) -> list[Operation]:
    """Everything the document describes, in its order."""
    found = []
    for path, item in spec.get("paths", {}).items():
        for method in METHODS:
            if method in item:
                found.append(_operation(spec, method, path, item[method]))
    return found


def _operation(
    spec: Mapping[str, Any], method: str, path: str, described: Mapping[str, Any]
) -> Operation:
    return Operation(
        group=_group(spec, described),
        method=method.upper(),
        path=path,
        summary=described.get("summary", ""),
        fields=tuple(_query(described)) + tuple(_body(spec, described)),
        answers=tuple(_answers(spec, described)),
    )


def _group(spec: Mapping[str, Any], described: Mapping[str, Any]) -> str:
    """What its slice is about, in words."""
    words = {tag["name"]: tag.get("description", tag["name"]) for tag in spec.get("tags", [])}
    return ", ".join(words.get(tag, tag) for tag in described.get("tags", []))


def _query(described: Mapping[str, Any]) -> Iterator[Field]:
    for one in described.get("parameters", []):
        if one.get("in") == "query":
            kind = _kind(one.get("schema", {}))
            yield Field(
                f"?{one['name']}", kind, bool(one.get("required")), one.get("description", "")
            )


def _body(spec: Mapping[str, Any], described: Mapping[str, Any]) -> Iterator[Field]:
    content = described.get("requestBody", {}).get("content", {})
    schema = _resolved(spec, content.get("application/json", {}).get("schema", {}))
    required = set(schema.get("required", []))
    for name, one in schema.get("properties", {}).items():
        yield Field(name, _kind(one), name in required, one.get("description", ""))


def _answers(spec: Mapping[str, Any], described: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for status, answer in described.get("responses", {}).items():
        about = _resolved(spec, answer).get("description", "")
        yield ("" if status == "default" else status), about


def _kind(schema: Mapping[str, Any]) -> str:
    """What a value is, in one word or two."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    kind = schema.get("type", "")
    name = "/".join(kind) if isinstance(kind, list) else str(kind)
    if name == "array":
        return f"{_kind(schema.get('items', {}))} […]"
    return f"{name} ({schema['format']})" if "format" in schema else name


def _resolved(spec: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" not in schema:
        return schema
    found: Any = spec
    for step in str(schema["$ref"]).removeprefix("#/").split("/"):
        found = found.get(step, {})
    return found  # type: ignore[no-any-return]
