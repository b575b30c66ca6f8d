"""HTML of a mail as plain text, in which quoted text has `>` before it, as programs write it."""

from html.parser import HTMLParser

_BLOCKS = frozenset(
    (
        *("address", "blockquote", "body", "div", "dd", "dl", "dt", "h1", "h2", "h3", "h4", "hr"),
        *("li", "ol", "p", "pre", "table", "tr", "ul"),
    )
)
# Not `head`: if it is never closed, nothing of the mail would be read.
_HIDDEN = frozenset(("script", "style", "title"))
_STRUCK = frozenset(("del", "s", "strike"))
_STRUCK_MARK = "~"  # before text that is struck out: so it differs from the value in the letter


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.lines = [""]
        self.quotes = self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in _HIDDEN
        style = "".join(value or "" for name, value in attrs if name == "style")
        if tag in _STRUCK or "line-through" in style.lower():
            self._add(_STRUCK_MARK)
        if tag == "br" or tag in _BLOCKS:
            self._break()
        self.quotes += tag == "blockquote"
        if tag in {"td", "th"}:
            self._add(" ")

    def handle_endtag(self, tag: str) -> None:
        self.hidden = max(0, self.hidden - (tag in _HIDDEN))
        if tag in _BLOCKS:
            self._break()
        self.quotes = max(0, self.quotes - (tag == "blockquote"))

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self._add(data)

    def _break(self) -> None:
        self.lines.append("")

    def _add(self, text: str) -> None:
        if self.quotes and not self.lines[-1].strip() and text.strip():
            self.lines[-1] = "> "
        self.lines[-1] += text


def to_text(html: str) -> str:
    """Return the text of HTML, a line for each block; broken HTML is read as far as it goes."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return "\n".join(" ".join(line.split()) for line in reader.lines)
