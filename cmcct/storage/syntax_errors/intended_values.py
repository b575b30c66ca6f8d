"""Convert values written without knowledge of TOML to TOML."""

import json
import re
import unicodedata
from typing import NamedTuple

from cmcct import clock
from cmcct.errors.suggest import closest
from cmcct.fieldtypes import dates
from cmcct.i18n.messages import DATE_FORM, Message, _, hint_to_write, join
from cmcct.model import fields
from cmcct.reference import vocabulary
from cmcct.storage.syntax_errors.parser_state import parses

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
_TODAY = {"today", "now", "hoy", "vandaag", "aujourd'hui", "aujourd’hui"}  # noqa: RUF001
_UNKNOWN = {*["null", "none", "nil", "n/a", "na", "unknown", "tbc", "tbd", "?", "-", "--", "…"]}
_DATE = re.compile(r"[0-9]{4}[-/.][0-9/.-]+|[0-9]{1,2}[-/.][0-9/.-]+")
_EMAIL = re.compile(r"<?(?:mailto:)?([^\s@<>]+@[^\s@<>]+)>?")
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:[,. ][0-9]{3})+")


class Interpretation(NamedTuple):
    """The problem of a value, the intended TOML ("" if unclear), and what to do if it is."""

    message: Message
    value: str
    hint: Message


def interpret(key: str, raw: str) -> Interpretation:
    """Return the interpretation of `raw`, an unquoted value of a key."""
    plain, kind, value = raw.casefold(), _KINDS.get(key, ""), ""
    is_month = kind == "moment" and re.fullmatch(r"\d{4}-\d\d", raw)
    is_date = kind in {"day", "moment"} and not is_month
    days = dates.read_days(raw) if is_date or _DATE.fullmatch(raw) else []
    if _DATE.fullmatch(raw) and (missing := dates.explain_missing_day(raw)):
        message, hint = missing.detail, missing.hint or missing.detail
    elif is_date or days:
        message = _("dates must be year-month-day, in digits")
        days = [clock.today()] if key == "verified" and plain in _TODAY else days
        value = days[0].isoformat() if len(days) == 1 else ""
        hint = _("write {words}", words=join([f"{key} = ", dates.describe_form(raw)], ""))
        hint = dates.spell_days(days) if days else hint
    elif vocabulary.find_flag(raw) is not None if kind == "flag" else plain in {"true", "false"}:
        # Translators: true and false are words of the file
        message = _("yes and no must be true and false, in lower case")
        value, hint = "true" if vocabulary.find_flag(raw) else "false", message
    elif plain in _UNKNOWN:
        message = _("unknown values must be left out of the file")
        hint = _("write a value, or remove the key")
    elif kind == "days" and raw[:1].isdecimal():
        digits = re.sub("[,. ]", "", raw) if _THOUSANDS.fullmatch(raw) else raw.lstrip("0")
        value = digits if digits.isascii() and digits.isdecimal() else ""
        message = _("numbers may contain digits only")
        hint = hint_to_write(f"{key} = …")
    else:
        message, hint = _("this text must be in quotes"), _("write a quote before it and after it")
        email = _EMAIL.fullmatch(raw)
        parts = re.split(r"\s*[,;]\s*", raw) if key in LISTS else [email[1] if email else raw]
        items = [p if parses(f"x = {p}") and '"' in p else quote_toml(p) for p in parts]
        value = f"[{', '.join(items)}]" if key in LISTS else items[0]
    return Interpretation(message, value, hint)


def to_toml(key: str, raw: str) -> str:
    """Return a value, quoted or not, as TOML: "" if unclear, a placeholder without a value."""
    raw = raw.strip(" \t,;")
    if not raw:
        return str(placeholder(key))
    if not parses(f"x = {raw}"):
        # Values that begin like these span lines, or are reported otherwise.
        return raw if raw.startswith(("[", "{", '"', "'")) else interpret(key, raw).value
    return f"[{raw}]" if key in LISTS and not raw.startswith("[") else raw


def placeholder(key: str) -> object:
    """Return what stands for the value of a key; in the place of a date, how to write one."""
    kind = _KINDS.get(key, "")
    if kind in {"day", "moment"}:
        return clock.today() if key == "verified" else DATE_FORM
    return '["…"]' if kind.startswith("[") else "…" if kind in {"days", "flag"} else '"…"'


def quote_toml(text: str) -> str:
    """Quote a text, if possible with quotes that need no escapes."""
    if '"' in text or "\\" in text:
        return json.dumps(text, ensure_ascii=False) if "'" in text else f"'{text}'"
    return f'"{text}"'


def find_key(word: str) -> str:
    """Return the key that a word stands for, or ""."""
    plain = word.replace(".", " ").strip("\"' ")
    if key := fields.find_key(plain):
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
