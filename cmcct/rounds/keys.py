"""The key of rounds, in the private file: whoever has it can forge the token of an answer."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from cmcct.check.exposure import check_exposure
from cmcct.edit import transaction
from cmcct.edit.operations import RawTable
from cmcct.errors.exceptions import CmcctError
from cmcct.i18n.messages import _
from cmcct.rounds import tokens
from cmcct.storage import directory_file

_TABLE, _KEY = "secret", "round"


def find_key(overlay_raw: Mapping[str, Any]) -> str:
    """Return the key in the data of a private file (overlay), or ""."""
    table = overlay_raw.get(_TABLE)
    key = table.get(_KEY) if isinstance(table, dict) else None
    return key if isinstance(key, str) else ""


def require_key(overlay_raw: Mapping[str, Any]) -> str:
    """Return the key in the data of a private file; raises `CmcctError` if it has none."""
    if key := find_key(overlay_raw):
        return key
    message = _("the private file has no key of rounds, so no answer can be checked")
    raise CmcctError(message, _("use the private file with which the letters were made"))


def ensure_key(path: Path, today: date) -> tuple[str, bool]:
    """Return the key of a directory file, and whether it had to be made.

    Raises `CmcctError`, also if git would not ignore a private file that is not encrypted.
    """
    overlay = directory_file.overlay_path(path)
    exposure = check_exposure(overlay)
    is_exposed = exposure.is_tracked or exposure.is_addable or exposure.refusal
    if is_exposed and not directory_file.is_encrypted(overlay):
        message = _(
            "{label}: {text}", label=_("git does not ignore the private file"), text=overlay
        )
        raise CmcctError(
            message, _("the key of the round is in it; run cmcct check to see what to do")
        )
    outcome = transaction.apply(path, _add_key, today)
    return outcome.report, outcome.is_written


def _add_key(_raw: RawTable, overlay_raw: RawTable) -> str:
    key = find_key(overlay_raw) or tokens.make_key()
    overlay_raw[_TABLE] = {**overlay_raw.get(_TABLE, {}), _KEY: key}
    return key
