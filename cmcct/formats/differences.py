"""What changed between two versions: for the screen, as the note that goes out, for programs."""

import json as json_
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from cmcct import sharing, vocabulary
from cmcct.controls import escaped, one_line
from cmcct.differences import Change, Changes, Record
from cmcct.formats import csv as csv_
from cmcct.formats import heads, taken_out
from cmcct.formats import json as json_format
from cmcct.formats import markdown as markdown_
from cmcct.formats.columns import HEADINGS, readable
from cmcct.formats.said import described
from cmcct.model import About, Email, FocalPoint, Meeting, Phone, WorkingGroup
from cmcct.sharing import Extract
from cmcct.wording import Message, Wording, say

CSV_COLUMNS = (
    *("change", "table", "id", "old_id", "country", "name", "unit", "organisation"),
    *("field", "before", "after", "withheld", "taken_out"),
)

TABLES: dict[type, str] = {
    About: "directory",
    Meeting: "meeting",
    WorkingGroup: "working_group",
    FocalPoint: "focal_point",
}
_SECTIONS: dict[type, Message] = {
    About: say("The directory"),
    Meeting: say("Meetings"),
    WorkingGroup: say("Working groups"),
}
# Translators: what became of a contact: on the list from now on, no longer on it, otherwise
_KINDS = {"joined": say("joined"), "left": say("left"), "changed": say("changed")}
# Translators: what became of a meeting, a working group or the directory itself
_OTHER_KINDS = {"joined": say("added"), "left": say("removed"), "changed": say("changed")}
_ONLY = {"network": say("{text}, network only"), "secretariat": say("{text}, secretariat only")}
_OTHER_HEADINGS: dict[str, Message] = {
    "emails": say("E-mails"),
    "phones": say("Phones"),
    "date": say("Date"),
    "place": say("Place"),
    "host": say("Host"),
    "purpose": say("Purpose"),
    "countries": say("Countries"),
    # Translators: the address to which corrections of the list are sent
    "contact": say("Corrections to"),
    "verify_every_days": say("To be confirmed every … days"),
    "uid": say("UID"),
}
# What is said of a seat that is new, in the note that goes out.
_OF_NEW = ("title", "unit", "organisation", "role", "sectors", "phones", "emails")


_NAMING = CSV_COLUMNS[:8]  # how JSON and CSV name a record


class Field(NamedTuple):
    """What changed under one key: texts that went and texts that came.

    `taken_out` are the kinds of channels that were taken out, whose values are not in `before`;
    `said` says so.
    """

    key: str
    heading: str
    before: Sequence[str]
    after: Sequence[str]
    is_withheld: bool = False
    taken_out: tuple[str, ...] = ()
    said: str = ""


class _Writer(NamedTuple):
    """Changes, and the language to say them in."""

    changes: Changes
    words: Wording

    def sections(self) -> Iterator[tuple[str, list[Change]]]:
        """Yield the changes by country, then those of meetings, groups and the directory."""
        words = self.words
        points = [c for c in self.changes.changes if isinstance(c.record, FocalPoint)]
        points.sort(key=lambda change: (words.key(_country(change, words)), _rank(change, words)))
        for country, listed in groupby(points, key=lambda change: _country(change, words)):
            yield country, list(listed)
        for kind in (Meeting, WorkingGroup, About):
            if others := [c for c in self.changes.changes if isinstance(c.record, kind)]:
                yield words.of(_SECTIONS[kind]), others

    def fields(self, change: Change, new: Sequence[str] = ()) -> list[Field]:
        """Return what changed of a record; of one that came or went, what it says under keys."""
        keys = change.keys if change.before and change.after else new
        if change.is_gone or not change.after:
            keys = [key for key in keys if key in sharing.NAMED]
        # That the id is another is said where the record is named.
        said = {"id", "formerly"} if change.old_id else ()
        found = [field for key in keys if key not in said for field in self._fields_of(key, change)]
        held = [
            Field(key, heading(key, self.words), (), (), is_withheld=True)
            for key in change.withheld
        ]
        return found + held

    def _fields_of(self, key: str, change: Change) -> Iterator[Field]:
        """Yield what was taken out, a field for each kind, and then all else under a key."""
        field = self._field(key, change)
        for kind, several in groupby(sorted(change.taken_out.get(key, ()))):
            kinds, new = tuple(several), self._of_kind(kind, key, change.after)
            come = {text: plain for text, plain in new.items() if text in field.after}
            said = taken_out.said(kind, len(kinds), [*come.values()])
            yield Field(key, field.heading, (), [*come], taken_out=kinds, said=self.words.of(said))
            field = field._replace(after=[text for text in field.after if text not in come])
        if field.before or field.after:
            yield field

    def _of_kind(self, kind: str, key: str, record: Record | None) -> dict[str, str]:
        """Return what a record says of channels of a kind, and the same without the kind."""
        if isinstance(record, FocalPoint) and key == "phones":
            of_kind = [phone for phone in record.phones if phone.type == kind]
            return {self._text(phone, record): self._number(phone, record) for phone in of_kind}
        return {text: text for text in self._texts(record, key, self.changes.after)}

    def _field(self, key: str, change: Change) -> Field:
        old = self._texts(change.before, key, self.changes.before)
        new = self._texts(change.after, key, self.changes.after)
        if not change.after:
            return Field(key, heading(key, self.words), (), old)
        gone = [text for text in old if text not in new]
        come = [text for text in new if text not in old]
        if change.before and not (gone or come or change.taken_out.get(key)):
            gone, come = old, new  # in another order, or written otherwise
        return Field(key, heading(key, self.words), gone, come)

    def _texts(self, record: Record | None, key: str, extract: Extract) -> list[str]:
        """Return what a record says under a key: one text for each of several values."""
        if isinstance(record, FocalPoint) and key not in {"emails", "phones"}:
            return readable(record, key, extract, self.words)
        value = getattr(record, key, None)
        if not value:
            return []
        values = (
            value if isinstance(value, tuple | list) and not hasattr(value, "said_in") else [value]
        )
        return [self._text(item, record) for item in values]

    def _text(self, value: Any, record: Record | None) -> str:
        if isinstance(value, Phone) and isinstance(record, FocalPoint):
            kind = vocabulary.term("phone", value.type).label(self.words.lang)
            return f"{kind} {self._number(value, record)}"
        if isinstance(record, FocalPoint):
            return self._limited(value.address, value, record)
        return self.words.day(value) if hasattr(value, "isoformat") else self.words.of(value)

    def _number(self, phone: Phone, point: FocalPoint) -> str:
        return self._limited(described(phone, point.country, self.words), phone, point)

    def _limited(self, text: str, channel: Email | Phone, point: FocalPoint) -> str:
        """Add whom a channel is for, where it is for fewer than its entry."""
        limit = channel.sharing if channel.sharing != point.sharing else None
        return self.words.of(_ONLY[limit].filled(text=text)) if limit in _ONLY else text


def text(changes: Changes, words: Wording) -> str:
    """Write the changes for the screen or a pipe, by country."""
    lines: list[str] = []
    for section, listed in _Writer(changes, words).sections():
        lines += [one_line(section), *entries(changes._replace(changes=tuple(listed)), words)]
    return "".join(f"{line}\n" for line in [*lines, *_held(changes, words)])


def entries(changes: Changes, words: Wording) -> Iterator[str]:
    """Yield the lines of changes without headings, in their own order."""
    writer = _Writer(changes, words)
    for change in changes.changes:
        yield f"  {words.of(_kind(change))}: {one_line(_name(change, words))}"
        for field in writer.fields(change):
            yield f"    {one_line(_line(field, words))}"


def markdown(changes: Changes, words: Wording) -> str:
    """Write the note that goes out with a new list."""
    writer, plain = _Writer(changes, words), markdown_.plain
    title = words.say("What changed in the list of {name}", name=changes.after.about.name)
    blocks = [f"# {plain(title)}", f"**{changes.after.marking}**"]
    for section, listed in writer.sections():
        blocks.append(f"## {plain(section)}")
        blocks.append("\n".join(_items(listed, writer)))
    if not (changes.changes or changes.withheld or changes.withdrawn):
        blocks.append(words.say("Nothing changed."))
    blocks += map(plain, _held(changes, words))
    return "\n\n".join(blocks) + "\n"


def _items(listed: Iterable[Change], writer: _Writer) -> Iterator[str]:
    plain, words = markdown_.plain, writer.words
    for change in listed:
        name = _label(change) or "…" if change.is_gone else _name(change, words)
        yield f"- **{plain(words.of(_kind(change)))}**: {plain(name)}"
        for field in writer.fields(change, _OF_NEW):
            yield f"  - {plain(one_line(_line(field, words)))}"


def json(changes: Changes, _words: Wording) -> str:
    """Write a list of objects, one a record that changed: the same in every language."""
    rows = objects(changes)
    rows += [{**named, "fields": []} for named in _withdrawn(changes)]
    return escaped(json_.dumps(rows, ensure_ascii=False, indent=2)) + "\n"


def objects(changes: Changes) -> list[dict[str, Any]]:
    """Return the changes as JSON has them."""
    return [_object(change) for change in changes.changes]


def heading(key: str, words: Wording) -> str:
    """Return what people call a key of an entry."""
    return words.of(_OTHER_HEADINGS.get(key) or HEADINGS[key])


def csv(changes: Changes, words: Wording) -> str:
    """Write one row a field that changed, or a record that joined or left."""
    writer = _Writer(changes, words)
    rows = [row for change in changes.changes for row in _rows(change, writer)]
    rows += [_as_texts(named) for named in _withdrawn(changes)]
    return csv_.BYTE_ORDER_MARK + csv_.dump_rows(",".join(CSV_COLUMNS), rows)


def _rows(change: Change, writer: _Writer) -> Iterator[dict[str, str]]:
    own = _as_texts(_naming(change))
    for field in writer.fields(change) or [Field("", "", (), ())]:
        before, after = ("; ".join(side) for side in (field.before, field.after))
        withheld = "true" if field.is_withheld else ""
        values = {"field": field.key, "before": before, "after": after, "withheld": withheld}
        yield own | values | {"taken_out": "; ".join(field.taken_out)}


def _object(change: Change) -> dict[str, Any]:
    sides = [_plain(side) for side in (change.before, change.after)]
    fields = [
        {
            "field": key,
            "before": sides[0].get(key),
            "after": sides[1].get(key),
            "withheld": False,
            "taken_out": [*change.taken_out.get(key, ())],
        }
        for key in (change.keys if all(sides) else ())
    ]
    fields += [
        {"field": key, "before": None, "after": None, "withheld": True, "taken_out": []}
        for key in change.withheld
    ]
    return {**_naming(change), "fields": fields}


def _withdrawn(changes: Changes) -> Iterator[dict[str, str | None]]:
    """Yield for each entry that may not be named any more its country, and nothing else."""
    for country, count in changes.withdrawn.items():
        named = dict.fromkeys(_NAMING) | {"country": country.name or None}
        yield from [{**named, "change": "withdrawn", "table": TABLES[FocalPoint]}] * count


def _as_texts(named: Mapping[str, str | None]) -> dict[str, str]:
    return {key: value or "" for key, value in named.items()}


def _naming(change: Change) -> dict[str, str | None]:
    record = change.record
    ids = (None, None) if change.is_gone else (change.id, change.old_id)
    country = unit = organisation = ""
    if isinstance(record, FocalPoint):
        country, unit, organisation = record.country.name, record.unit, record.organisation
    named = (country, _label(change), unit, organisation)
    return dict(zip(_NAMING, (change.kind, TABLES[type(record)], *ids, *named), strict=True))


def _plain(record: Record | None) -> dict[str, Any]:
    """Return a record as JSON has it."""
    if isinstance(record, FocalPoint):
        return json_format.as_object(record)
    return json_format.as_record(record) if record else {}


def _country(change: Change, words: Wording) -> str:
    record = change.record
    return words.of(record.country) if isinstance(record, FocalPoint) else ""


WRITERS: Mapping[str, Callable[[Changes, Wording], str]] = {
    "text": text,
    "markdown": markdown,
    "json": json,
    "csv": csv,
}


def _kind(change: Change) -> Message:
    kinds = _KINDS if isinstance(change.record, FocalPoint) else _OTHER_KINDS
    return kinds[change.kind]


def _rank(change: Change, words: Wording) -> tuple[int, tuple[str, str]]:
    return [*_KINDS].index(change.kind), words.key(_name(change, words))


def _name(change: Change, words: Wording) -> str:
    """Name a record, by its person and id, and by the id that it had before."""
    record = change.record
    if isinstance(record, About):
        return record.name
    label = record.label if isinstance(record, FocalPoint) else record.name
    if change.old_id:
        return words.say(
            "{name} ({id}, before: {old_id})", name=label, id=record.id, old_id=change.old_id
        )
    return f"{label} ({record.id})" if label != record.id else label


def _label(change: Change) -> str:
    """Name a record; an entry that is gone by its person, unit or organisation, not by its id."""
    record = change.record
    if not isinstance(record, FocalPoint):
        return record.name
    return (record.model_copy(update={"id": ""}) if change.is_gone else record).label


def _line(field: Field, words: Wording) -> str:
    """Say in a line what changed under a key."""
    if field.said:
        return field.said
    if field.is_withheld:
        return words.say("{key}: changed, and withheld from this list", key=field.heading)
    before, after = ("; ".join(map(one_line, side)) for side in (field.before, field.after))
    if before and after:
        return words.say("{key}: {before} → {after}", key=field.heading, before=before, after=after)
    if after:
        return words.say("{key}: {after}", key=field.heading, after=after)
    return words.say("{key}: no longer {before}", key=field.heading, before=before)


def _held(changes: Changes, words: Wording) -> list[str]:
    withdrawn = [words.of(line) for line in heads.withdrawn(changes.withdrawn)]
    if not changes.withheld:
        return withdrawn
    return [
        *withdrawn,
        words.say_count(
            "{count} change is withheld from this list",
            "{count} changes are withheld from this list",
            changes.withheld,
        ),
    ]
