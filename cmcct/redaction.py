"""E-mail addresses and telephone numbers taken out of what ends in logs, which are copies too.

Only letters and digits go. What stays shows the form: `+*** *** ****`, `***@@*******.***`.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import chain
from typing import Any

MASK = "*"
# What help shows of the tool's own, which belongs to nobody.
EXAMPLES = ("name@domain",)
# The form of a country's numbers: `+592 ### ####`, `+1 809 ### ####`.
_FORM = re.compile(r"\+(1 \d{3}|\d{1,3})( #+)+")

_SHORT = 3  # digits of the shortest number that can be called
_KNOWN = 6  # digits by which a number is known, however it is written: its last ones
_LONG = 5  # digits of what may be a number wherever it stands
_TELLING = 4  # characters of a text that may be a contact, and looks like none

# Never two repetitions that can share the same characters: a line may be as long as a file.
_WORD = re.compile(r"\w+")
_SIGN = r"[^\s\"'<>()\[\]{},;=]"
_PIECE = re.compile(rf"{_SIGN}+")
_AT = re.compile(r"[@\uff20\ufe6b]|%40|\\u0040|\\U00000040")
_SPELT = re.compile(
    rf"(?i)(?<!{_SIGN}){_SIGN}++\s?[\[({{]?\s?(?:at|arroba|arobase)\s?[\])}}]?\s?{_SIGN}*\.{_SIGN}+"
)
_BETWEEN = (  # blanks, dashes, brackets, and what nobody sees
    r"[^\S\n]|[().\-/_~\u00ad\u00b7\u2010-\u2015\u2212\u200b-\u200f\u202a-\u202e]"
    r"|[\u2060-\u2069\ufeff]"
)
_DIGITS = re.compile(
    r"\b(?P<id>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b"
    r"|(?P<date>(?:19|20)\d\d-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?(?![\d-]))"
    rf"|\+?\(?\d(?:(?:{_BETWEEN}){{0,4}}\d)+"
)
PRIVATE = frozenset({"emails", "phones", "address", "notes", "private_notes"})
# Keys of which a log may show what is written: words of vocabularies, names and dates.
_OPEN = frozenset(
    (
        *("id", "formerly", "merged", "country", "name", "family_name", "honorific"),
        *("title", "organisation", "unit", "body", "role", "sectors", "languages", "city"),
        *("hours", "timezone", "covers", "working_groups", "meetings", "status", "since", "until"),
        *("verified", "verified_via", "sharing", "date", "place", "host", "purpose", "countries"),
        *("website", "ignore", "verify_every_days", "uid"),
    )
)
_KEY = re.compile(r"""([ \t]*)["']?([\w.-]+)["']?[ \t]*=""")
_HEADER = re.compile(r"""[ \t]*\[{1,2}[ \t]*[\w. \t-]*\]{0,2}[ \t]*""")
_COMMENT = re.compile(r"#.*\S")
_LEAD = re.compile(r"(?:write|escriba|schrijf|écrivez) ")  # advice in each language
_QUOTED = re.compile(r"""\"[^"]*\"|'[^']*'""")
_HARMLESS = {"type", "ext", "apps", "hours", "national", "sharing"}
_ABOUT = re.compile(
    rf"\b(?:{'|'.join(sorted(_HARMLESS))})\s*=\s*(?:\"[^\"]*\"?|\[[^\]]*\]?|[^,}}\s]*)"
)
_LINE = re.compile(rf"^[ \t]*(?:{'|'.join(sorted(PRIVATE))})[ \t]*=(.*)", re.MULTILINE)


class Contacts:
    """The e-mail addresses and numbers of a file, to be masked wherever they turn up."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        """Take what stands where a contact belongs, and what else is one, as it is written."""
        self._given = texts

    def __or__(self, other: "Contacts") -> "Contacts":
        """Join the contacts of two files."""
        return Contacts(text for side in (self, other) for text in side.texts)

    @cached_property
    def texts(self) -> frozenset[str]:
        """What was given, looked for when something is to be masked: mostly nothing is."""
        return frozenset(self._given)

    def masked(self, text: str) -> str:
        """Mask every e-mail address in words about the file, and the numbers that it holds."""
        text = self._without_odd(text)
        text = _PIECE.sub(lambda m: self._mask(m[0], _is_email(m[0])), text)
        return _DIGITS.sub(lambda m: self._mask(m[0], self._is_known(m)), text)

    def masked_excerpt(self, line: str) -> str:
        """Mask a line of the file but for its keys, and for values of keys that hold no contact.

        Whatever else stands there may be a private note, or a part of something broken.
        """
        known = _KEY.match(line)
        if known and known[2] in _OPEN and not _COMMENT.search(line):
            return self.masked_line(line)
        start = known.end() if known else 0
        return line if _HEADER.fullmatch(line) else line[:start] + _masked(line[start:])

    def masked_advice(self, help_: str, *, is_private: bool) -> str:
        """Mask what to write instead; of a private value, all that stands in quotes."""
        if is_private:
            help_ = _QUOTED.sub(lambda m: self._mask(m[0], not _is_own(m[0][1:-1])), help_)
        lead = _LEAD.match(help_)
        if lead and _KEY.match(help_, lead.end()):
            return lead[0] + self.masked_excerpt(help_[lead.end() :])
        return self.masked_line(help_)

    def masked_line(self, line: str) -> str:
        """Mask what may be a contact in a line of the file, or in one to be written instead.

        The contact may be one of a broken entry, or mended and therefore not in the file.
        """
        line = _SPELT.sub(lambda m: _masked(m[0]), self.masked(line))
        return _DIGITS.sub(lambda m: self._mask(m[0], _is_number(m)), line)

    def _mask(self, text: str, is_contact: bool) -> str:  # noqa: FBT001 - the answer to a question
        return _masked(text) if is_contact and text not in self._examples else text

    def _is_known(self, found: re.Match[str]) -> bool:
        digits = _digits(found[0])
        # Not its end alone: `609 1250 12` and `609 1250/51` hold one too.
        starts = range(max(len(digits) - _KNOWN + 1, 1))
        known = (digits[start : start + _KNOWN] in self._endings for start in starts)
        return not found.lastgroup and any(known)

    @cached_property
    def _examples(self) -> frozenset[str]:
        """The examples that are not the file's own."""
        return frozenset(
            example
            for example in EXAMPLES
            if example not in self.texts and _ending(example) not in self._endings
        )

    @cached_property
    def _endings(self) -> frozenset[str]:
        """The last digits of the numbers, of each where several stand together."""
        # Digits of an e-mail address are no number of anybody's.
        texts = (_PIECE.sub(lambda m: "" if _is_email(m[0]) else m[0], t) for t in self.texts)
        numbers = (found[0] for text in texts for found in _DIGITS.finditer(text))
        endings = {_ending(one) for number in numbers for one in (number, *number.split("/"))}
        return frozenset(endings - {""})

    @cached_property
    def _odd(self) -> Mapping[str, list[str]]:
        """What stands where a contact belongs and looks like none, by first word, longest first."""
        odd: dict[str, list[str]] = {}
        for text in sorted(self.texts, key=lambda text: (-len(text), text)):
            first = _WORD.search(text)
            if first and _is_odd(text):
                odd.setdefault(first[0], []).append(text[first.start() :])
        return odd

    def _without_odd(self, text: str) -> str:
        parts, done = [], 0
        for word in _WORD.finditer(text) if self._odd else ():
            start = word.start()
            for odd in self._odd.get(word[0], ()) if start >= done else ():
                end = start + len(odd)
                if text.startswith(odd, start) and not _is_within_word(text, end):
                    parts += [text[done:start], _masked(odd)]
                    done = end
                    break
        return "".join([*parts, text[done:]])


def _is_own(text: str) -> bool:
    """Whether a text in quotes is one that help gives whatever the file says."""
    return text in EXAMPLES or bool(_FORM.fullmatch(text))


def contacts(text: str, raw: Any = None) -> Contacts:
    """Return the contacts of a file's text, and of what `tomllib.loads` returned for it, if any.

    What looks like a number counts as one wherever it stands: a key may be misspelt.
    """
    return Contacts(_found(text, raw))


def _found(text: str, raw: Any) -> Iterator[str]:
    read = _written(text) if raw is None else _strings(raw)
    for one, is_private in chain([(text, False)], read):
        yield from (found[0] for found in _DIGITS.finditer(one) if _is_number(found))
        if is_private:
            yield from map(str.strip, one.splitlines())


def _strings(raw: Any) -> Iterator[tuple[str, bool]]:
    """Yield every key and text of a file, and whether an address or a number belongs there."""
    left: list[tuple[Any, bool]] = [(raw, False)]
    while left:
        value, is_private = left.pop()
        if isinstance(value, str):
            yield value, is_private
        elif isinstance(value, dict):
            left += [(key, False) for key in value]
            left += [
                (item, (is_private or key in PRIVATE) and key not in _HARMLESS)
                for key, item in value.items()
            ]
        elif isinstance(value, list):
            left += [(item, is_private) for item in value]


def _written(text: str) -> Iterator[tuple[str, bool]]:
    """Yield what stands in the lines of a broken file where an address or a number belongs."""
    for line in _LINE.finditer(text):
        value = _ABOUT.sub("", line[1].partition("#")[0])
        for piece in re.split(r"[\"'\[\]{},=]", value):
            yield piece, True


def _masked(text: str) -> str:
    return "".join(MASK if unicodedata.category(char)[0] in "LNM" else char for char in text)


def _is_email(piece: str) -> bool:
    return bool(_AT.search(piece))


def _is_number(found: re.Match[str]) -> bool:
    """Tell whether digits are no date and no UUID, which have names in the pattern, and enough."""
    return not found.lastgroup and len(re.sub(r"\D", "", found[0])) >= _LONG


def _is_within_word(text: str, end: int) -> bool:
    return text[end - 1].isalnum() and text[end : end + 1].isalnum()


def _is_odd(text: str) -> bool:
    """Tell whether a text is to be masked as it is; a mere word, such as `none`, is not."""
    digits = _DIGITS.fullmatch(text)
    is_usual = (digits and not digits.lastgroup) or (_PIECE.fullmatch(text) and _is_email(text))
    return len(text) >= _TELLING and not text.isalpha() and not is_usual


def _digits(text: str) -> str:
    """Return the digits of any script as those that everybody reads."""
    return "".join(str(int(digit)) for digit in re.findall(r"\d", text))


def _ending(number: str) -> str:
    """Return the last digits of a number, which are the same at home and from abroad."""
    digits = _digits(number)
    return digits[-_KNOWN:] if len(digits) >= _SHORT else ""
