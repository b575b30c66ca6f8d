"""Folders with one file per card, for address books and vdirsyncer."""

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from cmcct.errors.exceptions import CmcctError
from cmcct.formats import vcard
from cmcct.i18n.messages import _, quote_text
from cmcct.storage import atomic
from cmcct.storage.atomic import NewContent
from cmcct.text.folding import is_slug

_FOREIGN = _("{folder} contains a card that cmcct did not write: {file}")
_LEFT_OVER = _("{folder} contains a card that is not in this list: {file}")


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
    unlisted = sorted(path for path in folder.glob(f"*{vcard.SUFFIX}") if path not in texts)
    _refuse_cards(folder, texts, unlisted, prune=prune, force=force)
    if private and all(path.suffix == vcard.SUFFIX for path in folder.iterdir()):
        with suppress(PermissionError):  # another owner; each card is private anyway
            folder.chmod(0o700)
    with atomic.lock_folders(*texts):
        for path, text in texts.items():
            atomic.replace_files([NewContent(path, text.encode(), private=private)])
        # Removed last, so that a failure never leaves cards of the list missing.
        for path in unlisted:
            atomic.remove_file(path)
    return [path.name for path in unlisted]


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


def _refuse_cards(
    folder: Path,
    paths: Iterable[Path],
    unlisted: Sequence[Path],
    *,
    prune: bool | None,
    force: bool,
) -> None:
    """Refuse to overwrite what cmcct did not write, or what was changed; never a link or a pipe.

    Refuse too if `unlisted`, cards that are not in the list, would remain.
    """
    hint = _("choose an empty folder")
    for path in paths:
        is_file = path.is_file() and not path.is_symlink()
        if (path.is_symlink() or path.exists()) and not is_file:
            raise CmcctError(_FOREIGN.with_values(folder=folder, file=path.name), hint)
        if is_file and not force and path.stat().st_size and not _is_ours(path):
            hint = _("choose an empty folder, or use --force to write anyway")
            raise CmcctError(_FOREIGN.with_values(folder=folder, file=path.name), hint)
    foreign = [path for path in unlisted if not _is_ours(path)]
    if foreign or (unlisted and not prune):
        message = _FOREIGN if foreign and prune else _LEFT_OVER
        if not foreign and prune is not None:
            hint = _("choose an empty folder, or use --prune to delete earlier cards")
        file = (foreign or unlisted)[0].name
        raise CmcctError(message.with_values(folder=folder, file=file), hint)


def _is_ours(path: Path) -> bool:
    """Return whether cmcct wrote a file, a single card; False if it cannot be read."""
    try:
        if path.is_symlink() or not path.is_file():
            return False
        text = path.read_bytes().decode("utf-8", "replace")
    except OSError:
        return False
    return text.splitlines().count("BEGIN:VCARD") == 1 and vcard.are_own_cards(text)
