"""`cmcct replace`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cmcct import clock
from cmcct.cli import options
from cmcct.cli.edits import edit_options, editing, entry_names
from cmcct.cli.edits.channel_edits import read_phones
from cmcct.cli.options import load_options
from cmcct.cli.screen import output, prompts
from cmcct.edit import operations, overlay, replace_person, transaction
from cmcct.edit.operations import RawTable
from cmcct.edit.replace_person import Piece
from cmcct.edit.transaction import BeforeAfter
from cmcct.errors.exceptions import CmcctError, NoAccessError
from cmcct.i18n.messages import Message, SafeText, _, hint_to_write, join, ngettext
from cmcct.model import person_names
from cmcct.model.entities import STRICTEST
from cmcct.model.field_spec import Owner
from cmcct.model.fields import ENTRY_KEYS, PLAIN_KEYS
from cmcct.model.loader import parse_entry
from cmcct.reference import vocabulary
from cmcct.storage import directory_file
from cmcct.system import is_log
from cmcct.text import shell
from cmcct.toml.values import get_items

_STAYS = _("kept with the seat: {channels}")
# What may differ for the new person; a status follows from having one.
_KEYS = tuple(
    key
    for key, spec in ENTRY_KEYS.items()
    if key == "sharing" or (spec.owner is not Owner.SEAT and key != "status")
)


@options.command('replace gy-ctu --name "Óscar Example" --dry-run')
@edit_options.field_options(
    *_KEYS,
    since="First day in the seat: 2024-01-15 [default: today]",
    sharing="Who may see the entry [default: as before]",
)
@edit_options.edit_command
def replace(
    chosen: edit_options.EditOptions,
    id_: str = edit_options.ID,
    keep: list[str] | None = options.option("KEY", "Value to keep, e.g. phones.1 or title."),
    drop: list[str] | None = options.option("KEY", "Value to remove, e.g. phones.1 or city."),
    vacant: bool = options.flag("--vacant", "Nobody has the seat now; the seat stays."),
    force: bool = options.flag("--force", "The new person has the same name as the previous one."),
    *,
    values: RawTable,
) -> None:
    """Put a new person in a seat.

    Office channels stay; the previous person's are removed: mobile numbers, title, languages,
    notes, channels for the secretariat only, and e-mail addresses that contain the name. For a
    number that may be a mobile or a landline, you are asked. The entry is unconfirmed until you run
    cmcct verify. With --vacant, the same is removed, and nobody has the seat.
    """
    path = directory_file.find_editable(chosen.directory)
    chosen, (id_,) = entry_names.resolve(chosen, [id_])
    raw = transaction.read(path).raw
    entry = operations.get_entry(raw, id_)
    if vacant or _names_nobody(values):
        _refuse_person(values)
        values["status"] = "vacant"
    elif "name" not in values:
        hint = hint_to_write('--name="…"', "--vacant")
        edit_options.ask_missing(values, ["name", "title"], hint=hint, optional=["title"])
    name = str(values.get("name", ""))
    choice = _Choice(keep or [], drop or [])
    chosen = chosen._replace(named=(str(entry["id"]),))  # what goes is asked about, by its id too
    has_seat = not force and _has_seat(entry, name)
    if has_seat:
        _refuse_corrections(entry, values, choice.drop)
        if not _has_private_data_of_others(path, raw, entry):
            _note_unchanged(entry, values)
            return
    else:
        # Ask before the lock is taken, so that a slow answer blocks no other edit.
        choice.complete(entry)

    read_phones(values, entry.get("country"))
    mobiles, staying, listed = list[str](), list[Piece](), list[str]()

    def change(raw: RawTable, overlay_raw: RawTable) -> tuple[list[Piece], list[Piece]]:
        entry = operations.get_entry(raw, id_)
        owner = overlay.person_name(entry) if has_seat else name
        private = overlay.parts_of_others(raw, overlay_raw, entry, owner)
        overlay.remove_parts(overlay_raw, private)
        if has_seat:
            return [], []
        if not force and _has_seat(entry, name):  # since another command has run
            raise CmcctError(_state_unchanged(entry, name))
        choice.read(entry)
        before = {"phones": [*get_items(entry, "phones")]}
        parts = replace_person.replace_person(entry, dict(values), clock.today(), choice)
        mobiles[:] = operations.mark_mobiles(entry, entry.get("country"), before)
        staying[:] = parts[1]
        tables = (piece.value for piece in parts[0] if isinstance(piece.value, dict))
        is_withheld = any("phones" in part for part in private) or any(
            table.get("sharing") == STRICTEST for table in tables
        )
        listed[:] = _new_mobiles(entry, before["phones"]) if is_withheld else []
        return parts

    def find_statements(sides: BeforeAfter) -> list[Message]:
        is_asked = staying and prompts.is_interactive()  # the question does not name what stays
        stays = [_STAYS.with_values(channels=_describe_pieces(staying))] if is_asked else []
        return [*editing.find_widened_values(sides), *stays, *editing.find_unlisted(sides)]

    outcome = editing.run_edit(chosen, change, may_be_same=False, find_statements=find_statements)
    if outcome.is_written and not has_seat:
        editing.note_mobiles(mobiles)
        _note_listed(chosen.named[0], listed)
        _note_pieces(*outcome.report, is_vacant=not name)


def _new_mobiles(entry: RawTable, before: Sequence[Any]) -> list[str]:
    """Return the mobile numbers that an entry has gained."""
    gained = (each for each in get_items(entry, "phones") if each not in before)
    tables = map(operations.to_table, gained)
    return [str(table["number"]) for table in tables if table.get("type") == "mobile"]


def _note_listed(id_: str, numbers: Sequence[str]) -> None:
    """Print that lists have the mobiles of a person whose predecessor had one that none has."""
    if numbers:
        text = _(
            "a number of the previous person was for the secretariat only; lists have {numbers} "
            "until you run {command}"
        )
        command = SafeText(shell.command_line("set", id_, "--private", numbers[0]))
        output.note(text.with_values(numbers=join(numbers), command=command))


def _names_nobody(values: RawTable) -> bool:
    """Return whether a name says that there is nobody, and leave it out then: `vacante`."""
    is_nobody = vocabulary.means("option", values.get("name", ""), "vacant")
    return is_nobody and bool(values.pop("name"))


def _refuse_person(values: RawTable) -> None:
    """Raise `CmcctError` for values of a person, whom a vacant seat has not."""
    keys = [key for key in values if ENTRY_KEYS[key].owner is Owner.PERSON]
    if keys:
        named = ", ".join(f"--{edit_options.option_name(key)}" for key in keys)
        message = _("{label}: {text}", label=named, text=operations.NO_PERSON)
        raise CmcctError(message, _("omit --vacant, or omit {options}", options=named))


def _has_seat(entry: RawTable, name: str) -> bool:
    """Return whether the person has the seat already; without a name, whether it is vacant."""
    owner, point = overlay.person_name(entry), parse_entry(entry)
    if not name:
        return point.status == "vacant" and not owner
    has_person = point.status == "active" and not point.has_left(clock.today())
    return has_person and bool(owner) and person_names.is_same_person(name, owner)


def _state_unchanged(entry: RawTable, name: str) -> Message:
    id_ = str(entry["id"])
    if not name:
        return _("{id} is vacant already; nothing changed", id=id_)
    return _("{name} already holds {id}; nothing changed", name=editing.display_name(name), id=id_)


def _has_private_data_of_others(path: Path, raw: RawTable, entry: RawTable) -> bool:
    """Return whether the private file, as far as it can be read, has data of another person."""
    load_options.prepare_access(path, may_ask=True)
    try:
        overlay_raw = load_options.read_private(path)
    except NoAccessError:
        return False
    return bool(overlay.parts_of_others(raw, overlay_raw, entry, overlay.person_name(entry)))


def _refuse_corrections(entry: RawTable, values: RawTable, drop: Sequence[str]) -> None:
    """Raise `CmcctError` if there are values for the person who has the seat already."""
    if drop or values.keys() - {"name", "status"}:
        state = _state_unchanged(entry, str(values.get("name", "")))
        raise CmcctError(state, _correction(entry, values, drop))


def _note_unchanged(entry: RawTable, values: RawTable) -> None:
    """Print that the person has the seat, and how another spelling of the name is written."""
    name = values.get("name", "")
    output.note(_state_unchanged(entry, name))
    if name and name != entry.get("name"):
        output.note(_correction(entry, values, ()))
    if name:
        output.note(_("if it is another person of this name, use --force"))


def _correction(entry: RawTable, values: RawTable, drop: Sequence[str]) -> Message:
    """Return the command that gives an entry these values."""
    words = list[str]()
    for key, value in values.items():
        if entry.get(key) == value:
            continue
        if key in PLAIN_KEYS:  # of a list of channels, those that it lacks
            typed = (f"{key}={editing.format_typed(item)}" for item in value)
            words += [word for each in typed for word in ("--add", each)]
        else:
            words.append(f"{key}={editing.format_typed(value)}")
    words += [word for key in drop for word in ("--remove", key)]
    return options.hint_to_run("set", str(entry["id"]), *words)


class _Choice:
    """The user's choice for each piece of an entry, by options or answers."""

    def __init__(self, keep: list[str], drop: list[str]) -> None:
        self.keep, self.drop = keep, drop
        self.answers: dict[str, bool] = {}

    def read(self, entry: RawTable) -> None:
        """Resolve the pieces that the options name; raises `CmcctError`."""
        self.kept = replace_person.select_pieces(entry, self.keep)
        self.dropped = replace_person.select_pieces(entry, self.drop)
        if both := sorted(Piece(path, None).key for path in self.kept & self.dropped):
            message = _("{key} cannot be both kept and dropped", key=both[0])
            raise CmcctError(message, _("leave out one of them"))

    def __call__(self, piece: Piece) -> bool | None:
        if piece.path in self.kept | self.dropped:
            return piece.path in self.kept
        return self.answers.get(piece.channel)

    def complete(self, entry: RawTable) -> None:
        """Ask about each number that may belong to person or seat; raises `CmcctError`."""
        self.read(entry)
        undecided = (piece for piece in replace_person.iter_pieces(entry) if self(piece) is None)
        open_ = [
            piece for piece in undecided if replace_person.belongs_to_person(entry, piece) is None
        ]
        if open_ and not prompts.is_interactive():
            raise replace_person.undecided_error(open_)
        for piece in open_:
            question = _(
                "{number} may be a mobile or a landline. Does it stay with the seat?",
                number=piece.channel,
            )
            self.answers[piece.channel] = prompts.confirm(question, default=None)


def _note_pieces(removed: Sequence[Piece], staying: Sequence[Piece], *, is_vacant: bool) -> None:
    """Report what was kept if nobody was asked, and where the seat and the removed data are."""
    if staying and not prompts.is_interactive():
        output.note(_STAYS.with_values(channels=_describe_pieces(staying)))
    if is_vacant:
        command = SafeText("cmcct search --status all")
        output.note(_("a vacant seat is in no list; to see it: {command}", command=command))
    if any(piece.channel for piece in removed):
        editing.note_history()


def _describe_pieces(pieces: Sequence[Piece]) -> Message:
    if is_log():
        return ngettext("{count} field or channel", "{count} fields and channels", len(pieces))
    return join(piece.words for piece in pieces if piece.key != "id")
