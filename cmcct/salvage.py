"""One table of the file read with its model; what cannot be read is left out, with a finding."""

from collections.abc import Iterable
from copy import deepcopy
from typing import Any, TypeVar, cast

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from cmcct.diagnostics import Finding, KeyPath
from cmcct.errors import did_you_mean
from cmcct.model import Email, Phone

ModelT = TypeVar("ModelT", bound=BaseModel)

# What a `sharing` that cannot be read is taken for: its author meant to hold something back.
STRICTEST = "secretariat"

# pydantic's name of an error: what is wrong, what to write.
_WRONG_TYPES = {
    "string_type": ("not text", 'put it in quotes: "…"'),
    "tuple_type": ("not a list", 'put it in square brackets: ["…"]'),
    "bool_type": ("neither true nor false", "write true or false, without quotes"),
    "int_type": ("not a whole number", "write digits without quotes: 365"),
    "greater_than_equal": ("too small", "write 1 or more"),
    "date_type": ("not a date", "write it as 2026-03-02, without quotes"),
    "model_type": ("not a table", "write it as { key = value }"),
}
_CHANNELS: dict[str, type[BaseModel]] = {"emails": Email, "phones": Phone}
_GAP = object()


def salvage(model: type[ModelT], raw: Any, path: KeyPath) -> tuple[ModelT | None, list[Finding]]:
    """Read `raw`, the table at `path`; return what could be read of it, and the findings.

    Where there is no table, or it has no readable `id`, that is nothing. Every round mends or
    removes a value, so the rounds end.
    """
    findings: list[Finding] = []
    while True:
        try:
            return model.model_validate(raw), findings
        except ValidationError as error:
            details = error.errors(include_url=False)
        findings += [_finding(model, raw, detail, path) for detail in details]
        if any(detail["loc"] in {(), ("id",)} for detail in details):
            return None, findings
        raw = _mended(raw, details)


def _finding(model: type[BaseModel], raw: Any, detail: ErrorDetails, path: KeyPath) -> Finding:
    code, message, help_ = _words(model, detail)
    id_ = raw.get("id") if isinstance(raw, dict) else None
    place = path + _place(raw, detail["loc"])
    return Finding(code, place, message, help_, id_ if isinstance(id_, str) else "")


def _words(model: type[BaseModel], detail: ErrorDetails) -> tuple[str, str, str]:
    """Say in the project's own words what pydantic found: code, message, help."""
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "extra_forbidden":
        return "unknown-key", f"unknown key {detail['loc'][-1]!r}", _closest_key(model, detail)
    if kind == "missing":
        return "missing-key", f"{detail['loc'][-1]!r} is missing", ""
    if "help" in context:
        return kind, context["message"], context["help"]
    return "wrong-type", *_WRONG_TYPES[kind]


def _closest_key(model: type[BaseModel], detail: ErrorDetails) -> str:
    from cmcct.suggest import closest

    table, key = detail["loc"][0], str(detail["loc"][-1])
    owner = _CHANNELS.get(str(table), model) if key != table else model
    return did_you_mean(closest(key, owner.model_fields))


def _place(raw: Any, loc: KeyPath) -> KeyPath:
    """Return the part of pydantic's location that is written: a missing key is not."""
    for depth, step in enumerate(loc):
        if isinstance(raw, dict) and step not in raw:
            return loc[:depth]
        raw = raw[step]
    return loc


def _mended(raw: dict[str, Any], details: Iterable[ErrorDetails]) -> dict[str, Any]:
    """Copy `raw` without what pydantic could not read, and with all of the rest."""
    mended = deepcopy(raw)
    for detail in details:
        _mend(mended, detail)
    return {key: _without_gaps(value) for key, value in mended.items()}


def _mend(table: dict[str, Any], detail: ErrorDetails) -> None:
    *way, last = _victim(detail["loc"])
    parent, key = _at(table, way), cast("Any", last)
    if parent is _GAP:
        return
    if detail["type"] == "tuple_type" and isinstance(parent[key], str | dict):
        parent[key] = [parent[key]]
    elif isinstance(parent, list):
        parent[key] = _GAP  # later places in the list stay true
    else:
        del parent[key]
        if _meant_sharing(detail):
            parent["sharing"] = STRICTEST


def _at(value: Any, way: Iterable[str | int]) -> Any:
    for step in way:
        value = value[step]
    return value


def _victim(loc: KeyPath) -> KeyPath:
    """Return what has to go: the whole channel, where its number or address is unreadable."""
    is_channel = loc[0] in _CHANNELS and loc[2:] in {("number",), ("address",)}
    return loc[:2] if is_channel else loc


def _meant_sharing(detail: ErrorDetails) -> bool:
    from cmcct.suggest import closest

    key = str(detail["loc"][-1])
    misspelt = detail["type"] == "extra_forbidden" and bool(closest(key, ["sharing"]))
    return key == "sharing" or misspelt


def _without_gaps(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_gaps(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_without_gaps(item) for item in value if item is not _GAP]
    return value
