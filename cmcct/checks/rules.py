"""What a rule is, the list of them, and what they share."""

from collections.abc import Callable, Iterator
from datetime import date
from inspect import getdoc
from typing import NamedTuple, TypeAlias

from cmcct.diagnostics import ERROR, Finding
from cmcct.model import FocalPoint
from cmcct.reading import Reading, Record
from cmcct.wording import Message, say

Find: TypeAlias = Callable[[Reading, date], Iterator[Finding]]


class Rule(NamedTuple):
    """One rule: its code, how grave a breach is, how breaches are found, and why it is one."""

    code: str
    severity: str
    find: Find

    @property
    def text(self) -> str:
        """What the rule demands, and why: its function's docstring."""
        return getdoc(self.find) or ""


RULES: dict[str, Rule] = {}


def rule(severity: str = ERROR) -> Callable[[Find], Find]:
    """Add a function to the rules; its name is the code, its docstring the documentation."""

    def add(find: Find) -> Find:
        code = find.__name__.replace("_", "-")
        RULES[code] = Rule(code, severity, find)
        return find

    return add


def unreadable(reading: Reading, code: str) -> Iterator[Finding]:
    """Yield the findings of one code that reading the file has made already."""
    return (finding for finding in reading.findings if finding.code == code)


def points(reading: Reading) -> Iterator[tuple[Record, FocalPoint]]:
    """Yield the focal points, each with its record."""
    for record in reading.records["focal_point"]:
        yield record, record.value


def is_given(record: Record, key: str) -> bool:
    """Whether something stands under `key`, be it unreadable or under a misspelt one."""
    return not is_blank(record.raw.get(key, "")) or record.is_lost(key)


def is_blank(value: object) -> bool:
    """Whether a value says nothing."""
    return value in ([], {}) or (isinstance(value, str) and not value.strip())


def is_all_read(record: Record, key: str) -> bool:
    """Whether nothing that is written under `key` is unreadable."""
    return not any(place[0] == key for place in record.lost)


def is_unreachable(record: Record) -> bool:
    """Whether an active seat has neither an e-mail address nor a number, readable or not."""
    point = record.value
    has_channel = is_given(record, "emails") or is_given(record, "phones")
    # A meeting that has `emails` has an unknown key.
    is_active = isinstance(point, FocalPoint) and point.status == "active"
    return is_active and not record.is_lost("status") and not has_channel


def required_name(record: Record) -> tuple[str, ...]:
    """Return the key `name` where the entry is a person's, and nothing where it need not be."""
    point = record.value
    is_person = isinstance(point, FocalPoint) and not (
        point.role == "duty-desk"
        or point.status == "vacant"
        or record.is_lost("role")
        or record.is_lost("status")
    )
    return ("name",) if is_person else ()


def unless_right(advice: Message, code: str, point: FocalPoint) -> Message:
    """Add to the advice how a warning about an entry is ignored where it is mistaken."""
    if not point.id:
        return advice
    finding = f"{point.id}:{code}"
    # Translators: {advice} says what to do where something is wrong
    return say(
        '{advice}; if it is right, add "{finding}" to ignore in [check]',
        advice=advice,
        finding=finding,
    )


def entry(record: Record) -> str:
    """Return the id of the focal point that a record is, or nothing."""
    return record.value.id if isinstance(record.value, FocalPoint) else ""
