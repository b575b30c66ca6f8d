"""Folders with one file per card, for address books and vdirsyncer."""

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from cmcct.errors.exceptions import CmcctError
from cmcct.formats import vcard
from cmcct.i18n.messages import Message, _, quote_text
from cmcct.storage import atomic
from cmcct.storage.atomic import NewContent
from cmcct.text.slugs import is_slug


def write_cards(
    folder: Path,
    cards: Sequence[tuple[str, str]],
    *,
    private: bool,
    prune: bool | None,
    force: bool = False,
) -> list[str]:
    """Write one file per card, named by id; return the names of the removed old files.

    `cards` are pairs of name and text. Cards of another list in the folder are an error, since they
    would be passed on with this one; with `prune`, those written by cmcct are removed; None means
    that pruning is not available. `force` overwrites cards of the same name not written by cmcct.
    Raises `CmcctError`.
    """
    _refuse_names([name for name, _ in cards])
    atomic.make_folder(folder, private=private)
    texts = {folder / f"{id_}{vcard.SUFFIX}": text for id_, text in cards}
    others = _other_cards(folder, {path.name for path in texts})
    _refuse_links(folder, texts)
    if not force:
        _refuse_foreign(folder, texts)
    _refuse(folder, others, prune=prune)
    if private:
        _close(folder)
    with atomic.lock_folders(*texts):
        for path, text in texts.items():
            atomic.replace_files([NewContent(path, text.encode(), private=private)])
        # Removed last, so that a failure never leaves cards of the list missing.
        for path in others:
            atomic.remove_file(path)
    return [path.name for path in others]


def _refuse_names(names: Sequence[str]) -> None:
    """Refuse repeated names, and names that lead out of the folder.

    Only an older version can have them, since a file with errors is not exported.
    """
    hint = _("omit --split: it names each file by an id")
    for name in names:
        # Names of groups contain a character that is invalid in ids: `group_venezuela`.
        if not is_slug(name.removeprefix("group_").removeprefix("meeting_")):
            raise CmcctError(_("{id} is not a valid id", id=quote_text(name)), hint)
    if twice := [name for name, count in Counter(names).items() if count > 1]:
        raise CmcctError(_("several cards have the id {id}", id=quote_text(twice[0])), hint)


def _other_cards(folder: Path, names: set[str]) -> list[Path]:
    return sorted(path for path in folder.glob(f"*{vcard.SUFFIX}") if path.name not in names)


def _close(folder: Path) -> None:
    """Remove access by others to a folder that contains only cards."""
    if all(path.suffix == vcard.SUFFIX for path in folder.iterdir()):
        with suppress(PermissionError):  # another owner; each card is private anyway
            folder.chmod(0o700)


def _refuse_links(folder: Path, paths: Iterable[Path]) -> None:
    """Refuse to overwrite anything but a regular file, such as a link or a pipe."""
    there = (path for path in paths if path.is_symlink() or path.exists())
    if other := next((path for path in there if path.is_symlink() or not path.is_file()), None):
        raise CmcctError(_foreign(folder, other.name), _("choose an empty folder"))


def _refuse_foreign(folder: Path, paths: Iterable[Path]) -> None:
    """Refuse to overwrite a card that cmcct did not write, or that was changed."""
    there = (path for path in paths if path.exists() and path.stat().st_size)
    if foreign := next((path for path in there if not _is_ours(path)), None):
        hint = _("choose an empty folder, or use --force to write anyway")
        raise CmcctError(_foreign(folder, foreign.name), hint)


def _foreign(folder: Path, file: str) -> Message:
    return _("{folder} contains a card that cmcct did not write: {file}", folder=folder, file=file)


def _refuse(folder: Path, others: Sequence[Path], *, prune: bool | None) -> None:
    """Refuse a folder with cards that are not in the list and would remain."""
    hint = _("choose an empty folder")
    if foreign := [path for path in others if not _is_ours(path)]:
        file = foreign[0].name
        if prune:
            raise CmcctError(_foreign(folder, file), hint)
        raise CmcctError(_leftover_error(folder, file), hint)
    if others and not prune:
        if prune is not None:
            hint = _("choose an empty folder, or use --prune to delete earlier cards")
        raise CmcctError(_leftover_error(folder, others[0].name), hint)


def _leftover_error(folder: Path, file: str) -> Message:
    return _("{folder} contains a card that is not in this list: {file}", folder=folder, file=file)


def _is_ours(path: Path) -> bool:
    """Return whether cmcct wrote a card; False if it cannot be read."""
    try:
        is_file = path.is_file() and not path.is_symlink()
        return is_file and vcard.is_own_card(path.read_bytes().decode("utf-8", "replace"))
    except OSError:
        return False
