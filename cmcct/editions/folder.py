"""The folders of packs: only a pack that nobody changed is replaced."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from cmcct.editions import pack
from cmcct.errors.exceptions import CmcctError
from cmcct.i18n.messages import _
from cmcct.storage import atomic
from cmcct.storage.atomic import NewContent

_OTHER_FOLDER_HINT = _("choose an empty folder")


def refuse_foreign(folder: Path) -> None:
    """Raise `CmcctError` unless a folder is missing, empty, or a pack as it was written."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise CmcctError(_("{folder} is not a folder", folder=folder), _OTHER_FOLDER_HINT)
    names = sorted(path.name for path in folder.iterdir()) if folder.exists() else []
    if names and not _is_pack(folder, names):
        message = _(
            "{folder} has files that cmcct did not write, or that were changed", folder=folder
        )
        raise CmcctError(message, _OTHER_FOLDER_HINT)


def _is_pack(folder: Path, names: list[str]) -> bool:
    """Return whether the checksums in a folder are those of all its files."""
    with suppress(OSError):
        contents = {name: (folder / name).read_bytes() for name in names}
        return contents.get(pack.SUMS) == pack.format_sums(contents).encode()
    return False


def write_pack(folder: Path, contents: Mapping[str, bytes], *, private: bool) -> None:
    """Write the files of a pack, and remove those of the pack that was there before.

    With `private`, only their owner can read them. Raises `CmcctError` like `refuse_foreign`.
    """
    refuse_foreign(folder)
    atomic.make_folder(folder, private=private)
    with atomic.lock_folders(folder / pack.SUMS):
        atomic.replace_files(
            [NewContent(folder / name, data, private=private) for name, data in contents.items()]
        )
        for path in folder.iterdir():
            if path.name not in contents:
                atomic.remove_file(path)
