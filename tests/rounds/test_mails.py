"""Mails of anybody: notices of programs, and files that are made to break readers."""

import os
from datetime import date
from pathlib import Path

import pytest

from cmcct.rounds import html_text, mails, notices, tokens
from cmcct.rounds.mails import Mail, parse_mail
from tests.conftest import error_of
from tests.support import replies

TODAY = date(2026, 6, 3)
SENT = date(2026, 6, 1)
BOUNDARIES = b"".join(
    b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(60)
)
NESTED = b"Subject: x\n" + b"Content-Type: message/rfc822\n\n" * 3000


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("I am away until 20 June.", date(2026, 6, 20)),
        ("Out from June 1st to Monday, June 22nd, 2026", date(2026, 6, 22)),
        ("Estaré ausente hasta el lunes 3 de agosto de 2027", date(2027, 8, 3)),
        ("Ik ben afwezig tot en met 3 juli", date(2026, 7, 3)),
        ("Je suis absent jusqu\u2019au 1er juillet", date(2026, 7, 1)),
        ("jusqu'au 20 juin", date(2026, 6, 20)),
        ("tot 2 januari", date(2027, 1, 2)),
        ("until 2026-06-09", date(2026, 6, 9)),
        ("until 13/06/2026", date(2026, 6, 13)),
        ("until 06/07/2026", None),
        ("until June 31", None),
        ("until further notice", None),
        ("until the 12 dwarves come", None),
        ("I am away", None),
    ],
)
def test_last_day_of_an_absence(text: str, day: date | None) -> None:
    assert notices.find_last_day(text, SENT) == day


def _notice(data: bytes) -> tuple[str, str, str]:
    notice = notices.find_notice(parse_mail("x", data), TODAY)
    assert notice
    return notice.kind, str(notice.text), notice.address


@pytest.mark.parametrize(
    "subject",
    [
        "Automatic reply: your letter",
        "RE: Out of office",
        "Respuesta automática: carta",
        "[EXTERNO] Fuera de la oficina",
        "Automatisch antwoord: brief",
        "Afwezig",
        "Réponse automatique : lettre",
        "Absence du bureau",
    ],
)
def test_absence_is_known_by_its_subject(subject: str) -> None:
    mail = replies.absence("a@example.org", subject, "Away until 20 June.", **{"X-Mailer": "x"})
    assert _notice(mail) == ("away", "away until 20 June", "")


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto-Submitted": "auto-generated; x"},
        {"Precedence": "bulk"},
        {"X-Autoreply": "yes"},
    ],
)
def test_automatic_reply_is_known_by_its_headers(headers: dict[str, str]) -> None:
    mail = replies.absence("a@example.org", "Thank you", "We will answer.", **headers)
    assert _notice(mail) == ("automatic", "automatic reply", "")
    mail = replies.absence("a@example.org", "Out of office", "We are closed.", **headers)
    assert _notice(mail) == ("away", "away", "")


def test_mail_of_a_person_is_no_notice() -> None:
    mail = replies.absence("a@example.org", "Hello", "x", **{"Auto-Submitted": "no"})
    assert notices.find_notice(parse_mail("x", mail), TODAY) is None


@pytest.mark.parametrize(
    ("status", "text"),
    [
        ("5.1.1", "address does not exist"),
        ("5.1.10", "address does not exist"),
        ("5.4.4", "the mail server does not exist"),
        ("5.2.2", "mailbox full"),
        ("5.7.1", "refused by the mail server"),
        ("5.9.9", "not delivered, status 5.9.9"),
        ("none", "not delivered"),
    ],
)
def test_bounce_says_why(status: str, text: str) -> None:
    mail = replies.bounce(b"Subject: x\r\nX-CMC-Round: y\r\n\r\n", "A@example.org", status)
    assert _notice(mail) == ("bounced", text, "a@example.org")


def test_report_of_no_failure_is_no_bounce() -> None:
    delayed, done = (replies.bounce(b"", "a@b.org", "4.4.1", one) for one in ("delayed", "relayed"))
    assert _notice(delayed)[:2] == ("automatic", "delivery is delayed")
    assert _notice(done)[:2] == ("automatic", "delivered")
    receipt = b"From: a\nContent-Type: multipart/report; report-type=disposition-notification\n\n"
    assert _notice(receipt)[:2] == ("automatic", "read receipt")


def test_bounce_without_a_report_is_known() -> None:
    mail = b"From: x\nSubject: Undeliverable: x\nX-Failed-Recipients: B@c.org\n\n550 5.1.1 unknown"
    assert _notice(mail) == ("bounced", "address does not exist", "b@c.org")
    assert _notice(b"From: postmaster@c.org\nSubject: x\n\nno")[:2] == ("bounced", "not delivered")


def test_report_with_the_whole_letter_names_it() -> None:
    mail = replies.bounce(b"", "a@b.org").replace(
        b"text/rfc822-headers\r\n\r\n",
        b"message/rfc822\r\n\r\nSubject: x\r\nX-CMC-Round: day id\r\n\r\n",
    )
    report = parse_mail("x", mail).report
    assert report
    assert report["returned-x-cmc-round"] == "day id"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0" * 1000,
        b"Subject: \0[cmc ok\0\n\nx",
        b"Subject: x\n" * 20_000 + b"\n",
        b"Subject: " + b"x" * 1_000_000 + b"\n\n",
        b"".join(b"X-%d: y\n" % n for n in range(5000)) + b"\n",
        b"Subject: =?utf-8?B?!!!?= =?xx?Q?=E9?= =?utf-8?B?4pyT\n\n",
        b"Subject: =?utf-8?b?YWJjZ?=\n\n",
        b"From: " + b"<" * 10_000 + b"\n\n",
        b"Subject: a\nDate: Tue, 99 Foo 99999 99:99:99 +9999\n\n",
        b"Subject: a\nContent-Type: text/plain; charset=nosuch\n\n\xff\xfe",
        b"Subject: a\nContent-Type: text/plain; charset*=utf-9''%ff\n\n\xff",
        b"Subject: a\nContent-Transfer-Encoding: base64\n\n!!!!",
        b"Subject: a\nContent-Transfer-Encoding: x-uuencode\n\nbegin 644 x\n#!!!",
        b"Subject: a\nContent-Type: multipart/mixed\n\nno boundary",
        b"Subject: a\nContent-Type: message/rfc822\n\nSubject: b\n\nhi",
        b"Subject: a\nContent-Type: text/html\n\n<style><p><b" + b"<div>" * 50_000,
        b"Subject: a\xff\xfe\xe9\nFrom: b\n\n\x81",
        NESTED,
        b"Subject: x\n" + BOUNDARIES,
        b"x" * 200_000,
    ],
    ids=range(21),
)
def test_hostile_mail_is_read_or_named(data: bytes) -> None:
    mail = parse_mail("x", data)
    notices.find_notice(mail, TODAY)
    assert tokens.find_tokens(mail.subject) == []
    assert "\0" not in mail.subject + mail.text
    assert max(len(mail.subject), len(mail.text) // 50) <= 2_000


def test_deep_mail_is_not_read() -> None:
    for data in (NESTED, b"Subject: x\n" + BOUNDARIES):
        assert parse_mail("x", data).problem == "it is too large, or has too many parts"


def test_all_texts_of_a_mail_are_read() -> None:
    data = (
        b'Subject: x\nContent-Type: multipart/mixed; boundary="a"\n\n--a\n'
        b'Content-Type: multipart/alternative; boundary="b"\n\n--b\nContent-Type: text/plain\n\n'
        b"one\n--b\nContent-Type: text/html\n\n<p>html</p>\n--b--\n--a\n"
        b"Content-Type: image/png\n\nx\n"
        b"--a\nContent-Type: text/html\n\n<p>two</p>\n--a--\n"
    )
    mail = parse_mail("x", data)
    assert (mail.text.split(), mail.has_attachment) == (["one", "two"], False)
    data = data.replace(b"image/png", b"text/plain\nContent-Disposition: attachment")
    assert parse_mail("x", data).has_attachment
    data = b"Subject: x\nContent-Type: message/rfc822\n\nSubject: y\n\nhi"
    assert (parse_mail("x", data).text, parse_mail("x", data).has_attachment) == ("", True)


def test_flowed_text_is_joined() -> None:
    head = b"Subject: x\nContent-Type: text/plain; format=flowed\n\n"
    assert parse_mail("x", head + b"one \ntwo\n-- \nthree").text == "one two\n-- \nthree"


def test_html_becomes_lines() -> None:
    html = "<head><title>t</title></head>a<br>b<table><tr><td>c<td>d</tr></table></p></blockquote>e"
    text = html_text.to_text(f"{html}<blockquote>old<p>older</p></blockquote>new")
    assert [line for line in text.split("\n") if line] == [
        "a",
        "b",
        "c d",
        "e",
        "> old",
        "> older",
        "new",
    ]


def test_files_of_all_kinds_are_named(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a-pipe")
    (tmp_path / "b-link").symlink_to(tmp_path / "nowhere")
    with (tmp_path / "c-large").open("wb") as file:
        file.truncate(40_000_000)
    (tmp_path / "d.eml").write_bytes(b"Subject: x\n\n")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "e.eml").write_bytes(b"Subject: y\n\n")
    found = [*mails.read_mails([tmp_path])]
    assert [mail.problem for mail in found] == [
        "it is not a regular file",
        "it cannot be read: No such file or directory",
        "it is larger than 30 MB",
        None,
        None,
    ]
    assert error_of(lambda: [*mails.read_mails([tmp_path / "none"])])[0] == (
        f"cannot read {tmp_path}/none: No such file or directory"
    )


def test_folder_with_very_many_files_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mails, "_MAX_FILES", 1)
    for name in "ab":
        (tmp_path / name).touch()
    assert error_of(lambda: [*mails.read_mails([tmp_path])]) == (
        f"{tmp_path} has more than 1 files",
        "give a folder that has only the answers",
    )


def test_mail_without_a_date_has_no_day() -> None:
    assert Mail("x", {}, "", None).day is None
