"""`cmcct add`."""

import re
from collections.abc import Iterator, Sequence
from contextlib import nullcontext, suppress
from copy import deepcopy
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

from cmcct.check import runner
from cmcct.cli import options
from cmcct.cli.edits import edit_options, editing, entry_names
from cmcct.cli.edits.channel_edits import read_phones
from cmcct.cli.edits.edit_options import EditOptions, edit_command
from cmcct.cli.options import load_options
from cmcct.cli.screen import form, output, prompts
from cmcct.cli.screen.form import Choices, Question
from cmcct.clock import now, today
from cmcct.diagnostics import Diagnostic
from cmcct.edit import operations, overlay, parse_value, transaction
from cmcct.edit.channels import Channel, is_kind_open, list_channels
from cmcct.edit.operations import RawTable
from cmcct.edit.transaction import EditRejectedError
from cmcct.errors.exceptions import CmcctError, DeclinedError, NoAccessError, UnknownValueError
from cmcct.errors.suggest import match_known
from cmcct.fieldtypes import phone_number
from cmcct.formats.shared import cards, phrases
from cmcct.i18n.messages import Message, OptionalMessage, _, join_or, quote_text
from cmcct.importing.cells import numbers, row_values
from cmcct.importing.planning import row_plans
from cmcct.importing.planning.added_records import AddedRecords, read_added
from cmcct.importing.readers import objects, read
from cmcct.importing.readers.rows import OWN
from cmcct.model import loader, territory_lines
from cmcct.model.entities import STRICTEST
from cmcct.model.fields import ENTRY_KEYS, KEYS
from cmcct.model.loader import parse_entry
from cmcct.privacy import audiences
from cmcct.reference import vocabulary
from cmcct.reference.countries import all_countries, find_country, network_countries
from cmcct.search import lookup
from cmcct.storage import directory_file
from cmcct.system import is_log
from cmcct.toml.positions import PositionMap
from cmcct.toml.values import get_tables


@options.command("add --from draft.json --dry-run")
@edit_options.field_options(*KEYS["focal_point"])
@edit_command
def add(
    chosen: EditOptions,
    source: Path | None = options.option(
        "FILE",
        "Read entries from a file, of any kind that import reads; - for standard input.",
        "--from",
    ),
    unsafe_fixes: bool = options.UNSAFE_FIXES,
    private: bool = edit_options.PRIVATE,
    *,
    values: RawTable,
) -> None:
    """Add an entry.

    It is made from options, from a file, or by answering questions in a terminal, and is inserted
    in order. With --private, values go to the private file; the entry must already exist.
    """
    added, is_private = None, private or bool(source and directory_file.is_overlay(source))
    if source:
        added = _read(source, values, chosen, is_private=is_private, with_unsafe=unsafe_fixes)
    entries = added.entries if added else [values]
    path = directory_file.find_editable(chosen.directory)
    if not (source or private):
        _ask(values, path)

    def relocate(diagnostics: Sequence[Diagnostic], report: "_Report") -> Sequence[Diagnostic]:
        """Move findings to the file that the entries come from."""
        if not added:
            return diagnostics
        before = PositionMap(directory_file.read_file(path))
        relocated = added.relocate(diagnostics, report[0], before)
        return [each.mark_private() for each in relocated] if is_private else relocated

    outcome = editing.run_edit(
        chosen,
        partial(_add_privately if private else partial(_add, path), entries, added),
        find_statements=editing.find_released,
        relocate=relocate,
    )
    _indexes, mobiles, unjoined = outcome.report
    if outcome.is_written:
        if not private:
            output.note(_("added {ids}", ids=", ".join(str(entry["id"]) for entry in entries)))
        records = zip(mobiles, entries, strict=True)
        editing.note_mobiles(
            _("record {record}, {id}, {key}", record=record, id=str(entry["id"]), key=key)
            if len(entries) > 1
            else key
            for record, (keys, entry) in enumerate(records, 1)
            for key in keys
        )
    output.warn(*unjoined)


# The index of each record's entry in its file, the keys of its numbers marked as mobile; warnings.
_Report: TypeAlias = tuple[list[int], list[list[str]], list[Message]]


def _add(
    path: Path,
    entries: list[RawTable],
    added: AddedRecords | None,
    raw: RawTable,
    overlay_raw: RawTable,
) -> _Report:
    """Add entries to the directory in a file; those without an id are given one."""
    for index, entry in enumerate(entries):
        with added.locate_errors(index, "id") if added else nullcontext():
            overlay.refuse_ids(overlay_raw, operations.table_ids(entry))
            operations.refuse_id_of_others(raw, "focal_point", str(entry.get("id")))
    taken = operations.taken_ids([*get_tables(raw, "focal_point"), *entries])
    taken |= overlay.used_ids(overlay_raw)
    for entry in entries:
        if "id" not in entry:
            entry["id"] = operations.propose_id(entry, taken)
            taken.add(entry["id"])
    copies = deepcopy(entries)
    mobiles = [operations.mark_mobiles(copy, copy.get("country"), {}) for copy in copies]
    above = territory_lines.read_lines(directory_file.read_file(path)).above
    return operations.add(raw, copies, above), mobiles, []


def _add_privately(
    entries: list[RawTable], added: AddedRecords | None, raw: RawTable, overlay_raw: RawTable
) -> _Report:
    """Add values to the overlay entries of the persons named: append to lists, replace others.

    An existing name stays, since numbers under it are of that person.
    """
    parts, mobiles, unjoined = list[RawTable](), list[list[str]](), list[Message]()
    for index, values in enumerate(entries):
        with added.locate_errors(index, "id") if added else nullcontext():
            if "id" not in values:
                hint = _("give --id with the id of an existing entry")
                raise edit_options.missing_options_error(["id"], hint)
            entry = operations.get_entry(raw, str(values["id"]))
            name = overlay.person_name(values)
            part = overlay.named_part(raw, overlay_raw, entry, name)
            read_phones(values, entry.get("country"))
            before = deepcopy(part)
            if name and overlay.person_name(part) in ("", name):
                part["name"] = values["name"]
            for key, value in values.items():
                if isinstance(value, list):
                    operations.add_items(part, key, value)
                elif key not in ("id", "name"):
                    part[key] = value
            mobiles.append(operations.mark_mobiles(part, entry.get("country"), before))
        parts.append(part)
        unjoined += editing.unjoined_messages(part, entry)
    listed = get_tables(overlay_raw, "focal_point")
    indexes = [next(i for i, each in enumerate(listed) if each is part) for part in parts]
    return indexes, mobiles, [*dict.fromkeys(unjoined)]


def _read(
    source: Path, values: RawTable, chosen: EditOptions, *, is_private: bool, with_unsafe: bool
) -> AddedRecords:
    """Read a file as an import does, and print its corrections; what cannot be read is refused."""
    name, data = prompts.name_input(source), prompts.read_input(source)
    if not data.strip():
        raise CmcctError(_("{file} contains no entries", file=name), objects.EXAMPLE_HINT)
    raw = directory_file.parse_file(directory_file.find_editable(chosen.directory))
    refused: Sequence[Diagnostic] = ()
    try:
        # JSON and TOML are entries as the user has them in mind, also without ids.
        sheets = [
            replace(sheet, kind=OWN) if sheet.form == "json" else sheet
            for sheet in read.read_sheets(name, data)
        ]
    except directory_file.TomlSyntaxError as error:
        refused = runner.explain_unparsed(error)
    else:
        tables = [sheet for sheet in sheets if sheet.form != "json"]
        output.note(*row_plans.describe_left_out(tables, is_log=is_log()))
        added = read_added(sheets, raw, values, today(), with_unsafe=with_unsafe)
        if not added.faults:
            editing.note_findings(added.notes)
            return added
        refused = added.faults
    rejected = EditRejectedError([each.mark_private() if is_private else each for each in refused])
    editing.report_rejection(rejected)
    raise rejected


# Keys with the option for them, and what can be given in its place.
_INSTEAD = {
    "emails": ("--email", "--phone"),
    "name": ("--name", "--role duty-desk", "--status vacant"),
}


def _ask(entry: RawTable, path: Path) -> None:
    """Ask for the required keys that are missing, and for what else an entry has."""
    raw = transaction.read(path).raw
    load_options.prepare_access(path, may_ask=True)
    tables = get_tables(raw, "focal_point")
    with suppress(NoAccessError):  # an id that only the private file has is taken, too
        own_ids = overlay.used_ids(load_options.read_private(path)) - operations.taken_ids(tables)
        tables += [{"id": id_} for id_ in sorted(own_ids)]
    read_phones(entry, entry.get("country"))
    missing = operations.missing_keys(entry)
    if missing and not prompts.is_interactive():
        hint = _("give these options, or --from FILE")
        for option, *others in (_INSTEAD[key] for key in missing if key in _INSTEAD):
            words = {"advice": hint, "option": option, "others": join_or(others)}
            hint = _("{advice}; instead of {option}: {others}").with_values(**words)
        raise edit_options.missing_options_error(missing, hint)
    if missing:
        _fill_form(entry, tables, entry_names.list_meetings(raw))
        read_phones(entry, entry["country"])  # which may have been asked for


_USUAL_ROLE = "focal-point"  # left out of the file
_LABELS = {"name": _("Full name"), "family_name": _("Family name, for sorting")}
_MAX_KINDS = 4  # numbers whose kind is asked
_WRITE = "write"  # the last answer, which is no key of the entry


def _fill_form(entry: RawTable, tables: Sequence[RawTable], meetings: Sequence[RawTable]) -> None:
    """Ask for what an entry does not have yet; raises `CmcctError` if it is not to be written.

    `tables` are the other entries, `meetings` those that are offered.
    """
    questions = [
        question for question in _questions(entry, tables, meetings) if question.key not in entry
    ]
    last = form.confirm(_WRITE, _("Save these changes?"), partial(_summary, entry), default=False)
    form.fill([*questions, last], entry)
    if not entry.pop(_WRITE):
        raise DeclinedError
    if entry.get("role") == _USUAL_ROLE and any(question.key == "role" for question in questions):
        del entry["role"]


def _questions(
    entry: RawTable, tables: Sequence[RawTable], meetings: Sequence[RawTable]
) -> Iterator[Question]:
    taken, translate = operations.taken_ids(tables), output.translator().translate

    def check(key: str, value: Any) -> Any:
        return form.check_value({"id": "new", **entry}, "focal_point", key, value, taken)

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
    sectors = _("Sectors, main one first (e.g. 2,9)")
    yield _pick_term("sectors", "sector", sectors, is_of_several=True)
    name = ask_text("name")  # which a desk has not; the role says whether it is one
    yield name._replace(is_optional=lambda: "role" not in entry or not lacks("name"))
    yield ask_text("family_name", is_optional=True)._replace(is_needed=lambda: "name" in entry)
    yield ask_text("title", is_optional=True)
    role = _pick_term("role", "role", _("Role"))
    yield role._replace(default=lambda: role.describe(_USUAL_ROLE))
    why = _("a focal point needs a name; only a duty desk or a vacant seat has none")
    yield name._replace(is_needed=lambda: lacks("name"), lines=lambda: [translate(why)])
    email = Question(
        "emails",
        _("E-mail"),
        lambda text: check_each("emails", re.split(r"[,;\s]+", text.strip(",; "))),
        is_optional=lambda: True,
        describe=", ".join,
    )
    yield email
    undecided: list[Channel] = []  # neither digits nor a typed word tell their kind

    def read_numbers(text: str) -> Any:
        phones = check_each("phones", numbers.read_typed(text, find_country(entry["country"])))
        undecided[:] = [
            channel
            for channel in list_channels({"phones": [*phones]}, ["phones"])
            if is_kind_open(channel, entry) and not phone_number.is_mobile(channel.text)
        ]
        return phones

    yield Question(
        "phones",
        _("Phone"),
        read_numbers,
        is_optional=lambda: True,
        describe=lambda phones: _describe_phones({**entry, "phones": phones}),
    )
    for place in range(_MAX_KINDS):
        yield _kind(entry, undecided, place)
    # A shelter must not have a username.
    yield email._replace(
        is_optional=lambda: False,
        is_needed=lambda: "shelter" in entry["sectors"] and lacks("emails"),
        lines=lambda: [translate(_("an e-mail or a phone is required"))],
    )
    yield Question(
        "handles",
        _("App usernames, as there is no e-mail or phone, e.g. signal: ada.42"),
        lambda text: check_each(
            "handles", [parse_value.parse_item(("handles",), each) for each in text.split(",")]
        ),
        is_needed=lambda: lacks("emails"),
        describe=lambda handles: ", ".join("{app}: {id}".format(**each) for each in handles),
    )
    yield ask_text("languages", is_optional=True)._replace(
        read=lambda text: check("languages", parse_value.parse_items(("languages",), text)),
        describe=", ".join,
    )
    hours = ask_text("hours", is_optional=True)
    yield hours._replace(read=lambda text: check("hours", row_values.read_hours(text)))
    if meetings:
        yield _meetings(meetings)
    proposed = partial(operations.propose_id, entry, taken)
    yield Question(
        "id", _("Id of the entry, used in commands"), partial(check, "id"), default=proposed
    )


def _kind(entry: RawTable, undecided: Sequence[Channel], place: int) -> Question:
    """Return the question for the kind of the undecided number at a place.

    The answer goes into the number: the entry has no key for the question.
    """
    question = _pick_term("type", "phone", KEYS["phone"]["type"].label, "phone")

    def read(text: str) -> None:
        kind, channel = question.read(text), undecided[place]
        phone = channel.item if kind == "office" else channel.values | {"type": kind}
        entry["phones"][channel.place] = phone  # the usual kind is left out of the file
        output.note(f"  {_describe_phones({**entry, 'phones': [phone]})}")

    return question._replace(
        key=f"phones.{place}",
        read=read,
        is_needed=lambda: "phones" in entry and place < len(undecided),
        lines=lambda: [undecided[place].text, *question.lines()],
    )


def _country(tables: Sequence[RawTable]) -> Question:
    lang = output.translator().lang
    network = network_countries()
    countries = [*network, *(country for country in all_countries() if country not in network)]
    choices = Choices(
        [country.name for country in countries],
        [country.localize(lang) for country in countries],
        lambda text: lookup.find_country(text, map(parse_entry, tables))[0].name,
        [(*country.names.values(), *country.aliases) for country in countries],
        len(network),
    )
    words = sorted({*choices.labels, *choices.values})
    return Question("country", _("Country"), choices.pick, words=words, describe=choices.label)


def _meetings(meetings: Sequence[RawTable]) -> Question:
    """Return the question which of some meetings the person attended."""
    ids = [str(meeting["id"]) for meeting in meetings]
    names = [str(meeting.get("name", meeting["id"])) for meeting in meetings]
    choices = Choices(ids, names, partial(match_known, "meeting", known=ids))
    question = choices.ask("meetings", ENTRY_KEYS["meetings"].label, is_of_several=True)
    return question._replace(is_optional=lambda: True)


def _pick_term(
    key: str,
    facet: str,
    text: OptionalMessage,
    table: str = "focal_point",
    *,
    is_of_several: bool = False,
) -> Question:
    """Return the question which of the terms of a facet is the value of a key of a table."""
    terms, lang = vocabulary.terms(facet), output.translator().lang

    def read_word(text: str) -> str:
        try:
            return str(parse_value.parse_item((key,), text, table))
        except UnknownValueError as error:
            if any(each.startswith("--") for each in error.suggestions):
                error.hint = ""  # the form answers no other question here
            roles = [each for each in error.suggestions if each.startswith("--role ")]
            if roles and key == "sectors":
                role = vocabulary.get_term("role", roles[0].removeprefix("--role "))
                error.hint = _('"{role}" is a role, which is asked for later', role=role)
            raise

    choices = Choices(
        [term.slug for term in terms], [term.label(lang) for term in terms], read_word
    )
    return choices.ask(key, text, is_of_several=is_of_several)


def _describe_phones(entry: RawTable) -> str:
    """Return the numbers of an entry as people read them, with their kinds."""
    translator, point = output.translator(), parse_entry(entry)
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
