"""Findings and their positions."""

from cmcct.diagnostics import Finding
from cmcct.i18n.messages import _


def test_a_finding_needs_no_help_and_no_entry() -> None:
    finding = Finding(("x",), _("unknown key 'x'"))
    assert (finding.hint, finding.entry) == ("", "")
    assert len({finding, Finding(("x",), _("unknown key 'x'"), "", "")}) == 1
