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


@dataclass(frozen=True)
class Letter:
    """What a letter offers: the subject and the body of each answer, and its own text."""

    to: str
    text: str
    answers: dict[str, tuple[str, str]]


def read_letter(data: bytes) -> Letter:
    """Return what a person sees of a letter."""
    mail = message_from_bytes(data, policy=policy.default)
    body = mail.get_body(("plain",))
    assert body
    text = body.get_content()
    links = [(unquote(subject), unquote(body)) for _, subject, body in _MAILTO.findall(text)]
    return Letter(str(mail["to"]), text, dict(zip(("ok", "change"), links, strict=True)))


@dataclass(frozen=True)
class Reply:
    """A reply; `expected` is the result of an answer that everything is right."""

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
    expected: str = "confirmed"

    def text(self) -> str:
        """Return the body with the quoted letter, as the program writes it."""
        if not self.quoted:
            return self.body
        if self.program == "outlook":
            names = _OUTLOOK[self.lang]
            values = ("Secretariat", "Monday 1 June 2026 10:00", "Ada", "Please check your entry")
            block = [f"{name}: {value}" for name, value in zip(names, values, strict=True)]
            return "\n".join([self.body, "", "_" * 32, *block, "", self.quoted])
        marked = "\n".join(f"> {line}".rstrip() for line in self.quoted.splitlines())
        return f"{self.body}\n\n{_ATTRIBUTIONS[self.lang]}\n{marked}"

    def html(self) -> str:
        """Return the body as HTML."""
        own = "".join(f"<div>{escape(line)}</div>" for line in self.body.splitlines())
        quoted = "".join(f"<p>{escape(line)}</p>" for line in self.quoted.splitlines())
        attribution = escape(_ATTRIBUTIONS[self.lang])
        tail = f"<div>{attribution}</div><blockquote>{quoted}</blockquote>" if quoted else ""
        return f"<html><head><style>p {{ }}</style></head><body>{own}{tail}</body></html>"

    def to_bytes(self) -> bytes:
        """Return the mail."""
        subject = self.subject
        if self.is_folded:
            subject = subject.replace(" ", "\r\n ").replace("\r\n ", " ", 2)
        elif not subject.isascii():
            subject = Header(subject, "utf-8").encode(linesep="\r\n")
        text = self.html() if self.is_html else self.text()
        raw = text.replace("\n", "\r\n").encode(self.charset, "replace")
        coded = {"base64": base64.encodebytes, "quoted-printable": quopri.encodestring}
        content = coded.get(self.encoding, bytes)(raw)
        kind = "text/html" if self.is_html else "text/plain"
        headers = {"From": self.sender, "Date": self.date, "Subject": subject, **self.headers}
        lines = [f"{name}: {value}" for name, value in headers.items()]
        part = [f"Content-Type: {kind}; charset={self.charset}"]
        part.append(f"Content-Transfer-Encoding: {self.encoding}")
        if self.attachment:
            head = [*lines, 'Content-Type: multipart/mixed; boundary="b"', "", "--b", *part, "", ""]
            end = f"\r\n--b\r\nContent-Type: {self.attachment}\r\n\r\nx\r\n--b--\r\n"
            return "\r\n".join(head).encode() + content + end.encode()
        return "\r\n".join([*lines, *part, "", ""]).encode() + content


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
            quoted=letter.text,
        )  # fmt: skip
    yield replace(plain, name="german-prefix", subject=f"AW: {subject}")
    yield replace(plain, name="external", subject=f"[EXTERNO] RE: {subject}")
    yield replace(plain, name="base64", encoding="base64")
    yield replace(plain, name="quoted-printable", encoding="quoted-printable")
    yield replace(plain, name="html", is_html=True)
    yield replace(plain, name="html-quoted", is_html=True, quoted=letter.text, encoding="base64")
    yield replace(plain, name="cp1252", charset="cp1252", subject=f"Rép: {subject}")
    yield replace(plain, name="folded", is_folded=True)
    yield replace(plain, name="notice", body=f"{body}\n\n{NOTICE}")
    yield replace(plain, name="device", body=f"{body}\n\n{_DEVICES[program]}")
    yield replace(plain, name="letterhead", body=f"{body}\n\nSaludos cordiales,\n-- \nAda Example")
    yield replace(plain, name="empty", body="")
    yield replace(plain, name="words", body=f"{body}\nBut my number is new.", expected="question")
    yield replace(
        plain, name="corrected", quoted=letter.text.replace("Example", "Sample"),
        expected="question",
    )  # fmt: skip
    yield replace(plain, name="attached", attachment="application/pdf", expected="question")


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
