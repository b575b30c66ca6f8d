"""The JSON Schema of `directory.toml`, from which editors complete keys and say what they mean.

Draft 7, as far as it goes; `checks` says the rest. Most editors read it with Taplo, and its ways
shape it: beside a `$ref` it sees nothing; it offers a key once for each schema of an `anyOf`, and
no key at all in a table with an `allOf`; it shows the terms' labels from `x-taplo`.
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from cmcct import model, vocabulary
from cmcct.countries import countries
from cmcct.slugs import LONGEST

Schema: TypeAlias = dict[str, Any]

# Of each table: the kind of value that a key has, in brackets where it is a list, and its meaning.
KEYS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "file": {
        "directory": ("directory", "What holds for the whole directory."),
        "check": ("check", "What `cmcct check` leaves out."),
        "meeting": ("[meeting]", "A meeting of the network."),
        "working_group": ("[working_group]", "A working group of the network."),
        "focal_point": ("[focal_point]", "A seat (country, institution) and who holds it today."),
    },
    "directory": {
        "name": ("text", "The name of the network."),
        "contact": ("text", "Where those who receive a list send corrections."),
        "verify_every_days": ("days", "How long a confirmation holds; else 365 days."),
        "uid": ("uuid", "A UUID, from which those of the contacts are made. Never change it."),
    },
    "check": {
        "ignore": ("[finding]", 'Warnings to leave out: `"CODE"`, or `"ID:CODE"` for one entry.'),
    },
    "meeting": {
        "id": ("slug", "Names the meeting in the `meetings` of an entry."),
        "name": ("text", "What the meeting is called."),
        "date": ("moment", 'The day, `2019-03-12` without quotes, or the month, `"2018-04"`.'),
        "place": ("text", "The city."),
        "host": ("country", "The country where it took place."),
    },
    "working_group": {
        "id": ("slug", "Names the group in the `working_groups` of an entry."),
        "name": ("text", "What the group is called."),
        "purpose": ("text", "What it is for, in a sentence."),
        "countries": ("[country]", "The countries that take part; none given: open to all."),
    },
    "focal_point": {
        "id": ("slug", "Names the seat (`gy-ctu`), never the person; it outlives the person."),
        "formerly": ("[slug]", "The ids that the seat had before, oldest first."),
        "country": ("country", "The country of the institution."),
        "name": ("text", "The person, without honorific; desks and vacant seats need none."),
        "honorific": ("text", "What stands before the name: `Dr`."),
        "family_name": ("text", "The part of `name` to sort by; else its last word."),
        "title": ("text", "The person's job."),
        "organisation": ("text", "The ministry or agency."),
        "unit": ("text", "The department in it."),
        "body": ("body", "What kind of institution it is."),
        "role": ("role", "The function in the network; else `focal-point`."),
        "sectors": ("[sector]", "What the office does, the main thing first."),
        "languages": ("[tag]", "BCP 47 tags, the preferred language first: `es`, `pap`."),
        "emails": ("[email]", 'The preferred one first: `"a@example.org"`, or a table.'),
        "phones": ("[phone]", 'The preferred one first: `"+592 609 1234"`, or a table.'),
        "address": ("text", "Where the office is. A shelter never has an address."),
        "city": ("text", "The city of the office."),
        "website": ("url", "The institution's page: `https://example.org`."),
        "hours": ("text", "Opening hours as OpenStreetMap has them: `Mo-Fr 08:00-16:30; PH off`."),
        "timezone": ("text", "An IANA zone, `America/Guyana`; else the country's."),
        "covers": ("[country]", "Further countries that the seat serves."),
        "working_groups": ("[slug]", "The ids of the groups that the seat belongs to."),
        "meetings": ("[slug]", "The ids of the meetings attended."),
        "status": ("status", "Whether somebody sits there; else `active`."),
        "since": ("day", "The person's first day there, without quotes: `2024-01-15`."),
        "until": ("day", "The person's last day there, without quotes: `2027-01-14`."),
        "verified": ("day", "When the person last confirmed the entry: `2026-03-02`, no quotes."),
        "verified_via": ("way", "How the person confirmed it."),
        "sharing": ("audience", "The widest audience that may have the entry; else `network`."),
        "notes": ("text", "Notes that go out with the entry."),
        "private_notes": ("text", "Notes for the secretariat only."),
    },
    "email": {
        "address": ("mailbox", "`name@example.org`."),
        "sharing": ("audience", "Who may have it, where that is stricter than the entry's."),
    },
    "phone": {
        "number": ("number", "With `+` and the country code, unless `national = true`."),
        "type": ("phone type", "What kind of line it is; else `office`."),
        "ext": ("digits", 'The extension: `"12"`.'),
        "apps": ("[app]", "What else reaches the number."),
        "hours": ("text", "When it is answered: `24/7`, `Mo-Fr 08:00-16:30`."),
        "national": ("flag", "Whether it is a number that works only inside the country."),
        "sharing": ("audience", "Who may have it, where that is stricter than the entry's."),
    },
}
MODELS: Mapping[str, Any] = {
    "directory": model.About,
    "check": model.Check,
    "meeting": model.Meeting,
    "working_group": model.WorkingGroup,
    "focal_point": model.FocalPoint,
    "email": model.Email,
    "phone": model.Phone,
}
_REQUIRED: Mapping[str, Sequence[str]] = {
    "file": ["directory"],
    "directory": ["name"],
    "meeting": ["id", "name", "date"],
    "working_group": ["id", "name"],
    "focal_point": ["id", "country", "organisation", "sectors"],
    "email": ["address"],
    "phone": ["number"],
}
_FACETS = ("sector", "body", "role", "status", "audience", "phone type")
_MAILBOX = r"^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$"
_INTERNATIONAL = r"^\s*\+.*\d"
# The canonical names are offered; `true` lets every other spelling pass.
_SPELLINGS = [{"$ref": "#/definitions/country"}, True]
_VALUES: Mapping[str, Schema] = {
    "text": {"type": "string"},
    "flag": {"type": "boolean"},
    "days": {"type": "integer", "minimum": 1},
    "digits": {"type": "string", "pattern": r"^\d*$"},
    "number": {"type": "string", "pattern": r"\d"},
    "mailbox": {"type": "string", "pattern": _MAILBOX},
    "url": {"type": "string", "pattern": r"^(https?://[^\s/]+\.[^\s/]+(/\S*)?)?$"},
    "tag": {"type": "string", "pattern": r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$"},
    "uuid": {"type": "string", "pattern": r"^(urn:uuid:)?\{?([0-9A-Fa-f]-?){32}\}?$"},
    "slug": {"type": "string", "pattern": r"^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": LONGEST},
    "finding": {"type": "string", "pattern": r"^([a-z0-9-]+:)?[a-z]+(-[a-z]+)*$"},
    # Taplo shows dates to a schema as text; a list of types keeps it from completing `since = ""`.
    "day": {"type": ["string"], "pattern": r"^\d{4}-\d\d-\d\d$"},
    "moment": {"type": ["string"], "pattern": r"^\d{4}-(0[1-9]|1[0-2])(-\d\d)?$"},
    "country": {"type": "string", "pattern": r"\S", "anyOf": _SPELLINGS},
    "app": {"type": "string", "enum": [*model.APPS]},
    "way": {"type": "string", "enum": [*model.VERIFIED_VIA]},
}
_FILLED: Mapping[str, Schema] = {"string": {"pattern": r"\S"}, "array": {"minItems": 1}}


def _without(key: str, *words: str) -> Schema:
    return {key: {"not": {"enum": [*words]}}}


_NAMED: Schema = {
    "if": {"properties": _without("role", "duty-desk") | _without("status", "vacant")},
    "then": {"required": ["name"], "properties": {"name": _FILLED["string"]}},
}
_CHANNELS = [
    {"required": [key], "properties": {key: _FILLED["array"]}} for key in ("emails", "phones")
]
_REACHABLE: Schema = {
    "if": {"properties": _without("status", "vacant", "left")},
    "then": {"anyOf": _CHANNELS},
}
_SHELTERED: Schema = {
    "if": {"required": ["sectors"], "properties": {"sectors": {"contains": {"const": "shelter"}}}},
    "then": {"properties": {"address": {"maxLength": 0}}},
}
_RULES: Mapping[str, Schema] = {
    "focal_point": {"if": True, "then": {"allOf": [_NAMED, _REACHABLE, _SHELTERED]}},
    # A text may stand for the table; what is said of the one does not hold for the other.
    "email": {"type": ["string", "object"], "pattern": _MAILBOX},
    "phone": {
        "type": ["string", "object"],
        "pattern": _INTERNATIONAL,
        "if": {"properties": {"national": {"const": False}}},
        "then": {"properties": {"number": {"pattern": _INTERNATIONAL}}},
    },
}


def build() -> Schema:
    """Return the schema."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Directory",
        "description": "The focal points of a counter-trafficking network.",
        **_table("file"),
        "definitions": {"country": _countries()},
    }


def _table(kind: str) -> Schema:
    return {
        "type": "object",
        "required": [*_REQUIRED.get(kind, ())],
        "properties": {name: _key(kind, name) for name in KEYS[kind]},
        "additionalProperties": False,
        **_RULES.get(kind, {}),
    }


def _key(table: str, name: str) -> Schema:
    kind, meaning = KEYS[table][name]
    value = _value(kind, meaning)
    if name in _REQUIRED.get(table, ()):
        value = _FILLED.get(str(value["type"]), {}) | value
    return {
        "title": name.replace("_", " ").capitalize(),
        "description": meaning + _glossary(kind.strip("[]")),
        **value,
        **_default(table, name),
    }


def _value(kind: str, meaning: str) -> Schema:
    if kind.startswith("["):
        # Over a list, Taplo shows what is said of its items only.
        items = {"description": meaning, **_value(kind.strip("[]"), meaning)}
        return {"type": "array", "items": items}
    if kind in _FACETS:
        return _words(_terms(kind))
    return _table(kind) if kind in KEYS else _VALUES[kind]


def _terms(kind: str) -> tuple[vocabulary.Term, ...]:
    return vocabulary.terms(kind.removesuffix(" type"))


def _words(terms: Sequence[vocabulary.Term]) -> Schema:
    """Return the words of a facet, with their labels in the four languages."""
    labels = [" · ".join(dict.fromkeys(term.labels)) for term in terms]
    return {
        "type": "string",
        "enum": [term.slug for term in terms],
        "x-taplo": {"docs": {"enumValues": labels}},
    }


def _glossary(kind: str) -> str:
    """Return the words of a facet with their English labels, as an editor shows a list."""
    terms = _terms(kind) if kind in _FACETS else ()
    lines = [f"- `{term.slug}`: {term.label()}" for term in terms]
    return "\n\n" + "\n".join(lines) if lines else ""


def _default(table: str, name: str) -> Schema:
    """Return what holds where nothing is given, if that is a value that could be given."""
    fields = MODELS[table].model_fields if table in MODELS else {}
    value = fields[name].default if name in fields else None
    return {"default": value} if value and isinstance(value, str | int) else {}


def _countries() -> Schema:
    return {
        "title": "Country or territory",
        "description": "Any usual name in four languages, an alias or an ISO 3166-1 code.",
        "type": "string",
        "enum": [country.name for country in countries()],
    }
