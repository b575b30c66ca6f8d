"""Parse a table with its model, leaving out unreadable values with a finding each."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any, TypeVar, cast

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from cmcct.diagnostics import Finding, KeyPath, Rename, make_advice
from cmcct.errors.exceptions import unknown_value_message
from cmcct.errors.suggest import closest
from cmcct.fieldtypes import corrections, handle
from cmcct.fieldtypes.dates import describe_form, explain_missing_day, read_days, spell_days
from cmcct.fieldtypes.phone_number import is_private_flag
from cmcct.i18n.messages import (
    DATE_FORM,
    Message,
    OptionalMessage,
    SafeText,
    _,
    did_you_mean,
    hint_to_write,
    join,
    join_or,
    quote_text,
)
from cmcct.model import entities, fields
from cmcct.model.entities import CHANNELS, NUMBER_COLUMNS, FocalPoint, OverlayEntry
from cmcct.model.fields import ENTRY_KEYS, KEYS, REQUIRED
from cmcct.reference import vocabulary
from cmcct.toml.values import format_inline

ModelT = TypeVar("ModelT", bound=BaseModel)

AS_DATE = _("write {text}, without quotes", text=DATE_FORM)
COVERS = _('write country = "{first}" and covers = {others}')
# By pydantic error type: message and hint.
_WRONG_TYPES = {
    "string_type": (_("not text"), _('put it in quotes: "{text}"', text=SafeText("…"))),
    "tuple_type": (_("not a list"), _("put it in square brackets: [{text}]", text=SafeText('"…"'))),
    # Translators: true and false are words of the file
    "bool_type": (_("neither true nor false"), _("write true or false, without quotes")),
    "int_type": (_("not a whole number"), _("write digits, without quotes")),
    "greater_than_equal": (_("too small"), _("write 1 or more")),
    "date_type": (_("not a date"), AS_DATE),
    # Translators: a table is what TOML calls several keys with their values
    "model_type": (_("not a table"), hint_to_write("{ key = value }")),
}
_AS_WRITTEN = {
    "id": _('write id = "…" in lower-case letters, digits and hyphens'),
    "app": hint_to_write('{ app = "signal", id = "…" }'),
    "number": hint_to_write('number = "+…"'),
    "address": hint_to_write('address = "name@example.org"'),
    "on": _("write {words}", words=join(["on = ", DATE_FORM], "")),
    "why": _("write {words}", words=join_or(f'why = "{word}"' for word in entities.FAILURES)),
}
_LARGE = 10**18
_MAX_QUOTED_LENGTH = 100  # characters of a value quoted in a hint
# Models of the items of lists of tables.
_ITEMS: dict[str, type[BaseModel]] = {**CHANNELS, "members": entities.Member}
_MISSING = object()
_MAX_DEPTH = 4  # entry, phones, phone, apps or failed: deeper values are never parsed
_OF_ITEM = 3  # length of the path of a key of an item: phones, index, failed


def salvage(
    model: type[ModelT], raw: Any, path: KeyPath
) -> tuple[ModelT | None, list[Finding], frozenset[KeyPath]]:
    """Parse `raw`, the table at `path`; return the value, the findings and the lost key paths.

    The value is None if `raw` is not a table; an unreadable `id` becomes "". Lost key paths are
    relative to the table, and include the likely intended keys of misspelt ones. Each pass repairs
    or removes a value, so the loop terminates.
    """
    findings: list[Finding] = []
    lost: set[KeyPath] = set()
    left = raw
    while True:
        try:
            return model.model_validate(left), findings, frozenset(lost)
        except ValidationError as error:
            details = error.errors(include_url=False)
        meant = {
            (*detail["loc"][:-1], key)
            for detail in details
            if detail["type"] == "extra_forbidden"
            for key in _similar_keys(model, detail)
        }
        # A misspelt key is not reported as missing too.
        reported = [d for d in details if d["type"] != "missing" or d["loc"] not in meant]
        findings += [_finding(model, raw, detail, path) for detail in reported]
        if any(detail["loc"] == () for detail in details):
            return None, findings, frozenset()
        lost |= meant | {_path_to_remove(detail["loc"]) for detail in details}
        left = _copy(left)
        for detail in details:
            _mend(model, left, detail)
        left = _copy(left)


def _finding(model: type[BaseModel], raw: Any, detail: ErrorDetails, path: KeyPath) -> Finding:
    code, message, hint = _explain(model, detail)
    if detail["type"] == "extra_forbidden":
        hint = _suggest_list(model, raw, detail) or hint
        if number := _suggest_number(raw, detail):
            hint = number
        elif fix := _offer_rename(model, raw, detail):
            hint = make_advice(cast("Message", hint), fix[0], is_safe=fix[1])
    is_entry = issubclass(model, FocalPoint | OverlayEntry) and isinstance(raw, dict)
    id_ = raw.get("id") if is_entry else None
    full_path = path + _written_path(raw, detail["loc"])
    return Finding(full_path, message, hint, id_ if isinstance(id_, str) else "", code=code)


def _explain(model: type[BaseModel], detail: ErrorDetails) -> tuple[str, Message, OptionalMessage]:
    """Return code, message and hint for a pydantic error."""
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "extra_forbidden":
        hint = did_you_mean(_similar_keys(model, detail)) or _suggest_key(model, detail)
        return "unknown-key", unknown_value_message("key", str(detail["loc"][-1])), hint
    if kind == "missing":
        key = str(detail["loc"][-1])
        written = _AS_WRITTEN["app" if len(detail["loc"]) > 1 and key == "id" else key]
        return "missing-key", _("{key} is missing", key=quote_text(key)), written
    if "help" in context:
        several = detail["loc"] == ("country",) and "covers" in model.model_fields
        return kind, context["message"], (several and _suggest_covers(detail)) or context["help"]
    message, hint = _WRONG_TYPES[kind]
    if kind == "tuple_type" and (items := _split_items(str(detail["loc"][-1]), detail["input"])):
        listed = format_inline(items)
        if items != [detail["input"]] and len(listed) <= _MAX_QUOTED_LENGTH:
            return "wrong-type", message, make_advice(_("write {words}", words=listed), items)
    if kind == "date_type" and (fault := explain_missing_day(str(detail["input"]))):
        return "wrong-type", *fault
    if kind == "date_type":
        hint = AS_DATE.with_values(text=describe_form(str(detail["input"])))
    if kind == "bool_type" and (flag := vocabulary.find_flag(str(detail["input"]))) is not None:
        words = f"{detail['loc'][-1]} = {format_inline(flag)}"
        hint = make_advice(hint_to_write(words), flag)
    if kind == "model_type" and detail["loc"][:1] == ("handles",):
        hint = _AS_WRITTEN["app"]
    return "wrong-type", message, _suggest_value(kind, detail["input"]) or hint


def _split_items(key: str, value: Any) -> list[str]:
    """Split a list written as one text; [] if an item is not recognised."""
    kinds = (keys[key].item_kind for keys in KEYS.values() if key in keys)
    return corrections.split_items(next(kinds, ""), value) if isinstance(value, str) else []


def _suggest_covers(detail: ErrorDetails) -> OptionalMessage:
    """Return where several countries of an entry are written, "" for another value."""
    text = detail["input"]
    text = ", ".join(map(str, text)) if isinstance(text, list) else text
    first, *others = _split_items("covers", text) or [""]
    listed, names = SafeText(format_inline(others)), SafeText(", ".join(others))
    values = {"first": SafeText(first), "others": listed, "names": names}
    return COVERS.with_values(heading=fields.LABELS["covers"], **values) if others else ""


def _suggest_value(kind: str, value: Any) -> OptionalMessage:
    """Return a hint with the value in its right type, if the intention is clear, else ""."""
    if isinstance(value, str):
        return _unquote(kind, value)
    if kind == "date_type" and isinstance(value, datetime):
        day = value.date()
        hint = _("write {day}, without a time", day=day)
        return make_advice(hint, day, is_safe=value.time() == time())
    if kind != "string_type":
        return ""
    if isinstance(value, list):
        return _("write one text, without the square brackets")
    # Larger integers exceed Python's limit for conversion to text.
    is_plain = isinstance(value, date) or (type(value) is int and abs(value) < _LARGE)
    text = str(value)
    return make_advice(_('put it in quotes: "{text}"', text=text), text) if is_plain else ""


def _unquote(kind: str, text: str) -> OptionalMessage:
    if kind == "tuple_type" and len(text) <= _MAX_QUOTED_LENGTH:
        from json import dumps  # JSON strings are valid TOML

        quoted = dumps(text, ensure_ascii=False)
        return make_advice(_("put it in square brackets: [{text}]", text=quoted), [text])
    if kind == "model_type":
        table = handle.read_handle(text)
        shown = format_inline(table or {})
        return make_advice(_("write {words}", words=shown), table) if table else ""
    hint = _("write {text}, without quotes", text=text)
    if kind == "int_type" and text.isdecimal():
        return make_advice(hint, int(text))
    days = read_days(text) if kind == "date_type" else []
    if len(days) > 1:
        return spell_days(days)
    return make_advice(hint.with_values(text=days[0]), days[0]) if days else ""


def _suggest_key(model: type[BaseModel], detail: ErrorDetails) -> Message:
    """Return a hint for an unknown key without a similar known key."""
    key = str(detail["loc"][-1])
    table_model = _model_of(model, detail["loc"])
    part = _part_of_number(key, detail["input"])
    if table_model is FocalPoint and part:
        return hint_to_write(f"phones = [{_show_number(part)}]")
    if table_model is OverlayEntry and key in FocalPoint.model_fields:
        return _("remove the key: it belongs in the directory file, not in the private file")
    if "phones" in table_model.model_fields and (inner := fields.find_key(key, KEYS["phone"])):
        keys = ", ".join(f"{each} = …" for each in dict.fromkeys(["number", inner]))
        return hint_to_write(f"phones = [{{ {keys} }}]")
    homes = [f"[{spec.kind}]" for spec in KEYS["file"].values() if key in KEYS[spec.item_kind]]
    if homes:
        return _("remove the key: it belongs under {headers}", headers=join_or(homes))
    if table_model is FocalPoint:
        # Translators: notes is a key of the file
        return _("move the text to notes, or remove the key")
    is_of_number = part and table_model is entities.Phone
    fields_ = format_inline(part)[2:-2]
    words = SafeText(fields_) if is_of_number else join_or(table_model.model_fields)
    return _("remove the key, or write {words}", words=words)


def _suggest_list(model: type[BaseModel], raw: Any, detail: ErrorDetails) -> OptionalMessage:
    """Return the hint to add the value of an unknown key to a list that the entry has, or ""."""
    if model is not FocalPoint or len(detail["loc"]) > 1:
        return ""
    keys = _similar_keys(model, detail)
    part = {} if keys else _part_of_number(str(detail["loc"][0]), detail["input"])
    for key in ["phones"] if part else keys:
        if key in CHANNELS and key in raw:
            words = SafeText(_show_number(part) if part else '"…"')
            return _("move it to the list {key}, as {words}", words=words, key=SafeText(key))
    return ""


def _suggest_number(raw: Any, detail: ErrorDetails) -> OptionalMessage:
    """Return how to write a number in `phones` whose key is its kind, `mobiel = "+…"`, or ""."""
    *way, key = detail["loc"]
    part = _part_of_number(str(key), detail["input"])
    is_in_list = way[:1] == ["phones"] and _written_path(raw, detail["loc"]) == detail["loc"]
    if not (part and is_in_list and len(way) == _OF_ITEM - 1 and isinstance(detail["input"], str)):
        return ""
    item, form = _get_at(raw, way), _show_number(part)
    if "number" in item:
        return _(
            "move it to the list {key}, as {words}", words=SafeText(form), key=SafeText("phones")
        )
    rest = {name: value for name, value in item.items() if name != key}
    hint = _("write {words}", words=format_inline({"number": detail["input"], **part, **rest}))
    hint.in_log = hint_to_write(form)
    return hint


def _show_number(part: dict[str, Any]) -> str:
    """Return how a number is written that a part of it is known of."""
    return format_inline({"number": "…" if "national" in part else "+…", **part})


def _part_of_number(key: str, value: Any) -> dict[str, Any]:
    """Return what an unknown key says of the number that it has; {} if the value is a name."""
    if isinstance(value, str) and not any(map(str.isdigit, value)):
        return {}
    if key in entities.APPS:
        return {"apps": [key]}
    column = NUMBER_COLUMNS.get(fields.find_column(key))
    kind = column.kind if column else vocabulary.find_slug("phone", key)
    return {"national": True} if kind == "national" else {"type": kind} if kind else {}


def _offer_rename(
    model: type[BaseModel], raw: Any, detail: ErrorDetails
) -> tuple[Rename, bool] | None:
    """Return the one key that an unknown key stands for, and whether it can mean no other.

    A key that holds something back is never certain: a mistake would widen who sees a channel.
    """
    *way, key = detail["loc"]
    keys = _similar_keys(model, detail)
    is_in_list = _written_path(raw, detail["loc"]) == detail["loc"]
    if len(keys) != 1 or not is_in_list or keys[0] in _get_at(raw, way):
        return None
    is_word = bool(fields.find_key(str(key), keys)) and keys != ["sharing"]
    return Rename(keys[0]), is_word


def _similar_keys(model: type[BaseModel], detail: ErrorDetails) -> list[str]:
    """Return the known keys that an unknown key may stand for."""
    key, known = str(detail["loc"][-1]), list(_model_of(model, detail["loc"]).model_fields)
    holds_back = (
        closest(key, ["sharing"])
        or detail["input"] in vocabulary.slugs("audience")
        or is_private_flag(key, detail["input"])
    )
    sharing = ["sharing"] if holds_back and "sharing" in known else []
    part = _part_of_number(key, detail["input"])
    is_number = "number" in known and part and isinstance(detail["input"], str)
    keys_meant = fields.find_keys(key, known) or (["number"] if is_number else [])
    is_part = not keys_meant and "phones" in known and fields.find_key(key, KEYS["phone"])
    if is_part or (len(keys_meant) > 1 and part):
        return sharing
    return list(dict.fromkeys([*sharing, *(keys_meant or closest(key, known))]))


def _model_of(model: type[BaseModel], loc: KeyPath) -> type[BaseModel]:
    """Return the model of the table that contains the key at `loc`."""
    if len(loc) > _OF_ITEM and loc[2] == "failed":
        return entities.Failure
    return model if len(loc) == 1 else _ITEMS[str(loc[0])]


def _written_path(raw: Any, loc: KeyPath) -> KeyPath:
    """Return the part of pydantic's location that exists in the file."""
    for depth, step in enumerate(loc):
        if not isinstance(raw, list) and not (isinstance(raw, dict) and step in raw):
            return loc[:depth]
        raw = raw[cast("Any", step)]
    return loc


def _mend(model: type[BaseModel], table: dict[str, Any], detail: ErrorDetails) -> None:
    *way, last = _path_to_remove(detail["loc"])
    parent, key = _get_at(table, way), cast("Any", last)
    if parent is _MISSING:
        return
    if detail["loc"] == ("id",) and detail["type"] != "extra_forbidden":
        parent["id"] = ""  # the only required key
        return
    items = (str, dict) if key in CHANNELS else (str,)
    if detail["type"] == "tuple_type" and isinstance(parent[key], items):
        parent[key] = _split_items(key, parent[key]) or [parent[key]]
    elif isinstance(parent, list):
        parent[key] = _MISSING  # keeps later indexes of the list valid
    else:
        parent.pop(key, None)
        if _may_be_failed_test(model, detail):
            parent["doubtful"] = True
        if _restricts_sharing(model, detail):
            parent["sharing"] = entities.STRICTEST
        if model is entities.DirectoryInfo and (
            "network_label" in {*detail["loc"], *_similar_keys(entities.DirectoryInfo, detail)}
        ):
            parent["network_label"] = entities.NETWORK_LABELS[-1]


def _get_at(value: Any, way: Iterable[str | int]) -> Any:
    for step in way:
        value = value if value is _MISSING else value[cast("Any", step)]
    return value


def _path_to_remove(loc: KeyPath) -> KeyPath:
    """Return the location to remove: the table of a value without which it has no meaning."""
    required = REQUIRED[ENTRY_KEYS[str(loc[0])].item_kind] if loc[0] in CHANNELS else ()
    is_channel = len(loc) == _OF_ITEM and loc[2] in required
    return loc[:2] if is_channel else loc[:_OF_ITEM] if loc[2:3] == ("failed",) else loc


def _may_be_failed_test(model: type[BaseModel], detail: ErrorDetails) -> bool:
    """Return whether an unreadable part of a number may say that a test call failed."""
    key, part, *_ignored = (*detail["loc"][::2], "")
    is_unknown = detail["type"] == "extra_forbidden" and len(detail["loc"]) == _OF_ITEM
    meant = _similar_keys(model, detail) if is_unknown else [part]
    return key == "phones" and not {"failed", "doubtful"}.isdisjoint(meant)


def _restricts_sharing(model: type[BaseModel], detail: ErrorDetails) -> bool:
    if len(detail["loc"]) > _OF_ITEM or detail["loc"][0] == "members":
        return False  # a part of a failed test call, which only the secretariat sees; or no channel
    if detail["type"] == "extra_forbidden":
        # An unknown key of a channel (`private = true`) may have been meant to restrict it.
        meant = _similar_keys(model, detail)
        return "sharing" in meant or (len(detail["loc"]) > 1 and not meant)
    return detail["loc"][-1] == "sharing"


def _copy(value: Any, levels: int = _MAX_DEPTH) -> Any:
    """Copy tables and lists as deep as a model reads, without gaps."""
    if levels and isinstance(value, dict):
        return {key: _copy(item, levels - 1) for key, item in value.items()}
    if levels and isinstance(value, list):
        return [_copy(item, levels - 1) for item in value if item is not _MISSING]
    return value
