"""HTML of cards: each text is escaped, whatever it contains."""

from html.parser import HTMLParser
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cmcct.formats.html import compile_template
from cmcct.formats.html.cards import Channel
from cmcct.text.control_chars import replace_control_chars
from tests.support.hostile import TEXTS

HOSTILE = (*TEXTS, '"><script>alert(1)</script>', "' onclick='x", "a\0b", "\0", "&lt;", "x@a.b@c")
texts = st.sampled_from(HOSTILE) | st.text(max_size=20)
channels = st.builds(
    Channel,
    texts,
    texts,
    texts,
    st.lists(st.tuples(texts, texts), max_size=2).map(tuple),
    *(texts, texts, texts),
    st.none() | st.integers(0, 9),
    texts,
)
rows = st.sampled_from(("", "<dt>x<dd>y\n"))
cards = st.fixed_dictionaries(
    {
        **dict.fromkeys(("id", "country", "name", "title", "status", "withheld", "report"), texts),
        "offices": st.lists(texts, max_size=2),
        "channels": st.lists(channels, max_size=3),
        **dict.fromkeys(("short", "rows"), rows),
    }
)
MACROS: Any = compile_template("card").module


class Reader(HTMLParser):
    """Collects the tags and the texts of a page."""

    def __init__(self, page: str) -> None:
        """Read a page."""
        super().__init__()
        self.tags: list[str] = []
        self.values: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(" ".join((tag, *(name for name, _ in attrs))))
        self.values += [value or "" for _, value in attrs]

    def handle_data(self, data: str) -> None:
        self.values.append(data)


@given(cards)
def test_no_text_of_a_card_makes_a_tag_or_attribute(card: dict[str, Any]) -> None:
    plain = card | {
        "id": "x",
        "country": "x",
        "name": "x",
        "title": "x" * bool(card["title"]),
        "offices": ("x",) * len(card["offices"]),
        "status": "x" * bool(card["status"]),
        "channels": [
            channel._replace(
                label="x",
                text="x",
                href="x" * bool(channel.href),
                links=(("x", "x"),) * len(channel.links),
                limit="x" * bool(channel.limit),
                notes="x" * bool(channel.notes),
                hours="x" * bool(channel.hours),
                only="x" * bool(channel.only),
            )
            for channel in card["channels"]
        ],
        "withheld": "x" * bool(card["withheld"]),
        "report": "x" * bool(card["report"]),
    }
    tags = Reader(MACROS.card(**card, more="<more>", change="<change>")).tags
    expected = Reader(MACROS.card(**plain, more="x", change="x")).tags
    assert [tag for tag in tags if tag != "wbr"] == expected


@given(texts, texts, texts, texts)
def test_texts_of_a_row_are_read_back(label: str, text: str, target: str, only: str) -> None:
    values = Reader(MACROS.row(label, ((text, target),), only=only)).values
    read = replace_control_chars("".join(values))
    assert all(replace_control_chars(one) in read for one in (label, text, target, only))


def test_row_links_to_entries_and_addresses() -> None:
    parts = (("see ", ""), ("gy-ctu", "#entry-gy-ctu"), ("site", "https://example.org"))
    assert MACROS.row("Notes", parts, "notes", 0, "secretariat") == (
        '<dt>Notes<dd class=notes>see <a href="#entry-gy-ctu">gy-ctu</a>'
        '<a href="https://example.org" rel="noreferrer">site</a>'
        " <span class=open data-table=0></span> <span class=only>secretariat</span>"
    )
