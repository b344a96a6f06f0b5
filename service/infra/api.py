# SPDX-License-Identifier: AGPL-3.0-or-later
"""JSON in and out: checked bodies, problem documents, and the OpenAPI document made from both.

Use `blueprint(name)` for a slice's API and schemas derived from `Schema`. Bodies are read strictly:
duplicate keys, unknown fields, NUL and half characters (lone surrogates) are refused by name.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from threading import Lock
from typing import Any, NoReturn, TypeVar, cast

import marshmallow
from apispec import APISpec
from flask import Flask, Request, current_app, request
from flask import Response as FlaskResponse
from flask.typing import ResponseReturnValue
from flask_smorest import Api as SmorestApi
from flask_smorest import Blueprint as SmorestBlueprint
from marshmallow import ValidationError, fields
from sqlalchemy.exc import InterfaceError, OperationalError
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import HTTPException

from service.infra import permissions, web
from service.infra.i18n import knows, translate
from service.infra.problems import CODES, Problem, code_for

View = TypeVar("View", bound=Callable[..., Any])

PREFIX = "/api/v1"
TRY_AGAIN_SECONDS = 30
PROBLEM_TYPE = "application/problem+json"

_KEPT_HEADERS = ("Allow", "Retry-After", "WWW-Authenticate")
_UNSAFE_TEXT = re.compile("[\x00\ud800-\udfff]")
_MAX_DEPTH = 32
_LIBRARY_WORDS: Mapping[str, str] = {
    str(fields.Field.default_error_messages["required"]): "required",
    str(fields.Field.default_error_messages["null"]): "required",
    str(marshmallow.Schema._default_error_messages["unknown"]): "unknown",  # noqa: SLF001  # nowhere else
}


class Schema(marshmallow.Schema):
    """What a body or an answer holds. Unknown fields are refused, order is kept."""

    class Meta:
        unknown = marshmallow.RAISE


class ProblemSchema(Schema):
    """A problem document (RFC 9457)."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    code = fields.String(required=True, metadata={"enum": sorted(CODES)})
    errors = fields.List(fields.Dict(keys=fields.String(), values=fields.String()))


class Parser(FlaskParser):
    """Reads bodies more strictly than JSON's own grammar asks."""

    DEFAULT_UNKNOWN_BY_LOCATION = {  # noqa: RUF012  # as the class it extends has it
        **FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION,
        "json": marshmallow.RAISE,
    }

    def load_json(self, req: Request, schema: marshmallow.Schema) -> Any:
        """The body, or a problem that says why it cannot be read."""
        if req.mimetype != "application/json":
            raise Problem("unsupported_media_type")
        return read_json(req.get_data(cache=False))

    def load_querystring(self, req: Request, schema: marshmallow.Schema) -> Any:
        """What stands behind the question mark, less the language, which infra reads."""
        given = {name: value for name, value in req.args.items() if name != "uselang"}
        _check_text(given)
        return given

    def handle_error(self, error: ValidationError, *_args: Any, **_more: Any) -> NoReturn:
        """Tell which fields are wrong."""
        raise Problem("invalid", errors=list(_flatten(error.messages)))


class Blueprint(SmorestBlueprint):  # type: ignore[misc]
    """A slice's routes under /api/v1; the decorators keep the types of what they decorate."""

    ARGUMENTS_PARSER = Parser()

    def register_views_in_doc(self, api: Api, app: Flask, spec: APISpec, **more: Any) -> None:
        """Describe the routes, but only once somebody wants to read it.

        It takes longer than all else at the start, and no job or command line ever reads it.
        """
        api.undescribed.append(partial(super().register_views_in_doc, api, app, spec, **more))

    def get(self, rule: str, **options: Any) -> Callable[[View], View]:
        """A route that reads."""
        return cast(Callable[[View], View], super().get(rule, **options))

    def post(self, rule: str, **options: Any) -> Callable[[View], View]:
        """A route that acts."""
        return cast(Callable[[View], View], super().post(rule, **options))

    def arguments(
        self, schema: type[marshmallow.Schema], *, location: str = "json", **options: Any
    ) -> Callable[[View], View]:
        """What the request must hold; the view's first argument."""
        made = super().arguments(schema, location=location, **options)
        return cast(Callable[[View], View], made)

    def response(
        self, status: int, schema: type[marshmallow.Schema] | None = None, **options: Any
    ) -> Callable[[View], View]:
        """What the answer holds."""
        return cast(Callable[[View], View], super().response(status, schema, **options))

    def alt_response(
        self, status: int, schema: type[marshmallow.Schema] | None = None, **options: Any
    ) -> Callable[[View], View]:
        """What another answer holds."""
        made = super().alt_response(status, schema=schema, **options)
        return cast(Callable[[View], View], made)


def blueprint(name: str, description: str = "") -> Blueprint:
    """The API routes of one slice. Endpoints are named ``<name>_api.<function>``."""
    return Blueprint(f"{name}_api", __name__, url_prefix=PREFIX, description=description)


class Api(SmorestApi):  # type: ignore[misc]
    """OpenAPI, and one way for everything that goes wrong."""

    ERROR_SCHEMA = ProblemSchema

    def __init__(self, app: Flask) -> None:
        self.undescribed: list[Callable[[], None]] = []
        self._describing = Lock()
        super().__init__(app)

    def document(self) -> dict[str, Any]:
        """The OpenAPI document of all routes."""
        with self._describing:
            while self.undescribed:
                self.undescribed.pop(0)()
            document: dict[str, Any] = self.spec.to_dict()
        return document

    def _openapi_json(self) -> FlaskResponse:
        return current_app.response_class(
            json.dumps(self.document(), indent=2), mimetype="application/json"
        )

    def handle_http_exception(self, error: HTTPException) -> ResponseReturnValue:
        """A problem document under /api/, a page elsewhere; headers the status needs are kept."""
        if error.code is not None and error.code < 400:
            return error.get_response()
        if request.path.startswith("/api/"):
            answer = problem_response(error)
        else:
            texts = error.texts if isinstance(error, Problem) else ()
            page = web.error_page(code_for(error), error.code or 500, texts)
            answer = current_app.make_response(page)
        _keep_headers(error, answer)
        return answer

    def handle_database_gone(self, _error: Exception) -> ResponseReturnValue:
        """The database does not answer; why is told to the log only, and never for reporters."""
        if not permissions.is_quiet():
            # Flask calls this while it handles the error.
            logging.getLogger(__name__).exception("the database does not answer")  # noqa: LOG004
        wait = {"Retry-After": str(TRY_AGAIN_SECONDS)}
        return self.handle_http_exception(Problem("unavailable", headers=wait))


def document() -> dict[str, Any]:
    """The application's OpenAPI document."""
    made: Api = current_app.extensions["flask-smorest"]["apis"][""]["ext_obj"]
    return made.document()


def status(again: bool) -> int:
    """200 for what was here already, 201 for what is new."""
    return 200 if again else 201


def install(app: Flask) -> Api:
    """Make the application's API; slices register their blueprints with it."""
    app.config.update(
        API_TITLE="Alcove",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX=PREFIX,
        OPENAPI_JSON_PATH="openapi.json",
    )
    documents = Api(app)
    for error in (OperationalError, InterfaceError):
        app.register_error_handler(error, documents.handle_database_gone)
    return documents


def read_json(data: bytes) -> Any:
    """Strict JSON: UTF-8, no duplicate keys, no NaN, no NUL or half characters, not too deep."""
    try:
        value = json.loads(
            data.decode("utf-8"), object_pairs_hook=_no_duplicates, parse_constant=_no_constant
        )
    except (ValueError, RecursionError) as error:
        raise Problem("malformed_json") from error
    _check_text(value)
    return value


def problem_response(error: HTTPException) -> FlaskResponse:
    """The problem document of an error, in the reader's language."""
    code = code_for(error)
    problem = error if isinstance(error, Problem) else Problem(code, error.code)
    document: dict[str, Any] = {
        "type": "about:blank" if code in {"not_found", "internal"} else f"/problems/{code}",
        "title": translate(f"alcove-problem-{code}-title"),
        "status": problem.code,
        "detail": translate(f"alcove-problem-{code}-detail", *problem.texts),
        "code": code,
        **problem.members,
    }
    if problem.errors:
        document["errors"] = [_translated(entry) for entry in problem.errors]
    answer = FlaskResponse(
        json.dumps(document, ensure_ascii=False), problem.code, content_type=PROBLEM_TYPE
    )
    for name, value in problem.extra_headers.items():
        answer.headers[name] = value
    return answer


def _keep_headers(error: HTTPException, answer: FlaskResponse) -> None:
    for name, value in error.get_headers():
        if name in _KEPT_HEADERS:
            answer.headers[name] = value
    for name, value in getattr(error, "extra_headers", {}).items():
        answer.headers[name] = value


def _translated(entry: Mapping[str, str]) -> dict[str, str]:
    message = translate(f"alcove-problem-field-{entry['code']}")
    return {"field": entry["field"], "code": entry["code"], "message": message}


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _check_text(value: Any) -> None:
    wrong = [{"field": where, "code": "unsafe_text"} for where in _unsafe(value, "", 0)]
    if wrong:
        raise Problem("invalid", errors=wrong)


def _unsafe(value: Any, where: str, depth: int) -> Iterator[str]:
    if depth > _MAX_DEPTH:
        raise Problem("malformed_json")
    if isinstance(value, str):
        if _UNSAFE_TEXT.search(value):
            yield where or "body"
    elif isinstance(value, dict):
        for key, inner in value.items():
            if _UNSAFE_TEXT.search(key):
                yield where or "body"
            else:
                yield from _unsafe(inner, f"{where}.{key}".lstrip("."), depth + 1)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _unsafe(inner, f"{where}.{index}".lstrip("."), depth + 1)


def _flatten(messages: Any, where: str = "") -> Iterator[dict[str, str]]:
    """Marshmallow's nested messages as a list of fields with a code each."""
    if isinstance(messages, Mapping):
        for key, inner in messages.items():
            skip = key in {"json", "query", "_schema"}
            yield from _flatten(inner, where if skip else f"{where}.{key}".lstrip("."))
    else:
        for message in messages if isinstance(messages, list) else [messages]:
            yield {"field": where or "body", "code": _field_code(str(message))}


def _field_code(message: str) -> str:
    code = _LIBRARY_WORDS.get(message, message)
    return code if knows(f"alcove-problem-field-{code}") else "invalid"
