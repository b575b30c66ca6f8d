"""The lines of an answer that something has changed: the values of an entry, to be overwritten."""

from collections.abc import Iterator
from typing import NamedTuple

from cmcct.formats.shared import phrases
from cmcct.formats.shared.columns import HEADINGS, PHONES, cell_texts, readable_texts
from cmcct.i18n.messages import Translator
from cmcct.model.entities import Phone
from cmcct.privacy.audiences import AudienceView
from cmcct.text.control_chars import to_one_line

# Type of phone -> its column; a national number has its own, whatever its type.
PHONE_COLUMNS = {
    "office": "office_phone",
    "mobile": "mobile_phone",
    "hotline": "hotline",
    "fax": "fax",
}
NUMBERS = (*PHONE_COLUMNS.values(), "national_phone")
# The columns with a line, the most important first: a link may have room for some only.
ANSWER_COLUMNS = (
    *("name", "title", *NUMBERS, "email", "unit", "organisation", "languages", "hours"),
    *("address", "city", "website"),
)
_IN_WORDS = ("languages", "hours")  # columns of answers that are in the language of the letter


class AnswerLine(NamedTuple):
    """A line of an answer: `Mobile phone: +592 609 1234`."""

    column: str
    label: str
    value: str

    def __str__(self) -> str:
        """Return the line."""
        return f"{self.label}: {self.value}"


def answer_lines(view: AudienceView, translator: Translator) -> Iterator[AnswerLine]:
    """Yield the lines of an answer with the values of an entry, at least one for each label."""
    for name in ANSWER_COLUMNS:
        values = _values(view, name, translator)
        label = translator.translate(HEADINGS[name])
        # Numbers that the entry lacks have no line: there are five kinds.
        for value in values or ([] if name in PHONES else [""]):
            yield AnswerLine(name, label, to_one_line(value))


def _values(view: AudienceView, name: str, translator: Translator) -> list[str]:
    """Return the values of a column as people write them; languages share a line."""
    (point,) = view.focal_points
    if name == "email":
        return [email.address for email in point.emails]
    if name in PHONES:
        return [format_number(phone) for phone in point.phones if column_of(phone) == name]
    if name in _IN_WORDS:
        text = "; ".join(readable_texts(point, name, view, translator))
        return [text] if text else []
    return [text for text in cell_texts(point, [name]) if text]


def column_of(phone: Phone) -> str:
    """Return the column of a number: one of `NUMBERS`."""
    return "national_phone" if phone.national else PHONE_COLUMNS[phone.type]


def format_number(phone: Phone) -> str:
    """Return a number as the line of an answer has it: `+592 609 1234 ext. 12 (whatsapp)`."""
    extension = f" ext. {phone.ext}" if phone.ext else ""
    return phrases.add_remarks(f"{phone.formatted}{extension}", phone.apps)
