"""Read mails: files of one message, mailboxes (mbox), and text pasted from a mail program.

A mail is anybody's: nothing in it may end a command. What is too large or too deep is not read.
"""

import mailbox
import re
import stat
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from email import message_from_bytes, message_from_string, policy
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message as Part
from email.utils import getaddresses, parsedate_to_datetime
from itertools import chain, zip_longest
from pathlib import Path
from typing import NamedTuple, cast

from cmcct.errors.exceptions import CmcctError, system_reason
from cmcct.i18n.messages import Message, _
from cmcct.rounds import html_text
from cmcct.storage.directory_file import UnreadableError

_MAX_MAIL = 30_000_000  # bytes; servers take less
_MAX_MAILBOX = 500_000_000  # bytes
_MAX_FILES = 5_000
_MAX_BOUNDARIES = 50  # the parser takes time for each boundary and line
_MAX_HEADER = 2_000  # characters of a header that are read
_MAX_HEADERS = 500
_MAX_TEXT = 100_000  # characters of a text that are read
# What the parser of the standard library raises for mails that are made to break it.
_PARSER_ERRORS = (RecursionError, ValueError, TypeError, LookupError, AttributeError)
_BOUNDARY = re.compile(rb"boundary\s*=", re.IGNORECASE)
_HEADER_LINE = re.compile(rb"[!-9;-~]{1,60}:[ \t]?[^\n]*\n")
_TEXT_CHARSETS = ("utf-8", "cp1252")
_MAX_PASTED_HEADERS = 15  # lines at the top of a pasted text that may be headers
# The headers that programs put above a text that is copied, in four languages.
_PASTED = {
    name: re.compile(rf"(?:{words})\s*:\s", re.IGNORECASE)
    for name, words in {
        "subject": "subject|asunto|onderwerp|objet",
        "date": "date|sent|fecha|enviado|datum|verzonden|envoyé",
        "from": "from|de|van",
        "to": "to|para|aan|à",
    }.items()
}
# Parts that say nothing: texts are read, pictures and signatures belong to a letterhead.
_HARMLESS = frozenset(
    (
        *("text/plain", "text/html", "application/pgp-signature"),
        *("application/pkcs7-signature", "application/x-pkcs7-signature"),
    )
)
_REPORT_FIELDS = ("final-recipient", "action", "status")


class Mail(NamedTuple):
    """A mail as far as it is read; `headers` have lower-case names, the first of each counts."""

    file: str  # where it was read, for display
    headers: Mapping[str, str]
    text: str  # what it says, as plain text
    sent: datetime | None  # aware, in the sender's zone; None if it is not known
    has_attachment: bool = False
    has_picture: bool = False
    others: tuple[str, ...] = ()  # the same text in other forms, as the mail has it
    report: Mapping[str, str] | None = None  # of a delivery report: its fields and the letter's
    problem: Message | None = None  # why it cannot be read

    @property
    def subject(self) -> str:
        """The subject on one line."""
        return self.headers.get("subject", "")

    @property
    def sender(self) -> str:
        """The address of the sender in lower case, or ""."""
        return address_in(self.headers.get("from", ""))

    @property
    def day(self) -> date | None:
        """The sender's date, or None."""
        return self.sent.date() if self.sent else None


def address_in(header: str) -> str:
    """Return the first address in a header in lower case, or ""."""
    return next((address for _name, address in getaddresses([header])), "").casefold()


def read_mails(paths: list[Path]) -> Iterator[Mail]:
    """Yield the mails in files and folders, files in the order of their names.

    Raises `CmcctError` for a path that does not exist, or a folder with too many files.
    """
    for path in paths:
        if not path.is_dir():
            yield from _read_file(path, is_given=True)
            continue
        files = sorted(file for file in path.rglob("*") if not file.is_dir())
        if len(files) > _MAX_FILES:
            message = _("{folder} has more than {count} files", folder=path, count=_MAX_FILES)
            raise CmcctError(message, _("give a folder that has only the answers"))
        for file in files:
            yield from _read_file(file, is_given=False)


def _read_file(path: Path, *, is_given: bool) -> Iterator[Mail]:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            yield _unreadable_mail(str(path), _("it is not a regular file"))
            return
        with path.open("rb") as file:
            is_mailbox = file.read(5) == b"From "
            file.seek(0)
            limit = _MAX_MAILBOX if is_mailbox else _MAX_MAIL
            data = b"" if is_mailbox or status.st_size > limit else file.read(limit)
    except OSError as error:
        if is_given:
            raise UnreadableError(path, system_reason(error)) from None
        yield _unreadable_mail(
            str(path), _("it cannot be read: {reason}", reason=system_reason(error))
        )
        return
    if status.st_size > limit:
        yield _unreadable_mail(str(path), _("it is larger than {size} MB", size=limit // 1_000_000))
    elif is_mailbox:
        yield from _read_mailbox(path)
    else:
        yield parse_mail(str(path), data)


def _read_mailbox(path: Path) -> Iterator[Mail]:
    box = mailbox.mbox(path, create=False)
    try:
        for number, key in enumerate(box.keys(), 1):
            yield parse_mail(f"{path}:{number}", box.get_bytes(key))
    finally:
        box.close()


def _unreadable_mail(file: str, problem: Message) -> Mail:
    return Mail(file, {}, "", None, problem=problem)


def parse_mail(file: str, data: bytes) -> Mail:
    """Return a mail, or what is pasted from one."""
    if len(data) > _MAX_MAIL or len(_BOUNDARY.findall(data)) > _MAX_BOUNDARIES:
        return _unreadable_mail(file, _("it is too large, or has too many parts"))
    if not _HEADER_LINE.match(data):
        return _parse_pasted(file, _decode(data, ""))
    try:
        return _parse_message(file, data)
    except _PARSER_ERRORS:
        return _unreadable_mail(file, _("it is too large, or has too many parts"))


def _parse_message(file: str, data: bytes) -> Mail:
    whole = message_from_bytes(data, policy=policy.compat32)
    parts = [*whole.walk()]
    headers = _headers(whole)
    if "subject" not in headers and "from" not in headers:
        return _parse_pasted(file, _decode(data, ""))
    text, *others = _texts(whole)
    return Mail(
        file,
        headers,
        text,
        _parse_date(headers.get("date", "")),
        has_attachment=any(map(_is_attached, parts)),
        has_picture=any(part.get_content_maintype() == "image" for part in parts),
        others=tuple(others),
        report=_report(parts),
    )


def _parse_pasted(file: str, text: str) -> Mail:
    """Return what is pasted from a mail program; lines of headers at its top are no text."""
    headers: dict[str, str] = {}
    lines = text.replace("\0", "")[:_MAX_TEXT].splitlines()
    rest = []
    for line in lines[:_MAX_PASTED_HEADERS]:
        label = next((name for name, form in _PASTED.items() if form.match(line.strip())), "")
        name = label or ("subject" if "[cmc" in line.lower() else "")
        if name and name not in headers:
            text = line.partition(":")[2] if label else line
            headers[name] = text.strip()[:_MAX_HEADER]
        else:
            rest.append(line)
    sent = _parse_date(headers.get("date", ""))
    return Mail(file, headers, "\n".join([*rest, *lines[_MAX_PASTED_HEADERS:]]), sent)


def _headers(part: Part) -> dict[str, str]:
    """Return the first header of each name, decoded, on one line."""
    found: dict[str, str] = {}
    for name, value in part.raw_items():
        if len(found) < _MAX_HEADERS:
            found.setdefault(name.lower(), decode_text(str(value)[:_MAX_HEADER]))
    return found


def decode_text(value: str) -> str:
    """Return a header without encoded words (RFC 2047), on one line."""
    raw = value.encode("utf-8", "surrogateescape")
    unfolded = " ".join(_decode(raw, "").replace("\0", "").split())
    try:
        pieces = decode_header(unfolded)
    except (HeaderParseError, ValueError):
        return unfolded
    texts = (
        piece if isinstance(piece, str) else _decode(piece, charset or "")
        for piece, charset in pieces
    )
    return " ".join("".join(texts).split())


def _decode(data: bytes, charset: str) -> str:
    """Return text in the charset that a mail states, else UTF-8, else Windows' own."""
    for name in filter(None, (charset, *_TEXT_CHARSETS)):
        try:
            return data.decode(name)
        except (LookupError, ValueError):
            continue
    return data.decode("latin-1")


def _parse_date(text: str) -> datetime | None:
    """Return the time in a header Date; a day alone is its midnight. None if it is unreadable."""
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        pass
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError:
        return None


def _texts(part: Part) -> list[str]:
    """Return all text that a mail shows, in each of its alternatives that has some."""
    kind = part.get_content_type()
    if kind.startswith("message/") or (not part.is_multipart() and _is_attached(part)):
        return [""]
    if part.is_multipart():
        inner = [*map(_texts, cast("list[Part]", part.get_payload()))]
        if kind == "multipart/alternative":
            return [*filter(None, chain(*inner))] or [""]
        forms = zip_longest(*inner) if inner else [("",)]
        firsts = [texts[0] for texts in inner]
        return [
            "\n".join(
                filter(None, (one or first for one, first in zip(form, firsts, strict=False)))
            )
            for form in forms
        ]
    if not kind.startswith("text/"):
        return [""]
    text = _content(part).strip()
    return [html_text.to_text(text) if kind == "text/html" else text]


def _is_attached(part: Part) -> bool:
    """Return whether a part is an attachment, which may say anything."""
    kind = part.get_content_type()
    if kind.startswith("message/"):
        return True
    is_harmless = kind in _HARMLESS or kind.startswith("image/")
    is_file = part.get_content_disposition() == "attachment" and kind.startswith("text/")
    return not part.is_multipart() and (not is_harmless or is_file)


def _content(part: Part) -> str:
    """Return the text of a part."""
    payload = cast("bytes", part.get_payload(decode=True))
    charset = part.get_content_charset("") or ""
    # What cannot be decoded is not empty.
    data = payload or str(part.get_payload()).strip().encode("utf-8", "replace")
    text = _decode(data[:_MAX_TEXT], charset).replace("\0", "").replace("\r\n", "\n")
    return _unflow(text) if _is_flowed(part) else text


def _is_flowed(part: Part) -> bool:
    return "format=flowed" in str(part.get("content-type", "")).lower()


def _unflow(text: str) -> str:
    """Join the lines that a program wrapped at a space (RFC 3676)."""
    return re.sub(r"(?<!^--) \n(?![>\n])", " ", text, flags=re.MULTILINE)


def _report(parts: list[Part]) -> dict[str, str] | None:
    """Return the fields of a delivery report (RFC 3464), and the headers that it returns."""
    if not any(part.get_content_type() == "message/delivery-status" for part in parts):
        return None
    fields: dict[str, str] = {}
    for part in parts[1:]:
        # Each group of fields of a delivery status is a part without a type of its own.
        if any(name in part for name in _REPORT_FIELDS):
            fields = _headers(part) | fields
        elif part.get_content_type() == "text/rfc822-headers":
            fields |= _returned(message_from_string(_content(part)))
        elif "subject" in part:
            fields |= _returned(part)
    return fields


def _returned(part: Part) -> dict[str, str]:
    return {f"returned-{name}": value for name, value in _headers(part).items()}
