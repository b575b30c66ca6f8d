"""The covering letter of an edition, from the repository's template or the built-in one."""

import re
from collections.abc import Mapping
from pathlib import Path
from string import Template

from cmcct.errors.exceptions import CmcctError
from cmcct.history.git import Repository
from cmcct.i18n.messages import _, join
from cmcct.reference import data

FILE = "letter.txt"

_BLANK_LINES = re.compile(r"\n{3,}")


def read_template(repository: Repository, commit: str, lang: str) -> tuple[str, str]:
    """Return the name and the text of the template in a commit, else of the built-in one."""
    name = f"letters/edition.{lang}.txt"
    own = repository.read_beside(commit, name)
    if own is not None:
        return name, own.decode("utf-8-sig", "replace").replace("\r\n", "\n")
    built_in = Path(data.__file__).with_name("template") / name
    return name, built_in.read_text(encoding="utf-8")


def fill_template(name: str, text: str, values: Mapping[str, str]) -> str:
    """Return a letter; raises `CmcctError` for a placeholder that has no value."""
    try:
        filled = Template(text).substitute(values)
    except (KeyError, ValueError):
        known = join([f"${{{key}}}" for key in values])
        message = _("{file} has a $ that starts none of the placeholders", file=name)
        raise CmcctError(message, _("write {words}, or $$ for a $", words=known)) from None
    return _BLANK_LINES.sub("\n\n", filled).strip() + "\n"
