"""Replies to letters, as four mail programs write them, built after their documented forms.

Outlook quotes below a block of headers, the others below a line "On … wrote:" and with `>`. Each
reply is one variation of a prepared answer.
"""

import base64
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from email import message_from_bytes, policy
from email.header import Header
from html import escape
from urllib.parse import unquote

PROGRAMS = ("outlook", "gmail", "thunderbird", "apple")
DATE = "Tue, 02 Jun 2026 22:30:00 -0400"
NOTICE = (
    "This message is confidential and only for the intended recipient. If you are not the "
    "intended recipient, please delete it and tell the sender."
)
_MAILTO = re.compile(r"<mailto:([^?]*)\?subject=([^&]*)&body=([^>]*)>")
_ATTRIBUTIONS = {
    "en": "On Mon, 1 Jun 2026 at 10:00, Secretariat <secretariat@example.org> wrote:",
    "es": "El lun, 1 jun 2026 a las 10:00, Secretaría (<secretariat@example.org>) escribió:",
    "nl": "Op 1 jun 2026 om 10:00 schreef Secretariaat <secretariat@example.org>:",
    "fr": "Le lun. 1 juin 2026 à 10:00, Secrétariat <secretariat@example.org> a écrit :",
}
_OUTLOOK = {
    "en": ("From", "Sent", "To", "Subject"),
    "es": ("De", "Enviado el", "Para", "Asunto"),
    "nl": ("Van", "Verzonden", "Aan", "Onderwerp"),
    "fr": ("De", "Envoyé", "À", "Objet"),
}
_DEVICES = {
    "outlook": "Get Outlook for iOS",
    "gmail": "Sent from my Android",
    "thunderbird": "Sent with Thunderbird Mail",
    "apple": "Enviado desde mi iPhone",
}


_OWN_HEADERS = {
    "outlook": ("Thread-Topic: x", "X-MS-Has-Attach:", "X-Auto-Response-Suppress: All"),
    "gmail": ("MIME-Version: 1.0", "X-Google-Smtp-Source: x"),
    "thunderbird": ("User-Agent: Mozilla Thunderbird", "Content-Language: en-US"),
    "apple": ("Mime-Version: 1.0 (1.0)", "X-Mailer: iPhone Mail (22F76)"),
}


@dataclass(frozen=True)
class Letter:
    """What a letter offers: the subject and the body of each answer, and its own text."""

    to: str
    subject: str
    text: str
    answers: dict[str, tuple[str, str]]
    links: list[str]
    html: str


def read_letter(data: bytes) -> Letter:
    """Return what a person sees of a letter."""
    mail = message_from_bytes(data, policy=policy.default)
    body = mail.get_body(("plain",))
    assert body
    text = body.get_content()
    links = [(unquote(subject), unquote(body)) for _, subject, body in _MAILTO.findall(text)]
    answers = dict(zip(("ok", "change"), links, strict=True))
    addresses = re.findall(r"<(mailto:[^>]*)>", text)
    html = mail.get_body(("html",))
    assert html
    shown = html.get_content()
    return Letter(str(mail["to"]), str(mail["subject"]), text, answers, addresses, shown)


@dataclass(frozen=True)
class Reply:
    """A reply; `expected` is its result."""

    name: str
    program: str
    body: str
    subject: str
    sender: str
    lang: str = "en"
    quoted: str = ""
    encoding: str = "8bit"
    charset: str = "utf-8"
    is_html: bool = False
    is_folded: bool = False
    headers: dict[str, str] = field(default_factory=dict)
    date: str = DATE
    attachment: str = ""
    has_both: bool = False  # plain text and HTML
    expected: str = "confirmed"

    def text(self) -> str:
        """Return the body with the quoted letter, as the program writes it."""
        if not self.quoted:
            return self.body
        if self.program == "outlook":
            return "\n".join([self.body, "", "_" * 32, *self._header_block(), "", self.quoted])
        marked = "\n".join(f"> {line}".rstrip() for line in self.quoted.splitlines())
        return f"{self.body}\n\n{_ATTRIBUTIONS[self.lang]}\n{marked}"

    def html(self) -> str:
        """Return the body as HTML, as the program writes it."""
        own, quoted = ([*map(escape, text.splitlines())] for text in (self.body, self.quoted))
        attribution = escape(_ATTRIBUTIONS[self.lang])
        if self.program == "outlook":
            block = "<br>".join(f"<b>{escape(line)}</b>" for line in self._header_block())
            head = "<style>p.MsoNormal {margin:0cm}</style>"
            body = "".join(f'<p class="MsoNormal">{line}<o:p></o:p></p>' for line in own)
            rest = "".join(f"<p>{line}</p>" for line in quoted)
            tail = f'<hr><div id="divRplyFwdMsg"><font>{block}</font></div>{rest}'
        elif self.program == "gmail":
            head, body = "", f'<div dir="ltr">{"<br>".join(own)}</div>'
            tail = (
                f'<br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">{attribution}<br>'
                f'</div><blockquote class="gmail_quote">{"<br>".join(quoted)}</blockquote></div>'
            )
        elif self.program == "thunderbird":
            head = '<meta http-equiv="content-type" content="text/html; charset=UTF-8">'
            body = "".join(f"<p>{line}</p>" for line in own)
            rest = "".join(f"<p>{line}</p>" for line in quoted)
            tail = (
                f'<div class="moz-cite-prefix">{attribution}<br></div>'
                f'<blockquote type="cite" cite="mid:1@example.org">{rest}</blockquote>'
            )
        else:
            head, body = "", "".join(f"<div>{line or '<br>'}</div>" for line in own)
            rest = "".join(f"<div>{line}</div>" for line in quoted)
            tail = (
                f'<div><br><blockquote type="cite"><div>{attribution}</div></blockquote></div>'
                f'<blockquote type="cite"><div>{rest}</div></blockquote>'
            )
        tail = tail if quoted else ""
        return f"<html><head>{head}</head><body>{body}{tail}</body></html>"

    def _header_block(self) -> list[str]:
        """Return the lines that Outlook writes above a quoted mail."""
        sender = "Secretariat <secretariat@example.org>"
        values = (sender, "Monday 1 June 2026 10:00", self.sender, "Please check your entry")
        pairs = zip(_OUTLOOK[self.lang], values, strict=True)
        return [f"{name}: {value}" for name, value in pairs]

    def to_bytes(self) -> bytes:
        """Return the mail."""
        subject = self.subject
        if self.is_folded:
            subject = subject.replace(" ", "\r\n ").replace("\r\n ", " ", 2)
        elif not subject.isascii():
            subject = Header(subject, "utf-8").encode(linesep="\r\n")
        forms = [("text/html", self.html())] if self.is_html else [("text/plain", self.text())]
        if self.has_both and not self.is_html:
            forms.append(("text/html", self.html()))
        parts = [self._part(*form) for form in forms]
        headers = {"From": self.sender, "Date": self.date, "Subject": subject, **self.headers}
        top = "".join(f"{name}: {value}\r\n" for name, value in headers.items()).encode()
        top += "".join(f"{line}\r\n" for line in _OWN_HEADERS[self.program]).encode()
        whole = parts[0] if len(parts) == 1 else _multipart("alternative", parts)
        if self.attachment:
            file = f"Content-Type: {self.attachment}\r\n\r\nx".encode()
            whole = _multipart("mixed", [whole, file])
        return top + whole

    def _part(self, kind: str, text: str) -> bytes:
        """Return a part with its headers."""
        parameters = f"; charset={self.charset}"
        if self.program == "thunderbird" and kind == "text/plain":
            parameters += "; format=flowed"
            # A wrapped line ends in a space.
            text = re.sub(r"(?m)^([^>\n]{30,60}) (?=\S)", "\\1 \n", text)
        raw = text.replace("\n", "\r\n").encode(self.charset, "replace")
        coded = {"base64": base64.encodebytes, "quoted-printable": quopri.encodestring}
        content = coded.get(self.encoding, bytes)(raw)
        head = f"Content-Type: {kind}{parameters}\r\nContent-Transfer-Encoding: {self.encoding}"
        return f"{head}\r\n\r\n".encode() + content


def _multipart(kind: str, parts: list[bytes]) -> bytes:
    mark = f"{kind}-1"
    head = f'Content-Type: multipart/{kind}; boundary="{mark}"\r\n\r\n'.encode()
    inner = b"".join(f"--{mark}\r\n".encode() + part + b"\r\n" for part in parts)
    return head + inner + f"--{mark}--\r\n".encode()


def make_reply(letter: Letter, program: str, kind: str = "ok", **given: str) -> Reply:
    """Return the plain answer of a kind to a letter."""
    subject, body = letter.answers[kind]
    return replace(
        Reply(kind, program, body.replace("\r\n", "\n"), subject, letter.to),
        **given,  # type: ignore[arg-type]
    )


def variations(letter: Letter, program: str) -> Iterator[Reply]:
    """Yield twenty answers of a program that everything is right, some of which are unclear."""
    plain = make_reply(letter, program)
    subject, body = plain.subject, plain.body
    yield replace(plain, name="plain")
    for lang, prefix in (("en", "RE"), ("es", "RV"), ("nl", "Antw"), ("fr", "TR")):
        yield replace(
            plain, name=f"quoted-{lang}", lang=lang, subject=f"{prefix}: {subject}",
            quoted=letter.text, has_both=program in ("outlook", "gmail"),
            # Outlook puts a block of headers above the letter.
            expected="with-words" if program == "outlook" else "confirmed",
        )  # fmt: skip
    yield replace(plain, name="german-prefix", subject=f"AW: {subject}")
    yield replace(plain, name="external", subject=f"[EXTERNO] RE: {subject}")
    yield replace(plain, name="base64", encoding="base64")
    yield replace(plain, name="quoted-printable", encoding="quoted-printable")
    yield replace(plain, name="html", is_html=True, expected="to-read")
    yield replace(
        plain, name="html-quoted", is_html=True, quoted=letter.text, encoding="base64",
        expected="to-read",
    )  # fmt: skip
    yield replace(plain, name="cp1252", charset="cp1252", subject=f"Rép: {subject}")
    yield replace(plain, name="folded", is_folded=True)
    for name, text in (
        ("notice", NOTICE),
        ("device", _DEVICES[program]),
        ("letterhead", "Saludos cordiales,\n-- \nAda Example"),
        ("words", "But my number is new."),
    ):
        yield replace(plain, name=name, body=f"{body}\n\n{text}", expected="with-words")
    yield replace(plain, name="empty", body="")
    yield replace(
        plain, name="corrected", quoted=letter.text.replace("Example", "Sample"),
        expected="with-words",
    )  # fmt: skip
    yield replace(plain, name="attached", attachment="application/pdf", expected="with-words")


def absence(sender: str, subject: str, text: str, **headers: str) -> bytes:
    """Return an absence note."""
    reply = Reply("", "outlook", text, subject, sender)
    return replace(reply, headers=headers or {"Auto-Submitted": "auto-replied"}).to_bytes()


def bounce(letter: bytes, address: str, status: str = "5.1.1", action: str = "failed") -> bytes:
    """Return a delivery report (RFC 3464) about a letter."""
    returned = letter.partition(b"\r\n\r\n")[0]
    head = (
        "From: MAILER-DAEMON@mx.example.org\r\nSubject: Undelivered Mail\r\n"
        f"Date: {DATE}\r\nContent-Type: multipart/report; report-type=delivery-status;"
        ' boundary="r"\r\n\r\n--r\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n--r\r\n'
        "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.org\r\n\r\n"
        f"Final-Recipient: rfc822; {address}\r\nAction: {action}\r\nStatus: {status}\r\n\r\n"
        "--r\r\nContent-Type: text/rfc822-headers\r\n\r\n"
    )
    return head.encode() + returned + b"\r\n\r\n--r--\r\n"


def decode_all(data: bytes) -> str:
    """Return all text of a mail: its bodies, attachments and the links in them."""
    mail = message_from_bytes(data, policy=policy.default)
    parts = (part.get_payload(decode=True) for part in mail.walk() if not part.is_multipart())
    texts = [part.decode() for part in parts if isinstance(part, bytes)]
    return "\n".join([*texts, *map(unquote, texts)])
