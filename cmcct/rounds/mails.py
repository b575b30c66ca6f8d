"""Read mails: files of one message, mailboxes (mbox), and text saved from a mail program.

A mail is anybody's. Of each, a few headers and its plain text are read, in time that grows with its
size alone; HTML and attachments are never looked into. What cannot be read is a mail with a
`problem`, and nothing in one mail keeps another from being read.
"""

import codecs
import mmap
import re
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from email.errors import HeaderParseError
from email.header import decode_header
from email.utils import parsedate_to_datetime
from errno import ENOENT
from hashlib import sha256
from itertools import chain, pairwise
from pathlib import Path
from quopri import decodestring
from stat import S_ISREG

from cmcct.errors.exceptions import CmcctError, system_reason
from cmcct.i18n.messages import Message, OptionalMessage, _
from cmcct.storage.directory_file import UnreadableError
from cmcct.text.folding import fold

LETTER_HEADER = "X-CMC-Round"  # in letters: the day of the round and the id of the entry
MAX_TEXT = 20_000  # characters of a text

_MAX_MAIL = 25_000_000  # bytes
_MAX_MAILS = 5_000
_MAX_HEADER_LINES = 2_000  # with those of the parts
_MAX_HEADER = 2_000  # bytes of a header that are read
_MAX_DEPTH = 6  # multiparts in each other
_MAX_ENCODED = 16 * MAX_TEXT  # bytes of an encoded text that are read
_READ = frozenset(
    (
        *("subject", "from", "date", "auto-submitted", "content-type"),
        *("content-transfer-encoding", LETTER_HEADER.lower()),
    )
)
# A line of a header: its name and what is read of its text, or the latter of a folded line.
_HEADER = re.compile(rb"(?:([!-9;-~]{1,60}):[ \t]?|(?=[ \t]))([^\n]{0,2000})[^\n]*\n?")
# The line above a mail in a mailbox: an address or a hyphen, and a time; of some programs nothing.
# No line stands directly above it.
_SEPARATOR = re.compile(
    rb"From (?:(?<=\AFrom )|(?<=\n\nFrom )|(?<=\n\r\nFrom ))"
    rb"(?:\S{1,200} +[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d(?::\d\d)?"
    rb"(?: [+-]\d{4}| [A-Z]{3,4})? \d{4})?\r?\n(?=[!-9;-~]{1,60}:)"
)
BROKEN = _("it cannot be read")
_OUTLOOK = bytes.fromhex("d0cf11e0a1b11ae1")  # the first bytes of a .msg
_TYPE = re.compile(r"\s*([\w.+-]+/[\w.+-]+)")
_PARAMETER = re.compile(r';\s*([\w*-]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^\s;]*)')
_CHARSETS = re.compile(
    r"(?:us-)?ascii|utf-?(?:8|16(?:[bl]e)?)|iso-?8859-\d\d?|(?:windows-|cp)125\d", re.IGNORECASE
)
_UNUSED = re.compile(r'"(?:[^"\\]|\\.)*"|\([^()]*\)')  # of a From: names in quotes, comments
# A name and an address in brackets, or an address alone.
_FROM = re.compile(
    r"[^<>@\"]*<\s*([^<>@\s,;:\"]+@[^<>@\s,;:\"]+)\s*>|([^<>@\s,;:\"]+@[^<>@\s,;:\"]+)"
)
_SIGNATURES = frozenset(
    ("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature")
)
# Prefixes of programs before a subject, and the subjects of automatic replies, in four languages.
_PREFIXES = re.compile(
    r"\A(?:\s*(?:re|rv|aw|wg|tr|antw|fwd?|fw|doorst|enc|rif|sv|r[ée]p|r[ée]f)\s*:"
    r"|\s*\[(?:ext|extern(?:al|o|e)?)\])+",
    re.IGNORECASE,
)
_AUTOMATIC = re.compile(
    r"(?:automatic reply|auto ?reply|autoreply|out of (?:the )?office|respuesta automatica"
    r"|fuera de (?:la )?oficina|ausente|ausencia|automatisch antwoord|afwezig|afwezigheid"
    r"|niet aanwezig|reponse automatique|absence|absent|message d ?absence|undeliver\w*"
    r"|delivery status notification|mail delivery|returned mail|failure notice|no se puede entregar"
    r"|no se pudo entregar|no entregado|onbestelbaar|niet bezorgd|non remis|echec de la remise"
    r"|message non distribue|read|not read|leido|gelezen|lu|delivered|entregado|bezorgd|remis"
    r"|recall)\b"
)


@dataclass
class Mail:
    """A mail as far as it is read; its parts add to it one after the other."""

    file: str  # where it was read, for display
    problem: OptionalMessage = ""  # why it cannot be read
    subject: str = ""
    sender: str = ""  # the one address in From, in lower case; "" if there are several or none
    day: date | None = None  # the sender's
    text: str = ""
    is_cut: bool = False  # whether the text goes on
    has_html: bool = False
    attachments: tuple[str, ...] = ()  # types of the parts that are not read
    is_automatic: bool = False
    is_ambiguous: bool = False  # whether a header that is read is there twice
    letter: str = ""  # the header of a letter
    header_lines: int = 0


def read_mails(paths: list[Path]) -> Iterator[Mail]:
    """Yield the mails in files and folders, each once, files in the order of their names.

    Raises `CmcctError` for a path that cannot be read, and for very many mails.
    """
    digests = set[bytes]()
    files = (file for path in paths for file in _list_files(path))
    contents = (pair for file in files for pair in _read_file(file))
    for number, (name, content) in enumerate(contents):
        if number == _MAX_MAILS:
            message = _("there are more than {count} mails", count=_MAX_MAILS)
            raise CmcctError(message, _("give a folder that has only the answers"))
        if isinstance(content, Message):
            yield Mail(name, content)
            continue
        digest = sha256(content.replace(b"\r\n", b"\n").strip()).digest()
        if digest not in digests:
            yield parse_mail(name, content)
        digests.add(digest)


def _list_files(path: Path) -> list[Path]:
    """Return a file, or those of a folder; raises `UnreadableError` for neither."""
    if not path.exists():
        raise UnreadableError(path, system_reason(FileNotFoundError(ENOENT, "")))
    if not path.is_dir():
        return [path]
    return sorted(
        file for file in path.rglob("*") if not (file.is_dir() or file.name.startswith("."))
    )


def _read_file(path: Path) -> Iterator[tuple[str, bytes | Message]]:
    """Yield the name and the content of each mail in a file, or why it has none."""
    name = str(path)
    try:
        status = path.stat()
        if not S_ISREG(status.st_mode):
            yield name, _("not a regular file")
        elif not status.st_size:
            yield name, b""
        else:
            with (
                path.open("rb") as file,
                mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data,
            ):
                yield from _split(name, data)
    except OSError as error:
        yield name, _("{label}: {text}", label=BROKEN, text=system_reason(error))


def _split(name: str, data: mmap.mmap) -> Iterator[tuple[str, bytes | Message]]:
    """Yield the mails of a file: one, or those of a mailbox, each with its number."""
    if name.lower().endswith(".msg") or data[: len(_OUTLOOK)] == _OUTLOOK:
        yield name, _("it is a file of Outlook: save it as text or .eml")
        return
    is_mailbox = bool(_SEPARATOR.match(data))
    starts = (match.start() for match in _SEPARATOR.finditer(data)) if is_mailbox else [0]
    for number, (start, end) in enumerate(pairwise(chain(starts, [len(data)])), 1):
        is_large = end - start > _MAX_MAIL
        large = _("it is larger than {size} MB", size=_MAX_MAIL // 1_000_000)
        yield f"{name}:{number}" if is_mailbox else name, large if is_large else data[start:end]


def parse_mail(file: str, data: bytes) -> Mail:
    """Return a mail; whatever is wrong in it is its `problem`."""
    mail = Mail(file)
    try:
        _read_mail(mail, data)
    except CmcctError as error:
        return Mail(file, error.message)
    except Exception:  # noqa: BLE001 - a mail is anybody's, and must not end the command
        return Mail(file, BROKEN)
    return mail


def _read_mail(mail: Mail, data: bytes) -> None:
    separator = _SEPARATOR.match(data)
    content = data[separator.end() :] if separator else data.removeprefix(codecs.BOM_UTF8)
    headers, body = _split_headers(mail, content)
    if not headers.keys() & {"from", "subject"}:
        raise CmcctError(_("it has neither a sender nor a subject"))
    mail.subject = _decode_words(headers.get("subject", ""))
    mail.sender = find_address(headers.get("from", ""))
    mail.day = _parse_day(headers.get("date", ""))
    mail.letter = headers.get(LETTER_HEADER.lower(), "")
    submitted = headers.get("auto-submitted", "no").partition(";")[0].strip().lower()
    mail.is_automatic = (
        submitted != "no"
        or _parse_type(headers)[0] == "multipart/report"
        or bool(_AUTOMATIC.match(fold(strip_prefixes(mail.subject))))
    )
    _read_part(mail, headers, body, depth=0)


def _split_headers(mail: Mail, data: bytes) -> tuple[dict[str, str], bytes]:
    """Return headers, unfolded, by lower-case name, the first of several; and what is below."""
    headers: dict[str, str] = {}
    name, start = "", 0
    while match := _HEADER.match(data, start):
        _count_header_line(mail)
        start = match.end()
        text = _decode(match[2].rstrip(b"\r"), "")
        if match[1]:
            name = match[1].decode("ascii").lower()
            mail.is_ambiguous |= name in headers and name in _READ
            headers.setdefault(name, text)
        else:
            headers[name] = (headers.get(name, "") + text)[:_MAX_HEADER]
    # An empty line ends the headers; any other is the first of a text without them.
    return headers, data[start:].removeprefix(b"\r").removeprefix(b"\n")


def _count_header_line(mail: Mail) -> None:
    mail.header_lines += 1
    if mail.header_lines > _MAX_HEADER_LINES:
        raise CmcctError(_("it has more than {count} lines of headers", count=_MAX_HEADER_LINES))


def _read_part(mail: Mail, headers: Mapping[str, str], body: bytes, depth: int) -> None:
    """Add the text of a part, and the types of what is not read in it."""
    kind, parameters = _parse_type(headers)
    boundary = parameters.get("boundary")
    if kind == "text/plain":
        _add_text(mail, body, headers, parameters.get("charset", ""))
    elif kind == "text/html":
        mail.has_html = True
    elif kind.startswith("multipart/") and kind != "multipart/digest" and boundary:
        _read_parts(mail, body, boundary.encode(), depth)
    elif kind not in _SIGNATURES:
        mail.attachments += (kind,)


def _read_parts(mail: Mail, body: bytes, boundary: bytes, depth: int) -> None:
    if depth == _MAX_DEPTH:
        raise CmcctError(_("it has too many parts in each other"))
    parts = (b"\n" + body).split(b"\n--" + boundary, _MAX_HEADER_LINES + 1)
    if len(parts) == 1:
        raise CmcctError(_("it has no parts where it should have some"))
    for part in parts[1:]:
        if part.startswith(b"--"):
            return
        _count_header_line(mail)
        _read_part(mail, *_split_headers(mail, part.partition(b"\n")[2]), depth + 1)


def _add_text(mail: Mail, body: bytes, headers: Mapping[str, str], charset: str) -> None:
    """Add a text; what cannot be decoded is not empty, so it makes the mail unreadable."""
    data = body[:_MAX_ENCODED]
    if len(body) > _MAX_ENCODED:
        mail.is_cut, data = True, data[: data.rfind(b"\n") + 1] or data
    encoding = headers.get("content-transfer-encoding", "").strip().lower()
    try:
        decoded = _DECODERS[encoding](data)
    except (LookupError, ValueError):
        raise CmcctError(_("its text cannot be decoded")) from None
    text = "\n".join(filter(None, (mail.text, _decode(decoded, charset))))
    mail.is_cut |= len(text) > MAX_TEXT
    mail.text = text[:MAX_TEXT]


def _decode_base64(data: bytes) -> bytes:
    return b64decode(data.translate(None, b" \t\r\n"), validate=True)


_DECODERS: Mapping[str, Callable[[bytes], bytes]] = {
    **dict.fromkeys(("", "7bit", "8bit", "binary"), bytes),
    "quoted-printable": decodestring,
    "base64": _decode_base64,
}


def _parse_type(headers: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """Return the type in a Content-Type, and its parameters; plain text if there is none.

    The standard library takes a time that grows with the square of the parameters.
    """
    text = headers.get("content-type", "")[:_MAX_HEADER]
    kind = _TYPE.match(text)
    pairs = ((name.lower(), value.strip('"')) for name, value in _PARAMETER.findall(text))
    return kind[1].lower() if kind else "text/plain", dict(pairs)


def _decode(data: bytes, charset: str) -> str:
    """Return text in the charset that a mail states, else in UTF-8, else in Windows' own."""
    for name in (*_CHARSETS.findall(charset), "utf-8", "cp1252"):
        try:
            return data.decode(name)
        except (LookupError, ValueError):
            continue
    return data.decode("latin-1")


def _decode_words(header: str) -> str:
    """Return a header without encoded words (RFC 2047), on one line."""
    text = " ".join(header[:_MAX_HEADER].split())
    try:
        pieces = decode_header(text)
    except (HeaderParseError, ValueError):
        return text
    decoded = (
        piece if isinstance(piece, str) else _decode(piece, name or "") for piece, name in pieces
    )
    return " ".join("".join(decoded).split())


def strip_prefixes(subject: str) -> str:
    """Return a subject without what programs put before it: `RE:`, `[EXTERNAL]`."""
    return _PREFIXES.sub("", subject).strip()


def find_address(header: str) -> str:
    """Return the one address in a From, in lower case: in brackets, or alone. "" for any other."""
    bare = _UNUSED.sub(" ", header[:_MAX_HEADER]).strip()
    match = _FROM.fullmatch(bare)
    return (match[1] or match[2]).lower() if match else ""


def _parse_day(header: str) -> date | None:
    try:
        return parsedate_to_datetime(header).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
