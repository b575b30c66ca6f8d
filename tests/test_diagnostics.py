"""Findings and their positions."""

from cmcct.diagnostics import WARNING, Finding, new_findings
from cmcct.i18n.messages import _


def test_a_finding_needs_no_help_and_no_entry() -> None:
    finding = Finding(("x",), _("unknown key 'x'"))
    assert (finding.hint, finding.entry) == ("", "")
    assert len({finding, Finding(("x",), _("unknown key 'x'"), "", "")}) == 1


def test_of_equal_findings_last_are_new() -> None:
    one, two, three = (Finding(("x", place), _("bad"), entry="a") for place in range(3))
    assert new_findings([one], [one, two, three]) == [two, three]
    assert new_findings([one, two], [three]) == []


def test_finding_moved_to_another_entry_is_not_new() -> None:
    one, two, other = (Finding((), _(text), entry=id_) for text, id_ in ("xa", "xb", "ya"))
    assert new_findings([one], [two]) == []
    assert new_findings([one], [one, two]) == [two]
    assert new_findings([one], [two, other]) == [other]


def test_repeated_value_is_known_under_either_entry() -> None:
    first = ("focal_point", 0)
    one, two = (
        Finding((), _(text), first=first, severity=WARNING) for text in ("like a", "like b")
    )
    assert new_findings([one], [two]) == []
    errors = [Finding((), _("the id {id} is already used", id=id_), first=first) for id_ in "ab"]
    assert new_findings(errors[:1], errors[1:]) == errors[1:]
