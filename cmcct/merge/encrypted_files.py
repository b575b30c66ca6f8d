"""Three-way merge of encrypted private files, in memory."""

from pathlib import Path

from cmcct.errors.exceptions import CmcctError
from cmcct.i18n.messages import _, join
from cmcct.merge import files
from cmcct.merge.markers import Labels
from cmcct.storage import directory_file, encrypted_file


def merge_encrypted(path: Path, ours: Path, base: Path, theirs: Path) -> bytes:
    """Return the merge of three encrypted files, which are versions of the file at `path`.

    All must have the random key that is known here: a forged version could name another reader.
    Raises `CmcctError` for a version that cannot be read, and for a conflict.
    """
    # OURS first: where no key is known yet, its key is.
    mine, old, other = (_read(path, file) for file in (ours, base, theirs))
    try:
        merge = files.merge_contents((old, mine, other), Labels("", "", ""))
    except files.DOUBTS:
        raise CmcctError(_("the versions cannot be merged by entry and field")) from None
    if merge.conflicts:
        raise CmcctError(_("both versions changed {keys}", keys=join(merge.conflicts)))
    return encrypted_file.encrypt(path, merge.data)


def _read(path: Path, file: Path) -> bytes:
    """Return the text of a version; a file that is new on both sides has an empty BASE."""
    data = directory_file.read_file(file)
    return encrypted_file.decrypt(path, data) if data else b""
