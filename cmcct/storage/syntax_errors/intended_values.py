"""Convert values written without knowledge of TOML to TOML."""

import json
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from cmcct import clock
from cmcct.errors.suggest import closest
from cmcct.fieldtypes import dates
from cmcct.i18n.messages import DATE_FORM, Message, OptionalMessage, _
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
_EMAIL = re.compile(r"<?(?:mailto:)?([^\s@<>]+@[^\s@<>]+)>?")
_PHONE = re.compile(r"[+(]?[0-9][0-9 ()./-]{2,}")
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:[,. ][0-9]{3})+")
_DATE = _("dates must be year-month-day, in digits")


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
    plain = word.strip("\"' ").replace(".", " ")
    if key := fields.find_key(plain):
        return key
    if vocabulary.find_slug("phone", plain):
        return "phones"
    return next(iter(closest(plain, KNOWN_KEYS, limit=1)), "")


def guess_keys(raw: str) -> Sequence[str]:
    """Return the keys that a value without one may have in the table of a channel."""
    text = raw.strip("\"'")
    patterns = {"number": _PHONE, "address": _EMAIL}
    facets = {"type": "phone", "sharing": "audience"}
    keys = [key for key, pattern in patterns.items() if pattern.fullmatch(text)]
    keys += [key for key, facet in facets.items() if text in vocabulary.slugs(facet)]
    return keys if parses(f"x = {raw}") else ()


def find_table(name: str) -> str:
    """Return the table that a name stands for, or ""."""
    plain_name = re.sub(r"[\s.-]+", "_", name.strip().casefold())
    return next((table for table in TABLES if plain_name.rstrip("s") == table), "")


def to_key(name: str) -> str:
    """Return a name as a valid key: no accents, no spaces."""
    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^\w-]+", "_", bare.strip()) or "KEY"


def _date(_key: str, found: re.Match[str]) -> Interpretation | None:
    if missing := dates.explain_missing_day(found[0]):
        return Interpretation(missing.detail, "", missing.hint)
    if not (days := dates.read_days(found[0])):
        return None
    if len(days) > 1:
        return Interpretation(_DATE, "", dates.spell_days(days))
    return Interpretation(_DATE, days[0].isoformat())


def _month(key: str, found: re.Match[str]) -> Interpretation | None:
    if _KINDS.get(key) == "day":
        return None
    message = _("a month without a day must be in quotes")
    return Interpretation(message, f'"{found[1]}-{found[2]:0>2}"')


def _words_date(key: str, found: re.Match[str]) -> Interpretation | None:
    if _KINDS.get(key) not in {"day", "moment"}:
        return None
    return Interpretation(_DATE, "", _date_hint(key, found[0]))


def _switch(key: str, found: re.Match[str]) -> Interpretation | None:
    value = "true" if found["true"] else "false"
    if _KINDS.get(key) != "flag" and found[0].casefold() != value:
        return None
    # Translators: true and false are words of the file
    message = _("yes and no must be true and false, in lower case")
    return Interpretation(message, value)


def _nothing(_key: str, _found: re.Match[str]) -> Interpretation:
    message = _("unknown values must be left out of the file")
    return Interpretation(message, "", _("write a value, or remove the key"))


def _number(key: str, found: re.Match[str]) -> Interpretation | None:
    if _KINDS.get(key) != "days":
        return None
    raw = found[0]
    digits = re.sub("[,. ]", "", raw) if _THOUSANDS.fullmatch(raw) else raw.lstrip("0")
    value = digits if digits.isascii() and digits.isdigit() else ""
    hint = _("write a whole number: {key} = …", key=key)
    return Interpretation(_("numbers may contain digits only"), value, hint)


# By the form of a value, tried in order.
_READERS: Mapping[str, Callable[[str, re.Match[str]], Interpretation | None]] = {
    r"[0-9]{4}[-/.][0-9/.-]+|([0-9]{1,2}[-/.][0-9/.-]+)": _date,
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
    return Interpretation(_("this text must be in quotes"), meant)


def _date_hint(key: str, raw: str) -> Message:
    if key == "verified" and raw.casefold() in _TODAY:
        return _("write {words}", words=f"{key} = {clock.today()}")
    return _("write the date as year-month-day: {key} = {date}", key=key, date=DATE_FORM)
