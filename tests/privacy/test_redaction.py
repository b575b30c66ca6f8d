"""Redaction in logs: by field, and tested on random files."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from cmcct.check import reporters
from cmcct.check.reporters import Report
from cmcct.check.runner import check_text
from cmcct.fieldtypes import email_address
from cmcct.i18n.messages import LANGUAGES, SafeText, Translator, _, join
from cmcct.model.fields import KEYS
from cmcct.privacy import redaction
from cmcct.privacy.redaction import PRIVATE, Redactor, is_plain, may_show
from cmcct.system import is_log
from tests.conftest import MINIMAL, ROOT
from tests.support.cases import each

EMAIL = ("focal_point", 0, "emails", 0)
SECTOR = ("focal_point", 0, "sectors", 0)


@each("name", ["CI", "GITHUB_ACTIONS", "GITLAB_CI", "TF_BUILD", "JENKINS_URL", "TEAMCITY_VERSION"])
def test_build_servers_keep_logs(name: str) -> None:
    assert is_log({name: "true"})
    assert not is_log({name: ""})
    assert not is_log({"TERM": "xterm"})


@each(
    "text",
    [
        "Guyana",
        "Policía Nacional, Sección A",
        "St. John's",
        "'polise'",
        "gy-ctu",
        "georgetown-2019",
        "Mo-Fr 08:00-16:30",
        "24/7",
        "TLP:AMBER+STRICT",
        "2026-03-02",
        "2018-04",
        "Example Unit (acting)",
        "",
    ],
)
def test_plain_words_are_shown(text: str) -> None:
    assert is_plain(text)


@each(
    "text",
    [
        "ada@example.org",
        "ada\uff20example.org",
        "example.org",
        "ada%40example",
        "609 1250",
        "gy-5926091250",
        "+592",
        "6091\u0662",
        "\uff16\uff10\uff19\uff11\uff12",
        "ask\\tat\\thome",
        "*21*",
        "1234-56-7890",
    ],
)
def test_possible_contact_is_not_plain(text: str) -> None:
    assert not is_plain(text)


@each(
    ("path", "is_shown"),
    [
        (SECTOR, True),
        (("focal_point", 3, "country"), True),
        (("meeting", 0, "date"), True),
        (("focal_point", 0, "phones", 1, "type"), True),
        (("focal_point", 0, "emails", 1, "sharing"), True),
        (EMAIL, False),
        (("focal_point", 0, "phones", 1, "number"), False),
        (("focal_point", 0, "phones", 1, "ext"), False),
        (("focal_point", 0, "address"), False),
        (("focal_point", 0, "private_notes"), False),
        (("directory", "contact"), False),
        (("focal_point", 0, "emial"), False),
        (("5926091250", "name"), False),
        (("focal_point", 0), True),
        ((), False),
    ],
)
def test_the_field_decides(path: tuple[str | int, ...], *, is_shown: bool) -> None:
    assert may_show(path) is is_shown


def test_every_key_of_a_contact_is_private() -> None:
    for key, spec in KEYS["focal_point"].items():
        if spec.item_kind in {"email", "phone"} or "notes" in key:
            assert key in PRIVATE


@each(
    ("path", "value", "text"),
    [
        (SECTOR, "'polise'", "unknown 'polise'"),
        (SECTOR, "'ada@example.org'", "unknown …"),
        (EMAIL, "'ada'", "unknown …"),
        (EMAIL, SafeText("'gy-ctu'"), "unknown 'gy-ctu'"),
        (EMAIL, "sharing", "unknown sharing"),
        (EMAIL, "{", "unknown {"),
        (EMAIL, "gy-ctu:stale", "unknown gy-ctu:stale"),
        (EMAIL, 42, "unknown 42"),
        (EMAIL, _("the {x}", x="ada"), "unknown the …"),
        (EMAIL, join(["ada", "name"]), "unknown …, name"),
    ],
)
def test_message_omits_values_the_field_may_hold(
    path: tuple[str | int, ...], value: object, text: str
) -> None:
    redactor = Redactor(path, "gy-ctu")
    assert redactor.text(_("unknown {text}", text=value), "en") == text


def test_an_entry_that_is_no_plain_id_is_left_out() -> None:
    assert Redactor(EMAIL, "ada@example.org").text("ada@example.org", "en") == "…"
    assert Redactor(EMAIL, "gy-ctu").text("gy-ctu", "en") == "gy-ctu"


@each("lang", LANGUAGES)
def test_own_advice_is_never_masked(lang: str) -> None:
    hint = email_address.WRITE
    assert Redactor(EMAIL).text(hint, lang) == hint.localize(lang)
    assert "@" in hint.localize(lang)
    app = _('write "{text}"', text="whatsapp")
    at = ("focal_point", 0, "phones", 0, "apps", 0)
    assert Redactor(at).text(app, lang) == app.localize(lang)


@each("lang", LANGUAGES)
def test_advice_that_repeats_a_contact_is_left_out(lang: str) -> None:
    secret = _('write "{text}"', text="ada@example.org")
    assert "ada" not in Redactor(EMAIL).text(secret, lang)
    assert Redactor(EMAIL).text(secret, "en") == 'write "…"'
    secret.in_log = _("write the later date")
    assert Redactor(EMAIL).text(secret, lang) == secret.in_log.localize(lang)
    assert Redactor(EMAIL).text("", lang) == ""


@each(
    ("line", "shown"),
    [
        ('name = "Ada Example"', 'name = "*** *******"'),
        ("[[focal_point]]", "[[focal_point]]"),
        ("[[ada@example.org]]", "[[***@*******.***]]"),
        ("[ring-609-1250]", "[****-***-****]"),
        ('"609 1250" = 1', '"*** ****" = *'),
        ('emial = "ada"', '***** = "***"'),
        ('mobiel = "609 1250"', 'mobiel = "*** ****"'),
        ('"emails" = ["ada"]', '"emails" = ["***"]'),
        ("second line of a note", "****** **** ** * ****"),
        ("verified = 2026-03-02 # ring", "verified = ****-**-** # ****"),
    ],
)
def test_a_line_shows_known_keys_and_headers_only(line: str, shown: str) -> None:
    assert redaction.mask_line(line) == shown
    assert len(redaction.mask_line(line)) == len(line)


def test_an_excerpt_shows_the_value_of_an_open_field() -> None:
    line = 'sectors = ["polise", "ada"] # ring'
    assert Redactor(SECTOR).excerpt(line, 11, 19) == 'sectors = ["polise", "***"] # ****'
    assert Redactor(EMAIL).excerpt(line, 11, 19) == 'sectors = ["******", "***"] # ****'


def test_a_diff_shows_keys_and_where_they_stand() -> None:
    diff = (
        "--- a/directory.toml\n+++ b/directory.toml\n@@ -1,2 +1,2 @@\n"
        ' name = "Ada"\n [[focal_point]]\r\n--- ring 609 1250\n+++ ring 609 1251\n'
    )
    assert redaction.mask_diff(diff) == (
        "--- a/directory.toml\n+++ b/directory.toml\n@@ -1,2 +1,2 @@\n"
        ' name = "***"\n [[focal_point]]\r\n--- **** *** ****\n+++ **** *** ****\n'
    )


# Random files, searched for the contacts in them.

# Redacted in any field; the words of an address or note are known by their field only.
CONTACTS = ("zeta.quill@kestrel.example", "+592 609 7731", "0800 4417", "zeta.quill", "6097731")
CANARIES = (*CONTACTS, "98 Quillfeather Lane", "Ring Zebulon at dusk")
KEY_WORDS = sorted({key for keys in KEYS.values() for key in keys})
PLACES = st.sampled_from(["value", "list", "table", "key", "header", "comment", "bare", "open"])
PRIVATE_KEYS = st.sampled_from(sorted(PRIVATE - {"contact"}))


@st.composite
def lines(draw: st.DrawFn) -> str:
    """Return a line that contains a contact: in a value, list, table, key, header or outside."""
    key, position = draw(PRIVATE_KEYS), draw(PLACES)
    word = draw(st.sampled_from(KEY_WORDS))
    is_open = position == "open" or (
        position == "table" and word not in {"address", "number", "ext"}
    )
    secret = draw(st.sampled_from(CONTACTS if is_open else CANARIES))
    quote = draw(st.sampled_from(['"', "'", '"""', "", "“"]))
    quoted = f"{quote}{secret}{quote}"
    return {
        "value": f"{key} = {quoted}",
        "list": f'{key} = ["desk@example.org", {quoted}, {quoted}]',
        "table": f"{key} = [{{ {word} = {quoted}, x = {quoted} }}]",
        "key": f"{quoted} = 1",
        "header": f"[[{quoted}]]",
        "comment": f"{word} = 1 # {secret}",
        "bare": draw(st.sampled_from(["", "- ", "] ", "= "])) + secret,
        "open": f"{word} = {quoted}",
    }[position]


def _leaks(text: str) -> None:
    """Search for canaries in every form of log about a file."""
    found = check_text(ROOT / "directory.toml", text.encode(), date(2026, 6, 1)).diagnostics
    for lang in LANGUAGES:
        shown = Report(found, is_log=True, translator=Translator(lang))
        logs = [write(shown) for write in reporters.WRITERS.values()]
        logs.append("".join(piece for _, piece in reporters.format_full(shown)))
        for canary in CANARIES:
            assert not [log for log in logs if canary in log]


@given(st.lists(lines(), min_size=1, max_size=6), st.booleans())
def test_no_log_has_a_contact_of_a_file(made: list[str], is_entry: bool) -> None:  # noqa: FBT001 - hypothesis names its arguments
    head = '[[focal_point]]\nid = "gy-ctu"\ncountry = "Guyana"\n' if is_entry else ""
    _leaks("\n".join([MINIMAL, head, *made, ""]))


_CONTACT = st.sampled_from([*sorted(PRIVATE), "number", "dial", "words"])
_INSIDE = st.recursive(
    st.text() | st.integers() | st.floats(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["before", "ext", "x"]), inner),
    max_leaves=8,
)


def _texts(value: object) -> list[object]:
    """Return the texts and numbers in a value for JSON."""
    if isinstance(value, dict):
        return [text for inner in value.values() for text in _texts(inner)]
    return [text for one in value for text in _texts(one)] if isinstance(value, list) else [value]


@given(_CONTACT, _INSIDE)
def test_json_in_a_log_hides_all_of_a_contact(key: str, value: object) -> None:
    changed = {"field": key, "before": value, "after": [value]}
    for masked in (redaction.mask_json({key: value}), redaction.mask_json([changed])):
        assert {text for text in _texts(masked) if text and text != key} <= {"…"}


def test_json_in_a_log_shows_what_is_no_contact() -> None:
    row = {
        "file": "609-1234.csv",
        "entry": "gy-ctu",
        "fields": {"title": {"before": None, "after": "Director"}, "hours": "24/7"},
        "phones": [{"type": "mobile", "apps": ["whatsapp"], "number": "", "national": False}],
        "rank": 1,
        "is_open": True,
    }
    assert redaction.mask_json(row) == row
    wrong = {"title": "call +592 609 1234", "website": "https://example.org", "rank": 5926091234}
    assert redaction.mask_json(wrong) == dict.fromkeys(wrong, "…")
