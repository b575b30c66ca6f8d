"""Value types of the model, and the messages for invalid values."""

import re
from datetime import date, datetime
from typing import Annotated, TypeAlias
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, PlainValidator
from pydantic_core import PydanticCustomError

from cmcct.diagnostics import advise_suggestion, advise_text
from cmcct.errors.exceptions import (
    AmbiguousCountryError,
    UnknownValueError,
    unknown_value_message,
)
from cmcct.i18n.messages import (
    DATE_FORM,
    MONTH_FORM,
    Message,
    OptionalMessage,
    SafeText,
    _,
    did_you_mean,
    join,
    join_or,
)
from cmcct.reference import vocabulary
from cmcct.reference.countries import Country, find_country

_MONTH = re.compile("[1-9][0-9]{3}-(?:0[1-9]|1[0-2])")
_MAX_LISTED_WORDS = 4  # a vocabulary of at most this size is listed whole
_COUNTRY_HINT = _('write the name of a country or its code: "Guyana" or "GY"')


def _fault(code: str, message: Message, hint: OptionalMessage) -> PydanticCustomError:
    # Passed as context: in pydantic's template, a brace in the data would be a field.
    return PydanticCustomError(code, "{message}", {"message": message, "help": hint})


def _country(value: object) -> Country:
    if not isinstance(value, str):
        raise _fault(
            "wrong-type", _("not text"), _('put it in quotes: "{text}"', text=SafeText("Guyana"))
        )
    try:
        return find_country(value)
    except AmbiguousCountryError as error:
        # In quotes, since some names contain a comma.
        names = [join(['"', name, '"'], "") for name in error.candidates]
        hint = _("write {words}", words=join_or(names))
        raise _fault("ambiguous-country", error.message, hint) from None
    except UnknownValueError as error:
        hint = advise_suggestion(error.suggestions) or _COUNTRY_HINT
        raise _fault("unknown-country", error.message, hint) from None


def validate_facet(facet: str, code: str = "unknown-value", noun: str = "") -> AfterValidator:
    """Return a validator that accepts the slugs of a vocabulary facet."""

    def check(value: str) -> str:
        if value in vocabulary.slugs(facet):
            return value
        raise _fault(code, unknown_value_message(noun or facet, value), _closest_word(facet, value))

    return AfterValidator(check)


def _closest_word(facet: str, value: str) -> Message:
    try:
        # Whoever wrote it may have meant to withhold something.
        return advise_text(vocabulary.find_term(facet, value).slug, is_safe=facet != "audience")
    except UnknownValueError as error:
        words = vocabulary.slugs(facet)
        listed = _("write {words}", words=join_or(words))
        if error.choices and not error.suggestions:
            return error.hint or listed
        if len(words) <= _MAX_LISTED_WORDS and {*words}.isdisjoint(error.suggestions):
            return listed
        # Halves are search options only, never keys of the file.
        meant = [_to_file_form(s) for s in error.suggestions if not s.startswith("--half")]
        is_here = meant == [word for word in error.suggestions if word in words]
        question = advise_suggestion(meant, error.hint) if is_here else did_you_mean(meant)
        return (meant and question) or listed


def _to_file_form(suggestion: str) -> str:
    """Convert a command-line suggestion (`--body ngo`) to the syntax of the file."""
    if not suggestion.startswith("--"):
        return suggestion
    facet, _ignored, slug = suggestion.removeprefix("--").partition(" ")
    special = {"sector": f'sectors = ["{slug}"]', "audience": f'sharing = "{slug}"'}
    return special.get(facet, f'{facet} = "{slug}"')


def validate_literal(words: tuple[str, ...], facet: str = "") -> AfterValidator:
    """Return a validator that accepts the words of a short list; the terms of a facet name them."""

    def check(value: str) -> str:
        if value in words:
            return value
        try:
            hint: OptionalMessage = advise_text(vocabulary.find_choice(facet, value, words))
        except UnknownValueError as error:
            hint = advise_suggestion(error.suggestions) or error.hint
        raise _fault("unknown-value", unknown_value_message("value", value), hint)

    return AfterValidator(check)


def expand_plain_text(key: str) -> BeforeValidator:
    """Return a validator that converts plain text to a table with it under `key`."""

    def check(value: object) -> object:
        if isinstance(value, str):
            return {key: value}
        if isinstance(value, dict | BaseModel):
            return value
        raise _fault(
            "wrong-type",
            _("neither text nor a table"),
            _('put it in quotes: "{text}"', text=SafeText("…")),
        )

    return BeforeValidator(check)


def _date_or_month(value: object) -> date | str:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str):
        if _MONTH.fullmatch(value):
            return value
        from cmcct.fieldtypes.dates import explain_missing_day  # most files have no such text

        if missing := explain_missing_day(value):
            raise _fault("wrong-type", *missing)
    hint = _(
        'write a date without quotes ({date}), or a month in quotes ("{month}")',
        date=DATE_FORM,
        month=MONTH_FORM,
    )
    raise _fault("wrong-type", _("neither a date nor a month"), hint)


# With a new UID, the address books of all recipients would import every entry again.
# Translators: the UUID that it was before somebody changed it
_UID_HELP = _("restore the earlier UUID: 8-4-4-4-12 digits and letters a to f")


def _uuid(value: str) -> str:
    try:
        return str(UUID(value))
    except ValueError:
        raise _fault("wrong-type", _("not a UUID"), _UID_HELP) from None


CountryName: TypeAlias = Annotated[Country, PlainValidator(_country)]
Audience: TypeAlias = Annotated[str, validate_facet("audience", noun="sharing")]
Uid: TypeAlias = Annotated[str, AfterValidator(_uuid)]
Day: TypeAlias = date  # for a model with a field of that name
DateOrMonth: TypeAlias = Annotated[date | str, PlainValidator(_date_or_month)]
Sector: TypeAlias = Annotated[str, validate_facet("sector", "unknown-sector")]
