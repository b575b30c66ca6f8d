"""The folder of the letters: only letters are replaced in it."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from cmcct.errors.exceptions import CmcctError
from cmcct.i18n.messages import _
from cmcct.rounds import mails
from cmcct.storage import atomic, directory_file
from cmcct.storage.atomic import NewContent

_START = 2_000  # bytes of a file in which the header of a letter stands


def refuse_foreign(folder: Path, names: Iterable[str]) -> None:
    """Raise `CmcctError` if one of the names is a file in a folder that is no letter."""
    header = f"\r\n{mails.LETTER_HEADER}: ".encode()
    for path in (folder / name for name in names):
        is_letter = (
            path.is_file()
            and not path.is_symlink()
            and header in directory_file.read_file(path)[:_START]
        )
        if not is_letter and (path.is_symlink() or path.exists()):
            message = _("{file} is not a letter of a round", file=path)
            raise CmcctError(message, _("choose an empty folder"))


def write_letters(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Write letters by name; only their owner can read them. Raises `CmcctError`."""
    atomic.make_folder(folder, private=True)
    files = [NewContent(folder / name, data, private=True) for name, data in contents.items()]
    with atomic.lock_folders(*(file.path for file in files)):
        atomic.replace_files(files)
