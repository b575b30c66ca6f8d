"""`cmcct set`."""

import os
from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated, Any, TypeAlias

import typer

from cmcct.cli import consent, edit_options, options, output, private_access, private_parts
from cmcct.cli.private_parts import Renaming
from cmcct.diagnostics import KeyPath
from cmcct.edit import key_paths, operations, overlay, parse_value
from cmcct.edit.operations import RawTable
from cmcct.edit.transaction import DirectoryOnly
from cmcct.errors.exceptions import CmcctError
from cmcct.i18n.messages import Message, _, quote_text
from cmcct.model import person_names
from cmcct.storage import directory_file

# Changes the value of a table at a key path, given what was typed for it.
_Change: TypeAlias = Callable[[RawTable, KeyPath, Any], None]

# Keys by which overlay entries are joined to an entry.
_LEADING = frozenset({"formerly", "merged"})

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command(epilog="Example: cmcct set gy-ctu title=Director phones.0.type=mobile --dry-run")
def set_(
    id_: edit_options.Id,
    assignments: Annotated[
        list[str] | None, typer.Argument(metavar="KEY=VALUE", help="Key to set, and its value.")
    ] = None,
    directory: options.DirectoryOption = None,
    add: Annotated[
        list[str] | None, typer.Option(metavar="KEY=VALUE", help="Item to add to a list.")
    ] = None,
    remove: Annotated[
        list[str] | None, typer.Option(metavar="KEY=VALUE", help="Item to remove from a list.")
    ] = None,
    unset: Annotated[list[str] | None, typer.Option(metavar="KEY", help="Key to remove.")] = None,
    private: edit_options.Private = False,
    yes: consent.Yes = False,
    dry_run: edit_options.DryRun = False,
) -> None:
    """Change keys of an entry.

    Items of lists are numbered from 0: phones.0.type=mobile. Lists and tables are written as in the
    file: sectors='["police", "justice"]'.
    """
    steps: list[Callable[[RawTable], None]] = [
        *_parse_steps(key_paths.assign, parse_value.parse_value, assignments),
        *_parse_steps(key_paths.add_item, parse_value.parse_item, add),
        *_parse_steps(key_paths.remove_item, parse_value.parse_item, remove),
        *(partial(key_paths.unset, path=parse_value.key_path(key)) for key in unset or ()),
    ]
    if not steps:
        raise CmcctError(_("nothing to set"), _("give KEY=VALUE, --add, --remove or --unset"))

    words = (*(assignments or ()), *(add or ()), *(remove or ()), *(unset or ()))
    keys = {parse_value.key_path(word.partition("=")[0])[0] for word in words}
    is_named = "name" in keys

    def set_keys(entry: RawTable, country: object) -> list[str]:
        before = deepcopy(entry)
        for step in steps:
            step(entry)
        return operations.mark_mobiles(entry, country, before)

    def change(raw: RawTable, _overlay_raw: RawTable) -> _Report:
        entry = operations.get_entry(raw, id_)
        return _Report(set_keys(entry, entry.get("country")))

    run = partial(
        edit_options.run_edit,
        directory,
        dry_run=dry_run,
        yes=yes,
        find_statements=consent.find_widened,
    )
    if private:
        renaming = Renaming(yes=yes, is_trial=dry_run) if is_named else None
        edit = _PrivateEdit(id_, set_keys, renaming, is_only_name=keys == {"name"})
        if is_named:
            edit.settle(directory_file.find_directory(directory))
        outcome = run(edit)
    elif is_named:
        outcome = private_parts.run_edit_with_owners(
            directory,
            change,
            dry_run=dry_run,
            decide=partial(private_parts.decide_renamed, yes=yes),
            yes=yes,
        )
    else:
        is_of_both = not _LEADING.isdisjoint(keys)
        outcome = run(change if is_of_both else DirectoryOnly(lambda raw: change(raw, {})))
    output.warn(*outcome.report.unjoined)
    if outcome.is_written:
        edit_options.note_mobiles(outcome.report.mobiles)


@dataclass(frozen=True)
class _Report:
    """What `set` did."""

    mobiles: list[str]  # keys of the numbers marked as mobile
    unjoined: tuple[Message, ...] = ()  # warnings


@dataclass(frozen=True)
class _PrivateEdit:
    """Set keys of the overlay entry of an entry's person; the user is asked about its name.

    `set_keys` sets the keys of a table, given the entry's country.
    """

    id: str
    set_keys: Callable[[RawTable, object], list[str]]
    renaming: Renaming | None  # None unless the name is among the keys
    is_only_name: bool

    def settle(self, path: Path) -> None:
        """Ask about names before the lock is taken, so that a slow answer blocks no other edit."""
        private_access.prepare(path, may_ask=True)
        overlay_path = directory_file.overlay_path(path)
        known = directory_file.parse_file(overlay_path) if os.path.lexists(overlay_path) else {}
        self(directory_file.parse_file(path), known)

    def __call__(self, raw: RawTable, overlay_raw: RawTable) -> _Report:
        """Change the private file's data."""
        entry = operations.get_entry(raw, self.id)
        known = overlay.parts_for(raw, overlay_raw, entry)
        part = overlay.get_or_create_part(raw, overlay_raw, entry, is_named=bool(self.renaming))
        before = deepcopy(part)
        mobiles = self.set_keys(part, entry.get("country"))
        if self.renaming:
            if any(part is one for one in known):
                self.renaming.settle(entry, before, part)
            is_joined = self._correct_others(raw, overlay_raw, entry, overlay.person_name(part))
            if not is_joined and part == before:
                raise CmcctError(_("nothing was saved"))
        if part.keys() <= {"id", "name"}:
            overlay.remove_parts(overlay_raw, [part])
            return _Report(mobiles)
        return _Report(mobiles, private_parts.unjoined_messages(part, entry))

    def _correct_others(
        self, raw: RawTable, overlay_raw: RawTable, entry: RawTable, name: str
    ) -> bool:
        """Join what the private file holds of other persons, if only the entry's name is given."""
        is_entrys = name and person_names.may_join(name, overlay.person_name(entry))
        if not (self.renaming and self.is_only_name and is_entrys):
            return True
        return self.renaming.correct_others(raw, overlay_raw, entry, name)


def _parse_steps(
    change: _Change, parse: Callable[[KeyPath, str], Any], words: Sequence[str] | None
) -> list[Callable[[RawTable], None]]:
    """Return a function for each KEY=VALUE that changes a table."""
    with parse_value.suggest_assignments():
        return [
            _make_step(change, path, parse(path, text)) for path, text in map(_split, words or ())
        ]


def _make_step(change: _Change, path: KeyPath, value: Any) -> Callable[[RawTable], None]:
    # Copied, since an edit may be tried several times.
    return lambda entry: change(entry, path, deepcopy(value))


def _split(word: str) -> tuple[KeyPath, str]:
    key, sign, text = word.partition("=")
    if not sign:
        hint = _("write {key}=…, or --unset {key}", key=key)
        raise CmcctError(_("{word} is not KEY=VALUE", word=quote_text(word)), hint)
    path = parse_value.key_path(key)
    if path == ("id",):
        raise CmcctError(_("an id cannot be set"), _("use cmcct rename to change an id"))
    return path, text
