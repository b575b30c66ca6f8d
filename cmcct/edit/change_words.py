"""The changes of an edit in words: each field by its label, its values as people read them."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Any, NamedTuple

from cmcct.edit.operations import to_table
from cmcct.errors.exceptions import CmcctError
from cmcct.formats.shared.phrases import ADDED, APP_LABELS, EMPTY, FAILED, REMOVED
from cmcct.i18n.messages import (
    LANGUAGES,
    LongDate,
    Lowered,
    Message,
    OptionalMessage,
    Translator,
    _,
    join,
    quote_text,
)
from cmcct.model.entities import NUMBER_COLUMNS, FocalPoint
from cmcct.model.fields import KEYS, PLAIN_KEYS, name_key
from cmcct.reference import vocabulary
from cmcct.reference.countries import find_country
from cmcct.toml import values

# By key alone: of a key in several tables, the kind is that of the first one in KEYS.
_KINDS = {key: spec.item_kind for keys in [*KEYS.values()][::-1] for key, spec in keys.items()}
# What is shown beside a number that comes or goes.
_DETAILS = ("ext", "apps", "hours", "national", "sharing")


class _Readable(NamedTuple):
    """A value that is shown as on a card."""

    kind: str
    value: str

    def localize(self, lang: str) -> str:
        """Return the text in one of LANGUAGES; a value that is not valid as it is."""
        from cmcct.fieldtypes.phone_number import format_international
        from cmcct.formats.shared.columns import READABLE

        text = format_international(self.value) if self.kind in {"phone", "number"} else self.value
        with suppress(CmcctError, KeyError):
            value = find_country(text) if self.kind == "country" else text
            text = READABLE[self.kind](value, Translator(lang))
        if self.kind != "phone type" and self.kind not in vocabulary.SELECTABLE:
            return text
        text = text[:1].lower() + text[1:]
        return quote_text(text).localize(lang) if "," in text else text  # one of a list


def describe_change(sides: tuple[Any, Any], path: str, old: Any, new: Any) -> Message:
    """Return a change at a key path; `sides` has the value of its first key before and after."""
    key, *steps = path.split(".")
    name, kind = name_key(key), _KINDS.get(key, "")
    if steps and key in PLAIN_KEYS and isinstance(sides[1], list):
        index, plain = int(steps[0]), PLAIN_KEYS[key]
        item = to_table(old if new is None and len(steps) == 1 else sides[1][index], plain)
        kind = _KINDS.get([step for step in (key, *steps) if not step.isdecimal()][-1], kind)
        name = name_channel(key, item)
        if steps[1:] == [plain] and sides[0]:
            olds = (to_table(each, plain) for each in sides[0])
            kinds = [name_channel(key, each) for each in olds if each.get(plain) == old]
            name = name if name in kinds else name_key(key)  # one of another kind
        if steps[1:] and steps[1] != plain:
            if new is None and isinstance(sides[0], list) and index < len(sides[0]):
                item = to_table(sides[0][index], plain)  # what goes is said of the old number
            part = name_key(steps[1])
            remark = _Readable(_KINDS[key], str(item.get(plain, "")))
            name = _("{text} ({remark})", text=part, remark=remark)
    before, after = (_describe(value, kind) for value in _with_default(path, old, new))
    if steps and steps[-1].isdecimal() and None in (old, new):
        change = ADDED.with_values(text=after) if old is None else REMOVED.with_values(text=before)
        return _("{label}: {text}", label=name, text=change)
    shown = ((before.localize(lang), after.localize(lang)) for lang in LANGUAGES)
    if type(old) is type(new) is str and any(then == now for then, now in shown):
        before, after = (_describe(value, "text") for value in (old, new))
    return _("{label}: {before} → {after}", label=name, before=before, after=after)


def is_default(path: str, old: Any, new: Any) -> bool:
    """Return whether a change only writes a default of an entry, or leaves it out."""
    before, after = _with_default(path, old, new)
    return bool(before == after)


def _with_default(path: str, *sides: Any) -> list[Any]:
    """Return the values of a change, with the default of a key of an entry in place of None."""
    field = FocalPoint.model_fields.get(path)
    default = None if field is None or field.is_required() else field.get_default()
    return [(default or None) if value is None else value for value in sides]


def name_channel(key: str, item: Mapping[str, Any]) -> Message:
    """Return the name of a channel within a sentence, by its kind."""
    if key == "emails":
        return join([Lowered(_("E-mail"))])
    if key == "handles":
        return join([APP_LABELS.get(str(item.get("app")), name_key(key))])
    kind = "national" if item.get("national") else item.get("type", "office")
    names = [column for column, spec in NUMBER_COLUMNS.items() if spec.kind == kind]
    return name_key(names[0] if names else key)


def describe_field(key: str, value: Any) -> Message:
    """Return a field with its value, as `extension 12`; a mark, which is `true`, alone."""
    return (
        name_key(key) if value is True else join([name_key(key), describe_value(key, value)], " ")
    )


def describe_value(key: str, value: Any) -> Message:
    """Return a value of a key for people."""
    return _describe(value, _KINDS.get(key, ""))


def _describe(value: Any, kind: str) -> Message:
    """Return a value for people; what is not valid as the file has it."""
    text: object = values.format_inline(value) if value is not None else EMPTY
    if isinstance(value, list):
        return join(_describe(item, kind) for item in value)
    if isinstance(value, dict):
        return _describe_table(value, kind) or join([text])
    if isinstance(value, date):
        text = LongDate(value)
    elif isinstance(value, str):
        text = quote_text(value) if kind in {"text", "day"} else _Readable(kind, value)
    return join([text])


def _describe_table(value: Mapping[str, Any], kind: str) -> OptionalMessage:
    """Return a number, an address, a handle or a failed test call; "" for another table."""
    if failure := FAILED.get(str(value.get("why"))):
        return failure.with_values(date=_describe(value.get("on"), "day"))
    number = value.get(PLAIN_KEYS.get(f"{kind}s", ""))
    if app := APP_LABELS.get(str(value.get("app"))):
        number = join([app, number], " ")
    elif number and kind == "phone":
        number = _Readable(kind, str(number))
    details = [
        describe_field(key, value[key])
        if key in {"ext", "national"}
        else _describe(value[key], _KINDS[key])
        for key in _DETAILS
        if key in value
    ]
    if number and details:
        return _("{text} ({remark})", text=number, remark=join(details))
    return join([number]) if number else ""
