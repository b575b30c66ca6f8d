"""Three-way merge of encrypted private files, in memory."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from cmcct.errors.exceptions import CmcctError
from cmcct.i18n.messages import SafeText, _, join
from cmcct.merge import files
from cmcct.merge.markers import Labels
from cmcct.model import members
from cmcct.storage import atomic, directory_file, encrypted_file
from cmcct.text import shell


class KeysDifferError(CmcctError):
    """Versions with different random keys; the hint says which one to take."""


def merge_encrypted(path: Path, ours: Path, base: Path, theirs: Path) -> bytes:
    """Return the merge of three encrypted files, which are versions of the file at `path`.

    All must have the random key that is known here: a forged version could name another reader.
    Raises `CmcctError` for a version that cannot be read, and for a conflict.
    """
    mine, old, other = map(directory_file.read_file, (ours, base, theirs))
    try:
        # OURS first: where no key is known yet, its key is.
        mine_text = encrypted_file.decrypt(path, mine)
        old_text = encrypted_file.decrypt(path, old) if old else b""  # new on both sides
        other_text = encrypted_file.decrypt(path, other)
    except encrypted_file.OtherKeyError as error:
        raise _explain_other_key(path, (mine, old, other)) or error from None
    try:
        merge = files.merge_contents((old_text, mine_text, other_text), Labels("", "", ""))
    except files.DOUBTS:
        raise CmcctError(_("the versions cannot be merged by entry and field")) from None
    if merge.conflicts:
        raise CmcctError(_("both versions changed {keys}", keys=join(merge.conflicts)))
    return atomic.encrypt_text(path, merge.data)


def _explain_other_key(path: Path, versions: tuple[bytes, ...]) -> KeysDifferError | None:
    """Return what to do where one side has another key than the base; None if both have.

    A removed member knows the old key, so nothing is taken over from the version that has it.
    """
    mine, old, other = (encrypted_file.parse_any(path, data) if data else {} for data in versions)
    is_same = [members.read_key(side) == members.read_key(old) for side in (mine, other)]
    if sum(is_same) != 1:
        return None
    newer, older, side = (other, mine, "--theirs") if is_same[0] else (mine, other, "--ours")
    message = _(
        "the versions have different keys: a member was removed in one, and the other changed "
        "{ids}",
        ids=join(dict.fromkeys(_changed_ids(old, older))) or _("the members"),
    )
    name = shell.quote(str(path))
    take = f"git checkout {side} {name} && git add {name}"
    if encrypted_file.has_known_key(path, newer):
        hint = _("run {command}, and make the other change again", command=SafeText(take))
        return KeysDifferError(message, hint)
    hint = _(
        "it may be forged, so ask a member; if somebody was removed, run {command}, and make the "
        "other change again",
        command=SafeText(f"{take} && cmcct private accept"),
    )
    return KeysDifferError(message, hint)


def _changed_ids(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    """Yield the ids of the parts that two versions do not have in common."""
    one, two = (version.get("focal_point") for version in (before, after))
    parts, others = (value if isinstance(value, list) else [] for value in (one, two))
    for part in (*parts, *others):
        if isinstance(part, dict) and (part not in parts or part not in others):
            yield str(part.get("id"))
