"""Dates as users write them: `2019-03-12`, `25/11/2026`, `1er juin 2026`, `ayer`, `6 months ago`.

Of a date, the days that it may name, and why it names none.
"""

import re
from calendar import monthrange
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta, timezone

from cmcct.clock import validate_local_zone
from cmcct.errors.exceptions import CmcctError
from cmcct.fieldtypes.corrections import Fault
from cmcct.i18n.messages import (
    DATE_FORM,
    DAY_FORM,
    DayOfMonth,
    LongDate,
    Message,
    MonthName,
    SafeText,
    _,
    join,
    join_or,
    quote_text,
)
from cmcct.reference import vocabulary
from cmcct.text.folding import fold

DAY_FIRST, MONTH_FIRST = "dmy", "mdy"
ORDERS = (DAY_FIRST, MONTH_FIRST)
_MONTHS = 12
# Of folded text: `6 months ago`, `6 maanden geleden`, `hace una semana`, `il y a un an`.
_COUNT = r"(\d{1,4}|an?|one|un|una|une|een) (\w+)"
_AGO = re.compile(rf"{_COUNT} (?:ago|geleden)|(?:hace|il y a) {_COUNT}")
_LAST = re.compile(  # `vorige week`, `la semana pasada`
    r"(?:last|vorige?|afgelopen) (\w+)|(?:el |la |le )?(\w+) (?:pasad[oa]|derni(?:er|ere))"
)
# Seconds since 1970 and a UTC offset; git also stores years outside the calendar.
_STORED = re.compile(r"(\d+) ([+-])(\d\d)(\d\d)")
_LATEST = int(datetime(9999, 12, 30, tzinfo=UTC).timestamp())  # valid in every time zone
_DAYS_AGO = {
    **dict.fromkeys(("today", "hoy", "vandaag", "aujourdhui"), 0),
    **dict.fromkeys(("yesterday", "ayer", "gisteren", "hier"), 1),
    **dict.fromkeys(("anteayer", "antier", "eergisteren", "avant hier"), 2),
}
TOMORROW = ("tomorrow", "manana", "morgen", "demain")
_UNIT_DAYS = {"day": 1, "week": 7}
_UNIT_MONTHS = {"month": 1, "year": 12}
_YEAR_FIRST = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})")
_YEAR_LAST = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})")
# Of folded text: `1 june 2026`, `el 12 de mayo de 2026`, `1er juin 2026`; `may 12th 2026`.
_DAY, _WORD, _YEAR = r"(?P<day>\d{1,2})", r"(?P<month>[^\W\d]+)", r"(?P<year>\d{4})"
_SPELT = re.compile(
    rf"(?:el |le |the )?{_DAY}(?:e|er|o|st|nd|rd|th)? (?:de |of )?{_WORD} (?:de |del )?{_YEAR}"
)
_SPELT_IN_ENGLISH = re.compile(rf"{_WORD} {_DAY}(?:st|nd|rd|th)? {_YEAR}")
_MONTH_ALONE = re.compile(rf"{_WORD} (?:de |del )?{_YEAR}")
# `3-5 June 2026`, `del 3 al 5 de junio de 2026`, `3/6/2026 a 5/6/2026`, `3 mei t/m 5 mei 2026`;
# `June 3-5, 2026`.
_TO = (
    r" ?(?:[-/\u2013&]|(?:to|until|al?|hasta(?: el)?|t/m|tot(?: en met)?|au|y(?: el)?|and|en|et|"
    r"through)(?![^\W\d])) ?"
)
_WHOLE = r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}"
_SEVERAL = re.compile(
    rf"(?:del? |desde el |entre el |from |van |du )?(?:({_WHOLE})|"
    rf"(\d{{1,2}})(?:er|st|nd|rd|th)?(?:, ?\d{{1,2}})*"
    rf"((?: de| of)? [^\W\d]+)??(,? (?:de |del )?\d{{4}})?){_TO}"
    rf"({_WHOLE}|\d{{1,2}})(?:st|nd|rd|th)?(|,? [^\d]*?)(|,? (?:de |del )?\d{{4}})",
    re.IGNORECASE,
)
_SEVERAL_IN_ENGLISH = re.compile(
    rf"(?:from )?([^\W\d]+ )(\d{{1,2}}){_TO}([^\W\d]+ )?(\d{{1,2}})(|,? \d{{4}})", re.IGNORECASE
)
# `8 and 12 December` are two days, `8 and 9 December` the first and the last.
_AND = re.compile(r"(?!entre).*\d ?(?:&|(?:y(?: el)?|and|en|et)(?![^\W\d]))", re.IGNORECASE)
_DAYS_OF_YEAR = 366
_LEAP_YEAR = 2028  # has every day that a text without a year may name
_SHORT_NUMBER = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
# What introduces a date, and stands alone without it.
_BEFORE_DATE = re.compile(r"(?: (?:of|on|from|del?|el|op|van|le|du))*[ ,;:.(-]*$")


def read_days(text: str, order: str = "") -> list[date]:
    """Return the days that `2026-3-2`, `25/11/2026`, `25.11.2026`, `2 de marzo de 2026` may name.

    Day or month may come first: of `02/03/2026` there are two readings, first the second of March.
    `order` is the one of ORDERS that counts, if it is known.
    """
    days = []
    for year, month, day in _split(text, order):
        with suppress(ValueError):
            days.append(date(year, month, day))
    return [*dict.fromkeys(days)]


def explain_missing_day(text: str, usual_year: int = 0) -> Fault | None:
    """Return why a date names no day: `2026-02-30`, `31 juni 2026`; None for other text.

    With a year, so does one that has none: `30 Feb`.
    """
    parts = _split(text) or (_split(f"{text} {usual_year}") if usual_year else [])
    if not parts or read_days(text) or read_days(f"{text} {usual_year}"):
        return None
    hint = _("write the month as 01 to 12, then the day")
    for year, month, _day in parts:
        if year and 1 <= month <= _MONTHS:
            hint = _(
                "write a day that exists: {month} {year} has {days} days",
                month=MonthName(month),
                year=year,
                days=monthrange(year, month)[1],
            )
            break
    return Fault(_("this date does not exist"), hint)


def describe_form(text: str) -> Message:
    """Return how the days of a year or a month are written, `2016-MM-DD`; of other text, any."""
    month = parse_month(text) or (f"{text}-MM" if re.fullmatch(r"[12]\d{3}", text) else text)
    is_month = re.fullmatch(r"[12]\d{3}-(?:MM|0[1-9]|1[0-2])", month)
    return join([SafeText(f"{month}-"), DAY_FORM], "") if is_month else DATE_FORM


def spell_days(days: Sequence[date]) -> Message:
    """Return the hint to write one of several days: in figures, and in words."""
    words = [
        # Translators: a date as the file has it, and in words: 2026-03-02 (2 March)
        _("{date} ({day} {month})", date=day, day=DayOfMonth(day.day), month=MonthName(day.month))
        for day in days
    ]
    return _("write {words}", words=join_or(words))


def _split(text: str, order: str = "") -> list[tuple[int, int, int]]:
    """Return year, month and day in each order that a date may have; [] for other text."""
    if match := _YEAR_FIRST.fullmatch(text):
        return [(int(match[1]), int(match[3]), int(match[4]))]
    if match := _YEAR_LAST.fullmatch(text):
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        readings = {DAY_FIRST: (year, second, first), MONTH_FIRST: (year, first, second)}
        return [readings[order]] if order else [*readings.values()]
    match = _SPELT.fullmatch(fold(text)) or _SPELT_IN_ENGLISH.fullmatch(fold(text))
    month = match and vocabulary.find_slug("month", match["month"])
    return [(int(match["year"]), int(month), int(match["day"]))] if match and month else []


def parse_end(text: str, today: date) -> datetime | None:
    """Return the end, in local time, of the day or month that a text names.

    None for other text, and for a day outside the calendar. Raises `CmcctError` like
    `parse_day`.
    """
    try:
        day = _read(text.strip(), today)
        return datetime.combine(day, time.max).astimezone() if day else None
    except (ValueError, OverflowError):
        validate_local_zone()
        return None


def parse_start(text: str, today: date) -> date | None:
    """Return the first day of the month, or the day, that a text names; None for other text.

    Without a year, it is the last one until today. Raises `CmcctError` like `parse_day`.
    """
    if day := parse_word(text, today):
        return day
    texts = (text, f"1 {text}")
    days = (parse_day(each) or parse_day_of_year(each, today) for each in texts)
    return next(filter(None, days), None)


def parse_word(text: str, today: date) -> date | None:
    """Return the day that words of four languages count from today; None for other text.

    `ayer`, `6 months ago`, `hace una semana`, `vorige week`.
    """
    if (days := _DAYS_AGO.get(fold(text))) is not None:
        return today - timedelta(days=days)
    if match := _AGO.fullmatch(fold(text)) or _LAST.fullmatch(fold(text)):
        number, word = ["1", *filter(None, match.groups())][-2:]
        with suppress(ValueError, OverflowError):  # before the calendar begins
            return _before(today, number, vocabulary.find_slug("unit", word) or "")
    return None


def parse_month(text: str) -> str:
    """Return the month that words name, as `2026-06`: `juni 2026`, `junio de 2026`; else ""."""
    match = _MONTH_ALONE.fullmatch(fold(text))
    month = match and vocabulary.find_slug("month", match["month"])
    return f"{match['year']}-{month:>02}" if match and month else ""


def find_moments(text: str) -> set[str]:
    """Return the days that a text names among other words, `2026-06-16`; else its months.

    Of several days, the first and the last. The first 200 words are read.
    """
    words = text.split()[:200]
    ends = ((start, start + length) for start in range(len(words)) for length in range(1, 11))
    parts = {" ".join(words[start:end]).strip(",;:.()") for start, end in ends}
    days = {str(day) for part in parts for end in split_days(part) for day in read_days(end)}
    return days or {*filter(None, map(parse_month, parts))}


def parse_day(text: str) -> date | None:
    """Return the day that a date names: `25/11/2026`, `1er juin 2026`; None for other text.

    Raises `CmcctError` if it names one day with the day first and another with the month first.
    """
    meant = read_days(text)
    if len(meant) > 1:
        message = _(
            "{text} is ambiguous: {first} or {second}",
            text=quote_text(text),
            first=LongDate(meant[0]),
            second=LongDate(meant[1]),
        )
        error = CmcctError(message, _("write {words}", words=join_or(map(str, meant))))
        error.text, error.candidates = text, [*map(str, meant)]
        raise error
    return meant[0] if meant else None


def split_days(text: str) -> tuple[str, str]:
    """Return the first and the last of several days: of `del 3 al 5 de junio de 2026`.

    Of other text, and of days apart, the text as it is, and "".
    """
    text = text.strip()
    start, end = _split_ends(text)
    first, last = (read_days(each) or read_days(f"{each} {_LEAP_YEAR}") for each in (start, end))
    year = str(last[0].year) if last else ""
    if first and last and first[0].month > last[0].month and text.count(year) == 1:
        # `30 Dec - 2 Jan 2027`: of the year before
        return start.replace(year, str(last[0].year - 1)), end
    count = len(_SHORT_NUMBER.findall(text))  # of the days that are named
    is_apart = first and last and (last[0] - first[0]).days + 1 != count
    return (text, "") if is_apart and _AND.match(text) else (start, end)


def _split_ends(text: str) -> tuple[str, str]:
    if match := _SEVERAL_IN_ENGLISH.fullmatch(text):
        month, day, last_month, last_day, year = match.groups(default="")
        return f"{month}{day}{year}", f"{last_month or month}{last_day}{year}"
    match = _SEVERAL.fullmatch(text)
    if not match:
        return text, ""
    whole, day, month, year, last, last_month, last_year = match.groups(default="")
    if same_month := _YEAR_LAST.fullmatch(last) if day else None:  # `3-5/6/2026`
        start = f"{same_month[4]}-{same_month[3]}-"
        return start + day, start + same_month[1]
    if whole or not last_month:
        return (whole, last) if whole else (text, "")
    return f"{day}{month or last_month}{year or last_year}", f"{last}{last_month}{last_year}"


def cut_days(text: str) -> tuple[str, list[date]]:
    """Return a text without the days that it names, and these: one, or the first and the last."""
    words = text.split()
    for length in range(len(words), 0, -1):
        for start in range(len(words) - length + 1):
            part = " ".join(words[start : start + length]).strip(",;:.()")
            days = [*map(read_days, filter(None, split_days(part)))]
            if length < len(words) and days and all(len(each) == 1 for each in days):
                before = _BEFORE_DATE.sub("", " ".join(words[:start]))
                return " ".join([before, *words[start + length :]]).strip(), [d for (d,) in days]
    return text, []


def parse_day_of_year(
    text: str, today: date, *, past: int = 2 * _DAYS_OF_YEAR, future: bool = False
) -> date | None:
    """Return the nearest day that a date without a year names: `20 junio`, `June 20`, `20/6`.

    It may be `past` days before `today`, and with `future` after it: `tomorrow` is a day then.
    None for other text. Raises `CmcctError` like `parse_day`.
    """
    if future and fold(text) in TOMORROW:
        return today + timedelta(days=1)
    end = "/" if re.fullmatch(r"\d{1,2}/\d{1,2}", text) else " "
    years = range(today.year - 1, today.year + future + 1)
    days = [day for year in years if (day := parse_day(f"{text}{end}{year}"))]
    allowed = [day for day in days if (today - day).days <= past and (future or day <= today)]
    return min(allowed, key=lambda day: abs(day - today), default=None)


def parse_git_date(text: str) -> datetime:
    """Parse a date as git stores it, clamped to the calendar."""
    match = _STORED.fullmatch(text)
    seconds, sign, hours, minutes = match.groups() if match else ("0", "+", "0", "0")
    offset = timedelta(hours=int(hours), minutes=int(minutes)) * (-1 if sign == "-" else 1)
    zone = timezone(offset) if abs(offset) < timedelta(days=1) else UTC
    return datetime.fromtimestamp(min(int(seconds), _LATEST), zone)


def _read(text: str, today: date) -> date | None:
    if text[:1].isalpha() and " " not in text and "-" in text:
        return None  # the id of a meeting, or a tag: `june-2026`
    month = parse_month(text) or text
    if re.fullmatch(r"\d{4}-\d\d", month):
        return last_of_month(date.fromisoformat(f"{month}-01"))
    return parse_word(text, today) or parse_day(text) or parse_day_of_year(text, today)


def _before(today: date, number: str, unit: str) -> date | None:
    """Return the day some days, weeks, months or years before today; None for another unit."""
    count = int(number) if number.isdigit() else 1
    if unit in _UNIT_DAYS:
        return today - timedelta(days=count * _UNIT_DAYS[unit])
    if unit not in _UNIT_MONTHS:
        return None
    months = today.year * _MONTHS + today.month - 1 - count * _UNIT_MONTHS[unit]
    first = date(months // _MONTHS, months % _MONTHS + 1, 1)
    # On the 31st, a month ago is the last day of a shorter month.
    return first.replace(day=min(today.day, last_of_month(first).day))


def last_of_month(day: date) -> date:
    """Return the last day of the month of a day."""
    return day.replace(day=monthrange(day.year, day.month)[1])
