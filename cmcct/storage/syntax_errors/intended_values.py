"""Convert values written without knowledge of TOML to TOML."""

import json
import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple

from cmcct.errors.suggest import closest
from cmcct.i18n.messages import DayOfMonth, Message, MonthName, OptionalMessage, _, join_or
from cmcct.model import fields, synonyms
from cmcct.reference import vocabulary
from cmcct.storage.syntax_errors.parser_state import parses

MONTHS = 12
# Kinds of values by key; a key has the same kind in all tables.
_KINDS = {
    key: spec.kind
    for table, of_table in fields.KEYS.items()
    for key, spec in of_table.items()
    if table != "file"
}
KNOWN_KEYS = _KINDS.keys()
LISTS = frozenset(key for key, kind in _KINDS.items() if kind.startswith("["))
TABLES = fields.KEYS["file"].keys()
REPEATED = frozenset(key for key, spec in fields.KEYS["file"].items() if spec.is_list)
_EMAIL = re.compile(r"<?(?:mailto:)?([^\s@<>]+@[^\s@<>]+)>?")
_PHONE = re.compile(r"[+(]?[0-9][0-9 ()./-]{2,}")
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:[,. ][0-9]{3})+")


class Interpretation(NamedTuple):
    """The problem of a value, the intended TOML ("" if unclear), and a hint for that case."""

    message: Message
    value: str
    hint: OptionalMessage = ""


def interpret(key: str, raw: str) -> Interpretation:
    """Return the interpretation of `raw`, an unquoted value of a key."""
    for pattern, reader in _READERS.items():
        found = re.fullmatch(pattern, raw.strip(), re.IGNORECASE)
        if found and (interpretation := reader(key, found)):
            return interpretation
    return _text(key, raw)


def to_toml(key: str, raw: str) -> str:
    """Return a value, quoted or not, as TOML: "" if unclear, a placeholder without a value."""
    raw = raw.strip(" \t,;")
    if not raw:
        return '["…"]' if key in LISTS else '"…"'
    if not parses(f"x = {raw}"):
        # Values that begin like these span lines, or are reported otherwise.
        return raw if raw.startswith(("[", "{", '"', "'")) else interpret(key, raw).value
    return f"[{raw}]" if key in LISTS and not raw.startswith("[") else raw


def quote_toml(text: str) -> str:
    """Quote a text, if possible with quotes that need no escapes."""
    if '"' in text or "\\" in text:
        return json.dumps(text, ensure_ascii=False) if "'" in text else f"'{text}'"
    return f'"{text}"'


def find_key(word: str) -> str:
    """Return the key that a word stands for, or ""."""
    plain = word.strip("\"' ").replace(".", " ")
    if key := synonyms.find_key(plain):
        return key
    if vocabulary.find_slug("phone", plain):
        return "phones"
    return next(iter(closest(plain, KNOWN_KEYS, limit=1)), "")


def find_table(name: str) -> str:
    """Return the table that a name stands for, or ""."""
    plain_name = re.sub(r"[\s.-]+", "_", name.strip().casefold())
    return next((table for table in TABLES if plain_name.rstrip("s") == table), "")


def to_key(name: str) -> str:
    """Return a name as a valid key: no accents, no spaces."""
    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^\w-]+", "_", bare.strip()) or "KEY"


def _date(_key: str, found: re.Match[str]) -> Interpretation:
    year, month = int(found[1]), int(found[3])
    if day := _day(found[1], found[3], found[4]):
        message = _("dates must be year-month-day, with two-digit month and day")
        return Interpretation(message, day)
    hint = _("write the month as 01 to 12, then the day")
    if year and 1 <= month <= MONTHS:
        hint = _(
            "write a day that exists: {month} {year} has {days} days",
            month=MonthName(month),
            year=year,
            days=monthrange(year, month)[1],
        )
    return Interpretation(_("this date does not exist"), "", hint)


def _year_last(key: str, found: re.Match[str]) -> Interpretation:
    first, second, year = found.groups()
    days = {_day(year, second, first), _day(year, first, second)} - {""}
    message = _("dates must start with the year")
    if len(days) == 1:
        return Interpretation(message, days.pop())
    spelt = [*map(_spell_date, sorted(days, reverse=True))]
    hint = _("write {words}", words=join_or(spelt)) if spelt else _date_hint(key)
    return Interpretation(message, "", hint)


def _month(key: str, found: re.Match[str]) -> Interpretation | None:
    if _KINDS.get(key) == "day":
        return None
    message = _("a month without a day must be in quotes")
    return Interpretation(message, f'"{found[1]}-{found[2]:0>2}"')


def _words_date(key: str, _found: re.Match[str]) -> Interpretation | None:
    if _KINDS.get(key) not in {"day", "moment"}:
        return None
    message = _("dates must be digits, starting with the year")
    return Interpretation(message, "", _date_hint(key))


def _switch(key: str, found: re.Match[str]) -> Interpretation | None:
    value = "true" if found["true"] else "false"
    if _KINDS.get(key) != "flag" and found[0].casefold() != value:
        return None
    # Translators: true and false are words of the file
    message = _("yes and no must be true and false, in lower case")
    return Interpretation(message, value)


def _nothing(_key: str, _found: re.Match[str]) -> Interpretation:
    message = _("unknown values must be left out of the file")
    return Interpretation(message, "", _("delete the value with its key and ="))


def _number(key: str, found: re.Match[str]) -> Interpretation | None:
    if _KINDS.get(key) != "days":
        return None
    raw = found[0]
    digits = re.sub("[,. ]", "", raw) if _THOUSANDS.fullmatch(raw) else raw.lstrip("0")
    value = digits if digits.isascii() and digits.isdigit() else ""
    hint = _("write a whole number: {key} = 365", key=key)
    return Interpretation(_("numbers may contain digits only"), value, hint)


# By the form of a value, tried in order.
_READERS: Mapping[str, Callable[[str, re.Match[str]], Interpretation | None]] = {
    r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})": _date,
    r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})": _year_last,
    r"([0-9]{4})-([0-9]{1,2})": _month,
    r".*": _words_date,
    r"(?P<true>true|yes|y|on|sí|si|verdadero|vrai|oui|ja|waar)"
    r"|false|no|n|off|falso|faux|non|nee|onwaar": _switch,
    r"null|none|nil|n/a|na|unknown|tbc|tbd|\?|--?|…": _nothing,
    r"[0-9].*": _number,
}


def _text(key: str, raw: str) -> Interpretation:
    email = _EMAIL.fullmatch(raw)
    parts = re.split(r"\s*[,;]\s*", raw) if key in LISTS else [email[1] if email else raw]
    items = [part if parses(f"x = {part}") and '"' in part else quote_toml(part) for part in parts]
    meant = f"[{', '.join(items)}]" if key in LISTS else items[0]
    message = _("this text must be in quotes")
    if email:
        message = _("this e-mail address must be in quotes")
    elif _PHONE.fullmatch(raw):
        message = _("this phone number must be in quotes")
    return Interpretation(message, meant)


def _day(year: str, month: str, day: str) -> str:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""


def _spell_date(day: str) -> Message:
    found = date.fromisoformat(day)
    # Translators: a date as the file has it, and in words: 2026-03-02 (2 March)
    return _(
        "{date} ({day} {month})", date=day, day=DayOfMonth(found.day), month=MonthName(found.month)
    )


def _date_hint(key: str) -> Message:
    return _("write the date as year-month-day: {key} = 2026-03-31", key=key or "verified")
