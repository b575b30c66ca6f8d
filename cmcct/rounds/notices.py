"""Mails that programs send: delivery reports, absence notes and other automatic replies."""

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import NamedTuple

from cmcct.i18n.messages import LANGUAGES, Message, MonthName, Translator, _
from cmcct.rounds.mails import Mail
from cmcct.text.folding import fold

BOUNCED, AWAY, AUTOMATIC = "bounced", "away", "automatic"

_TEXT_START = 3_000  # characters of a text in which an absence note names its last day
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
# What a status (RFC 3463) of a failed delivery means, by its last two numbers.
_REASONS = {
    **dict.fromkeys(("1.0", "1.1", "1.3", "1.6", "1.10"), _("address does not exist")),
    **dict.fromkeys(("1.2", "4.1", "4.4"), _("the mail server does not exist")),
    "2.1": _("mailbox closed"),
    "2.2": _("mailbox full"),
    "2.3": _("the letter is too large"),
    "3.4": _("the letter is too large"),
    "4.7": _("not delivered in time"),
}
_REFUSED = "7"  # the second number of a status: a rule of the server
_SENDERS = ("mailer-daemon", "postmaster", "microsoftexchange")
_BOUNCE_SUBJECTS = re.compile(
    r"undeliver|delivery status notification failure|mail delivery failed|returned mail"
    r"|failure notice|no se puede entregar|no se pudo entregar|no entregado|onbestelbaar"
    r"|niet bezorgd|non remis|echec de la remise|message non distribue"
)
_AUTO_SUBJECTS = re.compile(
    r"(?:automatic reply|auto ?reply|autoreply|out of (?:the )?office|respuesta automatica"
    r"|fuera de (?:la )?oficina|ausente|ausencia|automatisch antwoord|afwezig|afwezigheid"
    r"|niet aanwezig|reponse automatique|absence|absent|message d ?absence)\b"
)
_PREFIXES = re.compile(
    r"(?:\s*(?:re|rv|aw|tr|antw|fwd?|sv|rif)\s*:|\s*\[[^\]]{1,20}\])+", re.IGNORECASE
)
_PRECEDENCES = frozenset(("bulk", "junk", "list", "auto_reply", "auto-reply"))
_AUTO_HEADERS = ("x-autoreply", "x-autorespond", "x-auto-reply")
_UNTIL = re.compile(
    r"(?:until|till|through|back on|returning on|return on|hasta|regreso|regresare|vuelvo|tot"
    r"|t/m|terug op|jusqu.au|jusqu.a|de retour le|retour le|to)\b[^\n]{0,60}",
    re.IGNORECASE,
)
_DAY_MONTH = re.compile(
    r"\b(\d{1,2})(?:er|st|nd|rd|th)? (?:de )?([a-z]{3,12})(?: (?:del? )?(\d{4}))?"
)
_MONTH_DAY = re.compile(r"\b([a-z]{3,12}) (\d{1,2})(?:st|nd|rd|th)?(?: (\d{4}))?\b")
_ISO_DATE = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b")
_NUMERIC_DATE = re.compile(r"\b(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b")


class DayAndMonth(NamedTuple):
    """A date; messages write it without its year."""

    day: date

    def localize(self, lang: str) -> str:
        """Return the day in one of LANGUAGES: `20 June`."""
        return Translator(lang).format_day(self.day)


class Notice(NamedTuple):
    """What a program says; `address` is whom a letter did not reach, or ""."""

    kind: str  # BOUNCED, AWAY or AUTOMATIC
    text: Message
    address: str = ""


def find_notice(mail: Mail, today: date) -> Notice | None:
    """Return what an automatic mail says; None for a mail that a person wrote."""
    subject = fold(_PREFIXES.sub("", mail.subject, count=1))
    headers = mail.headers
    if mail.report is not None:
        return _read_report(mail.report)
    if "disposition-notification" in headers.get("content-type", ""):
        return Notice(AUTOMATIC, _("read receipt"))
    local = mail.sender.partition("@")[0]
    if local.startswith(_SENDERS) or _BOUNCE_SUBJECTS.match(subject):
        address = headers.get("x-failed-recipients", "")
        return Notice(BOUNCED, _find_reason(mail.text), address.casefold())
    is_automatic = (
        headers.get("auto-submitted", "no").partition(";")[0].strip().lower() != "no"
        or headers.get("precedence", "").strip().lower() in _PRECEDENCES
        or any(name in headers for name in _AUTO_HEADERS)
    )
    is_away = bool(_AUTO_SUBJECTS.match(subject))
    if not (is_automatic or is_away):
        return None
    if until := find_last_day(mail.text, mail.day or today):
        return Notice(AWAY, _("away until {day}", day=DayAndMonth(until)))
    return Notice(AWAY, _("away")) if is_away else Notice(AUTOMATIC, _("automatic reply"))


def _read_report(fields: Mapping[str, str]) -> Notice:
    """Return what a delivery report (RFC 3464) says."""
    recipient = fields.get("final-recipient") or fields.get("original-recipient", "")
    address = recipient.rpartition(";")[2].strip(" <>").casefold()
    action = fields.get("action", "failed").strip().lower()
    if action == "delayed":
        return Notice(AUTOMATIC, _("delivery is delayed"), address)
    if action != "failed":
        return Notice(AUTOMATIC, _("delivered"), address)
    return Notice(BOUNCED, _find_reason(fields.get("status", "")), address)


def _find_reason(text: str) -> Message:
    """Return why a letter did not arrive, by the first status in a text."""
    found = _STATUS.search(text)
    if not found:
        return _("not delivered")
    _class, subject, detail = found.groups()
    if subject == _REFUSED:
        return _("refused by the mail server")
    unknown = _("not delivered, status {status}", status=found[0])
    return _REASONS.get(f"{subject}.{detail}", unknown)


def find_last_day(text: str, sent: date) -> date | None:
    """Return the day until which somebody is away, or None; `sent` is the day of the mail."""
    for phrase in _UNTIL.findall(text[:_TEXT_START]):
        if day := _find_day(phrase, sent):
            return day
    return None


def _find_day(phrase: str, sent: date) -> date | None:
    if found := _ISO_DATE.search(phrase):
        return _make_day(int(found[1]), int(found[2]), int(found[3]))
    if found := _NUMERIC_DATE.search(phrase):
        first, second, year = map(int, found.groups())
        # 06/07/2026 is read in two ways, so it names no day.
        are_clear = first > 12 or first == second  # noqa: PLR2004 - months
        return _make_day(year, second, first) if are_clear else None
    folded = fold(phrase)
    if found := _DAY_MONTH.search(folded):
        day, name, written = found.groups()
    elif found := _MONTH_DAY.search(folded):
        name, day, written = found.groups()
    else:
        return None
    month = _months().get(name[:4], 0) or _months().get(name[:3], 0)
    if written:
        return _make_day(int(written), month, int(day))
    until = _make_day(sent.year, month, int(day))
    return _make_day(sent.year + 1, month, int(day)) if until and until < sent else until


def _make_day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


@cache
def _months() -> dict[str, int]:
    """Return the number of each month by the first letters of its name in the four languages."""
    names = ((n, fold(MonthName(n).localize(lang))) for n in range(1, 13) for lang in LANGUAGES)
    found: dict[str, int] = {}
    for number, name in names:
        # Four letters keep French `juin` and `juillet` apart.
        found.setdefault(name[:4], number)
        if name[:3] != "jui":
            found.setdefault(name[:3], number)
    return found
