"""Markdown: the source, and the rendering of hostile entries by CommonMark programs."""

import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from cmcct.fieldtypes.phone_number import format_e164
from cmcct.formats import markdown
from cmcct.i18n.messages import LANGUAGES, Translator
from cmcct.model.entities import DirectoryInfo, FocalPoint, Meeting, WorkingGroup
from cmcct.privacy import audiences
from cmcct.privacy.audiences import AudienceView
from cmcct.storage import directory_file
from cmcct.text.control_chars import replace_control_chars, to_one_line
from tests.conftest import SHIPPED
from tests.support import texts
from tests.support.cases import each
from tests.support.entries import FULL, directory, extract, listing, point
from tests.support.hostile import TEXTS, points
from tests.support.programs import CMARK

ENGLISH = Translator()


def _made(audience: str = "network", **values: Any) -> str:
    return markdown.dump(extract(point(**values), audience=audience), ENGLISH)


def test_a_full_entry_is_this_list() -> None:
    texts.expect("markdown", _made("secretariat", **FULL))


def test_empty_list_without_name_has_label() -> None:
    nobody = AudienceView("public", DirectoryInfo(), (), (), ())
    assert markdown.dump(nobody, ENGLISH) == (
        "# TLP:CLEAR\n\n**TLP:CLEAR** · Draft\n\n**TLP:CLEAR**\n"
    )


def test_sparse_entry_shows_only_its_values() -> None:
    made = AudienceView(
        "public", DirectoryInfo(name="N"), (), (), (point(country="Guyana", unit="Unit"),)
    )
    assert markdown.dump(made, ENGLISH).split("\n")[6:-3] == [
        *("- **Unit**  ", "  Role: Focal point  ", "  Time zone: UTC\u22124  "),
        *("  Sharing: Network  ", "  Entry: gy-example"),
    ]


def test_blank_name_is_shown_as_id() -> None:
    assert "\n- **gy-example**  \n" in _made(name=" ")


def test_only_another_status_than_active_is_told() -> None:
    assert "Status" not in _made(status="active")
    assert "  \n  Status: Vacant  \n" in _made(status="vacant")


def test_withheld_values_are_counted_per_entry_and_sum() -> None:
    made = extract(point(**FULL), point(id="b", emails=[_secret("b@example.org")]))
    text = markdown.dump(replace(made, withheld_entries=2), ENGLISH)
    assert "Withheld from this list: 2 entries, 3 e-mails and numbers\n" in text
    held = "Withheld from this list: 2 e-mails and numbers"
    assert f"24 hours a day  \n  {held}  \n  **Dr" in text
    assert "\n- Withheld from this list: 1 e-mail or number  \n  **b**" in text
    assert "withheld" not in _made("secretariat", **FULL)


def _secret(address: str) -> dict[str, str]:
    return {"address": address, "sharing": "secretariat"}


def test_countries_follow_language_entries_their_order() -> None:
    seats = [
        point(id=f"s{n}", country=country, name=f"Name {n}")
        for n, country in enumerate(("Netherlands", "Germany", "Germany", "Åland Islands"))
    ]
    made = extract(*seats)
    text = markdown.dump(made, Translator("es"))
    assert re.findall(r"(?m)^## (.*)|\*\*(Name \d)\*\*", text) == [
        *(("Alemania", ""), ("", "Name 1"), ("", "Name 2")),
        *(("Islas Aland", ""), ("", "Name 3"), ("Países Bajos", ""), ("", "Name 0")),
    ]
    index = "[Alemania](#alemania) · [Islas Aland](#islas-aland) · "
    assert f"\n\n{index}[Países Bajos](#pa%C3%ADses-bajos)\n\n" in text


def test_list_of_one_country_has_no_index() -> None:
    assert "(#" not in _made(country="Guyana")


def test_meetings_and_groups_without_name_show_ids() -> None:
    meetings = (Meeting(id="m-1"), Meeting(id="m-2", name=" "))
    made = listing(meetings, (WorkingGroup(id="g-1"),))
    text = markdown.dump(made, ENGLISH)
    assert "## Working groups\n\n- **g-1**\n\n## Meetings\n\n- **m-1**\n- **-**\n" in text


def test_number_not_callable_from_abroad_is_no_link() -> None:
    national, toll_free = {"number": "911", "national": True}, "+592 289 1234"
    phones = [national, toll_free, "no number", {"number": "+592 609 1234", "ext": "7"}]
    (rows,) = re.findall(r"(?s)\n- (.*?)  \n  \*\*", _made(country="Guyana", phones=phones))
    assert rows.split("  \n  ") == [
        "no number",
        "[+592 609 1234](tel:+5926091234,7) ext. 7",
        "[+592 289 1234](tel:+5922891234) (may not work from abroad)",
        "911 (only inside Guyana)",
    ]


@each(
    ("address", "written"),
    [
        ("xn--a@xn--b-c.example.org", "<xn--a@xn--b-c.example.org>"),
        ("a@exämple.org", "[a@exämple.org](mailto:a@ex%C3%A4mple.org)"),
        ("a?cc=b&c@example.org", "[a?cc=b\\&c@example.org](mailto:a%3Fcc%3Db%26c@example.org)"),
        ("o'a+b@example.org", "[o'a+b@example.org](mailto:o%27a%2Bb@example.org)"),
        ("a@b> <script>", "a@b\\> \\<script\\>"),
        ("@a", "\\@a"),
    ],
)
def test_only_an_address_without_special_signs_is_its_own_link(address: str, written: str) -> None:
    assert f"\n  {written}  \n" in _made(emails=[address])


@each(
    "website", ["javascript:alert(1)", "data:text/html,x", "//example.org", "HTTPS://x.example.org"]
)
def test_only_addresses_of_the_web_are_links(website: str) -> None:
    text = _made(website=website).replace("<corrections@example.org>", "")
    assert "<" not in text


def test_no_row_is_longer_than_a_screen_shows() -> None:
    long_text = "- 1. # " + "word, and +1 868 291 1234 - 2. " * 40
    entry = point(**FULL | {"notes": long_text, "title": long_text, "name": "#1"})
    group = WorkingGroup(id="g", name="G", purpose=long_text)
    made = markdown.dump(replace(extract(entry), working_groups=(group,)), ENGLISH)
    assert max(map(len, made.split("\n"))) <= 200
    shown = directory_file.load(SHIPPED).directory.focal_points
    for lang in LANGUAGES:
        rows = markdown.dump(extract(*shown, audience="secretariat"), Translator(lang)).split("\n")
        assert max(map(len, rows)) <= 200


# HTML renderers of Markdown and their dialects.


def _by_markdown_it(text: str) -> str:
    reader = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    made: str = reader.render(text)
    return made


def _by_cmark_gfm(text: str) -> str:
    CMARK.need()
    extensions = ("table", "strikethrough", "autolink", "tasklist", "footnotes")
    return subprocess.run(
        ["cmark-gfm", "--unsafe", *(word for name in extensions for word in ("-e", name))],
        input=text,
        capture_output=True,
        check=True,
        timeout=60,
        encoding="utf-8",
    ).stdout


class _Page(HTMLParser):
    """The tags, link targets and text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: set[str] = set()
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert [name for name, _ in attrs] == (["href"] if tag == "a" else [])
        self.links.update(unquote(value or "") for _, value in attrs)

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(decl)

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(data)

    def handle_pi(self, data: str) -> None:
        raise AssertionError(data)


_OURS = {"h1", "h2", "p", "ul", "li", "strong", "a", "br"}


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _assert_is_text(page: _Page, made: AudienceView, texts: list[str]) -> None:
    """Assert that a page has all texts, and no markup but the list's own."""
    assert set(page.tags) <= _OURS
    links = {link for link in page.links if not link.startswith("#")}
    assert links <= {"mailto:corrections@example.org", *_targets(made)}
    records = page.tags.count("li") - len(made.focal_points)
    assert 0 <= records <= len(made.working_groups) + len(made.meetings)
    assert page.tags.count("strong") == len(made.focal_points) + records + 2
    shown = _squeezed(page.text)
    for text in texts:
        assert _squeezed(replace_control_chars(text)) in shown, text


def _targets(made: AudienceView) -> set[str]:
    found = set()
    for seat in made.focal_points:
        found |= {f"mailto:{email.address}" for email in seat.emails}
        for phone in seat.phones:
            pause = f",{phone.ext}" if phone.ext else ""
            found |= set() if phone.national else {f"tel:{format_e164(phone.number)}{pause}"}
        found.add(unquote(seat.website))
    return found


def _of_text(text: str) -> FocalPoint:
    keys = ("name", "honorific", "title", "organisation", "unit", "address", "city", "hours")
    values = dict.fromkeys((*keys, "notes", "private_notes", "timezone"), text)
    phones = [{"number": text, "national": True, "ext": text, "hours": text}]
    lists = {key: [text] for key in ("languages", "working_groups", "meetings", "formerly")}
    return point(**values, **lists, phones=phones, emails=[text], website=text)


MARKUP = (
    "*a* **b** _c_ __d__ `e` ~~f~~ ~g~ $h$ ^i^ ==j==",
    "[a](https://example.org) ![b](https://example.org/b.png) [c]: https://example.org",
    "<https://example.org> <script>alert(1)</script> <!-- c --> <?p?> <![CDATA[x]]>",
    "https://example.org/x www.example.org http://example.org WWW.example.org",
    "&lt;b&gt; &#60;i&#62; &copy; & &x",
    "# a\n## b\n- c\n+ d\n* e\n1. f\n2) g\n> h\n    i\n\tj\n```\nk\n```\n~~~\nl\n~~~",
    "a\n===\nb\n---\n***\n___\n| a | b |\n|---|---|\n| c | d |\na\n:-\n",
    "a  \nb\\\nc\n\n\n\nd",
    ":smile: @everyone [@cite] [^1] {.class} #1 %title",
    "1234567890. x\n123456789. x\n0) x\n-\n+\n1.\n=\n:",
    "- [ ] a\n[x] b\n#",
    "closed ##",
    "[ref]: <x>",
    *("<!-- x", "<?x", "<![CDATA[x", "<!X", "<div a", "</div"),
    "**", "_", "*", "`", "\\", "!", "[", "]", "(", "<", "&", "a_b_c", "_a_b_",
)  # fmt: skip


@each("program", [_by_markdown_it, _by_cmark_gfm])
def test_hostile_text_stays_text_in_every_renderer(program: Callable[[str], str]) -> None:
    texts = [*TEXTS, *MARKUP]
    # Each entry alone, so that no other one influences its markup.
    made = [extract(_of_text(text), audience="secretariat") for text in texts]
    for text, one in zip(texts, made, strict=True):
        named = replace(
            one,
            info=DirectoryInfo(name=text, contact="corrections@example.org"),
            working_groups=(WorkingGroup(id="g", name=text, purpose=text),),
            meetings=(Meeting(id="m", name=text, place=text),),
            focal_points=(
                one.focal_points[0].model_copy(
                    update={"working_groups": ("g",), "meetings": ("m",)}
                ),
            ),
        )
        page = _Page(program(markdown.dump(named, ENGLISH)))
        _assert_is_text(page, named, [text])


_SIGNS = st.text(st.sampled_from("*_`~[]()<>!#-+=|:.&;\\$^{}@1a \n\t\"'/"), max_size=40)


@pytest.mark.sweep
@given(st.lists(points(), max_size=4), _SIGNS)
def test_any_entry_stays_text_in_markdown(entries: list[FocalPoint], signs: str) -> None:
    seats = [*entries, _of_text(signs)]
    made = audiences.view_for(directory(*seats), seats, "secretariat")
    page = _Page(_by_markdown_it(markdown.dump(made, ENGLISH)))
    texts = [text for seat in seats for text in (seat.title, seat.notes, to_one_line(seat.label))]
    _assert_is_text(page, made, texts)
