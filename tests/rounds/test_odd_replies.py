"""Odd replies: an unclear one is never a yes."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from cmcct.model import loader
from cmcct.rounds.answers import Answer, Judge
from cmcct.rounds.mails import parse_mail
from cmcct.storage import directory_file
from tests.conftest import Run, entry
from tests.support import replies, rounds
from tests.support.replies import Letter, Reply
from tests.support.rounds import SINCE

HEAD = "---------- Forwarded message ---------\nFrom: a@example.org\nSent: 1 June 2026 10:00\n\n"
NOTICE = (
    "This message is confidential. If you are not the intended recipient, please delete it. "
    "{} Thank you for your help with this matter."
)


@pytest.fixture
def letters(run: Run, place: Path) -> dict[str, Letter]:
    """Return the letters to two people."""
    rounds.write(place, entry(phones='["+592 220 1234"]', title='"Director"'), rounds.seat(1))
    assert run("round", "letters", *SINCE, "-o", "letters").code == 0
    return {name: rounds.letter(place, name) for name in ("gy-ctu", "seat-01")}


def _judge(place: Path, mail: Reply | bytes) -> Answer:
    raw = directory_file.parse_file(place / "directory.toml")
    judge = Judge(loader.parse_directory(raw).directory, "KEY", date(2026, 6, 3))
    data = mail if isinstance(mail, bytes) else mail.to_bytes()
    return judge.judge(parse_mail("a.eml", data))


def _mail(subject: str, kind: str, body: str, encoding: str = "8bit") -> bytes:
    lines = (
        f"From: ctu@example.org\nDate: {replies.DATE}\nSubject: {subject}",
        f"Content-Type: {kind}\nContent-Transfer-Encoding: {encoding}\n\n{body}\n",
    )
    return "\n".join(lines).encode()


def _alternatives(subject: str, *parts: tuple[str, str]) -> bytes:
    body = "".join(f"--b\nContent-Type: {kind}\n\n{text}\n" for kind, text in parts)
    return _mail(subject, "multipart/alternative; boundary=b", f"{body}--b--")


# Beside the prepared text.
OWN = (
    *("No.", "?", "!?", ":-(", "👎", "\u202eton", "1", "Bea Sample", "Former Director"),
    *("Tel: +592 220 9999", "+592 220 123", "Director: no", "External: I moved outside"),
    *("Get my new number from samsung", "Sent from my new office in mail", "~"),
    "On the phone number: it is wrong, as I wrote:",
    "________________\nFrom: me\nSent: now\nThe number is wrong",
    "From: July I am in Brazil\nSent: x",
    f"{HEAD}The number is wrong",
    "From: a@example.org\nSent: 10:00\nTo: my new number is 609 1240",
    *(NOTICE.format(text) for text in ("I moved.", "Ya no trabajo aquí.", "Mijn nummer?")),
    NOTICE.replace("delete", "read").format(""),
)
# In place of it.
BODIES = (
    *("No", "Yes, but my new phone is 609 1240", "Todo es correcto, salvo el número."),
    *("Everything in the letter is not right.", "Your message was read on Tuesday."),
    "On Mon, 1 Jun 2026 at 10:00, Secretariat wrote:\n> Job title: Director\nnow Head",
)
SUBJECTS = (
    *("NOT right: {}", "{} except the phone", "{}?", "[no] {}"),
    *("Read: {}", "Leído: {}", "Gelezen: {}", "Lu : {}", "Not read: {}", "Delivered: {}"),
    *("Recall: {}", "Entregado: {}", "Bezorgd: {}", "Remis : {}"),
)
QUOTES = {
    "Director": "Director <- now Head",
    "220 1234": "220 1299",
    "+592 220 1234": "+592 1234 220",
    "Country: Guyana": "Country: Guyana ??",
    "If everything": "no\nIf everything",
    "<mailto:": "100%wrong\n<mailto:",
    "Job title: Director\r\n": "",
    "Name: Ada Example": "E-mail: ctu@example.org\nName: Ada Example",
}


def test_words_beside_the_prepared_text_are_a_question(
    place: Path, letters: dict[str, Letter]
) -> None:
    plain = replies.make_reply(letters["gy-ctu"], "gmail")
    for text in OWN:
        for body in (f"{plain.body}\n\n{text}", f"{text}\n\n{plain.body}"):
            found = _judge(place, replace(plain, body=body))
            assert found.result == "question", text
    for body in BODIES:
        assert _judge(place, replace(plain, body=body)).result == "question", body
    for subject in SUBJECTS:
        for body in ("", plain.body):
            mail = replace(plain, subject=subject.format(plain.subject), body=body)
            assert _judge(place, mail).result == "question", subject


@pytest.mark.parametrize("program", ["gmail", "outlook"])
def test_quoted_letter_that_was_changed_is_a_question(
    place: Path, letters: dict[str, Letter], program: str
) -> None:
    letter = letters["gy-ctu"]
    plain = replace(replies.make_reply(letter, program), quoted=letter.text)
    assert _judge(place, plain).result == "confirmed"
    for old, new in QUOTES.items():
        assert old in letter.text
        found = _judge(place, replace(plain, quoted=letter.text.replace(old, new, 1)))
        # Who leaves out a line says nothing about it.
        assert found.result == ("question" if new else "confirmed"), new


def test_codes_of_others_are_a_question(place: Path, letters: dict[str, Letter]) -> None:
    ada, bea = (replies.make_reply(letters[name], "gmail") for name in ("gy-ctu", "seat-01"))
    change = letters["gy-ctu"].answers["change"][0]
    for subject in (f"{ada.subject} {change}", f"{ada.subject} {bea.subject}"):
        found = _judge(place, replace(ada, subject=subject))
        assert (found.result, str(found.text)) == ("question", "several codes in the subject")
    found = _judge(place, replace(bea, sender=ada.sender))
    assert (found.id, str(found.text)) == ("seat-01", "it comes from the address of gy-ctu")
    assert _judge(place, replace(ada, sender="ada@example.net")).result == "confirmed"
    wrong = replace(ada, subject=f"{ada.subject[:-9]}AAAAAAAA] {change}")
    assert _judge(place, wrong).result == "refused"


def test_forms_of_a_text_that_differ_are_a_question(
    place: Path, letters: dict[str, Letter]
) -> None:
    letter = letters["gy-ctu"]
    subject, body = letter.answers["ok"]
    html = f"<div>{'</div><div>'.join(body.splitlines())}</div>"
    said = "<p>But my number is new</p>"
    texts = ("text/plain", body), ("text/html", html)
    assert _judge(place, _alternatives(subject, *texts)).result == "confirmed"
    for parts in (
        (texts[0], ("text/html", html + said)),
        (("text/plain", ""), ("text/html", said)),
    ):
        assert _judge(place, _alternatives(subject, *parts)).result == "question"
    subject, body = letter.answers["change"]
    other = body.replace("220 1234", "220 1299")
    same = [("text/plain", other), ("text/html", other.replace("\r\n", "<br>"))]
    assert _judge(place, _alternatives(subject, *same)).is_certain
    differing = [("text/plain", other), ("text/html", body.replace("\r\n", "<br>"))]
    assert not _judge(place, _alternatives(subject, *differing)).is_certain


def test_what_is_no_plain_text_is_a_question(place: Path, letters: dict[str, Letter]) -> None:
    subject, body = letters["gy-ctu"].answers["ok"]
    lines = "<br>".join(body.splitlines())
    assert _judge(place, _mail(subject, "text/html", f"<p>{lines}</p>")).result == "confirmed"
    picture = "multipart/mixed; boundary=b"
    mails = [
        _mail(subject, "text/html", f"<p>{lines}</p>{text}")
        for text in (
            '<div style="display:none">But my number is new</div>',
            '<span style="color:white;font-size:0">no</span>',
            "<s>all</s>",
        )
    ]
    mails += [
        _mail(subject, "text/html", f"<{tag}>{lines}")
        for tag in ("s", "del", "strike", 'p style="text-decoration: line-through"')
    ]
    mails += [
        _mail(subject, kind, "{\\rtf1 no}")
        for kind in (
            *("application/rtf", "text/rtf", "text/enriched", "application/pdf", "text/calendar"),
            *("application/ms-tnef", "application/pkcs7-mime; smime-type=enveloped-data"),
            *("message/rfc822", "message/partial; id=1; number=1; total=2", "text/vcard"),
        )
    ]
    mails += [
        _mail(subject, "text/plain", "!!!!", "base64"),
        _mail(subject, "text/plain", "my number is new", "x-unknown"),
        _mail(subject, "text/plain; charset=utf-7", "my number +AC0- new"),
        _mail(subject, picture, "--b\nContent-Type: image/png\n\nx\n--b--"),
    ]
    for mail in mails:
        found = _judge(place, mail)
        assert (found.result, found.is_certain) == ("question", False), mail
    # A picture below the prepared text belongs to a letterhead.
    both = f"--b\nContent-Type: text/plain\n\n{body}\n--b\nContent-Type: image/png\n\nx\n--b--"
    assert _judge(place, _mail(subject, picture, both)).result == "confirmed"


@pytest.mark.parametrize(
    ("prefix", "text"),
    [
        ("Automatic reply:", "I am out of the office until 20 June."),
        ("Respuesta automática:", "Estaré fuera hasta el 20 de junio."),
        ("Automatisch antwoord:", "Ik ben afwezig tot en met 20 juni."),
        ("Réponse automatique :", "Je suis absente jusqu\u2019au 20 juin."),
    ],
)
def test_automatic_reply_with_the_code_confirms_nothing(
    place: Path, letters: dict[str, Letter], prefix: str, text: str
) -> None:
    plain = replies.make_reply(letters["gy-ctu"], "outlook")
    subject = f"{prefix} {plain.subject}"
    found = _judge(place, replace(plain, subject=subject, body=text))
    assert (found.result, str(found.text)) == ("away", "away until 20 June")
    assert _judge(place, replace(plain, subject=subject)).result == "away"
    headers = {"Auto-Submitted": "auto-replied"}
    assert _judge(place, replace(plain, headers=headers)).result == "automatic"


@pytest.mark.parametrize(
    "ending",
    [
        *("Sent from my iPhone", "Enviado desde mi iPhone", "Verstuurd vanaf mijn iPhone"),
        *("Envoyé de mon iPhone", "Get Outlook for iOS", "Sent with Thunderbird Mail"),
        *("Outlook voor iOS downloaden", "Enviado desde Outlook para Android", "-- \nAda Example"),
        *("Saludos cordiales,\nAda Example | Director", "T: +592 220 1234 • ctu@example.org"),
        *("________________________________", NOTICE.format(""), "[EXTERNAL]", "\u200b"),
    ],
)
def test_what_programs_add_says_nothing(
    place: Path, letters: dict[str, Letter], ending: str
) -> None:
    plain = replies.make_reply(letters["gy-ctu"], "gmail")
    for subject in ("{}", "RE: {}", "[EXTERNAL] Fwd: RV: {}", "Antw: RE: {}", "Réf : {}"):
        mail = replace(
            plain, subject=subject.format(plain.subject), body=f"{plain.body}\n\n{ending}"
        )
        assert _judge(place, mail).result == "confirmed"


def test_quoted_html_of_the_letter_says_nothing(place: Path, letters: dict[str, Letter]) -> None:
    letter = letters["gy-ctu"]
    inner = letter.html.partition("<body>")[2].partition("</body>")[0]
    for program in replies.PROGRAMS:
        plain = replace(replies.make_reply(letter, program), quoted="QUOTED", is_html=True)
        subject, html = plain.subject, plain.html()
        assert html.count("QUOTED") == 1
        for lost in ("", "Director", "+592 220 1234"):
            quoted = inner.replace(f"<td>{lost}</td>", "<td>none</td>") if lost else inner
            found = _judge(place, _mail(subject, "text/html", html.replace("QUOTED", quoted)))
            assert found.result == ("question" if lost else "confirmed"), (program, found.words)


def test_forms_of_the_programs_differ(letters: dict[str, Letter]) -> None:
    quoted = letters["gy-ctu"].text
    made = [
        replace(replies.make_reply(letters["gy-ctu"], program), quoted=quoted)
        for program in replies.PROGRAMS
    ]
    assert len({reply.html() for reply in made}) == len(made)
    assert len({reply.to_bytes() for reply in made}) == len(made)


def test_answers_fit_in_links(run: Run, place: Path) -> None:
    """Measure the links of 47 people in four languages."""
    rounds.write(place, *(rounds.seat(number) for number in range(47)))
    assert run("round", "letters", *SINCE, "-o", "letters").code == 0
    links = [rounds.letter(place, f"seat-{n:02}").links for n in range(47)]
    assert min(len(ok) for ok, _change in links) >= 194
    assert max(len(ok) for ok, _change in links) <= 283
    assert max(len(change) for _ok, change in links) <= 1900
