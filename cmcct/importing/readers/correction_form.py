"""A filled-in form "Correct my entry": Markdown with a heading for each question."""

import re

from cmcct.importing.readers import headings, records
from cmcct.importing.readers.records import RecordValues
from cmcct.importing.readers.rows import FORM, Column, Sheet

_QUESTION = re.compile(r"^### (.+)$", re.MULTILINE)
_NO_ANSWER = "_No response_"


def is_form(text: str) -> bool:
    """Return whether a text has the questions of the form."""
    return any(map(headings.find_in_form, _QUESTION.findall(text)))


def read_sheet(file: str, text: str) -> Sheet:
    """Return the answers as one row."""
    _above, *parts = _QUESTION.split(text.replace("\r\n", "\n"))
    answers = [
        (_column(question.strip()), answer.strip().replace(_NO_ANSWER, ""))
        for question, answer in zip(parts[::2], parts[1::2], strict=True)
    ]
    return records.make_sheet(file, FORM, [RecordValues(answers)])


def _column(question: str) -> Column:
    found = headings.find_in_form(question) or headings.find_in_list(question)
    key, type_, label = found or headings.IGNORED
    return Column(question, key, type=type_, label=label, is_known=found is not None)
