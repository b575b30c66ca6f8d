"""`cmcct set`."""

from collections.abc import Callable, Sequence
from copy import deepcopy
from functools import partial
from typing import Annotated, Any

import typer

from cmcct.cli import confirmation, edit_options, options, same_person
from cmcct.cli.confirmation import Consent
from cmcct.diagnostics import KeyPath
from cmcct.edit import key_paths, operations, overlay, parse_value
from cmcct.edit.operations import RawTable
from cmcct.edit.transaction import DirectoryOnly
from cmcct.errors.exceptions import CmcctError
from cmcct.i18n.messages import _

# Keys by which overlay entries are joined to an entry.
_LEADING = frozenset({"formerly", "merged"})

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command(epilog="Example: cmcct set gy-ctu title=Director phones.0.type=mobile --dry-run")
def set_(
    id_: edit_options.Id,
    assignments: Annotated[
        list[str] | None, typer.Argument(metavar="KEY=VALUE", help="What to write for a key.")
    ] = None,
    directory: options.Directory = None,
    add: Annotated[
        list[str] | None, typer.Option(metavar="KEY=VALUE", help="An item to add to a list.")
    ] = None,
    remove: Annotated[
        list[str] | None, typer.Option(metavar="KEY=VALUE", help="An item to take out of a list.")
    ] = None,
    unset: Annotated[
        list[str] | None, typer.Option(metavar="KEY", help="A key to take out.")
    ] = None,
    private: edit_options.Private = False,
    yes: confirmation.Yes = False,
    dry_run: edit_options.DryRun = False,
) -> None:
    """Change keys of an entry, and nothing else in the file.

    Items of lists are numbered from 0: phones.0.type=mobile. Lists and tables are written as in the
    file: sectors='["police", "justice"]'.
    """
    steps = [
        *_parse_operations(_assign, assignments),
        *_parse_operations(_add, add),
        *_parse_operations(_remove, remove),
    ]
    steps += [_unset(parse_value.key_path(key)) for key in unset or ()]
    if not steps:
        raise CmcctError(_("nothing to set"), _("give KEY=VALUE, --add, --remove or --unset"))

    words = (*(assignments or ()), *(add or ()), *(remove or ()), *(unset or ()))
    keys = {word.partition("=")[0].partition(".")[0] for word in words}
    is_named = "name" in keys

    marked: list[str] = []

    def change(raw: RawTable, private_raw: RawTable) -> None:
        point = operations.get_entry(raw, id_)
        country = point.get("country")
        if private:
            point = overlay.own_part(raw, private_raw, point, is_named=is_named)
        before = deepcopy(point)
        for step in steps:
            step(point)
        marked[:] = operations.mark_mobiles(point, country, before)
        if private and point.keys() <= {"id", "name"}:
            overlay.remove_parts(private_raw, [point])

    if is_named and not private:
        decider = partial(same_person.decide, yes=yes)
        is_written = same_person.run_edit(
            directory, change, dry_run=dry_run, decider=decider, yes=yes, find=confirmation.widened
        )
    else:
        agreed = Consent(confirmation.widened, yes=yes, is_trial=dry_run)
        is_of_both = private or not _LEADING.isdisjoint(keys)
        edit = change if is_of_both else DirectoryOnly(lambda raw: change(raw, {}))
        is_written = edit_options.run_edit(directory, edit, dry_run=dry_run, consent=agreed)
    if is_written:
        edit_options.note_mobiles(marked)


def _parse_operations(
    make: Callable[[KeyPath, str], Callable[[RawTable], None]], words: Sequence[str] | None
) -> list[Callable[[RawTable], None]]:
    with parse_value.suggest_assignments():
        return [make(*_split(word)) for word in words or ()]


def _split(word: str) -> tuple[KeyPath, str]:
    key, sign, text = word.partition("=")
    if not sign:
        hint = _("write {key}=…, or --unset {key}", key=key)
        raise CmcctError(_("{word} is not KEY=VALUE", word=repr(word)), hint)
    if key == "id":
        raise CmcctError(_("an id is not set"), _("cmcct rename changes it everywhere"))
    return parse_value.key_path(key), text


def _assign(path: KeyPath, text: str) -> Callable[[RawTable], None]:
    value: Any = parse_value.parse_value(path, text)
    return lambda point: key_paths.assign(point, path, value)


def _add(path: KeyPath, text: str) -> Callable[[RawTable], None]:
    item = parse_value.parse_item(path, text)
    return lambda point: key_paths.add_item(point, path, item)


def _remove(path: KeyPath, text: str) -> Callable[[RawTable], None]:
    item = parse_value.parse_item(path, text)
    return lambda point: key_paths.remove_item(point, path, item)


def _unset(path: KeyPath) -> Callable[[RawTable], None]:
    return lambda point: key_paths.unset(point, path)
