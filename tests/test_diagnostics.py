"""A finding, and its key path as people read it."""

import pytest

from cmcct.diagnostics import Finding, KeyPath, dotted


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ((), ""),
        (("directory",), "directory"),
        (("directory", "name"), "directory.name"),
        (("focal_point", 3, "emails", 0), "focal_point[3].emails[0]"),
        (("focal_point", 0, "phones", 1, "number"), "focal_point[0].phones[1].number"),
    ],
)
def test_a_key_path_is_written_as_people_read_it(path: KeyPath, text: str) -> None:
    assert dotted(path) == text


def test_a_finding_needs_no_help_and_no_entry() -> None:
    finding = Finding("unknown-key", ("x",), "unknown key 'x'")
    assert (finding.help, finding.entry) == ("", "")
    assert len({finding, Finding("unknown-key", ("x",), "unknown key 'x'", "", "")}) == 1
