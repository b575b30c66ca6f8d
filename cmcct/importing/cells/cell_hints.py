"""Hints in words: who corrects a cell, a card or a mail sees no keys and no quotes of TOML."""

from cmcct.diagnostics import Advice, make_advice
from cmcct.fieldtypes import phone_number
from cmcct.formats.shared.columns import HEADINGS
from cmcct.i18n.messages import DATE_FORM, Message, OptionalMessage, _
from cmcct.model import recovery

# By the template of the hint about the file.
_OF_TEXT = {recovery.AS_DATE.template: _("write {words}")}
_IN_WORDS = _OF_TEXT | {
    phone_number.OR_NATIONAL.template: _(
        "{advice}; a number that works only inside the country is added with cmcct edit"
    ),
    phone_number.EACH_AS.template: _("put a semicolon between the numbers: {numbers}"),
    phone_number.WITH_EXT.template: _('write "{number} ext. {ext}"'),
}
_OF_COLUMNS = {
    phone_number.OR_NATIONAL.template: _(
        '{advice}, or put it into a column "{heading}" if it works only inside the country'
    )
}


def put_in_words(
    hint: OptionalMessage, *, is_text: bool = False, has_columns: bool = False
) -> OptionalMessage:
    """Return a hint as it is for somebody who does not see the file; `has_columns` in a table.

    In JSON and TOML (`is_text`), it is as about the file, but dates may have quotes.
    """
    if not isinstance(hint, Message):
        return hint
    templates = _OF_TEXT if is_text else _IN_WORDS | (_OF_COLUMNS if has_columns else {})
    if not (template := templates.get(hint.template)):
        return hint
    words = template.with_values(heading=HEADINGS["national_phone"], words=DATE_FORM, **hint.values)
    if isinstance(hint, Advice):
        return make_advice(words, hint.value, is_safe=hint.is_safe)
    return words
