"""Read mails: files of one message, mailboxes (mbox), and text saved from a mail program.

A mail is anybody's. Of each, a few headers and its plain text are read, in time that grows with its
size alone; HTML and attachments are never looked into. What cannot be read is a mail with a
`problem`, and nothing in one mail keeps another from being read.
"""

import codecs
import re
from base64 import b64decode
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.utils import parsedate_to_datetime
from errno import ENOENT
from hashlib import sha256
from itertools import chain, pairwise
from mmap import ACCESS_READ, mmap
from pathlib import Path
from quopri import decodestring

from cmcct.errors.exceptions import CmcctError, system_reason
from cmcct.i18n.messages import OptionalMessage, _
from cmcct.storage.directory_file import UnreadableError
from cmcct.text.control_chars import to_one_line
from cmcct.text.folding import fold

LETTER_HEADER = "X-CMC-Round"  # in letters: the day of the round and the id of the entry
BROKEN = _("cannot be read")
MAX_TEXT = 20_000  # characters of a text

_MAX_MAIL = 25_000_000  # bytes
_MAX_MAILS = 5_000
_MAX_HEADER_LINES = 2_000  # with those of the parts
_MAX_HEADER = 2_000  # bytes of a header that are read
_MAX_DEPTH = 6  # multiparts in each other
_MAX_ENCODED = 16 * MAX_TEXT  # bytes of an encoded text that are read

_HEADERS = re.compile(rb"(?:\n[!-9;-~]{1,60}:[^\n]*(?:\n[ \t][^\n]*)*)*+\n?")
_HEADER = re.compile(  # one that is read
    rb"(?i)\n(subject|from|date|auto-submitted|content-(?:type|transfer-encoding)|x-cmc-round):"
    rb"[ \t]*([^\n]*(?:\n[ \t][^\n]*)*)"
)
# The line above a mail in a mailbox: an address or a hyphen, and a time; of some programs nothing.
# No line stands directly above it.
_SEPARATOR = re.compile(
    rb"From (?:(?<=\AFrom )|(?<=\n\nFrom )|(?<=\n\r\nFrom ))"
    rb"(?:\S{1,200} +[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d(?::\d\d)?"
    rb"(?: [+-]\d{4}| [A-Z]{3,4})? \d{4})?\r?\n(?=[!-9;-~]{1,60}:)"
)
_OUTLOOK = bytes.fromhex("d0cf11e0a1b11ae1")  # the first bytes of a .msg
_PARAMETER = re.compile(r';\s*([\w*-]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^\s;]*)')
_CHARSETS = re.compile(
    r"(?i)(?:us-)?ascii|utf-?(?:8|16(?:[bl]e)?)|iso-?8859-\d\d?|(?:windows-|cp)125\d"
)
_SIGNATURE = re.compile("application/(?:pgp|(?:x-)?pkcs7)-signature")
_UNUSED = re.compile(r'"(?:[^"\\]|\\.)*"|\([^()]*\)')  # of a From: names in quotes, comments
_ADDRESS = r'([^<>@\s,;:"]+@[^<>@\s,;:"]+)'
_FROM = re.compile(rf'[^<>@"]*<\s*{_ADDRESS}\s*>|{_ADDRESS}')  # a name and an address, or it alone
# Prefixes of programs before a subject, and the subjects of automatic replies, in four languages.
PREFIXES = re.compile(
    r"(?i)\A(?:\s*(?:re|rv|aw|wg|tr|antw|fwd?|doorst|enc|rif|sv|r[ée][pf])\s*:"
    r"|\s*\[ext(?:ern(?:al|o|e)?)?\])+"
)
_AUTOMATIC = re.compile(
    r"(?:(?:respuesta |reponse )?automati\w+|auto ?reply|out of (?:the )?office|ausen(?:te|cia)"
    r"|fuera de (?:la )?oficina|afwezig\w*|niet aanwezig|(?:message d ?)?absen(?:ce|t)|undeliver\w*"
    r"|delivery status|mail delivery|returned mail|failure notice|no (?:se p\w+ )?entrega\w+"
    r"|onbestelbaar|niet bezorgd|(?:message )?non (?:remis|distribue)|echec de la remise"
    r"|(?:not )?read|leido|gelezen|lu|delivered|entregado|bezorgd|remis|recall)\b"
)


@dataclass
class Mail:
    """A mail as far as it is read; its parts add to it one after the other."""

    file: str  # where it was read, for display
    problem: OptionalMessage = ""  # why cannot be read
    subject: str = ""
    sender: str = ""  # the one address in From, in lower case; "" if there are several or none
    day: date | None = None  # the sender's
    text: str = ""
    is_cut: bool = False  # whether the text goes on
    unread: tuple[str, ...] = ()  # types of the parts that are not read
    is_automatic: bool = False
    is_ambiguous: bool = False  # whether a header that is read is there twice
    letter: str = ""  # the header of a letter
    header_lines: int = 0
    digest: bytes = b""  # of all of it


def read_mails(paths: list[Path]) -> Iterator[Mail]:
    """Yield the mails in files and folders, each once, files in the order of their names.

    Raises `CmcctError` for a path that cannot be read, and for very many mails.
    """
    digests = set[bytes]()
    files = (file for path in paths for file in _list_files(path))
    for number, mail in enumerate(mail for file in files for mail in _read_file(file)):
        if number == _MAX_MAILS:
            message = _("there are more than {count} mails", count=_MAX_MAILS)
            raise CmcctError(message, _("give a folder that has only the answers"))
        if mail.problem or mail.digest not in digests:
            yield mail
        digests.add(mail.digest)


def _list_files(path: Path) -> list[Path]:
    """Return a file, or those of a folder; raises `UnreadableError` for neither."""
    if not path.exists():
        raise UnreadableError(path, system_reason(FileNotFoundError(ENOENT, "")))
    if not path.is_dir():
        return [path]
    return sorted(
        file for file in path.rglob("*") if not (file.is_dir() or file.name.startswith("."))
    )


def _read_file(path: Path) -> Iterator[Mail]:
    """Yield the mails in a file, or one that says why it has none."""
    name, problem = to_one_line(str(path)), BROKEN
    try:
        # A pipe would make the command wait; an empty file cannot be mapped.
        if path.is_file() and path.stat().st_size:
            with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as data:
                yield from _split(name, data)
            return
    except OSError as error:
        problem = _("{label}: {text}", label=BROKEN, text=system_reason(error))
    yield Mail(name, problem)


def _split(name: str, data: mmap) -> Iterator[Mail]:
    """Yield the mails of a file: one, or those of a mailbox, each with its number."""
    if name.lower().endswith(".msg") or data[: len(_OUTLOOK)] == _OUTLOOK:
        yield Mail(name, _("it is a file of Outlook: save it as text or .eml"))
        return
    is_mailbox = bool(_SEPARATOR.match(data))
    starts = (match.start() for match in _SEPARATOR.finditer(data)) if is_mailbox else [0]
    for number, (start, end) in enumerate(pairwise(chain(starts, [len(data)])), 1):
        file = f"{name}:{number}" if is_mailbox else name
        if end - start > _MAX_MAIL:
            yield Mail(file, _("it is larger than {size} MB", size=_MAX_MAIL // 1_000_000))
        else:
            yield parse_mail(file, data[start:end])


def parse_mail(file: str, data: bytes) -> Mail:
    """Return a mail; whatever is wrong in it is its `problem`."""
    mail = Mail(file, digest=sha256(data.replace(b"\r\n", b"\n").strip()).digest())
    try:
        read_content(mail, data)
    except Exception as error:  # noqa: BLE001 - a mail is anybody's, and must not end the command
        return Mail(file, error.message if isinstance(error, CmcctError) else BROKEN)
    return mail


def read_content(mail: Mail, data: bytes) -> None:
    """Add the content of a mail; raises `CmcctError`, and `binascii.Error` for wrong base64."""
    separator = _SEPARATOR.match(data)
    content = data[separator.end() :] if separator else data.removeprefix(codecs.BOM_UTF8)
    headers = _read_part(mail, content.replace(b"\r\n", b"\n"), depth=0)
    if not headers.keys() & {"from", "subject"}:
        raise CmcctError(_("it has neither a sender nor a subject"))
    subject = headers.get("subject", "")
    with suppress(HeaderParseError, LookupError, ValueError):  # encoded words (RFC 2047)
        subject = str(make_header(decode_header(subject)))
    mail.subject = " ".join(to_one_line(subject).split())
    mail.sender = find_address(headers.get("from", ""))
    with suppress(ValueError, TypeError, IndexError, OverflowError):
        mail.day = parsedate_to_datetime(headers.get("date", "")).date()
    mail.letter = headers.get(LETTER_HEADER.lower(), "")
    submitted = headers.get("auto-submitted", "no").partition(";")[0].strip().lower()
    mail.is_automatic = (
        submitted != "no"
        or headers.get("content-type", "").lower().startswith("multipart/report")
        or bool(_AUTOMATIC.match(fold(PREFIXES.sub("", mail.subject))))
    )


def _read_part(mail: Mail, data: bytes, depth: int) -> dict[str, str]:
    """Add the text of a part, and the types of what is not read in it; return its headers."""
    headers, data = _split_headers(mail, data)
    content_type = headers.get("content-type", "text/plain")
    kind = content_type.partition(";")[0].strip().lower()
    # The standard library takes a time that grows with the square of the parameters.
    pairs = _PARAMETER.findall(content_type)
    parameters = {name.lower(): value.strip('"') for name, value in pairs}
    if kind.startswith("multipart/"):
        boundary = parameters.get("boundary", "").encode()
        # What stands above the first part, or behind the last, no program shows.
        data, *parts = (b"\n" + data).split(b"\n--" + boundary, _MAX_HEADER_LINES + 1)
        if not boundary or not parts:
            raise CmcctError(_("it has no parts where it should have some"))
        if depth == _MAX_DEPTH:
            raise CmcctError(_("it has too many parts in each other"))
        for part in parts:
            if part.startswith(b"--"):
                break
            _read_part(mail, part.partition(b"\n")[2], depth + 1)
    elif kind == "text/plain" or "/" not in kind:
        encoding = headers.get("content-transfer-encoding", "").strip().lower()
        _add_text(mail, data, encoding, parameters.get("charset", ""))
    elif not _SIGNATURE.fullmatch(kind):
        mail.unread += (kind,)
    return headers


def _split_headers(mail: Mail, data: bytes) -> tuple[dict[str, str], bytes]:
    """Return the headers that are read, by lower-case name, and what is below them.

    Of several headers of a name, the first counts.
    """
    head, _blank, body = (b"\n" + data).partition(b"\n\n")
    mail.header_lines += head.count(b"\n") or 1
    if mail.header_lines > _MAX_HEADER_LINES:
        raise CmcctError(_("it has more than {count} lines of headers", count=_MAX_HEADER_LINES))
    if not _HEADERS.fullmatch(head):
        raise CmcctError(BROKEN)
    fields = _HEADER.findall(head)
    headers = {
        name.decode().lower(): to_one_line(_decode(text[:_MAX_HEADER].replace(b"\n", b""), ""))
        for name, text in reversed(fields)
    }
    mail.is_ambiguous |= len(headers) < len(fields)
    return headers, body


def _add_text(mail: Mail, body: bytes, encoding: str, charset: str) -> None:
    """Add a text; what cannot be decoded is not empty, so it makes the mail unreadable."""
    data = body[:_MAX_ENCODED]
    if len(body) > _MAX_ENCODED:
        mail.is_cut, data = True, data[: data.rfind(b"\n") + 1] or data
    if encoding == "base64":
        data = b64decode(data.translate(None, b" \t\r\n"), validate=True)
    elif encoding == "quoted-printable":
        data = decodestring(data)
    elif encoding not in {"", "7bit", "8bit", "binary"}:
        raise CmcctError(BROKEN)
    lines = map(to_one_line, _decode(data, charset).splitlines())
    text = "\n".join([*filter(None, [mail.text]), *lines])
    mail.is_cut |= len(text) > MAX_TEXT
    mail.text = text[:MAX_TEXT]


def _decode(data: bytes, charset: str) -> str:
    """Return text in the charset that a mail states, else in UTF-8, else in Windows' own."""
    for name in (*_CHARSETS.findall(charset), "utf-8"):
        with suppress(LookupError, ValueError):
            return data.decode(name)
    return data.decode("cp1252", "replace")


def find_address(header: str) -> str:
    """Return the one address in a From, in lower case: in brackets, or alone. "" for any other."""
    match = _FROM.fullmatch(_UNUSED.sub(" ", header).strip())
    return (match[1] or match[2]).lower() if match else ""
