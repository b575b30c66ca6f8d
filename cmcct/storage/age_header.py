"""The header of a file in the age format (https://c2sp.org/age), which names its recipients.

The time to read a header is quadratic in its length: without a limit, a forged file would hold
every command for minutes.
"""

import base64
import re
from pathlib import Path

from cmcct.errors.exceptions import CmcctError
from cmcct.i18n.messages import _

ARMOR = b"-----BEGIN AGE ENCRYPTED FILE-----"
BINARY = b"age-encryption.org/"

_MAX_RECIPIENTS = 200
_MAX_LENGTH = 22_000  # bytes; a recipient has 98
# The line for a recipient; age adds a line for nobody, which keeps readers lenient.
_RECIPIENT = re.compile(rb"\n-> (?!\S*-grease\b)")


def refuse_recipients(path: Path, data: bytes) -> None:
    """Raise `CmcctError` for an encrypted file with too many recipients."""
    header = _remove_armor(data).partition(b"\n--- ")[0]
    if len(header) > _MAX_LENGTH or len(_RECIPIENT.findall(header)) > _MAX_RECIPIENTS:
        message = _(
            "{file} is encrypted for more than {count} recipients", file=path, count=_MAX_RECIPIENTS
        )
        raise CmcctError(message, _("it may be forged: restore it from git"))


def _remove_armor(data: bytes) -> bytes:
    """Return an encrypted file as bytes; of damaged text, what stands before the damage."""
    text = data.lstrip()
    if text.startswith(BINARY):
        return text
    found = bytearray()
    for line in text.partition(ARMOR)[2].splitlines():
        try:
            found += base64.b64decode(line.strip(), validate=True)
        except ValueError:
            break
    return bytes(found)
