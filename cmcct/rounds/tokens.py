"""Tokens in the subjects of answers: they show which letter is answered, and are hard to forge.

A token names the kind of answer, the day of the round and the entry, and ends in a code: the first
eight base32 characters of an HMAC-SHA256 of these and of what the letter shows of the entry.
"""

import base64
import hmac
import re
import secrets
from contextlib import suppress
from datetime import date
from typing import NamedTuple

OK, CHANGE = "ok", "change"

_CODE_LENGTH = 8  # characters of 5 bits
_KEY_LENGTH = 32  # random bytes
# A mail program may fold a subject at any space, and a person may type it in capitals.
_TOKEN = re.compile(
    r"\[\s*cmc\s+(ok|change)\s+(\d{4}-\d\d-\d\d)\s+([a-z0-9-]{1,100})\s+([a-z2-7]{8})\s*\]",
    re.IGNORECASE | re.ASCII,
)


class Token(NamedTuple):
    """A token as written: its code may be wrong."""

    kind: str  # OK or CHANGE
    day: date  # of the round
    id: str  # of the entry, at the time of the letter
    code: str

    def __str__(self) -> str:
        """Return the token as in a subject."""
        return f"[cmc {self.kind} {self.day} {self.id} {self.code}]"

    def fits(self, key: str, shown: str) -> bool:
        """Return whether it is of a letter that shows `shown`, made with `key`."""
        token = make_token(key, self.kind, self.day, self.id, shown)
        return hmac.compare_digest(token.code, self.code)


def make_key() -> str:
    """Return a new random key."""
    return base64.b32encode(secrets.token_bytes(_KEY_LENGTH)).decode().rstrip("=")


def make_token(key: str, kind: str, day: date, id_: str, shown: str) -> Token:
    """Return the token of a letter; `shown` is what the letter shows of the entry."""
    content = "\0".join((kind, id_, str(day), shown))
    digest = hmac.digest(key.encode(), content.encode(), "sha256")
    return Token(kind, day, id_, base64.b32encode(digest).decode()[:_CODE_LENGTH])


def find_tokens(text: str) -> list[Token]:
    """Return the tokens in a subject, each once."""
    unique: dict[Token, None] = {}
    for kind, day, id_, code in _TOKEN.findall(text):
        with suppress(ValueError):
            unique[Token(kind.lower(), date.fromisoformat(day), id_.lower(), code.upper())] = None
    return [*unique]


def remove_tokens(text: str) -> str:
    """Return a subject without its tokens."""
    return " ".join(_TOKEN.sub(" ", text).split())
