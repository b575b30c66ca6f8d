"""Convert opening hours in everyday words (en, es, nl, fr) to OpenStreetMap notation.

Also hours in the notation that say something else than people mean by them.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import product
from pathlib import Path
from typing import NamedTuple

from cmcct.diagnostics import advise_text
from cmcct.fieldtypes import opening_hours
from cmcct.fieldtypes.opening_hours import WEEKDAYS, expand_days, split_rules
from cmcct.i18n.messages import OptionalMessage, SafeText, _

_MAX_LENGTH = 200  # characters; longer texts have too many readings to try
_A_MONDAY, _YEAR = date(2026, 1, 5), 366  # days in which hours that open at all do so

_TABLE = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
_ABBREVIATED = range(2, 6)  # letters of an abbreviated day: fr, fri, thur, thurs
_WORDS = {phrase: code for code, listed in _TABLE["phrases"].items() for phrase in listed}
_SORTED = sorted(_WORDS, key=len, reverse=True)
_PHRASE = "|".join(re.escape(word) + r"(?!\w)" * word[-1].isalnum() for word in _SORTED)
_TIME = r"""(?x: (?P<hour>\d{1,2}?) (?: (?: [:.] | \s?[hu]\s? | ) (?P<minute>[0-5]\d) )?
    (?P<unit> \s? (?: hrs?|hs|horas?|heures?|hours?|uur|[hu] )\b \.? )?
    (?: \s? (?P<half>[ap]) \.? \s? m\b \.? )? (?!\w) )"""
_TOKEN = re.compile(rf"\s+|(?P<phrase>{_PHRASE})|{_TIME}|(?P<word>[a-z]+)")

# Grammar over token kinds: D a day, T a time, A always, B a break, O off, X except, which is never
# behind.
_SOME_DAYS = "D(?:-D)?(?:,+D(?:-D)?)*"
_SOME_TIMES = "T-T(?:[,;]+T-T)*(?:[,;]*[BOX],*T-T)?|A"
_OFF = f"(?P<shut>{_SOME_DAYS})O(?=[,;]|$)|[OX](?P<closed>{_SOME_DAYS})"
_ORDERS = (
    re.compile(f"(?:(?P<days>{_SOME_DAYS})?,*(?P<times>{_SOME_TIMES})|{_OFF})[,;]*"),
    re.compile(f"(?:(?P<times>{_SOME_TIMES}),*(?P<days>{_SOME_DAYS})?|{_OFF})[,;]*"),
)
# Others are days.
_KINDS = {"always": "A", "break": "B", "off": "O", "except": "X", "-": "-", ",": ",", ";": ";"}
# Two times, of which the last is rather of the afternoon: `8 to 5`, `9-5:30`.
_OFFICE_DAY = re.compile(
    r"(?<!\d)(?P<start>0?[7-9](?!\d).*[^\d:.])(?P<end>[1-6])(?=(?:[:.hu]?[0-5]\d)?\D*$)"
)
_MORNING = range(7, 13)  # hours that imply a 24-hour clock if written `08` or `8h`
_DAY = 24 * 60
_MAX_NIGHT_MINUTES = 14 * 60  # a longer night is an afternoon on a 12-hour clock: 08:00-05:00


class _Token(NamedTuple):
    kind: str  # a letter of the grammar, or a sign
    value: str  # in the notation
    time: re.Match[str] | None = None


def suggest_hours(text: str) -> OptionalMessage:
    """Return a hint with the notation of unreadable hours; "" if ambiguous.

    Of a last time that may be of the night, as in `8 to 5`, it is the likeliest one, and no fix.
    """
    if len(text) > _MAX_LENGTH:
        return ""
    if written := to_osm(text):
        return advise_text(written)
    later = _OFFICE_DAY.sub(lambda hours: f"{hours['start']}{int(hours['end']) + 12}", text)
    likely = later != text and (to_osm(f"m-f {later}") or to_osm(later))
    return _("if you mean this, write {words}", words=SafeText(f'"{likely}"')) if likely else ""


def read_days(hours: str) -> tuple[str, bool, str] | None:
    """Return what valid hours that open days and say no times may mean; None if all have times.

    That is the list that they are read as, or ""; whether nothing else is meant; and the hours with
    times for these days: round the clock.
    """
    if not any(rule.is_all_day for rule in split_rules(hours)):
        return None
    return *_join_lists(hours), _write_all_day(hours)


def _join_lists(hours: str) -> tuple[str, bool]:
    """Return hours in which days without times have those of the next rule, or "" if none can.

    Also whether that is certain. It is not before `;`, where days would be closed before any are
    opened, and where the office would never open.
    """
    written, is_certain, has_opened, is_open_ended = "", True, False, False
    for rule in split_rules(hours):
        separator = rule.separator
        if is_open_ended:
            is_certain &= separator.strip() == "," and (rule.is_all_day or rule.opens or has_opened)
            separator = "," if rule.names_days else " "
        written += separator + rule.text
        has_opened |= rule.opens
        is_open_ended = rule.is_all_day
    if is_open_ended or not opening_hours.is_valid(written):
        return "", False
    opened = opening_hours.open_days(written, "", _A_MONDAY, _YEAR)
    return written, is_certain and (opened is None or any(opened.values()))


def _write_all_day(hours: str) -> str:
    """Return valid hours with times for days that have none: round the clock."""
    written = ""
    for rule in split_rules(hours):
        days = re.sub(r" *\bopen$", "", rule.notation, flags=re.IGNORECASE)
        comment = rule.text.partition('"')[2]
        text = f"{days} 00:00-24:00" if days else "24/7"
        text += f' open "{comment}' if comment else ""
        written += rule.separator + (text if rule.is_all_day else rule.text)
    return written


def to_osm(text: str) -> str:
    """Return `text` in OpenStreetMap notation if it has exactly one meaning, else ""."""
    readings = {rules for tokens in _readings(_plain(text)) for rules in _parses(tokens)}
    written = readings.pop() if len(readings) == 1 else ""
    return written if written and opening_hours.is_valid(written) else ""


def _plain(text: str) -> str:
    """Normalise to lower case, without accents, with one kind of dash and apostrophe."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return (
        re.sub("[\u2019\u00b4`]", "'", re.sub("[\u2010-\u2015\u2212]", "-", bare))
        .casefold()
        .strip()
    )


def _readings(text: str) -> Iterator[list[_Token]]:
    """Yield the tokens of a normalised text in each language that has all its words."""
    matches = list(_TOKEN.finditer(text))
    if "".join(match[0] for match in matches) != text:
        return
    for names in _TABLE["days"].values():
        words = _WORDS | _day_words(names)
        if all(match["word"] in words for match in matches if match["word"]):
            yield [token for match in matches for token in _tokens(match, words)]


def _day_words(names: list[str]) -> dict[str, str]:
    """Return the codes of the days by name, plural and abbreviation."""
    days = dict(zip(names, WEEKDAYS, strict=True))
    short = {name[:length]: day for name, day in days.items() for length in _ABBREVIATED}
    return short | {name + ending: day for name, day in days.items() for ending in ("", "s", "en")}


def _tokens(match: re.Match[str], words: Mapping[str, str]) -> Iterator[_Token]:
    """Yield the tokens of one match: a day, a time, a sign, several of them, or none."""
    if match["hour"]:
        yield _Token("T", "", match)
        return
    for code in words.get(match["phrase"] or match["word"] or "", "").split():
        time = _TOKEN.fullmatch(code)
        is_time = time and time["hour"]
        yield _Token("T", "", time) if is_time else _Token(_KINDS.get(code, "D"), code)


def _parses(tokens: list[_Token]) -> Iterator[str]:
    """Yield the notation read with days first, and with times first; "" if ambiguous."""
    kinds = "".join(token.kind for token in tokens)
    times = [token.time for token in tokens if token.time]
    is_24 = any(map(_says_24, times)) and not any(time["half"] for time in times)
    for order in _ORDERS:
        matches = list(order.finditer(kinds))
        if kinds and "".join(match[0] for match in matches) == kinds:
            rules = [_rule(match, tokens, is_24=is_24) for match in matches]
            # A rule overrides those before it.
            written = map(_format_rule, sorted(rules, key=lambda rule: rule[1] == "off"))
            yield "; ".join(written) if _is_clear(rules) else ""


def _rule(match: re.Match[str], tokens: list[_Token], *, is_24: bool) -> tuple[str, str]:
    """Return the days of a match of the grammar, "" for all, and its times, "" if ambiguous."""
    parts = {
        name: tokens[slice(*match.span(name))] for name, text in match.groupdict().items() if text
    }
    of_days = parts.get("days") or parts.get("shut") or parts.get("closed") or []
    days = re.sub(",+", ",", "".join(token.value for token in of_days))
    if "times" not in parts:
        return days, "off"
    open_, *breaks = re.split("[BOX]", match["times"])
    times = [token.time for token in parts["times"] if token.time]
    count = open_.count("T")
    ranges = _ranges(times[:count], is_24=is_24) if times else "00:00-24:00"
    return days, _take_out(ranges, *times[count:]) if breaks and ranges else ranges


def _format_rule(rule: tuple[str, str]) -> str:
    """Return a rule in OpenStreetMap notation."""
    days, times = rule[0] or "Mo-Su", rule[1]
    return "24/7" if (days, times) == ("Mo-Su", "00:00-24:00") else f"{days} {times}"


def _is_clear(rules: list[tuple[str, str]]) -> bool:
    """Return whether all times are known and no rule overrides another."""
    seen = frozenset[int]()
    for days, times in rules:
        expanded = expand_days(days or "Mo-Su,PH")
        if not (times and expanded) or (times != "off" and seen & expanded):
            return False
        seen |= expanded
    return True


def _says_24(match: re.Match[str]) -> bool:
    """Return whether a time is in 24-hour notation: 16:30, 0800, 8h, 00:00."""
    hour = int(match["hour"])
    is_padded = match["hour"].startswith("0")
    return hour not in range(1, 13) or (hour in _MORNING and bool(is_padded or match["unit"]))


def _minutes(time: re.Match[str], *, is_24: bool) -> list[int]:
    """Return the minutes after midnight that a time can mean."""
    hour, minute = int(time["hour"]), int(time["minute"] or 0)
    is_12 = hour in range(1, 13)
    if time["half"]:
        hours = [hour % 12 + 12 * (time["half"] == "p")] if is_12 else []
    elif is_12 and not is_24:
        hours = [hour % 12, hour % 12 + 12]
    else:
        hours = [hour % 24] if hour * 60 + minute <= _DAY else []
    return [hour * 60 + minute for hour in hours]


def _ranges(times: list[re.Match[str]], *, is_24: bool) -> str:
    """Return the ranges of time pairs; "" if one is ambiguous or overlaps the previous one."""
    written, last = list[str](), 0
    for start, end in zip(times[::2], times[1::2], strict=True):
        is_said = bool(start["half"] and end["half"])
        meant = product(_minutes(start, is_24=is_24), _minutes(end, is_24=is_24))
        likely = [pair for pair in meant if _is_likely(*pair, is_said=is_said)]
        if len(likely) != 1 or likely[0][0] < last:
            return ""
        begin, last = likely[0][0], likely[0][1] or _DAY
        written.append(f"{_clock(begin)}-{_clock(last)}")
    return ",".join(written)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _take_out(ranges: str, start: re.Match[str], end: re.Match[str]) -> str:
    """Return ranges without a break in one of them; "" unless exactly one reading is in one."""
    starts, ends = (map(_clock, _minutes(time, is_24=False)) for time in (start, end))
    found = [
        (written, f"{opens}-{leaves},{returns}-{closes}")
        for leaves, returns in product(starts, ends)
        for written in ranges.split(",")
        for opens, closes in [written.split("-")]
        if opens < leaves < returns < closes
    ]
    return ranges.replace(*found[0]) if len(found) == 1 else ""


def _is_likely(begin: int, end: int, *, is_said: bool) -> bool:
    """Return whether the range is plausible opening hours, possibly over midnight."""
    length = (end - begin) % _DAY
    return length > 0 and (is_said or begin < (end or _DAY) or length <= _MAX_NIGHT_MINUTES)
