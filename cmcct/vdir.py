"""A folder with a file for each card, as address books and vdirsyncer read it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from cmcct import writing
from cmcct.errors import CmcctError
from cmcct.formats import vcard
from cmcct.slugs import is_slug
from cmcct.wording import Message, say
from cmcct.writing import File


def write(
    folder: Path,
    cards: Sequence[tuple[str, str]],
    *,
    private: bool,
    prune: bool | None,
    force: bool = False,
) -> list[str]:
    """Write a card to a file of its id's name; return the names of the old files taken away.

    `cards` are pairs of name and text. Cards of another list would go out with this one: they are
    refused, or with `prune` taken away, if cmcct wrote them; None is for what cannot be pruned.
    `force` lets a card be written over one of its name that cmcct did not write.
    Raises `CmcctError`.
    """
    _refuse_names([name for name, _ in cards])
    writing.make_folder(folder, private=private)
    texts = {folder / f"{id_}{vcard.SUFFIX}": text for id_, text in cards}
    others = _others(folder, {path.name for path in texts})
    _refuse_links(folder, texts)
    if not force:
        _refuse_foreign(folder, texts)
    _refuse(folder, others, prune=prune)
    if private:
        _close(folder)
    with writing.locked(*texts):
        for path, text in texts.items():
            writing.replace([File(path, text.encode(), private=private)])
        # Last: however this ends, nobody who is in the list is missing.
        for path in others:
            writing.remove(path)
    return [path.name for path in others]


def _refuse_names(names: Sequence[str]) -> None:
    """Refuse names that lead out of the folder, or of which one would be written over another.

    Only a version of the past has them, since nothing is exported of a file with an error.
    """
    help_ = say("leave --split out: it calls each file by an id")
    for name in names:
        # A group's has what an id cannot have: `group_venezuela`.
        if not is_slug(name.removeprefix("group_").removeprefix("meeting_")):
            raise CmcctError(say("not an id: {id}", id=repr(name)), help_)
    if twice := [name for name, count in Counter(names).items() if count > 1]:
        raise CmcctError(say("several cards have the id {id}", id=repr(twice[0])), help_)


def _others(folder: Path, names: set[str]) -> list[Path]:
    return sorted(path for path in folder.glob(f"*{vcard.SUFFIX}") if path.name not in names)


def _close(folder: Path) -> None:
    """Keep others out of a folder of cards; one that holds something else too is not ours."""
    if all(path.suffix == vcard.SUFFIX for path in folder.iterdir()):
        with suppress(PermissionError):  # of somebody else; each card is closed all the same
            folder.chmod(0o700)


def _refuse_links(folder: Path, paths: Iterable[Path]) -> None:
    """Refuse a folder where a card would be written to what is no file: a link, a pipe."""
    there = (path for path in paths if path.is_symlink() or path.exists())
    if other := next((path for path in there if path.is_symlink() or not path.is_file()), None):
        raise CmcctError(_foreign(folder, other.name), say("choose an empty folder"))


def _refuse_foreign(folder: Path, paths: Iterable[Path]) -> None:
    """Refuse a folder where a card would be written over what somebody else wrote or changed."""
    there = (path for path in paths if path.exists() and path.stat().st_size)
    if foreign := next((path for path in there if not _is_ours(path)), None):
        help_ = say("choose an empty folder, or give --force to write it all the same")
        raise CmcctError(_foreign(folder, foreign.name), help_)


def _foreign(folder: Path, file: str) -> Message:
    return say("{folder} holds a card that cmcct did not write: {file}", folder=folder, file=file)


def _refuse(folder: Path, others: Sequence[Path], *, prune: bool | None) -> None:
    """Refuse a folder where something would stay that is not in the list."""
    help_ = say("choose an empty folder")
    if foreign := [path for path in others if not _is_ours(path)]:
        file = foreign[0].name
        if prune:
            raise CmcctError(_foreign(folder, file), help_)
        raise CmcctError(_not_in_list(folder, file), help_)
    if others and not prune:
        if prune is not None:
            help_ = say("choose an empty folder, or let --prune take away what cmcct wrote before")
        raise CmcctError(_not_in_list(folder, others[0].name), help_)


def _not_in_list(folder: Path, file: str) -> Message:
    return say("{folder} holds a card that is not in this list: {file}", folder=folder, file=file)


def _is_ours(path: Path) -> bool:
    """Tell whether cmcct wrote a card; one that cannot be read may be anybody's."""
    try:
        is_file = path.is_file() and not path.is_symlink()
        return is_file and vcard.is_ours(path.read_bytes().decode("utf-8", "replace"))
    except OSError:
        return False
