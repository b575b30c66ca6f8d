"""Mails of anybody: what is read of them, and files that are made to break readers."""

import os
import time
from collections.abc import Callable
from contextlib import nullcontext
from datetime import date
from errno import EACCES
from pathlib import Path
from tracemalloc import get_traced_memory
from tracemalloc import start as start_tracing
from tracemalloc import stop as stop_tracing

import pytest

from cmcct.errors.exceptions import CmcctError
from cmcct.rounds import mails
from cmcct.rounds.mails import Mail, find_address, parse_mail
from tests.conftest import error_of
from tests.support import replies
from tests.support.cases import each

HEAD = b"From: a@example.org\nSubject: x\n"
OUTLOOK = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 500
SEPARATOR = b"From a@example.org Mon Jun  1 10:00:00 2026\n"


def _text(kind: str, body: bytes, encoding: str = "8bit") -> Mail:
    head = f"Content-Type: {kind}\nContent-Transfer-Encoding: {encoding}\n\n".encode()
    return parse_mail("x", HEAD + head + body)


def _nested(depth: int, body: bytes) -> bytes:
    parts = (
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(depth)
    )
    return HEAD + b"".join(parts) + b"\n" + body


@each(
    ("header", "address"),
    [
        ("Ada <ada@example.org>", "ada@example.org"),
        ("ADA@Example.org", "ada@example.org"),
        ('"Example, Ada (x@y.org)" <ada@example.org>', "ada@example.org"),
        ('"<bea@example.org>" <ada@example.org>', "ada@example.org"),
        ("Example, Ada <ada@example.org> (desk)", "ada@example.org"),
        ("=?utf-8?Q?=C3=81da_=3Cb=40c.org=3E?= <ada@example.org>", "ada@example.org"),
        ("ada@example.org, bea@example.org", ""),
        ("Ada <ada@example.org>, Bea <bea@example.org>", ""),
        ("ada@example.org <bea@example.org>", ""),
        ("<ada@example.org><bea@example.org>", ""),
        ("<ada@example.org> bea@example.org", ""),
        ('Ada" <ada@example.org>', ""),
        ("Ada", ""),
        ("team: ada@example.org;", ""),
        ("", ""),
        ("<" * 3000, ""),
        ('"' * 3001 + "ada@example.org", ""),
    ],
)
def test_sender_is_the_one_address_in_from(header: str, address: str) -> None:
    assert find_address(header) == address


def test_header_that_is_there_twice_is_told() -> None:
    assert not parse_mail("x", HEAD + b"Received: 1\nReceived: 2\n\nx").is_ambiguous
    for name in (b"From", b"SUBJECT", b"date", b"Content-Type", b"Auto-Submitted"):
        header = name + b": text/plain\n"
        assert parse_mail("x", HEAD + header + header + b"\nx").is_ambiguous, name


@each(
    ("kind", "encoding", "body", "text"),
    [
        ("text/plain", "8bit", "ñ".encode(), "ñ"),
        ("text/plain; charset=windows-1252", "8bit", b"\xf1", "ñ"),
        ("text/plain; charset=utf-8", "8bit", b"\xf1", "ñ"),
        ("text/plain; charset=nosuch", "8bit", b"\xf1", "ñ"),
        ("text/plain; charset=punycode", "7bit", b"a" * 9, "a" * 9),
        ("text/plain; charset=utf-7", "7bit", b"a +AC0- b", "a +AC0- b"),
        ("text/plain; charset=utf-16", "binary", "ñ".encode("utf-16"), "ñ"),
        ("text/plain", "8bit", b"\x81 \x1b\tx\x85", "\ufffd \ufffd x\u2026"),
        ("text/plain; charset=utf-8", "quoted-printable", b"=C3=B1=\n!", "ñ!"),
        ("TEXT/PLAIN", "BASE64", b"w7E\n=", "ñ"),
        ("text", "", b"x", "x"),
    ],
)
def test_text_is_decoded(kind: str, encoding: str, body: bytes, text: str) -> None:
    assert _text(kind, body, encoding).text == text


@each(
    ("encoding", "body"), [("base64", b"!!!!"), ("base64", b"w7E"), ("x-uuencode", b"begin 644 x")]
)
def test_text_that_cannot_be_decoded_is_not_empty(encoding: str, body: bytes) -> None:
    assert _text("text/plain", body, encoding).problem == mails.BROKEN


def test_long_text_is_cut() -> None:
    assert not _text("text/plain", b"x" * 20_000).is_cut
    for body, encoding in (
        (b"x" * 20_001, "8bit"),
        (b"\xc3\xb1\n" * 200_000, "8bit"),
        (b"\xc3\xb1" * 200_000, "8bit"),
        (b"=C3=B1=\n" * 200_000, "quoted-printable"),
        (b"YWJj\n" * 200_000, "base64"),
    ):
        mail = _text("text/plain; charset=utf-8", body, encoding)
        assert (mail.is_cut, len(mail.text) <= 20_000, mail.problem) == (True, True, ""), encoding
        assert mail.text[:1] in "xña"


def test_parts_are_told_and_never_looked_into() -> None:
    data = (
        b'Subject: x\nContent-Type: multipart/mixed; boundary="a"\n\nnot shown\n--a\n'
        b'Content-Type: multipart/alternative; boundary="b"\n\n--b\nContent-Type: text/plain\n\n'
        b"one\n--b\nContent-Type: text/html\n\n<p>html</p>\n--b--\n--a\n"
        b"Content-Type: image/png\n\nx\n--a\n\ntwo\n--a\nContent-Type: message/rfc822\n\n"
        b"Subject: y\n\nhidden\n--a\nContent-Type: application/pgp-signature\n\nx\n--a--\n"
        b"not shown\n"
    )
    mail = parse_mail("x", data)
    assert mail.text.split() == ["one", "two"]
    assert mail.unread == ("text/html", "image/png", "message/rfc822")
    quoted = _text('multipart/mixed; name="; boundary=x"; boundary="b"', b"--b\n\nx\n--b--")
    assert quoted.text.strip() == "x"
    no_parts = "it has no parts where it should have some"
    assert _text("multipart/mixed; boundary=b", b"--c\n\nx").problem == no_parts
    assert _text("multipart/mixed", b"--\n\nx").problem == no_parts
    alone = parse_mail("x", b"Subject: x\nContent-Type: text/html\n\n<p>\n")
    assert (alone.text, alone.unread) == ("", ("text/html",))


@each(
    ("header", "text"),
    [
        (b"a b", "a b"),
        (b"=?utf-8?Q?=C3=B1?=\n =?utf-8?B?w7E=?=", "ññ"),
        (b"a\n\tb", "a b"),
        (b"\xc3\xb1", "ñ"),
        (b"\xf1", "ñ"),
        (b"=?utf-8?b?YWJjZ?= x", "=?utf-8?b?YWJjZ?= x"),
        (b"=?xx?Q?=E9?=", "=?xx?Q?=E9?="),
        (b"=?utf-8?Q?a=1B=0Ab?=", "a\ufffd b"),
    ],
)
def test_subject_is_decoded(header: bytes, text: str) -> None:
    assert parse_mail("x", b"Subject: " + header + b"\n\n").subject == text


@each(
    ("header", "day"),
    [
        ("Tue, 02 Jun 2026 23:30:00 -0400", date(2026, 6, 2)),
        ("2026-06-02", None),
        ("Tue, 99 Foo 99999 99:99:99 +9999", None),
        ("", None),
    ],
)
def test_day_is_that_of_the_sender(header: str, day: date | None) -> None:
    assert parse_mail("x", HEAD + f"Date: {header}\n\n".encode()).day == day


@each(
    "subject",
    [
        *("Automatic reply: x", "RE: Out of office", "[EXTERNO] Fuera de la oficina", "Afwezig"),
        *("Respuesta automática: x", "Automatisch antwoord: x", "Réponse automatique : x"),
        *("Absence du bureau", "Undeliverable: x", "No se puede entregar: x", "Onbestelbaar: x"),
        *("Mail delivery failed", "Read: x", "Not read: x", "Leído: x", "Gelezen: x", "Lu : x"),
        *("Delivered: x", "Recall: x", "Delivery Status Notification (Failure)"),
        "Échec de la remise : x",
    ],
)
def test_automatic_mail_is_known_by_its_subject(subject: str) -> None:
    assert parse_mail("x", f"From: a@b.org\nSubject: {subject}\n\nx".encode()).is_automatic


def test_automatic_mail_is_known_by_its_headers() -> None:
    for value in (b"auto-replied", b"auto-generated; x", b"AUTO-NOTIFIED", b"yes"):
        assert parse_mail("x", HEAD + b"Auto-Submitted: " + value + b"\n\n").is_automatic
    assert not parse_mail("x", HEAD + b"Auto-Submitted: No ; x\n\n").is_automatic
    assert parse_mail("x", replies.bounce(b"", "a@b.org")).is_automatic


def _write(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def test_mailbox_is_split_at_separators_alone(tmp_path: Path) -> None:
    body = b"Subject: %d\n\nyes\n\nFrom July I am in Brazil\nSent: x\n\n"
    box = b"".join(SEPARATOR + body % n for n in range(3))
    box += b"From \r\nSubject: 3\r\n\r\nx\n" + SEPARATOR + b"Subject: no\n\n"
    box += b"\r\n\r\nFrom - Mon Jun 01 10:00:00 2026\r\nSubject: 4\r\n\r\nx"
    found = [*mails.read_mails([_write(tmp_path, "box", box)])]
    assert [(mail.file, mail.subject) for mail in found] == [
        (f"{tmp_path}/box:{n + 1}", str(n)) for n in range(5)
    ]
    assert "From July I am in Brazil" in found[0].text
    # A line of a text, since there is a line directly above it.
    assert "Subject: no" in found[3].text
    (one,) = mails.read_mails([_write(tmp_path, "one", SEPARATOR + b"Subject: x\n\ny")])
    assert (one.file, one.subject) == (f"{tmp_path}/one:1", "x")


def test_files_of_all_kinds_are_named(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a-pipe")
    (tmp_path / "b-link").symlink_to(tmp_path / "nowhere")
    with _write(tmp_path, "c-large", HEAD).open("r+b") as file:
        file.truncate(25_000_001)
    (tmp_path / "d.eml").write_bytes(HEAD + b"\n1")
    (tmp_path / "e.msg").write_bytes(HEAD)
    (tmp_path / "f").write_bytes(OUTLOOK)
    (tmp_path / "g").write_bytes(b"")
    (tmp_path / "h.pdf").write_bytes(b"%PDF-1.7\n\0\xff")
    (tmp_path / "h2.eml").write_bytes(HEAD.replace(b"\n", b"\r\n") + b"\r\n1\r\n")  # d.eml again
    (tmp_path / ".hidden").write_bytes(b"x")
    (tmp_path / "i").mkdir()
    (tmp_path / "i" / "j.eml").write_bytes(b"\xef\xbb\xbf" + HEAD + b"\n2")
    (tmp_path / "k.txt").write_bytes(b"To: a@example.org\n\nx")
    outlook = "it is a file of Outlook: save it as text or .eml"
    assert [(Path(mail.file).name, mail.problem) for mail in mails.read_mails([tmp_path])] == [
        ("a-pipe", mails.BROKEN),
        ("b-link", mails.BROKEN),
        ("c-large", "it is larger than 25 MB"),
        ("d.eml", ""),
        ("e.msg", outlook),
        ("f", outlook),
        ("g", mails.BROKEN),
        ("h.pdf", mails.BROKEN),
        ("j.eml", ""),
        ("k.txt", "it has neither a sender nor a subject"),
    ]
    assert error_of(lambda: [*mails.read_mails([tmp_path / "none"])])[0] == (
        f"cannot read {tmp_path}/none: no such file or folder"
    )


def test_file_that_cannot_be_opened_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object, **_options: object) -> None:
        raise PermissionError(EACCES, "")  # which root never sees

    monkeypatch.setattr(mails, "mmap", refuse)
    (mail,) = mails.read_mails([_write(tmp_path, "a.eml", HEAD)])
    assert mail.problem == "cannot be read: Permission denied"


def test_mailbox_with_a_large_mail_is_read_on(tmp_path: Path) -> None:
    mail = SEPARATOR + b"Subject: %d\n\nx\n\n"
    box = mail % 1 + SEPARATOR + b"Subject: 2\n\n" + b"x" * 25_000_001 + b"\n\n" + mail % 3
    found = [*mails.read_mails([_write(tmp_path, "box", box)])]
    assert [one.subject or one.problem for one in found] == ["1", "it is larger than 25 MB", "3"]


def test_very_many_mails_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mails, "_MAX_MAILS", 1)
    for name in "ab":
        _write(tmp_path, name, name.encode())
    assert error_of(lambda: [*mails.read_mails([tmp_path])]) == (
        "there are more than 1 mails",
        "give a folder that has only the answers",
    )


@each(
    "data",
    [
        b"Subject: \0[cmc ok\0\n\nx",
        b"Subject: " + b"x" * 1_000_000 + b"\n\n",
        b"From: " + b"<" * 10_000 + b"\n\n",
        HEAD + b"Content-Type: text/plain; charset*=utf-9''%ff\n\n\xff",
        HEAD + b"Content-Type: multipart/mixed; boundary*=x''%ff\n\n\xff",
        HEAD + b'Content-Type: multipart/mixed; boundary="\xc3\xb1"\n\n--\xc3\xb1\n\nx',
        HEAD + b"Content-Type: message/rfc822\n\n" * 3000,
        HEAD + b"Content-Type: \n\nx",
        HEAD + b'Content-Type: ;;;=;"\n\nx',
        HEAD + b" folded\n" * 100,
    ],
)
def test_odd_mail_is_read_or_named(data: bytes) -> None:
    mail = parse_mail("x", data)
    assert mail.problem != mails.BROKEN
    assert len(mail.subject) <= 4_000


@each(
    "data",
    [
        b"\0" * 1000,
        b" starts folded\n" + HEAD,
        HEAD + b"I do not confirm\n\n",
        HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n--b\nI do not confirm\n\n--b--",
    ],
)
def test_line_among_headers_is_not_lost(data: bytes) -> None:
    assert parse_mail("x", data).problem == mails.BROKEN


def test_whatever_goes_wrong_is_that_mails_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mails, "find_address", lambda _header: 1 / 0)
    assert parse_mail("x", HEAD).problem == "cannot be read"


def test_limits_of_headers_and_parts() -> None:
    lines = "it has more than 2000 lines of headers"
    assert parse_mail("x", HEAD + b"a: b\n" * 1_998 + b"\nx").text == "x"
    for data in (
        HEAD + b"a: b\n" * 1_999 + b"\nx",
        HEAD + b" folded\n" * 1_999,
        _nested(1, b"--b0\n\n\n" * 2_000),
        _nested(1, b"--b0\nX: y\nY: z\n\n\n" * 1_000),
    ):
        assert parse_mail("x", data).problem == lines
    assert parse_mail("x", _nested(6, b"x")).text == "x"
    assert parse_mail("x", _nested(7, b"x")).problem == "it has too many parts in each other"


# Mails of about `size` bytes that are hostile in one way each.
HOSTILE: dict[str, Callable[[int], bytes]] = {
    "one line": lambda size: HEAD + b"\n" + b"x" * size,
    "one header": lambda size: HEAD + b"X: " + b"x" * size,
    "one header that is read": lambda size: HEAD + b"Date: " + b"1 " * (size // 2),
    "many headers": lambda size: HEAD + b"a: b\n" * (size // 5),
    "folded headers": lambda size: HEAD + b" x\n" * (size // 3),
    "long folded headers": lambda size: HEAD + (b" " + b"x" * (size // 1900) + b"\n") * 1900,
    "parameters": lambda size: HEAD + b"Content-Type: text/plain; " + b"a*0=x; " * (size // 7),
    "quotes": lambda size: HEAD + b'Content-Type: text/plain; a="' + b'\\";' * (size // 3),
    "encoded words": lambda size: HEAD[:-1] + b"=?utf-8?Q?a?= " * (size // 14),
    "sender": lambda size: b"From: " + b"<a@b>," * (size // 6),
    "comments": lambda size: b"From: " + b"(" * size,
    "parts": lambda size: _nested(1, b"--b0\n\n" * (size // 6)),
    "parts with types": lambda size: _nested(
        1, (b"--b0\nContent-Type: text/plain" + b'; "' * (size // 3_000) + b"\n\n") * 990
    ),
    "near boundaries": lambda size: _nested(1, b"--b\n" * (size // 4)),
    "nested parts": lambda size: _nested(6, b"x\n" * (size // 2)),
    "too deep": lambda size: _nested(1000, b"x\n" * (size // 2)),
    "base64": lambda size: HEAD + b"Content-Transfer-Encoding: base64\n\n" + b"AAAA" * (size // 4),
    "not base64": lambda size: HEAD + b"Content-Transfer-Encoding: base64\n\n" + b"=" * size,
    "quoted-printable": lambda size: (
        HEAD + b"Content-Transfer-Encoding: quoted-printable\n\n" + b"=41" * (size // 3)
    ),
    "soft line breaks": lambda size: (
        HEAD + b"Content-Transfer-Encoding: quoted-printable\n\n" + b"=\n" * (size // 2)
    ),
    "html": lambda size: HEAD + b"Content-Type: text/html\n\n" + b"<a " * (size // 3),
    "empty lines": lambda size: HEAD + b"\n" * size,
    "marks": lambda size: HEAD + b"\n" + b"> " * (size // 2),
}


@pytest.mark.sweep(8)
@each("shape", HOSTILE)
def test_hostile_mail_takes_no_more_than_its_size(shape: str) -> None:
    """Compare the peaks of memory of two sizes, and the time generously: nothing is quadratic."""
    peaks, times = [], []
    for size in (1_000_000, 10_000_000):
        data = HOSTILE[shape](size)
        start_tracing()
        start = time.process_time()
        parse_mail("x", data)
        times.append(time.process_time() - start)
        peaks.append(get_traced_memory()[1] / size)
        stop_tracing()
    assert max(peaks) < 15
    assert times[1] < 5


@pytest.mark.parametrize(
    ("unit", "refusal"),
    [
        (b"From \n", ""),
        (b"\n\nFrom :11:11:11 2026", ""),
        (b"\n\nFrom \nA:\n", "there are more than 5000 mails"),
    ],
)
def test_hostile_mailbox_is_refused_or_read(tmp_path: Path, unit: bytes, refusal: str) -> None:
    path = _write(tmp_path, "box", b"From \nA:\n" + unit * (10_000_000 // len(unit)))
    start = time.process_time()
    with pytest.raises(CmcctError, match=refusal) if refusal else nullcontext():
        assert len([*mails.read_mails([path])]) == 1
    assert time.process_time() - start < 5
