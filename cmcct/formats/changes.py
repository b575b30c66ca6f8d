"""Changes between two versions and their fields, as text, Markdown note, JSON and CSV."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from cmcct.formats import csv, json
from cmcct.formats.markdown import escape_markdown
from cmcct.formats.shared import list_header, phrases
from cmcct.formats.shared.columns import readable_texts
from cmcct.history.comparison import DirectoryDiff, Record, RecordChange
from cmcct.i18n.messages import Message, OptionalMessage, Translator, _, join, ngettext
from cmcct.model.entities import (
    CHANNELS,
    NUMBER_COLUMNS,
    Channel,
    DirectoryInfo,
    FocalPoint,
    Handle,
    Meeting,
    Phone,
    WorkingGroup,
)
from cmcct.model.fields import ENTRY_KEYS, LABELS, name_key
from cmcct.privacy import limits
from cmcct.privacy.audiences import AudienceView
from cmcct.reference import vocabulary
from cmcct.text.control_chars import dump_json, to_one_line

# Labels of the kinds of channels that a list has in one field.
_KIND_LABELS = {
    "email": _("E-mail"),
    "handle": ENTRY_KEYS["handles"].label,
    **{spec.kind: spec.label for spec in NUMBER_COLUMNS.values()},
}
CSV_COLUMNS = (
    *("change", "table", "id", "old_id", "country", "name", "unit", "organisation"),
    *("field", "before", "after", "withheld", "taken_out"),
)
TABLES: dict[type, str] = {
    DirectoryInfo: "directory",
    Meeting: "meeting",
    WorkingGroup: "working_group",
    FocalPoint: "focal_point",
}
_SECTIONS: dict[type, Message] = {
    Meeting: _("Meetings"),
    WorkingGroup: _("Working groups"),
    DirectoryInfo: _("The directory"),
}
# Translators: what became of a contact: on the list from now on, no longer on it, otherwise
_KINDS = {
    "joined": _("joined"),
    "left": _("left"),
    # Translators: of two entries about one contact, which are now one
    "merged": _("merged"),
    "changed": _("changed"),
    # Translators: what a contact says about its entry: it is as it was
    "confirmed": _("confirmed"),
}
# What an edit did to a record: by whether it was there before, and is there after it.
# Translators: what became of a meeting, a working group or the directory itself
_EDITS = {(False, True): _("added"), (True, False): _("removed"), (True, True): _("changed")}
# Fields of a new seat on the screen, which its heading does not name, and in the Markdown note.
_ALL_OF_NEW = [key for key in ENTRY_KEYS if key not in {"id", "country", "name"}]
_OF_NEW = ("title", "unit", "organisation", "role", "sectors", *CHANNELS)
_NAMING = CSV_COLUMNS[:8]  # how JSON and CSV name a record


def describe_removed(kind: str, number: int, now: Sequence[str]) -> Message:
    """Return a sentence about removed channels of a kind and the current ones."""
    label = _KIND_LABELS.get(kind) or ENTRY_KEYS[kind].label
    if now:
        return _("{label}: replaced by {texts}", label=label, texts=join(now, "; "))
    if kind in _KIND_LABELS:
        return _("{label}: {count} removed", label=label, count=number)
    return _("{label}: removed", label=label)


class FieldChange(NamedTuple):
    """The change of one key: removed texts, added texts, and the line that says both.

    `removed_kinds` has the kinds of removed channels whose values are not in `before`.
    """

    key: str
    before: Sequence[str] = ()
    after: Sequence[str] = ()
    line: str = ""
    is_withheld: bool = False
    removed_kinds: tuple[str, ...] = ()


class ChangedFields(NamedTuple):
    """The fields that changes are about, in a language; for programs, opening hours in notation."""

    changes: DirectoryDiff
    translator: Translator
    is_for_people: bool = True

    def fields(self, change: RecordChange, new: Sequence[str] = ()) -> list[FieldChange]:
        """Return the changed fields of a record; of one that was added, its fields in `new`."""
        if change.kind == "confirmed" and self.is_for_people:
            return []  # the heading of the record has the day
        keys = change.keys if change.before and change.after else new
        if change.is_removed or not change.after:
            keys = [key for key in keys if key in limits.IDENTIFYING_FIELDS]
        # The heading of the record shows the changed id.
        shown = {"id", "formerly"} if change.old_id else ()
        fields = [f for key in keys if key not in shown for f in self._fields_of(key, change)]
        for key in change.withheld:
            line = self.translator.gettext(
                "{key}: changed, and withheld from this list", key=LABELS[key]
            )
            fields.append(FieldChange(key, line=line, is_withheld=True))
        return fields

    def _fields_of(self, key: str, change: RecordChange) -> Iterator[FieldChange]:
        """Yield one field per kind of removed channels, and then the rest of a key."""
        old = self._texts(change.before, key, self.changes.before)
        new = self._texts(change.after, key, self.changes.after)
        removed_kinds = sorted(change.removed_kinds.get(key, ()))
        gone = [text for text in old if text not in new]
        come = [text for text in new if text not in old]
        if not change.after:
            gone, come = [], old
        elif change.before and not (gone or come or removed_kinds):
            gone, come = old, new  # only the order or the spelling changed
        keeps_others = bool(change.after) and len(gone) < len(old)
        for kind, several in groupby(removed_kinds):
            kinds, of_kind = tuple(several), self._of_kind(kind, key, change.after)
            current = {text: plain for text, plain in of_kind.items() if text in come}
            line = self.translator.translate(
                describe_removed(kind, len(kinds), [*current.values()])
            )
            yield FieldChange(key, (), [*current], line, removed_kinds=kinds)
            come = [text for text in come if text not in current]
        if gone or come:
            is_whole = change.before and change.after and not keeps_others
            none = [self.translator.translate(phrases.EMPTY)] if is_whole else []
            line = self._describe(key, gone or none, come or none, keeps_others=keeps_others)
            yield FieldChange(key, gone, come, line)

    def _describe(
        self, key: str, gone: Sequence[str], come: Sequence[str], *, keeps_others: bool
    ) -> str:
        """Return the line of a changed field; with `keeps_others`, other values of it stay."""
        translator, label = self.translator, LABELS[key]
        texts = [[*map(to_one_line, side)] for side in (gone, come)]
        if is_item := keeps_others and not all(texts):
            if key == "phones":  # they begin with the kind of line
                texts = [[text[:1].lower() + text[1:] for text in side] for side in texts]
            texts = [
                [translator.translate(template.with_values(text=text)) for text in side]
                for template, side in zip((phrases.REMOVED, phrases.ADDED), texts, strict=True)
            ]
        before, after = map(translator.join_long, texts)
        if is_item or not before:
            return translator.gettext("{label}: {text}", label=label, text=before or after)
        return translator.gettext(
            "{label}: {before} → {after}", label=label, before=before, after=after
        )

    def _of_kind(self, kind: str, key: str, record: Record | None) -> dict[str, str]:
        """Return the texts of a record's channels of a kind: with the kind -> without it."""
        if isinstance(record, FocalPoint) and key == "phones":
            of_kind = [phone for phone in record.phones if phone.type == kind]
            return {self._text(phone, record): self._number(phone, record) for phone in of_kind}
        return {text: text for text in self._texts(record, key, self.changes.after)}

    def _texts(self, record: Record | None, key: str, view: AudienceView) -> list[str]:
        """Return the texts of a record's key, one per value."""
        if isinstance(record, FocalPoint) and key == "hours" and not self.is_for_people:
            return [record.hours] if record.hours else []
        if isinstance(record, FocalPoint) and key not in CHANNELS:
            return readable_texts(record, key, view, self.translator)
        value = getattr(record, key, None)
        if not value:
            return []
        if isinstance(record, Meeting) and key == "date":
            return [phrases.format_meeting_day(record, self.translator)]
        if isinstance(record, Meeting) and key == "until":
            return [self.translator.format_date(value)]
        is_list = isinstance(value, tuple | list) and not hasattr(value, "localize")
        return [self._text(item, record) for item in (value if is_list else [value])]

    def _text(self, value: Any, record: Record | None) -> str:
        if isinstance(value, Phone) and isinstance(record, FocalPoint):
            kind = vocabulary.get_term("phone", value.type).label(self.translator.lang)
            return f"{kind} {self._number(value, record)}"
        if isinstance(record, FocalPoint):
            is_handle = isinstance(value, Handle)
            text = phrases.format_handle(value, self.translator) if is_handle else value.address
            return self._limited(text, value, record)
        return self.translator.translate(value)

    def _number(self, phone: Phone, point: FocalPoint) -> str:
        text = phrases.describe_phone(
            phone, point.country, self.translator, is_for_people=self.is_for_people
        )
        return self._limited(text, phone, point)

    def _limited(self, text: str, channel: Channel, point: FocalPoint) -> str:
        """Append the audience of a channel if it is stricter than its entry's."""
        limit = phrases.describe_audience(channel.sharing, self.translator)
        return f"{text}, {limit}" if limit and channel.sharing != point.sharing else text


def _sections(
    changes: DirectoryDiff, translator: Translator
) -> Iterator[tuple[str, list[RecordChange]]]:
    """Yield the changes by country, then those of meetings, groups and the directory."""

    def name_country(change: RecordChange) -> str:
        record = change.record
        return translator.translate(record.country) if isinstance(record, FocalPoint) else ""

    def sort_key(change: RecordChange) -> tuple[object, ...]:
        country, name = name_country(change), _name(change, translator)
        rank = [*_KINDS].index(change.kind)
        return translator.collation_key(country), rank, translator.collation_key(name)

    points = (c for c in changes.changes if isinstance(c.record, FocalPoint))
    for country, listed in groupby(sorted(points, key=sort_key), key=name_country):
        yield country, list(listed)
    for kind, heading in _SECTIONS.items():
        if records := [c for c in changes.changes if isinstance(c.record, kind)]:
            yield translator.translate(heading), records


def count_changes(changes: Iterable[RecordChange]) -> OptionalMessage:
    """Return how many entries joined, left and so on, and how many other records changed."""
    counts = Counter(_count_as(change) for change in changes)
    # Translators: how many contacts are new on the list, no longer on it, and so on
    messages = {
        "joined": ngettext("{count} joined", "{count} joined", counts["joined"]),
        "left": ngettext("{count} person left", "{count} people left", counts["left"]),
        "removed": ngettext("{count} removed", "{count} removed", counts["removed"]),
        "merged": ngettext("{count} merged", "{count} merged", counts["merged"]),
        "changed": ngettext("{count} changed", "{count} changed", counts["changed"]),
        "confirmed": ngettext("{count} confirmed", "{count} confirmed", counts["confirmed"]),
        "other": ngettext("{count} other change", "{count} other changes", counts["other"]),
    }
    return join(message for kind, message in messages.items() if counts[kind]) or ""


def _count_as(change: RecordChange) -> str:
    if not isinstance(change.record, FocalPoint):
        return "other"
    return "removed" if _is_removed(change) else change.kind


def describe_counts(changes: DirectoryDiff, translator: Translator) -> Iterator[str]:
    """Yield the heading with the numbers of changes, if there are any."""
    if counts := count_changes((*changes.changes, *changes.unlisted)):
        yield translator.translate(counts)


def name_changes(
    changes: Iterable[RecordChange], translator: Translator, *, is_edit: bool = False
) -> list[str]:
    """Return a line per changed record: what became of it, its id and fields; no values.

    With `is_edit`, an entry did not join or leave the list: it was added or removed.
    """
    lines = []
    for change in changes:
        name = change.id or TABLES[type(change.record)]
        if change.old_id:
            name = f"{change.old_id} → {name}"
        kind = translator.translate(_edit_kind(change) if is_edit else _kind(change))
        if change.keys:
            fields = join(map(name_key, change.keys))
            name = translator.gettext("{text} ({remark})", text=name, remark=fields)
        lines.append(to_one_line(translator.gettext("{label}: {text}", label=kind, text=name)))
    return lines


def format_text(changes: DirectoryDiff, translator: Translator) -> str:
    """Return the changes for the screen or a pipe: how many, and each by country."""
    lines = list(describe_counts(changes, translator))
    for section, listed in _sections(changes, translator):
        listed_changes = changes._replace(changes=tuple(listed))
        lines += to_one_line(section), *entry_lines(listed_changes, translator, _ALL_OF_NEW)
    return "".join(f"{line}\n" for line in [*lines, *_describe_more(changes, translator)])


def entry_lines(
    changes: DirectoryDiff, translator: Translator, new: Sequence[str] = ()
) -> Iterator[str]:
    """Yield the changes as lines without headings, in order; of new entries, the keys `new`."""
    writer = ChangedFields(changes, translator)
    for change in changes.changes:
        yield f"  {_heading(change, to_one_line(_name(change, translator)), translator)}"
        is_new = change.kind == "joined" and isinstance(change.record, FocalPoint)
        for field in writer.fields(change, new if is_new else ()):
            yield f"    {to_one_line(field.line)}"


def format_markdown(changes: DirectoryDiff, translator: Translator) -> str:
    """Return the note that accompanies a new list."""
    writer, plain = ChangedFields(changes, translator), escape_markdown
    title = translator.gettext("Changes in the list of {name}", name=changes.after.info.name)
    counts = describe_counts(changes, translator)
    blocks = [f"# {plain(title)}", f"**{changes.before.marking}**", *counts]
    for section, listed in _sections(changes, translator):
        blocks += f"## {plain(section)}", "\n".join(_list_items(listed, writer))
    more = _describe_more(changes, translator)
    if not (changes.changes or changes.unlisted or more):
        blocks.append(translator.gettext("nothing changed").capitalize() + ".")
    blocks += map(plain, more)
    return "\n\n".join(blocks) + "\n"


def _list_items(listed: Iterable[RecordChange], writer: ChangedFields) -> Iterator[str]:
    plain, translator = escape_markdown, writer.translator
    for change in listed:
        name = _label(change) or "…" if change.is_removed else _name(change, translator)
        yield f"- {_heading(change, plain(name), translator, '**{}**', plain)}"
        for field in writer.fields(change, _OF_NEW):
            yield f"  - {plain(to_one_line(field.line))}"


def format_json(changes: DirectoryDiff, _translator: Translator) -> str:
    """Return a list of objects, one per changed record, independent of the language."""
    rows = change_objects(changes)
    rows += [{**named, "fields": []} for named in _withdrawn(changes)]
    return dump_json(rows)


def change_objects(changes: DirectoryDiff) -> list[dict[str, Any]]:
    """Return the changes as objects for JSON."""
    return [_object(change) for change in changes.changes]


def format_csv(changes: DirectoryDiff, translator: Translator) -> str:
    """Return one row per changed field, and one per record that joined or left."""
    writer = ChangedFields(changes, translator, is_for_people=False)
    rows = [row for change in changes.changes for row in _list_rows(change, writer)]
    rows += [_to_texts(named) for named in _withdrawn(changes)]
    return csv.BYTE_ORDER_MARK + csv.dump_table(",".join(CSV_COLUMNS), rows)


WRITERS: Mapping[str, Callable[[DirectoryDiff, Translator], str]] = {
    "text": format_text,
    "markdown": format_markdown,
    "json": format_json,
    "csv": format_csv,
}


def _list_rows(change: RecordChange, writer: ChangedFields) -> Iterator[dict[str, str]]:
    own = _to_texts(_naming(change))
    for field in writer.fields(change) or [FieldChange("")]:
        before, after = ("; ".join(side) for side in (field.before, field.after))
        withheld = "true" if field.is_withheld else ""
        values = {"field": field.key, "before": before, "after": after, "withheld": withheld}
        yield own | values | {"taken_out": "; ".join(field.removed_kinds)}


def _object(change: RecordChange) -> dict[str, Any]:
    sides = [json.record_object(side) if side else {} for side in (change.before, change.after)]
    fields = [
        {
            "field": key,
            "before": sides[0].get(key),
            "after": sides[1].get(key),
            "withheld": False,
            "taken_out": [*change.removed_kinds.get(key, ())],
        }
        for key in (change.keys if all(sides) else ())
    ]
    fields += [
        {"field": key, "before": None, "after": None, "withheld": True, "taken_out": []}
        for key in change.withheld
    ]
    return {**_naming(change), "fields": fields}


def _withdrawn(changes: DirectoryDiff) -> Iterator[dict[str, str | None]]:
    """Yield an object with only the country for each entry that must not be named any more."""
    for country, count in changes.withdrawn.items():
        named = dict.fromkeys(_NAMING) | {"country": country.name or None}
        yield from [{**named, "change": "withdrawn", "table": TABLES[FocalPoint]}] * count


def _to_texts(named: Mapping[str, str | None]) -> dict[str, str]:
    return {key: value or "" for key, value in named.items()}


def _naming(change: RecordChange) -> dict[str, str | None]:
    record = change.record
    ids = (None, None) if change.is_removed else (change.id, change.old_id)
    country = unit = organisation = ""
    if isinstance(record, FocalPoint):
        country, unit, organisation = record.country.name, record.unit, record.organisation
    named = (country, _label(change), unit, organisation)
    return dict(zip(_NAMING, (change.kind, TABLES[type(record)], *ids, *named), strict=True))


def _heading(
    change: RecordChange,
    name: str,
    translator: Translator,
    marked: str = "{}",
    escape: Callable[[str], str] = to_one_line,
) -> str:
    """Return what became of a record, and where it was merged or when confirmed."""
    kind = marked.format(escape(translator.translate(_kind(change))))
    if into := change.merged_into:
        after = escape(_name(RecordChange(None, into), translator))
        return translator.gettext(
            "{label}: {before} → {after}", label=kind, before=name, after=after
        )
    if change.kind == "confirmed" and isinstance(point := change.after, FocalPoint):
        day = phrases.describe_confirmation(point.verified, point.verified_via, translator)
        name = f"{name}, {escape(day)}"
    return translator.gettext("{label}: {text}", label=kind, text=name)


def _kind(change: RecordChange) -> Message:
    is_entry = isinstance(change.record, FocalPoint) and not _is_removed(change)
    return _KINDS[change.kind] if is_entry else _edit_kind(change)


def _is_removed(change: RecordChange) -> bool:
    """Return whether a record is gone from the file; a person who left stays in it."""
    return change.kind == "left" and not change.after


def _edit_kind(change: RecordChange) -> Message:
    return _EDITS[bool(change.before), bool(change.after)]


def _name(change: RecordChange, translator: Translator) -> str:
    """Return the name of a record with its id, and its previous id if that changed."""
    record = change.record
    if isinstance(record, DirectoryInfo):
        return record.name
    label = record.label if isinstance(record, FocalPoint) else record.name
    if change.old_id:
        return translator.gettext(
            "{name} ({id}, formerly {old_id})", name=label, id=record.id, old_id=change.old_id
        )
    return f"{label} ({record.id})" if label != record.id else label


def _label(change: RecordChange) -> str:
    """Name a record; an entry that is gone by its person, unit or organisation, not by its id."""
    record = change.record
    if not isinstance(record, FocalPoint):
        return record.name
    return (record.model_copy(update={"id": ""}) if change.is_removed else record).label


def _describe_more(changes: DirectoryDiff, translator: Translator) -> list[str]:
    """Return what is ignored from now on, and how many changes are withheld."""
    lines = [
        translator.gettext("Ignored from now on: {finding}", finding=finding)
        for finding in changes.ignored
    ]
    lines += map(translator.translate, list_header.describe_withdrawn(changes.withdrawn))
    if changes.withheld:
        message = ngettext(
            "{count} change is withheld from this list",
            "{count} changes are withheld from this list",
            changes.withheld,
        )
        lines.append(translator.translate(message))
    return lines
