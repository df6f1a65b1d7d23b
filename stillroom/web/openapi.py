"""The API's description, made from the very models that read and write it."""

from functools import cache
from typing import Any, get_args

from pydantic.json_schema import models_json_schema
from starlette.responses import Response

from stillroom.domain.reviews import Review
from stillroom.domain.verdicts import Reason
from stillroom.store.queue import Order, Size
from stillroom.web.api import MOST, PAGE, DecisionGiven, Recorded, ReviewPage, ReviewShown
from stillroom.web.visits import Visit, json_answer

_REF = "#/components/schemas/{model}"


def openapi(_: Visit) -> Response:
    """Give the description."""
    return json_answer(description())


@cache
def description() -> dict[str, Any]:
    """Describe the API in OpenAPI 3.1."""
    read = [(model, "serialization") for model in (Review, ReviewPage, ReviewShown, Recorded)]
    models: Any = [*read, (DecisionGiven, "validation")]
    names, schemas = models_json_schema(models, ref_template=_REF)
    error = {"type": "object", "properties": {"error": {"type": "string"}}, "required": ["error"]}
    conflict = {
        "type": "object",
        "properties": {"error": {"type": "string"}, "now": names[ReviewShown, "serialization"]},
        "required": ["error", "now"],
    }
    components = {
        **schemas.get("$defs", {}),
        "Error": error,
        "Conflict": conflict,
        "Positional": _POSITIONAL,
        "Typed": _TYPED,
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Stillroom", "version": "1", "description": "What waits for a person, and its decisions."},
        "servers": [{"url": "."}],
        "security": [{"key": []}],
        "paths": _paths({model.__name__: names[model, mode] for model, mode in models}),
        "components": {
            "schemas": components,
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer", "description": "a key of an account"}},
        },
    }


_POSITIONAL: dict[str, Any] = {
    "description": "Agent Chat UI's or Agent Inbox's answers, in the order asked",
    "anyOf": [
        {
            "type": "object",
            "properties": {"decisions": {"type": "array", "items": {"$ref": _REF.format(model="Typed")}}},
            "required": ["decisions"],
        },
        {"type": "array", "items": {"$ref": _REF.format(model="Typed")}},
    ],
}
_TYPED = {
    "type": "object",
    "properties": {"type": {"type": "string", "enum": ["approve", "accept", "reject", "ignore"]}},
    "required": ["type"],
}


def _paths(of: dict[str, Any]) -> dict[str, Any]:
    decided = {"200": _answer("as it is now", of["Review"]), "409": _answer("decided or changed", _ref("Conflict"))}
    return {
        "/reviews": {
            "get": {
                "operationId": "listReviews",
                "summary": "Open reviews, the most urgent first",
                "parameters": [
                    _query("reason", {"type": "string", "enum": list(get_args(Reason))}),
                    _query("category", {"type": "string"}),
                    _query("size", {"type": "string", "enum": list(get_args(Size))}),
                    _query("run_id", {"type": "string"}),
                    _query("order", {"type": "string", "enum": list(get_args(Order))}),
                    _query("after", {"type": "string"}),
                    _query("limit", {"type": "integer", "minimum": 1, "maximum": MOST, "default": PAGE}),
                ],
                "responses": {"200": _answer("a page", of["ReviewPage"]), **_refusals(400, 401, 404, 422)},
            }
        },
        "/reviews/{id}": {
            "parameters": [_ID],
            "get": {
                "operationId": "showReview",
                "summary": "One review with its items and what each answer would do",
                "responses": {"200": _answer("the review", of["ReviewShown"]), **_refusals(400, 401, 404, 422)},
            },
        },
        "/reviews/{id}/decision": {
            "parameters": [_ID],
            "post": {
                "operationId": "decideReview",
                "summary": "Decide; of several at once one wins",
                "requestBody": _body(of["DecisionGiven"]),
                "responses": {**decided, **_refusals(400, 401, 403, 404, 413, 422)},
            },
        },
        "/metrics": {
            "get": {
                "operationId": "readMetrics",
                "summary": "The org's counts and times in Prometheus' text format",
                "responses": {
                    "200": {"description": "the figures", "content": {"text/plain": {"schema": {"type": "string"}}}},
                    **_refusals(400, 401, 422),
                },
            }
        },
        "/runs/{id}/request": {
            "parameters": [_ID],
            "get": {
                "operationId": "showRequest",
                "summary": "A run's open questions as a HITLRequest",
                "responses": {"200": _answer("the request", {"type": "object"}), **_refusals(400, 401, 404, 422)},
            },
        },
        "/runs/{id}/decisions": {
            "parameters": [_ID],
            "post": {
                "operationId": "decideByPosition",
                "summary": "Answers by position, at the address that the request names",
                "parameters": [
                    _query("asked", {"type": "array", "items": {"type": "string"}, "minItems": 1}, need=True)
                ],
                "requestBody": _body(_ref("Positional")),
                "responses": {
                    "200": _answer("what was recorded", of["Recorded"]),
                    "409": _answer("nothing was recorded", of["Recorded"]),
                    **_refusals(400, 401, 403, 404, 413, 422),
                },
            },
        },
    }


_ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}


def _query(name: str, schema: dict[str, Any], *, need: bool = False) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": need, "schema": schema}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": _REF.format(model=name)}


def _body(schema: Any) -> dict[str, Any]:
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def _answer(description: str, schema: Any) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _refusals(*codes: int) -> dict[str, Any]:
    return {str(code): _answer("refused", _ref("Error")) for code in codes}
