"""Parse values typed on the command line to values of the file."""

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date
from typing import Any

from cmcct import clock
from cmcct.diagnostics import KeyPath
from cmcct.errors.exceptions import CmcctError, UnknownValueError
from cmcct.errors.suggest import closest_words
from cmcct.fieldtypes import corrections, dates, handle
from cmcct.fieldtypes.dates import explain_missing_day
from cmcct.i18n.messages import (
    DATE_FORM,
    Message,
    OptionalMessage,
    Quoted,
    SafeText,
    _,
    did_you_mean,
    hint_to_write,
    join,
    join_or,
    quote_text,
)
from cmcct.model import fields
from cmcct.model.entities import APPS, MESSENGERS, NUMBER_COLUMNS
from cmcct.model.fields import KEYS
from cmcct.reference import languages, vocabulary
from cmcct.reference.countries import find_country
from cmcct.system import is_log
from cmcct.text.shell import quote

_NUMBER = re.compile("[0-9]{1,9}")
_PHONE = re.compile(r"\+?[0-9 ().-]{6,}")
_MONTH = re.compile("[0-9]{4}-[0-9]{2}")
_AHEAD = frozenset({("until",), ("date",)})  # keys whose dates may be in the future
_RECENT = 92  # days after which a meeting without a year is one to come
_DAYS = ("meeting", ("date",))  # the key for which several days may be typed
_TERMS = frozenset({"tag", "sector", "country"})  # kinds of items that are known words
# Values of keys that share a word, as they are typed.
_EXAMPLES = {"country": "Guyana", "status": "vacant", "title": "Director", "role": "alternate"}
_KEY_OF = {"--sector": "sectors", "--audience": "sharing"}


def key_path(text: str, table: str = "focal_point", value: str = "") -> KeyPath:
    """Parse a key path as typed: `title`, `phones.0.type`, `teléfonos.0`; raises `CmcctError`.

    `value` is what was typed for it: a number is meant for a key of numbers, and of the keys that
    a word may stand for, the only one that the value fits.
    """
    path: KeyPath = ()
    for part in text.split("."):
        path = (*path, _find_part(path, part, table, value))
    return path


def _find_part(above: KeyPath, part: str, table: str, value: str) -> str | int:
    """Return the key or index that is meant below a path; raises `CmcctError`."""
    kind = value_kind(above, table)
    if kind.startswith("[") and _NUMBER.fullmatch(part):
        return int(part)
    names = [] if kind.startswith("[") else list(KEYS.get(kind, {}))
    fits = find_fitting(part, kind, value)
    if len(fits) == 1:
        return fits[0]
    keys = fields.find_keys(part, names)
    if keys and not _PHONE.fullmatch(value):
        message = _("{word} may be {keys}", word=quote_text(part), keys=join_or(_label(keys, kind)))
        values = dict.fromkeys(fits, quote("…" if is_log() else value)) or _EXAMPLES
        pairs = (f"{key}={values.get(key, '…')}" for key in fits or keys)
        error = CmcctError(message, hint_to_write(*pairs))
        error.text, error.candidates = part, fits
        raise error
    if names:
        raise _unknown_key_error(part, kind, value)
    where = ".".join(map(str, above))
    hint = _("use {key} alone", key=where)
    if kind.startswith("["):
        hint = _("use the number of an item: {key}", key=f"{where}.0")
    shown = part if _NUMBER.fullmatch(part) else quote_text(part)
    raise CmcctError(_("{key} has no {item}", key=quote_text(where), item=shown), hint)


def find_fitting(word: str, table: str, value: str) -> list[str]:
    """Return the keys of a table that a word stands for; of several, those that the value fits."""
    keys = fields.find_keys(word, KEYS.get(table, ()))
    return keys if len(keys) == 1 else [key for key in keys if _is_valid(key, value, table)]


def _is_valid(key: str, value: str, table: str) -> bool:
    with suppress(CmcctError):
        return bool(parse_value((key,), value, table))
    return False


def _label(keys: Iterable[str], table: str) -> Iterator[Message]:
    """Yield keys, each with its label: `title (Job title)`."""
    for key in keys:
        spec = KEYS[table].get(key) or NUMBER_COLUMNS.get(key) or KEYS[table]["phones"]
        # Translators: {key} is a key of the file, such as title, {label} its name for people
        labelled = _("{text} ({remark})", text=SafeText(key), remark=spec.label)
        yield labelled if spec.label else join([SafeText(key)])


def _unknown_key_error(word: str, table: str, value: str) -> UnknownValueError:
    """Return the error for a word that is no key, with up to three close ones."""
    is_entry = table == "focal_point"
    words = {
        word: name
        for each in ((table, "column") if is_entry else (table,))
        for name, spellings in fields.words_by_key(each).items()
        for word in spellings
    }
    words |= {app: app for app in (*APPS, *MESSENGERS) if is_entry}
    columns = NUMBER_COLUMNS if table == "focal_point" and _PHONE.fullmatch(value) else ()
    if columns:
        words = {other: key for other, key in words.items() if key in {*NUMBER_COLUMNS, *APPS}}
    keys = [*dict.fromkeys((*closest_words(word, words, 3), *columns))]
    error = UnknownValueError("key", word, keys, () if table == "focal_point" else [*KEYS[table]])
    if keys:
        error.hint = did_you_mean([*_label(keys, table)])
    if table == "directory" and word in {"check", *KEYS["check"]}:
        codes = '", "'.join(re.findall(r"[^][\s,\"']+", value))
        error.hint = _("write {words} below [check] in the file", words=f'ignore = ["{codes}"]')
    if table == "focal_point" and (inner := fields.find_key(word, KEYS["phone"])):
        error.hint = _("write {words}", words=f"phones.0.{inner}=…")
    return error


def value_kind(path: KeyPath, table: str = "focal_point") -> str:
    """Return the kind of value at a path in a table: `text`, `day`, `[phone]` for a list."""
    kind = table
    for part in path:
        kind = kind.strip("[]") if isinstance(part, int) else KEYS[kind][part].kind
    return kind


def parse_value(path: KeyPath, text: str, table: str = "focal_point") -> Any:
    """Parse the text typed for a key; a list of one item, or of terms, needs no brackets.

    Lists and tables use TOML syntax: `["en", "es"]`, `{ number = "…", ext = "12" }`. Vocabulary
    terms may be typed in any language: `English, Spanish`. Raises `CmcctError`.
    """
    kind = value_kind(path, table)
    if (table, path) == _DAYS:
        text, _last = dates.split_days(text)
    if path in _AHEAD:
        past = 0 if path == ("until",) else _RECENT
        if day := dates.parse_day_of_year(text, clock.today(), past=past, future=True):
            return day
    if not kind.startswith("["):
        return _read(kind, text)
    if not text.lstrip().startswith("["):
        return parse_items(path, text, table)
    item_kind = kind.strip("[]")
    return [
        _read(item_kind, item) if isinstance(item, str) else replace_synonyms(item_kind, item)
        for item in _toml(text)
    ]


def parse_last_day(path: KeyPath, text: str, table: str) -> Any:
    """Return the last of several days typed for the date of a meeting, which is its `until`.

    None for other keys, and for one day. Raises `CmcctError`.
    """
    last = dates.split_days(text)[1] if (table, path) == _DAYS else ""
    if not last:
        return None
    first = parse_value(path, text, table)
    return dates.parse_day_of_year(last, first, past=0, future=True) or parse_value(
        path, last, table
    )


@contextmanager
def suggest_assignments() -> Iterator[None]:
    """Rewrite suggestions in the form typed for a key: `body=ngo`."""
    try:
        yield
    except UnknownValueError as error:
        options = [words.split(maxsplit=1) for words in error.suggestions if words[:2] == "--"]
        if options:
            keys = ((_KEY_OF.get(option, option[2:]), value) for option, value in options)
            meant = [f"{key}={value}" for key, value in keys if key in KEYS["focal_point"]]
            error.hint = did_you_mean(meant)
        raise


def parse_whole(path: KeyPath, text: str, table: str = "focal_point") -> list[Any]:
    """Return the value of a key as the only one to assign."""
    return [parse_value(path, text, table)]


def parse_items(path: KeyPath, text: str, table: str = "focal_point") -> list[Any]:
    """Parse the text typed for one or, of terms, several items of the list at `path`."""
    kind = value_kind(path, table).strip("[]")
    items = corrections.split_typed(kind, text) if kind in _TERMS else [text]
    if path[0] in fields.REFERENCES:  # ids have no commas
        items = [*filter(None, map(str.strip, text.split(",")))]
    return [_read(kind, item) for item in items]


def parse_item(path: KeyPath, text: str, table: str = "focal_point") -> Any:
    """Parse the text typed for an item of the list at `path`."""
    return _read(value_kind(path, table).strip("[]"), text)


def _read(kind: str, text: str) -> Any:
    if kind == "handle" and not text.lstrip().startswith("{"):
        return parse_handle(text)
    if kind in KEYS:
        return replace_synonyms(kind, _toml(text)) if text.lstrip().startswith("{") else text
    return _READERS.get(kind, str)(text)


def parse_handle(text: str, app: str = "") -> dict[str, str]:
    """Parse a handle: `signal: ada.42`, a link, or the name in an `app`; raises `CmcctError`."""
    if read := handle.read_handle(text, app):
        return read
    message = _("{text} does not say which app it is for", text=quote_typed(text))
    words = join_or(SafeText(f"{name}: …") for name in MESSENGERS)
    raise CmcctError(message, _("write {words}", words=words))


def quote_typed(text: str) -> Quoted:
    """Return a text that may be a number in quotation marks; a log must not have it."""
    return quote_text("…" if is_log() else text)


def replace_synonyms(kind: str, value: Any) -> Any:
    """Return a value of some kind with the keys and phone types of the file for other words.

    A word stays as it is if the table has its key too.
    """
    if kind == "phone type" and isinstance(value, str):
        return vocabulary.find_slug("phone", value) or value
    if kind not in KEYS or not isinstance(value, dict):
        return value
    replaced: dict[str, Any] = {}
    for word, item in value.items():
        key = fields.find_key(word, KEYS[kind])
        is_other = key != word
        if not key or (is_other and (key in value or key in replaced)):
            replaced[word] = item
        else:
            spec = KEYS[kind][key]
            is_bare = is_other and spec.is_list and not isinstance(item, list)
            value_ = [item] if is_bare else item
            if spec.is_list and isinstance(value_, list):
                replaced[key] = [replace_synonyms(spec.item_kind, part) for part in value_]
            else:
                replaced[key] = replace_synonyms(spec.kind, value_)
    return replaced


def _toml(text: str) -> Any:
    try:
        (value,) = tomllib.loads(f"v = {text.strip()}").values()
    except (ValueError, RecursionError):
        message = _("{text} is not a TOML list or table", text=quote_text(text))
        hint = _('write lists as ["a", "b"], tables as { key = "…" }')
        raise CmcctError(message, hint) from None
    return value


def _day(text: str) -> date:
    if day := dates.parse_word(text, clock.today()):
        return day
    with suppress(ValueError):
        return date.fromisoformat(text)
    if day := dates.parse_day(text) or dates.parse_day_of_year(text, clock.today()):
        return day
    if missing := explain_missing_day(text, clock.today().year):
        raise _fault(text, *missing)
    # Translators: the words today and yesterday are typed like this
    hint = _("write the date as {date}, or today or yesterday", date=DATE_FORM)
    raise CmcctError(_("{text} is not a date", text=quote_text(text)), hint)


def parse_count(text: str) -> int:
    """Return a whole number; raises `CmcctError` for other text."""
    if _NUMBER.fullmatch(text):
        return int(text)
    raise _fault(text, _("not a whole number"))


def _flag(text: str) -> bool:
    if (flag := vocabulary.find_flag(text)) is not None:
        return flag
    raise _fault(text, _("neither true nor false"), _("write true or false, without quotes"))


def _fault(text: str, problem: Message, hint: OptionalMessage = "") -> CmcctError:
    return CmcctError(_("{label}: {text}", label=quote_text(text), text=problem), hint)


def _word(facet: str) -> Callable[[str], str]:
    return lambda text: vocabulary.find_term(facet, text).slug


_READERS: Mapping[str, Callable[[str], Any]] = {
    "day": _day,
    "days": parse_count,
    # A month is text.
    "moment": lambda text: (
        text if _MONTH.fullmatch(text) else dates.parse_month(text) or _day(text)
    ),
    "flag": _flag,
    "country": lambda text: find_country(text).name,
    "tag": languages.find_language,
    **{facet: _word(facet) for facet in ("sector", "body", "role", "status", "audience", "way")},
    "phone type": _word("phone"),
}
