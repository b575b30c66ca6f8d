"""Tokens in the subjects of answers, which show what letter is answered, and the key of tokens.

A token names the kind of answer, the day of the round and the entry, and ends in a code: the first
eight base32 characters of an HMAC-SHA256 of these and of what the letter shows of the entry. The
key is in the private file: whoever has it can forge tokens.
"""

import base64
import hmac
import re
import secrets
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from cmcct.check.runner import check_exposure
from cmcct.edit import transaction
from cmcct.edit.operations import RawTable
from cmcct.errors.exceptions import CmcctError
from cmcct.i18n.messages import SafeText, _
from cmcct.storage import directory_file

OK, CHANGE = "ok", "change"

# A mail program may fold a subject at any space, and a person may type it in capitals.
TOKEN = re.compile(
    r"\[\s*cmc\s+(ok|change)\s+(\d{4}-\d\d-\d\d)\s+([a-z0-9-]{1,100})\s+([a-z2-7]{8})\s*\]",
    re.IGNORECASE | re.ASCII,
)
_CODE_LENGTH = 8  # characters of 5 bits
_KEY_LENGTH = 32  # random bytes
_TABLE, _KEY = "secret", "round"  # where the private file has the key


class Token(NamedTuple):
    """A token as written: its code may be wrong, and its day none."""

    kind: str  # OK or CHANGE
    day: str  # of the round, in ISO 8601
    id: str  # of the entry, at the time of the letter
    code: str

    def __str__(self) -> str:
        """Return the token as in a subject."""
        return f"[cmc {self.kind} {self.day} {self.id} {self.code.upper()}]"


def make_token(key: str, kind: str, day: str, id_: str, shown: str) -> Token:
    """Return the token of a letter; `shown` is what the letter shows of the entry."""
    content = f"{kind}\0{id_}\0{day}\0{shown}"
    digest = hmac.digest(key.encode(), content.encode(), "sha256")
    return Token(kind, day, id_, base64.b32encode(digest).decode()[:_CODE_LENGTH].lower())


def find_tokens(subject: str) -> list[Token]:
    """Return the tokens in a subject, each once."""
    return [*dict.fromkeys(map(Token._make, TOKEN.findall(subject.lower())))]


def require_key(overlay_raw: Mapping[str, Any]) -> str:
    """Return the key in the data of a private file; raises `CmcctError` if it has none."""
    if key := _find_key(overlay_raw):
        return key
    message = _("the private file has no key for rounds, so no answer can be checked")
    raise CmcctError(message, _("use the private file with which the letters were made"))


def ensure_key(path: Path, today: date) -> tuple[str, bool]:
    """Return the key of a directory file, and whether it had to be made.

    Raises `CmcctError`, also if git would not ignore a private file that is not encrypted.
    """
    overlay = directory_file.overlay_path(path)
    exposure = check_exposure(overlay)
    is_exposed = exposure.is_tracked or exposure.is_addable or exposure.refusal
    if is_exposed and not directory_file.is_encrypted(overlay):
        problem = _("git does not ignore the private file")
        hint = _("the key of the round is in it; run cmcct check to see what to do")
        raise CmcctError(_("{label}: {text}", label=problem, text=overlay), hint)
    outcome = transaction.apply(path, _add_key, today)
    return outcome.report, outcome.is_written


def _add_key(_raw: RawTable, overlay_raw: RawTable) -> str:
    random = base64.b32encode(secrets.token_bytes(_KEY_LENGTH)).decode().rstrip("=")
    key = _find_key(overlay_raw) or random
    overlay_raw[_TABLE] = {**overlay_raw.get(_TABLE, {}), _KEY: key}
    return key


def _find_key(overlay_raw: Mapping[str, Any]) -> str:
    """Return the key, "" if there is none; raises `CmcctError` for one that is not valid."""
    table = overlay_raw.get(_TABLE, {})
    key = table.get(_KEY, "") if isinstance(table, dict) else None
    if isinstance(key, str):
        return key
    message = _("the key of rounds in the private file is not valid")
    raise CmcctError(message, _("run {command}", command=SafeText("cmcct check")))
