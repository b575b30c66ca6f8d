"""Rules about the version of cmcct that a file is written for."""

from collections.abc import Iterator
from datetime import date
from operator import itemgetter
from typing import Any

from cmcct.check.rules.registry import rule
from cmcct.diagnostics import NOTE, WARNING, Finding, KeyPath, Keys, make_advice
from cmcct.i18n.messages import SafeText, _, quote_text
from cmcct.model import file_format
from cmcct.model.loader import ParseResult


@rule()
def newer_format(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """`format` in `[directory]` is one that this version of cmcct reads.

    A newer cmcct writes it with the first key that older versions do not know. This version does
    not know what it does not see: it makes no list of the file and edits nothing in it. It shows
    what it can read.
    """
    if message := file_format.describe_newer(parsed.raw):
        yield Finding(("directory", "format"), message, file_format.UPDATE)


@rule(NOTE)
def format_missing(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """A file with a key that older versions of cmcct do not know has `format` in `[directory]`.

    Without it, they report the key as unknown. `--fix` writes the format.
    """
    needed = file_format.needed_format(parsed.raw)
    if file_format.declared_format(parsed.raw) < needed:
        first, _format = max(file_format.find_newer_keys(parsed.raw), key=itemgetter(1))
        message = _("{key} needs format {format}", key=quote_text(str(first[-1])), format=needed)
        # Set beside a key of the table, or as a table beside another one.
        info = parsed.raw.get("directory")
        path: KeyPath = first[:1]
        keys: dict[str, Any] = {"directory": {"format": needed}}
        if isinstance(info, dict) and info:
            path, keys = ("directory", next(iter(info))), {"format": needed}
        hint = _("write {words} below [directory]", words=SafeText(f"format = {needed}"))
        yield Finding(path, message, make_advice(hint, Keys(keys)))


@rule(WARNING, may_be_ignored=False, is_advisory=True)
def schema_outdated(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """The schema beside the file, which editors complete from, is that of this version of cmcct.

    With an older one, they mark new keys as wrong. `cmcct check --fix` and `cmcct save` write it.
    This never fails a check.
    """
    if parsed.is_schema_outdated:
        message = _("the schema beside the file is of another version of cmcct")
        yield Finding((), message, _("run {command}", command=SafeText("cmcct check --fix")))
