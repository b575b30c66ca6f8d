"""The lines of an entry in a letter, each with a label: a value can be overwritten in place."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cmcct.formats.shared import phrases
from cmcct.formats.shared.columns import HEADINGS, PHONES, readable_texts
from cmcct.i18n.messages import Translator
from cmcct.model.entities import NUMBER_COLUMNS, FocalPoint, Phone
from cmcct.model.fields import complete
from cmcct.privacy.audiences import AudienceView
from cmcct.text.control_chars import to_one_line

# The lines of a letter. Those up to the website can be overwritten in an answer, the most important
# first: there may be room for some only.
COLUMNS = complete(
    (
        *("country", "name", "title", *NUMBER_COLUMNS, "email", "unit", "organisation"),
        *("languages", "hours", "address", "city", "website", "body", "role", "sectors"),
        *("timezone", "covers", "working_groups", "validates", "meetings", "since", "until"),
        *("sharing", "notes"),
    ),
    *("id", "status", "formerly", "merged", "emails", "phones", "verified", "private_notes"),
)
ANSWER_COLUMNS = COLUMNS[1 : COLUMNS.index("website") + 1]


class Line(NamedTuple):
    """A line of a letter: `Mobile phone (WhatsApp)`, `+592 609 1234`."""

    column: str
    label: str
    value: str

    def format(self, translator: Translator) -> str:
        """Return the line: `Mobile phone (WhatsApp): +592 609 1234`."""
        text = translator.gettext("{label}: {text}", label=self.label, text=self.value)
        return to_one_line(text).strip()


def iter_entry_lines(
    view: AudienceView, translator: Translator, names: Sequence[str]
) -> Iterator[Line]:
    """Yield the lines of an entry: one for each number and address, else one for each column."""
    (point,) = view.focal_points
    for name in names:
        label = translator.translate(HEADINGS[name])
        if name in PHONES:
            for phone in point.phones:
                kind = "national" if phone.national else phone.type
                if kind == NUMBER_COLUMNS[name].kind:
                    remark = _describe_number(phone, point, translator)
                    number = phrases.add_extension(phone.formatted, phone, translator)
                    yield Line(name, phrases.add_remarks(label, [remark]), number)
        elif name == "email":
            for email in point.emails:
                remark = phrases.describe_secrecy(email.sharing, translator)
                yield Line(name, phrases.add_remarks(label, [remark]), email.address)
        elif texts := readable_texts(point, name, view, translator):
            text = translator.join_long(texts)
            has_title = name == "name" and point.honorific
            yield Line(name, label, f"{point.honorific} {text}" if has_title else text)


def _describe_number(phone: Phone, point: FocalPoint, translator: Translator) -> str:
    """Return what a number is, for its label: beside the number, nothing but digits stands."""
    remarks = (
        phrases.describe_kind(phone, translator) if phone.national else "",
        *phrases.describe_use(phone, point.country, translator),
        phrases.describe_secrecy(phone.sharing, translator),
        phrases.format_hours(phone.hours, translator) if phone.hours else "",
    )
    return ", ".join(filter(None, remarks))
