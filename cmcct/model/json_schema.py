"""JSON Schema of `directory.toml`, for completion and documentation in editors.

Draft 7; the rules check what it cannot express. Most editors use Taplo, whose behaviour shapes the
schema: it ignores keywords beside `$ref`, completes a key once per schema of an `anyOf`, completes
nothing in a table with `allOf`, and shows the labels in `x-taplo`.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from cmcct.i18n.messages import LANGUAGES
from cmcct.model import entities
from cmcct.model.fields import KEYS, MODELS, REQUIRED
from cmcct.reference import vocabulary
from cmcct.reference.countries import all_countries
from cmcct.text.folding import MAX_LENGTH

_FACETS = (*vocabulary.SELECTABLE, "phone type")
_MAILBOX = r"^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$"
_INTERNATIONAL = r"^\s*\+.*\d"
# Completion offers the canonical names; `true` accepts all other spellings.
_SPELLINGS = [{"$ref": "#/definitions/country"}, True]
_VALUES: Mapping[str, dict[str, Any]] = {
    "text": {"type": "string"},
    "hours": {"type": "string"},
    "flag": {"type": "boolean"},
    "days": {"type": "integer", "minimum": 1},
    "digits": {"type": "string", "pattern": r"^\d*$"},
    "number": {"type": "string", "pattern": r"\d"},
    "mailbox": {"type": "string", "pattern": _MAILBOX},
    "url": {"type": "string", "pattern": r"^(https?://[^\s/]+\.[^\s/]+(/\S*)?)?$"},
    "tag": {"type": "string", "pattern": r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$"},
    "uuid": {"type": "string", "pattern": r"^(urn:uuid:)?\{?([0-9A-Fa-f]-?){32}\}?$"},
    "public key": {"type": "string", "pattern": r"^age1[0-9a-z]+$"},
    "slug": {"type": "string", "pattern": r"^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": MAX_LENGTH},
    "finding": {"type": "string", "pattern": r"^([a-z0-9-]+:)?[a-z]+(-[a-z]+)*$"},
    # Taplo passes dates to a schema as strings; a list of types stops it completing `since = ""`.
    "day": {"type": ["string"], "pattern": r"^\d{4}-\d\d-\d\d$"},
    "moment": {"type": ["string"], "pattern": r"^\d{4}-(0[1-9]|1[0-2])(-\d\d)?$"},
    "country": {"type": "string", "pattern": r"\S", "anyOf": _SPELLINGS},
    "app": {"type": "string", "enum": [*entities.APPS]},
    "messenger": {"type": "string", "enum": [*entities.MESSENGERS]},
    "username": {"type": "string", "pattern": r"^\S+$"},
    "way": {"type": "string", "enum": [*entities.VERIFIED_VIA]},
    "reason": {"type": "string", "enum": [*entities.FAILURES]},
    "label": {"type": "string", "enum": [*entities.NETWORK_LABELS]},
}
_FILLED: Mapping[str, dict[str, Any]] = {"string": {"pattern": r"\S"}, "array": {"minItems": 1}}


def _without(key: str, *words: str) -> dict[str, Any]:
    return {key: {"not": {"enum": [*words]}}}


_NAMED: dict[str, Any] = {
    "if": {"properties": _without("role", "duty-desk") | _without("status", "vacant")},
    "then": {"required": ["name"], "properties": {"name": _FILLED["string"]}},
}
_CHANNELS = [
    {"required": [key], "properties": {key: _FILLED["array"]}} for key in entities.CHANNELS
]
_REACHABLE: dict[str, Any] = {
    "if": {"properties": _without("status", "vacant", "left")},
    "then": {"anyOf": _CHANNELS},
}
_SHELTERED: dict[str, Any] = {
    "if": {"required": ["sectors"], "properties": {"sectors": {"contains": {"const": "shelter"}}}},
    "then": {"properties": {"address": {"maxLength": 0}}},
}
_RULES: Mapping[str, dict[str, Any]] = {
    "focal_point": {"if": True, "then": {"allOf": [_NAMED, _REACHABLE, _SHELTERED]}},
    # Either text or a table; keywords for one type do not apply to the other.
    "email": {"type": ["string", "object"], "pattern": _MAILBOX},
    "phone": {
        "type": ["string", "object"],
        "pattern": _INTERNATIONAL,
        "if": {"properties": {"national": {"const": False}}},
        "then": {"properties": {"number": {"pattern": _INTERNATIONAL}}},
    },
}


def build() -> dict[str, Any]:
    """Return the schema."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Directory",
        "description": "The focal points of a counter-trafficking network.",
        **_table("file"),
        "definitions": {"country": _countries()},
    }


def text() -> str:
    """Return the text of `directory.schema.json`."""
    return json.dumps(build(), ensure_ascii=False, indent=2) + "\n"


def _table(kind: str) -> dict[str, Any]:
    return {
        "type": "object",
        "required": [*REQUIRED[kind]],
        "properties": {name: _key(kind, name) for name in KEYS[kind]},
        "additionalProperties": False,
        **_RULES.get(kind, {}),
    }


def _key(table: str, name: str) -> dict[str, Any]:
    spec = KEYS[table][name]
    value = _value(spec.kind, spec.meaning)
    if spec.required:
        value = _FILLED.get(str(value["type"]), {}) | value
    terms = _terms(spec.item_kind) if spec.item_kind in _FACETS else ()
    lines = [f"- `{term.slug}`: {term.label()}" for term in terms]
    return {
        "title": name.replace("_", " ").capitalize(),
        "description": spec.meaning + ("\n\n" + "\n".join(lines) if lines else ""),
        **value,
        **_default(table, name),
    }


def _value(kind: str, meaning: str) -> dict[str, Any]:
    if kind.startswith("["):
        # For a list, Taplo shows only the description of its items.
        items = {"description": meaning, **_value(kind.strip("[]"), meaning)}
        return {"type": "array", "items": items}
    if kind in _FACETS:
        return _words(_terms(kind))
    return _table(kind) if kind in KEYS else _VALUES[kind]


def _terms(kind: str) -> tuple[vocabulary.Term, ...]:
    return vocabulary.terms(kind.removesuffix(" type"))


def _words(terms: Sequence[vocabulary.Term]) -> dict[str, Any]:
    """Return the schema of a facet's words, with labels in four languages."""
    labels = [" · ".join(dict.fromkeys(map(term.label, LANGUAGES))) for term in terms]
    return {
        "type": "string",
        "enum": [term.slug for term in terms],
        "x-taplo": {"docs": {"enumValues": labels}},
    }


def _default(table: str, name: str) -> dict[str, Any]:
    """Return the default of a key, if it could be written in the file."""
    fields = MODELS[table].model_fields if table in MODELS else {}
    value = fields[name].default if name in fields else None
    return {"default": value} if value and isinstance(value, str | int) else {}


def _countries() -> dict[str, Any]:
    return {
        "title": "Country or territory",
        "description": "Any usual name in four languages, an alias or an ISO 3166-1 code.",
        "type": "string",
        "enum": [country.name for country in all_countries()],
    }
