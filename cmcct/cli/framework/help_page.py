"""Help pages: in the user's language, as wide as the terminal, with coloured headings.

The code has the texts in English. Each is translated where it is written into a page, paragraph by
paragraph; `scripts/catalogues.py` collects them by writing every page.
"""

import os
import re
import shutil
from collections.abc import Sequence
from typing import Any, TextIO

import typer

from cmcct.cli.screen import output
from cmcct.cli.vendored_click import HelpFormatter as PlainFormatter

_PLACEHOLDER = re.compile("[A-Z]{2,}")  # a word that stands for what is typed: `FILE`
_ACRONYMS = {"ID", "REV", "URL"}
_EXAMPLE = "Example: "
_TYPE = re.compile(r" <[\w\[\]]+>$")  # Python's name of a type: ` <list[str]>`


class HelpFormatter(PlainFormatter):
    """A formatter that translates what it writes."""

    def __init__(self, stream: TextIO, *, is_coloured: bool) -> None:
        """Take the width from the terminal; in a pipe, at most 80 columns."""
        super().__init__(max_width=shutil.get_terminal_size().columns if stream.isatty() else None)
        self._is_coloured = is_coloured

    def translate(self, template: str, **values: str) -> str:
        """Return a text of the page in the user's language."""
        return output.translator().gettext(template, **values)

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the usage line."""
        words = self._translate_placeholders(args)
        super().write_usage(prog, words, f"{self._style_heading(self.translate('Usage:'))} ")

    def write_heading(self, heading: str) -> None:
        """Write the heading of a section."""
        text = self._style_heading(self.translate("{label}:", label=self.translate(heading)))
        self.write(f"{'':>{self.current_indent}}{text}\n")

    def write_text(self, text: str) -> None:
        """Write the text or the example of a command."""
        super().write_text("\n\n".join(map(self._translate_paragraph, text.split("\n\n"))))

    def write_dl(
        self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Write options, arguments or commands with their descriptions."""
        lines = [
            (
                self._style_name(self._translate_placeholders(name)),
                self._translate_description(text),
            )
            for name, text in rows
        ]
        super().write_dl(lines, col_max, col_spacing)

    def _translate_placeholders(self, text: str) -> str:
        return _PLACEHOLDER.sub(self._translate_placeholder, _TYPE.sub("", text))

    def _translate_placeholder(self, match: re.Match[str]) -> str:
        """Translate a placeholder as the label that it is in capitals."""
        word = match[0]
        return self.translate(word if word in _ACRONYMS else word.capitalize()).upper()

    def _translate_paragraph(self, text: str) -> str:
        if text.startswith(_EXAMPLE):
            command = text.removeprefix(_EXAMPLE)
            return self.translate("Example: {command}", command=command)
        return self.translate(" ".join(text.split("\n")))

    def _translate_description(self, text: str) -> str:
        """Translate the help of a parameter: a text, and after two spaces Typer's remarks."""
        help_text, gap, remarks = text.partition("  [")
        if not gap:
            return self.translate(help_text)
        listed = "; ".join(map(self._translate_remark, remarks.removesuffix("]").split("; ")))
        return f"{self.translate(help_text)}{gap}{listed}]"

    def _translate_remark(self, text: str) -> str:
        name, _, value = text.partition(": ")
        return self.translate(f"{name}: {{value}}", value=value) if value else self.translate(name)

    def _style_heading(self, text: str) -> str:
        return typer.style(text, bold=True) if self._is_coloured else text

    def _style_name(self, text: str) -> str:
        return typer.style(text, fg="cyan") if self._is_coloured else text


def translate(text: str) -> str:
    """Return a text of the help in the user's language."""
    return output.translator().gettext(text)


def translate_options(command: Any, ctx: Any) -> None:
    """Translate the texts of a command's options, which shells show beside them."""
    for parameter in command.get_params(ctx):
        parameter.help = translate(parameter.help)


def make_formatter(stream: TextIO) -> HelpFormatter:
    """Return the formatter for a stream: coloured on a terminal, unless that is unwanted."""
    is_wanted = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return HelpFormatter(stream, is_coloured=is_wanted and stream.isatty())
