"""Common to address books: lines of the note, categories, names and numbers."""

import re
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from functools import cache
from itertools import starmap

from cmcct.fieldtypes.opening_hours import is_round_the_clock
from cmcct.formats.shared import list_header
from cmcct.formats.shared.columns import HEADINGS, readable_texts
from cmcct.formats.shared.phrases import add_extension, describe_phone
from cmcct.i18n.messages import Translator
from cmcct.model.entities import AROUND_THE_CLOCK, FocalPoint, Phone
from cmcct.model.fields import complete
from cmcct.privacy.audiences import AudienceView
from cmcct.reference import vocabulary

_MAX_LABEL = 30  # characters that telephones show beside a number

# Fields that every address book has a place for, or that `further` facts hold.
_PLACED = (
    *("country", "name", "title", "organisation", "unit", "role", "sectors", "emails", "phones"),
    *("address", "city", "website", "timezone", "working_groups", "verified"),
)
CATEGORIES = ("sectors", "working_groups")  # beside the directory
# What a caller must know, before all else.
_FIRST = ("hours", "languages")
_LEFT_OUT = ("sharing", "formerly", "merged", "meetings", "since", "verified_via")
_FURTHER = complete(
    (*("body", "covers", "validates", "status", "until"), "id"),
    *(*_PLACED, *_LEFT_OUT, *_FIRST, "notes", "private_notes"),
)


class Notes:
    """The notes of the entries of a view, and other texts about them."""

    def __init__(self, view: AudienceView, translator: Translator) -> None:
        """Compute the texts that many notes share."""
        self.view, self.translator = view, translator
        self._corrections = list_header.format_corrections(view.info.contact, translator)
        self._template = translator.gettext("{label}: {text}")

    def lines(
        self,
        point: FocalPoint,
        further: Iterable[tuple[object, str]] = (),
        left_over: Collection[Phone] = (),
    ) -> Iterator[str]:
        """Yield the lines: what a caller must know, the label, the confirmation, other facts.

        Some programs show only the beginning, which has texts that people wrote: what looks like a
        label or an id in them stands before those of the list. `further` facts and `left_over`
        numbers are those that only some address books have no field for. The id stays: by it, a
        list that comes back finds its entries.
        """
        first, after = list[str](), list[str]()
        for phone in point.phones_to_try:
            limits = phone.hours, phone.ext, phone.is_toll_free, phone.is_doubtful
            facts = phone.type == "hotline", phone.apps, phone.tested, phone.no_test
            is_first = any(limits) or not phone.is_dialable
            if is_first or phone in left_over or any(facts):
                text = describe_phone(phone, point.country, self.translator)
                kind = vocabulary.get_term("phone", phone.type)
                line = self._line(kind, _join_rules(text, phone.hours))
                (first if is_first else after).append(line)
        lines = (
            point.notes,
            point.private_notes,
            _join_rules(self._line(*self.fact(point, "hours")), point.hours),
            self._line(*self.fact(point, "languages")),
            *first,
            self.view.marking,
            _confirmed(point.verified, self.translator),
            *after,
            *starmap(self._line, further),
            *(
                self._line(*self.fact(point, name))
                for name in _FURTHER
                if getattr(point, name) and (name, point.status) != ("status", "active")
            ),
            self._corrections,
        )
        return filter(None, lines)

    def fact(self, point: FocalPoint, name: str) -> tuple[object, str]:
        """Return the heading of a column, and its text for an entry."""
        return HEADINGS[name], ", ".join(readable_texts(point, name, self.view, self.translator))

    def categories(self, point: FocalPoint) -> list[str]:
        """Return the categories of an entry: the directory, its sectors, its working groups."""
        groups = [readable_texts(point, name, self.view, self.translator) for name in CATEGORIES]
        return [self.view.info.name, *groups[0], *groups[1]]

    def _line(self, label: object, text: str) -> str:
        if not text:
            return ""
        return self._template.format(label=self.translator.translate(label), text=text)


def name_parts(point: FocalPoint) -> tuple[str, str]:
    """Return the given and the family name; for a seat without a person, ("", label)."""
    if not point.name:
        return "", point.label
    return given_name(point.name, point.surname), point.surname


def given_name(full: str, family: str) -> str:
    """Return a name without its family name; whole words match first: `Maria`, not `Mariano`."""
    if full.endswith(f" {family}"):
        return " ".join(full.removesuffix(family).split())  # fast path: patterns are slow
    words = re.sub(rf"(.*)(?<!\w){re.escape(family)}(?!\w)", r"\1 ", full, count=1)
    words = full.replace(family, " ", 1) if words == full else words
    return " ".join(words.split())


def dialable_phones(point: FocalPoint) -> list[Phone]:
    """Return the numbers that have a field of an address book, the first to try first.

    A field has E.164 alone: abook does not unescape the comma of a pause, and telephones read
    letters as digits. Extensions stand in labels and notes, other numbers only in notes.
    """
    return [phone for phone in point.phones_to_try if phone.is_dialable]


def phone_label(phone: Phone, translator: Translator) -> str:
    """Return the label of a number in at most 30 characters: `Hotline 24/7`, `Office ext. 12`.

    It is "" if the type says all. An extension that has no room is in the note, as is what may not
    work from abroad.
    """
    kind = vocabulary.get_term("phone", phone.type).label(translator.lang)
    label = f"{kind} {AROUND_THE_CLOCK}" if is_round_the_clock(phone.hours) else kind
    # Without commas, which ical.js does not unescape in a label.
    whole = add_extension(label, phone, translator)
    if whole == kind and phone.type != "hotline":
        return ""
    return whole if len(whole) <= _MAX_LABEL else label


def _join_rules(text: str, hours: str) -> str:
    r"""Return a text with commas between the rules of its hours, if these have no words.

    Readers of vCard show the backslash of `\;`, or cut the note there.
    """
    if ";" not in hours:
        return text
    before, notation, after = text.rpartition(hours)
    return f"{before}{notation.replace(';', ',')}{after}"


@cache
def _confirmed(day: date | None, translator: Translator) -> str:
    if day is None:
        return translator.gettext("Not confirmed yet")
    return translator.gettext("Confirmed {date}", date=translator.format_date(day))
