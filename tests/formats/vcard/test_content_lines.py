"""vCard serialisation, compared with vobject's."""

import io

from hypothesis import given
from hypothesis import strategies as st
from vobject.base import backslashEscape, foldOneLine
from vobject.vcard import NAME_ORDER, Name, serializeFields

from cmcct.formats import vcard
from cmcct.formats.vcard import ContentLine
from cmcct.text.control_chars import replace_control_chars
from tests.support.cases import each
from tests.support.hostile import TEXTS

_TEXTS = st.sampled_from(TEXTS) | st.text(max_size=120)


@given(_TEXTS)
def test_a_text_of_3_0_is_escaped_as_vobject_does_it(text: str) -> None:
    assert vcard.escape_text(text, "3.0") == backslashEscape(replace_control_chars(text))
    assert vcard.escape_text(text, "4.0") == backslashEscape(replace_control_chars(text)).replace(
        "\\;", ";"
    )


@given(st.lists(_TEXTS, min_size=5, max_size=5))
def test_name_parts_equal_those_of_vobject(values: list[str]) -> None:
    name = Name(**dict(zip(NAME_ORDER, map(replace_control_chars, values), strict=True)))
    assert vcard.escape_parts(values) == serializeFields(name, NAME_ORDER)  # type: ignore[no-untyped-call]


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126, exclude_characters="\\")))
def test_ascii_line_is_folded_where_vobject_folds_it(text: str) -> None:
    out = io.StringIO()
    foldOneLine(out, f"X:{text}")
    assert (
        vcard.format_card([ContentLine("X", text)], "3.0").split("\r\n")[2:-2]
        == out.getvalue().split("\r\n")[:-1]
    )


@each("version", ["3.0", "4.0"])
def test_a_card_begins_with_its_version(version: str) -> None:
    lines = [ContentLine("FN", "Ada"), ContentLine("TEL", "+5926091234", ";TYPE=CELL,VOICE")]
    assert vcard.format_card(lines, version) == (
        f"BEGIN:VCARD\r\nVERSION:{version}\r\nFN:Ada\r\nTEL;TYPE=CELL,VOICE:+5926091234\r\n"
        "END:VCARD\r\n"
    )
