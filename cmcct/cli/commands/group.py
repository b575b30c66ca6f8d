"""`cmcct group`."""

from collections.abc import Callable
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any, ClassVar, NoReturn

from cmcct.cli import options
from cmcct.cli.commands.list import print_values
from cmcct.cli.edits import edit_options, editing, entry_names
from cmcct.cli.edits.edit_options import EditOptions, edit_command_without_yes
from cmcct.cli.framework.help_page import translate_placeholders
from cmcct.cli.framework.lazy_group import OtherCommand, SuggestingGroup, make_group
from cmcct.cli.options import completion, load_options
from cmcct.cli.screen import output, prompts
from cmcct.edit import operations
from cmcct.edit.operations import RawTable
from cmcct.edit.transaction import DirectoryOnly
from cmcct.errors.exceptions import CmcctError
from cmcct.fieldtypes import dates
from cmcct.i18n.messages import LongDate, SafeText, _, join_or, quote_text
from cmcct.i18n.messages import join as join_texts
from cmcct.model.entities import Meeting, WorkingGroup
from cmcct.model.fields import KEYS, RECORDS, REQUIRED
from cmcct.reference import vocabulary
from cmcct.reference.words import find_places
from cmcct.search import lookup
from cmcct.storage import directory_file
from cmcct.text.folding import fold
from cmcct.text.shell import quote
from cmcct.toml.values import get_tables

_TABLE = "working_group"

_GROUP = options.argument("GROUP", "Id or name of a working group; see cmcct list groups.")
NEW_ID = options.argument(
    "ID",
    "New id: lower-case letters, digits and hyphens [default: from the name]",
    None,
    autocompletion=completion.complete_words(()),
)


class RecordCommands(SuggestingGroup):
    """The commands for one kind of record; names the command for what others do with all kinds."""

    adding = "add"
    table: ClassVar = _TABLE
    joining: ClassVar = "cmcct group join"
    other_names: ClassVar = {
        **dict.fromkeys(("remove", "delete"), "cmcct remove"),
        **dict.fromkeys(("set", "edit"), "cmcct set"),
        "rename": "cmcct rename",
        "list": "list",
    }

    def parse_args(self, ctx: Any, args: list[str]) -> Any:
        """Parse the arguments; `list` does what the command does alone."""
        is_list = args and vocabulary.means("command", args[0], "list")
        return super().parse_args(ctx, args[1:] if is_list else args)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command; the name of a record shows it, or adds the entries behind it."""
        name = args[0]
        is_known = name in self.list_commands(ctx) or fold(name) in self.other_names
        if not (is_known or name.startswith("-") or ctx.resilient_parsing):
            try:
                path = directory_file.find_directory(ctx.params.get("directory"))
            except CmcctError:  # no directory: it is no command at least
                return super().resolve_command(ctx, args)
            listed = getattr(directory_file.load(path).directory, RECORDS[self.table])
            records = lookup.match_records(listed, name)
            if len(records) == 1 and not args[1:]:
                _show_record(records[0])
            if records:
                ids = [quote(record.id) for record in records]
                rest = [quote(word.rstrip(",")) for word in args[1:]]
                start = self.joining if rest else f"cmcct {ctx.info_name}"
                commands = [SafeText(" ".join([start, id_, *rest])) for id_ in ids]
                message = _("no such command {name}", name=quote_text(name))
                raise CmcctError(message, _("run {command}", command=join_or(commands)))
        return super().resolve_command(ctx, args)


def _show_record(record: Meeting | WorkingGroup) -> NoReturn:
    """Print the name, the place and the day of a meeting or group, and search for its entries."""
    day = _describe_days(getattr(record, "date", ""), getattr(record, "until", None))
    facts = (record.name, getattr(record, "place", ""), day)
    output.note(join_texts(dict.fromkeys(filter(None, facts))))
    if isinstance(record, Meeting):
        _note_attending(record.id)
    option = "--meeting" if isinstance(record, Meeting) else "--group"
    raise OtherCommand("search", option, record.id)


def _note_attending(id_: str) -> None:
    if output.is_stderr_terminal():
        command = f"cmcct meeting attend {quote(id_)} {translate_placeholders('NAME …')}"
        output.note(_("to note who took part: {command}", command=SafeText(command)))


def _describe_days(first: object, last: date | None) -> object:
    return LongDate(first, last) if isinstance(first, date) else first


@make_group(
    "cmcct group join venezuela gy-ctu tt-ctu --dry-run", RecordCommands, is_help_first=False
)
def app(directory: Path | None) -> None:
    """List or add working groups, and change their members.

    To change or remove one, use cmcct set or cmcct remove with its id.
    """
    print_values("groups", load_options.load_lenient(directory, None))


@app.command(epilog="Example: cmcct group add x --name X --country Cuba --dry-run")
@edit_options.field_options(*(key for key in KEYS[_TABLE] if key != "id"), table=_TABLE)
@edit_command_without_yes
def add(chosen: EditOptions, id_: str | None = NEW_ID, *, values: RawTable) -> None:
    """Add a working group."""
    add_record(chosen, _TABLE, id_, values)


@app.command(epilog="Example: cmcct group join venezuela gy-ctu tt-ctu --dry-run")
@edit_command_without_yes
def join(chosen: EditOptions, group: str = _GROUP, ids: list[str] = edit_options.ID) -> None:
    """Add entries to a working group."""
    _change_members(operations.join_table, group, ids, chosen)


@app.command(epilog="Example: cmcct group leave venezuela gy-ctu --dry-run")
@edit_command_without_yes
def leave(chosen: EditOptions, group: str = _GROUP, ids: list[str] = edit_options.ID) -> None:
    """Remove entries from a working group."""
    _change_members(operations.leave_table, group, ids, chosen)


def _change_members(
    change_table: Callable[..., None], group: str, ids: list[str], chosen: EditOptions
) -> None:
    group = entry_names.find_record(chosen, _TABLE, group)
    chosen, ids = entry_names.resolve(chosen, ids)

    def change(raw: RawTable) -> None:
        change_table(raw, _TABLE, group, operations.get_entries(raw, ids))

    editing.run_edit(chosen, DirectoryOnly(change))


def _find_place(name: str) -> str:
    """Return the longest part of a name that is a place: of `Second Meeting, Nassau`; else ""."""
    words = name.replace(",", " ").split()
    parts = (" ".join(words[start:end]) for start, end in combinations(range(len(words) + 1), 2))
    places = [place.name for part in parts for place in find_places(part) if part[:1].isupper()]
    return max(places, key=len, default="")


def add_record(chosen: EditOptions, table: str, id_: str | None, record: RawTable) -> None:
    """Add a meeting or working group; raises `CmcctError`.

    Without an id, or with a name in its place, the id is proposed.
    """
    raw = directory_file.parse_file(directory_file.find_editable(chosen.directory))
    tables = (item for kind in operations.TABLES for item in get_tables(raw, kind))
    taken = {operations.SETTINGS, *operations.taken_ids(tables)}
    if id_ and "name" not in record and (len(id_.split()) > 1 or id_ != id_.lower()):
        record["name"], id_ = id_, None
    if table == "meeting" and "name" in record and "date" not in record:
        record["name"], days = dates.cut_days(record["name"])
        record |= dict(zip(("date", "until"), days, strict=False))
    if id_:
        record["id"] = id_
    missing = [key for key in REQUIRED[table] if key not in record and key != "id"]
    if table == "meeting" and "place" not in record:
        if place := _find_place(record.get("name", "")):
            record["place"] = place
            output.note(_("{label}: {text}", label=KEYS[table]["place"].label, text=place))
        elif prompts.is_interactive():
            missing.append("place")
    if missing or (not id_ and prompts.is_interactive()):
        edit_options.ask_missing(
            record, missing, table, taken=None if id_ else taken, optional=("place",)
        )
    record.setdefault("id", operations.propose_record_id(record, taken))
    addition = DirectoryOnly(lambda raw: operations.add_table(raw, table, record))
    if editing.run_edit(chosen, addition).is_written:
        output.note(_("added {ids}", ids=record["id"]))
        if table == "meeting" and output.is_stderr_terminal():
            text = _describe_days(record["date"], record.get("until"))
            output.note(_("{label}: {text}", label=KEYS[table]["date"].label, text=text))
            _note_attending(record["id"])
