"""Redaction of logs, which are permanent copies.

The field decides, not the form of its value: a log never shows the value of a field that may hold a
contact, only its key and position. Of other fields it shows only plain words, in case a contact was
entered in the wrong field.
"""

import re
import unicodedata
from typing import Any, NamedTuple

from cmcct.diagnostics import KeyPath
from cmcct.i18n.messages import Message, SafeText
from cmcct.model import fields
from cmcct.model.entities import NETWORK_LABELS, OverlayEntry
from cmcct.model.fields import KEYS, PLAIN_KEYS

MASK = "*"
_LEFT_OUT = "\0"  # cannot occur in a message


def _list_keys(*tables: str, may_log: bool) -> frozenset[str]:
    """Return the keys of some tables whose values a log may show, or may not."""
    specs = (item for table in tables for item in KEYS[table].items())
    return frozenset(key for key, spec in specs if spec.may_log is may_log)


# Keys whose values may lead to a person: numbers, addresses, notes.
PRIVATE = _list_keys("directory", "focal_point", may_log=False)
# Keys of an entry whose values may stand in a log, and which the private file lacks.
_SHOWN = KEYS["focal_point"].keys() - PRIVATE - OverlayEntry.model_fields.keys()
# Keys of the tables of channels that hold no contact.
_HARMLESS = _list_keys("email", "phone", "handle", may_log=True)
# In JSON: further keys whose values may lead to a person, those of a change or a value that hold no
# contact, and those whose values cmcct makes itself.
_CONTACTS = PRIVATE | {"number", "dial", "note", "words"}
_ABOUT_CONTACTS = _HARMLESS | {"cell", "field", "open", "taken_out"}
_OWN = frozenset({"commit", "date", "diff", "file", "help", "key", "message", "opens", "questions"})
_WORDS = frozenset(
    {key for keys in KEYS.values() for key in keys}
    | {*PLAIN_KEYS.values(), "focal_point", "meeting", "working_group", "directory", "check"}
)
_SECRET = re.compile(r"^([ +-]?[ \t]*[\"']?round[\"']?[ \t]*=[ \t]*).*", re.MULTILINE)
# A part of a line that a help may have: a key and a word that is no contact, a key, a value.
_PART = re.compile(
    rf"""(?P<kept>\b(?:{"|".join(sorted(_HARMLESS))})[ \t]*=[ \t]*"[a-z-]*")"""
    r"""|(?P<key>[\w-]+)(?=[ \t]*=)|(?P<mark>["'])(?P<plus>\+?).*?(?P=mark)|#.*|[^\s=\[\]{},]+"""
)
_KEY = re.compile(r"""[ \t]*["']?([\w-]+)["']?[ \t]*=""")
_HEADER = re.compile(r"[ \t]*\[{1,2}[ \t]*([\w-]+)[ \t]*\]{1,2}[ \t]*")
# Dates and times do not count as digits; text with few other digits is not a phone number.
_HARMLESS_DIGITS = re.compile(r"\b(?:(?:19|20)\d\d-\d\d(?:-\d\d)?|\d\d?:\d\d|24/7)\b")
_MAX_DIGITS = 4
_SIGNS = frozenset(" '\"’-–_.,:;/()[]&=")  # noqa: RUF001 - typographic characters on purpose
_DOMAIN = re.compile(r"\w\.\w")


def is_plain(text: str) -> bool:
    """Return whether a text is plain words, without addresses or long numbers."""
    text = unicodedata.normalize("NFKC", text)
    digits = sum(char.isnumeric() for char in _HARMLESS_DIGITS.sub("", text))
    is_readable = all(char in _SIGNS or unicodedata.category(char)[0] in "LMN" for char in text)
    is_label = text in NETWORK_LABELS
    return is_label or (is_readable and digits <= _MAX_DIGITS and not _DOMAIN.search(text))


def may_show(path: KeyPath) -> bool:
    """Return whether the field at a path holds no contact, so that a log may show it."""
    keys = [step for step in path if isinstance(step, str)]
    if not keys or not _WORDS.issuperset(keys):
        return False
    return PRIVATE.isdisjoint(keys) or keys[-1] in _HARMLESS


class Redactor(NamedTuple):
    """Redact the texts of one finding by its field and its entry."""

    path: KeyPath
    entry: str = ""

    def text(self, message: str, lang: str) -> str:
        """Return a message in a language, with "…" for values that a log may not show.

        If there is such a value in a hint with another text for logs, return that one.
        """
        if not isinstance(message, Message):
            text = self._redact(message)
        else:
            text = message.localize_with(lang, self._redact)
            if _LEFT_OUT in text and message.in_log:
                return message.in_log.localize(lang)
        return text.replace(_LEFT_OUT, "…")

    def excerpt(self, line: str, start: int, end: int) -> str:
        """Mask a source line except its key, and the finding's value if it may be shown.

        Columns are preserved.
        """
        value = line[start:end]
        if may_show(self.path) and is_plain(value):
            return mask_line(line[:start]) + value + _mask(line[end:])
        return mask_line(line)

    def _redact(self, text: str) -> str:
        return text if self._is_shown(text) else _LEFT_OUT

    def _is_shown(self, text: str) -> bool:
        bare = text.strip("'\"[]{} ")
        if isinstance(text, SafeText) or _is_key(bare) or not any(map(str.isalnum, bare)):
            return True
        is_entrys = self.entry and bare.partition(":")[0] == self.entry
        return is_plain(text) and bool(is_entrys or may_show(self.path))


def _is_key(word: str) -> bool:
    """Return whether a word is a key of the format, or one that people write for it: `mobiel`."""
    return word in _WORDS or bool(fields.find_key(word) or fields.find_column(word))


def mask_line(line: str) -> str:
    """Mask a source line except a known key or table header."""
    header, key = _HEADER.fullmatch(line), _KEY.match(line)
    if header and header[1] in _WORDS:
        return line
    start = key.end() if key and _is_key(key[1]) else 0
    return line[:start] + _mask(line[start:])


def outline(line: str) -> str:
    """Return a line as a help in a log has it: with "…" for each value that may be a contact."""
    key = _KEY.match(line)
    is_shown = key and key[1] in _SHOWN and is_plain(line[key.end() :])
    shown = line if is_shown else mask_line(line)
    return shown if MASK not in shown else _PART.sub(_outline_part, line)


def _outline_part(part: re.Match[str]) -> str:
    if part["kept"] or _is_key(part["key"] or ""):
        return part[0]
    return f"{part['mark']}{part['plus']}…{part['mark']}" if part["mark"] else "…"


def mask_key(key: str) -> str:
    """Return a key path such as `phones.0.number`, or "…" for one that is not of the file."""
    first, *steps = key.split(".")
    is_known = first in _WORDS and all(step.isdecimal() or step in _WORDS for step in steps)
    return key if is_known else "…"


def mask_json(value: Any, key: str = "", *, is_contact: bool = False) -> Any:
    """Return a value for JSON with "…" for each text in it that a log may not show.

    `key` is its key; `is_contact` says that it is part of a field that may hold a contact. Messages
    of findings are redacted already.
    """
    if isinstance(value, dict):
        # A change names its field, and has the values under other keys.
        is_contact = is_contact or value.get("field") in _CONTACTS
        return {
            name: mask_json(
                inner,
                name,
                is_contact=name in _CONTACTS or (is_contact and name not in _ABOUT_CONTACTS),
            )
            for name, inner in value.items()
        }
    if isinstance(value, list):
        return [mask_json(item, key, is_contact=is_contact) for item in value]
    is_shown = value is None or isinstance(value, bool) or key in _OWN or is_plain(str(value))
    return value if is_shown and (not is_contact or not value) else "…"


def mask_secrets(text: str) -> str:
    """Mask the key in the `[secret]` table of a private file; nobody needs to see it."""
    return _SECRET.sub(r"\1…", text)


def mask_diff(diff: str) -> str:
    """Mask the lines of a unified diff of one file; keep its file and hunk headers."""
    lines = diff.splitlines(keepends=True)
    return "".join([*lines[:2], *map(_mask_diff_line, lines[2:])])


def _mask_diff_line(line: str) -> str:
    text = line.rstrip("\r\n")
    shown = text if text.startswith("@@") else text[:1] + mask_line(text[1:])
    return shown + line[len(text) :]


def _mask(text: str) -> str:
    return "".join(MASK if unicodedata.category(char)[0] in "LNM" else char for char in text)
