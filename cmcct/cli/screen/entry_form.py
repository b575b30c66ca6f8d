"""The questions of `cmcct add` on a terminal."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from cmcct.check import rules
from cmcct.cli.screen import form, output
from cmcct.cli.screen.form import Choices, Question
from cmcct.clock import now, today
from cmcct.edit import operations, parse_value
from cmcct.edit.operations import RawTable
from cmcct.errors.exceptions import CmcctError, DeclinedError
from cmcct.errors.suggest import match_known
from cmcct.formats.shared import cards, phrases
from cmcct.i18n.messages import Message, _, quote_text
from cmcct.importing.cells import numbers
from cmcct.importing.cells.validation import put_in_words
from cmcct.model import loader
from cmcct.model.entities import STRICTEST
from cmcct.model.fields import ENTRY_KEYS
from cmcct.privacy import audiences
from cmcct.reference import vocabulary
from cmcct.reference.countries import all_countries, find_country, network_countries
from cmcct.search import lookup

_USUAL_ROLE = "focal-point"  # left out of the file
_LABELS = {"name": _("Full name"), "family_name": _("Family name, for sorting")}
_WRITE = "write"  # the last answer, which is no key of the entry


def ask(entry: RawTable, tables: Sequence[RawTable], meetings: Sequence[RawTable]) -> None:
    """Ask for what an entry does not have yet; raises `CmcctError` if it is not to be written.

    `tables` are the other entries, `meetings` those of the directory.
    """
    questions = [
        question for question in _questions(entry, tables, meetings) if question.key not in entry
    ]
    last = form.confirm(_WRITE, _("Save this entry?"), partial(_summary, entry))
    form.fill([*questions, last], entry)
    if not entry.pop(_WRITE):
        raise DeclinedError
    if entry.get("role") == _USUAL_ROLE and any(question.key == "role" for question in questions):
        del entry["role"]


def _questions(
    entry: RawTable, tables: Sequence[RawTable], meetings: Sequence[RawTable]
) -> Iterator[Question]:
    taken = operations.taken_ids(tables)
    check = partial(_check_value, entry, taken)

    def check_each(key: str, items: list[Any]) -> Any:
        """Return a list; raises the first error of an item, which it names if there are more."""
        for item in items if len(items) > 1 else ():
            try:
                check(key, [item])
            except CmcctError as error:
                label = quote_text(operations.as_written(key, item))
                named = _("{label}: {text}", label=label, text=error.message)
                raise CmcctError(named, error.hint) from None
        return check(key, items)

    def lacks(key: str) -> bool:
        return key in operations.missing_keys(entry)

    def ask_text(key: str, *, is_optional: bool = False) -> Question:
        label = _LABELS.get(key, ENTRY_KEYS[key].label)
        return Question(key, label, partial(check, key), is_optional=lambda: is_optional)

    yield _country(tables)
    yield ask_text("organisation")
    yield ask_text("unit", is_optional=True)
    yield _sectors()
    yield _role()
    yield ask_text("name")._replace(is_optional=lambda: not lacks("name"))
    yield ask_text("family_name", is_optional=True)
    yield ask_text("title", is_optional=True)
    yield Question(
        "emails",
        _("E-mail"),
        lambda text: check_each("emails", re.split(r"[,;\s]+", text.strip(",; "))),
        is_optional=lambda: True,
        describe=", ".join,
    )
    yield Question(
        "phones",
        _("Phone"),
        lambda text: check_each("phones", numbers.read_typed(text, find_country(entry["country"]))),
        is_optional=lambda: True,
        describe=lambda phones: _describe_phones({**entry, "phones": phones}),
    )
    yield Question(
        "handles",
        ENTRY_KEYS["handles"].label,
        lambda text: check_each(
            "handles", [parse_value.parse_item(("handles",), each) for each in text.split(",")]
        ),
        is_needed=lambda: lacks("emails"),
        describe=lambda handles: ", ".join("{app}: {id}".format(**each) for each in handles),
    )
    if meetings:
        yield _meetings(meetings)
    proposed = partial(operations.propose_id, entry, taken)
    yield Question("id", _("ID, its name in commands"), partial(check, "id"), default=proposed)


def _check_value(entry: RawTable, taken: Iterable[str], key: str, value: Any) -> Any:
    """Return a value of an entry; raises the first error that the rules find in it."""
    entries = [{"id": id_} for id_ in taken]
    raw = {"focal_point": [*entries, {"id": "new", **entry, key: value}]}
    if error := rules.first_error(raw, ("focal_point", len(entries), key), today()):
        raise CmcctError(error.message, put_in_words(error.hint))
    return value


def _country(tables: Sequence[RawTable]) -> Question:
    lang = output.translator().lang
    network = network_countries()
    countries = [*network, *(country for country in all_countries() if country not in network)]
    choices = Choices(
        [country.name for country in countries],
        [country.localize(lang) for country in countries],
        lambda text: lookup.find_country(text, map(operations.parse_entry, tables))[0].name,
        [(*country.names.values(), *country.aliases) for country in countries],
        len(network),
    )
    words = sorted({*choices.labels, *choices.values})
    return Question("country", _("Country"), choices.pick, words=words, describe=choices.label)


def _sectors() -> Question:
    choices, question = _pick_term("sectors", "sector", _("Sectors, main one first"))
    return question._replace(
        read=choices.pick_several, describe=lambda slugs: "; ".join(map(choices.label, slugs))
    )


def _meetings(meetings: Sequence[RawTable]) -> Question:
    """Return the question which meetings the person attended, the latest first."""
    latest = sorted(meetings, key=lambda meeting: str(meeting.get("date", "")), reverse=True)
    ids = [str(meeting["id"]) for meeting in latest]
    names = [str(meeting.get("name", meeting["id"])) for meeting in latest]
    choices = Choices(ids, names, partial(match_known, "meeting", known=ids))
    return Question(
        "meetings",
        ENTRY_KEYS["meetings"].label,
        choices.pick_several,
        is_optional=lambda: True,
        words=ids,
        lines=choices.lines,
        describe=lambda picked: "; ".join(map(choices.label, picked)),
    )


def _role() -> Question:
    choices, question = _pick_term("role", "role", _("Role"))
    return question._replace(default=lambda: choices.label(_USUAL_ROLE))


def _pick_term(key: str, facet: str, text: Message) -> tuple[Choices, Question]:
    """Return the terms of a facet, and the question which of them is the value of a key."""
    terms, lang = vocabulary.terms(facet), output.translator().lang

    def read_word(text: str) -> str:
        with parse_value.suggest_assignments():
            return str(parse_value.parse_item((key,), text))

    choices = Choices(
        [term.slug for term in terms], [term.label(lang) for term in terms], read_word
    )
    question = Question(
        key, text, choices.pick, words=choices.values, lines=choices.lines, describe=choices.label
    )
    return choices, question


def _describe_phones(entry: RawTable) -> str:
    """Return the numbers of an entry as people read them, with their kinds."""
    translator, point = output.translator(), operations.parse_entry(entry)
    return ", ".join(
        phrases.describe_phone(
            phone, point.country, translator, kind=phrases.describe_kind(phone, translator)
        )
        for phone in point.phones
    )


def _summary(entry: RawTable) -> list[str]:
    """Return the card of an entry."""
    directory = loader.parse_directory({"focal_point": [entry]}).directory
    view = audiences.view_for(directory, directory.focal_points, STRICTEST)
    point = view.focal_points[0]
    rows = cards.card_rows(point, view, now(), output.translator())
    return [cards.format_card(cards.card_title(point), rows).rstrip("\n")]
