"""The text of a PDF, as pypdf reads it."""

import io

from pypdf import PdfReader


def read_pages(pdf: bytes) -> list[str]:
    """Return the text of each page."""
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def read_text(pdf: bytes) -> str:
    """Return the text of all pages, and again on one line, since a line can end inside a text."""
    text = "\n".join(read_pages(pdf))
    return "\n".join((text, text.replace("\n", ""), " ".join(text.split())))
