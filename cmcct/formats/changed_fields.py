"""The changed fields of a record, as texts: what is gone and what is new."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from cmcct.formats.shared import removed_channels
from cmcct.formats.shared.columns import readable_texts
from cmcct.formats.shared.phrases import describe_phone, format_meeting_day
from cmcct.history.comparison import DirectoryDiff, Record, RecordChange
from cmcct.i18n.messages import Translator, _
from cmcct.model.entities import Email, FocalPoint, Meeting, Phone
from cmcct.model.fields import KEYS
from cmcct.privacy import limits
from cmcct.privacy.audiences import AudienceView
from cmcct.reference import vocabulary

_ONLY = {"network": _("{text}, network only"), "secretariat": _("{text}, secretariat only")}
# A key has the same label in every table.
_LABELS = {key: spec.label for keys in KEYS.values() for key, spec in keys.items() if spec.label}


class FieldChange(NamedTuple):
    """The change of one key: removed texts and added texts.

    `removed_kinds` has the kinds of removed channels whose values are not in `before`; `sentence`
    is the sentence about them.
    """

    key: str
    heading: str
    before: Sequence[str]
    after: Sequence[str]
    is_withheld: bool = False
    removed_kinds: tuple[str, ...] = ()
    sentence: str = ""


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
        found = [
            field for key in keys if key not in shown for field in self._fields_of(key, change)
        ]
        held = [
            FieldChange(key, field_label(key, self.translator), (), (), is_withheld=True)
            for key in change.withheld
        ]
        return found + held

    def _fields_of(self, key: str, change: RecordChange) -> Iterator[FieldChange]:
        """Yield one field per kind of removed channels, and then the rest of a key."""
        field = self._field(key, change)
        for kind, several in groupby(sorted(change.removed_kinds.get(key, ()))):
            kinds, new = tuple(several), self._of_kind(kind, key, change.after)
            come = {text: plain for text, plain in new.items() if text in field.after}
            message = removed_channels.describe_removed(kind, len(kinds), [*come.values()])
            yield FieldChange(
                key,
                field.heading,
                (),
                [*come],
                removed_kinds=kinds,
                sentence=self.translator.translate(message),
            )
            field = field._replace(after=[text for text in field.after if text not in come])
        if field.before or field.after:
            yield field

    def _of_kind(self, kind: str, key: str, record: Record | None) -> dict[str, str]:
        """Return the texts of a record's channels of a kind: with the kind -> without it."""
        if isinstance(record, FocalPoint) and key == "phones":
            of_kind = [phone for phone in record.phones if phone.type == kind]
            return {self._text(phone, record): self._number(phone, record) for phone in of_kind}
        return {text: text for text in self._texts(record, key, self.changes.after)}

    def _field(self, key: str, change: RecordChange) -> FieldChange:
        old = self._texts(change.before, key, self.changes.before)
        new = self._texts(change.after, key, self.changes.after)
        if not change.after:
            return FieldChange(key, field_label(key, self.translator), (), old)
        gone = [text for text in old if text not in new]
        come = [text for text in new if text not in old]
        if change.before and not (gone or come or change.removed_kinds.get(key)):
            gone, come = old, new  # only the order or the spelling changed
        return FieldChange(key, field_label(key, self.translator), gone, come)

    def _texts(self, record: Record | None, key: str, view: AudienceView) -> list[str]:
        """Return the texts of a record's key, one per value."""
        if isinstance(record, FocalPoint) and key == "hours" and not self.is_for_people:
            return [record.hours] if record.hours else []
        if isinstance(record, FocalPoint) and key not in {"emails", "phones"}:
            return readable_texts(record, key, view, self.translator)
        value = getattr(record, key, None)
        if not value:
            return []
        if isinstance(record, Meeting) and key == "date":
            return [format_meeting_day(record, self.translator)]
        values = (
            value if isinstance(value, tuple | list) and not hasattr(value, "localize") else [value]
        )
        return [self._text(item, record) for item in values]

    def _text(self, value: Any, record: Record | None) -> str:
        if isinstance(value, Phone) and isinstance(record, FocalPoint):
            kind = vocabulary.get_term("phone", value.type).label(self.translator.lang)
            return f"{kind} {self._number(value, record)}"
        if isinstance(record, FocalPoint):
            return self._limited(value.address, value, record)
        return self.translator.translate(value)

    def _number(self, phone: Phone, point: FocalPoint) -> str:
        text = describe_phone(
            phone, point.country, self.translator, is_for_people=self.is_for_people
        )
        return self._limited(text, phone, point)

    def _limited(self, text: str, channel: Email | Phone, point: FocalPoint) -> str:
        """Append the audience of a channel if it is stricter than its entry's."""
        limit = channel.sharing if channel.sharing != point.sharing else None
        return (
            self.translator.translate(_ONLY[limit].with_values(text=text))
            if limit in _ONLY
            else text
        )


def field_label(key: str, translator: Translator) -> str:
    """Return the heading of a key."""
    return translator.translate(_LABELS[key])
