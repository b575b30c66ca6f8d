"""Pages of `cmcct check --explain`: the documentation of a rule in the user's language.

The code has the texts in English, in the docstrings of the rules. Each paragraph is translated
where it is written into a page; `scripts/catalogues.py` collects them from the rules.
"""

import re
import shutil
import textwrap

from cmcct.check.reporters import SEVERITIES
from cmcct.check.rules.registry import Rule
from cmcct.cli.screen import output
from cmcct.i18n.messages import Translator

_WIDTH = 96  # of a docstring's lines in the code
_CODE_SPAN = re.compile("`[^`]*`")
_GAP = "\0"  # a space in a code span, where no line ends


def paragraphs(rule: Rule) -> list[str]:
    """Return the paragraphs of a rule's documentation in English, each on one line."""
    return [" ".join(paragraph.split("\n")) for paragraph in rule.text.split("\n\n")]


def summarise(rule: Rule, translator: Translator) -> str:
    """Return the first paragraph of a rule's documentation."""
    return translator.gettext(paragraphs(rule)[0])


def format_page(rule: Rule, translator: Translator) -> str:
    """Return the page of a rule: its code and severity, and its documentation.

    On a narrow terminal, lines are as wide as it.
    """
    is_terminal = output.is_stdout_terminal()
    width = min(_WIDTH, shutil.get_terminal_size().columns) if is_terminal else _WIDTH
    heading = f"{rule.code} ({translator.translate(SEVERITIES[rule.severity])})"
    texts = [_wrap(translator.gettext(text), width) for text in paragraphs(rule)]
    return "\n\n".join([heading, *texts]) + "\n"


def _wrap(text: str, width: int) -> str:
    joined = _CODE_SPAN.sub(lambda span: span[0].replace(" ", _GAP), text)
    filled = textwrap.fill(joined, width, break_on_hyphens=False, break_long_words=False)
    return filled.replace(_GAP, " ")
