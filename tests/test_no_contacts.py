"""Changes without contacts, for a copy that is kept elsewhere."""

from pathlib import Path
from typing import Any

from cmcct.formats.changes import WRITERS
from cmcct.history import comparison
from cmcct.history.comparison import DirectoryDiff
from cmcct.i18n.messages import LANGUAGES, Translator
from cmcct.model.entities import Directory, DirectoryInfo
from cmcct.privacy.levels import AUDIENCES
from cmcct.privacy.redaction import PRIVATE
from tests.conftest import ENTRY, Result, Run
from tests.support.cases import each
from tests.support.entries import FULL, directory, point

# Values of contacts on either side, which are nowhere else.
SECRETS = (
    *("ctu@", "ada@", "eva@", "desk@", "corrections@", "new@", "1234", "1236", "0911", "6789"),
    *("1 Example St", "Call first", "private note", "555", "wa.me/5"),
)
NEW: dict[str, Any] = {
    "emails": ["eva@example.org"],
    "phones": ["+592 609 6789"],
    "address": "555 Example Street",
    "notes": "Call 555 first.",
    "private_notes": "At home: 555.",
    "handles": [{"app": "signal", "id": "eva.6789"}],
    "title": "Director, ring 592 609 6789 or desk@example.org",
    "organisation": "Example (609 6789)",
    "website": "https://wa.me/5926096789",
    "hours": 'Mo-Fr 08:00-16:30 "or 609 6789"',
}


def _changes(audience: str, before: Directory, after: Directory) -> DirectoryDiff:
    return comparison.strip_diff_contacts(comparison.compare_for(before, after, audience))


def _full(**values: Any) -> Directory:
    return directory(point(**(FULL | values)))


def _empty(contact: str) -> Directory:
    return directory(about=DirectoryInfo(name="Example, 609 6789", contact=contact))


CASES = {
    "changed": (_full(), _full(**NEW)),
    "changed back": (_full(**NEW), _full()),
    "joined": (_empty("corrections@example.org"), _full(**NEW)),
    "left": (_full(**NEW), _empty("new@example.org")),
}


@each("audience", AUDIENCES)
@each("form", WRITERS)
@each("case", CASES)
def test_no_contact_stands_in_any_format(case: str, form: str, audience: str) -> None:
    changes = _changes(audience, *CASES[case])
    for lang in LANGUAGES:
        text = WRITERS[form](changes, Translator(lang)).replace("\\", "")
        assert [secret for secret in SECRETS if secret in text] == []


def test_changed_keys_are_named_without_contacts() -> None:
    (change,) = _changes("secretariat", *CASES["changed"]).changes
    assert change.keys == ("title", "organisation", "website", "hours")
    assert sorted(change.withheld) == sorted(PRIVATE & NEW.keys())
    assert change.id == "gy-ctu"


def test_withheld_change_stays_withheld() -> None:
    sides = _full(sharing="secretariat"), _full(sharing="secretariat", title="Chief")
    changes = _changes("network", *sides)
    assert (changes.changes, changes.withheld) == ((), 1)


def test_text_that_is_no_plain_words_is_left_out(run: Run, tmp_path: Path) -> None:
    texts = (ENTRY, ENTRY.replace("ctu@", "eva@").replace("Example Ministry", "Ring 609 1234"))
    files = [tmp_path / name for name in ("old.toml", "new.toml")]
    for path, text in zip(files, texts, strict=True):
        path.write_text(f'[directory]\nname = "Example"\n{text}', encoding="utf-8")
    message = "E-mails: changed, and withheld from this list"
    assert run("diff", *files, "--no-contacts") == Result(
        0,
        "1 changed\nGuyana\n  changed: Ada Example (gy-ctu)\n"
        f"    Organisation: Example Ministry → …\n    {message}\n",
        "",
    )
