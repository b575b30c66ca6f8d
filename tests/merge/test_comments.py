"""Comments are content; line ends and BOM are those of the file."""

import pytest

from tests.conftest import entry
from tests.merge.conftest import Merge, Merged, marked

AS_TEXT = "merged as text, not by entry and field\n"
ONE, TWO = entry(id='"gy-one"'), entry(id='"gy-two"')
TITLE = 'title = "a"\n'


def changed(*more: str, base: str = ONE + TITLE) -> str:
    """Return the text with a changed title; and other changes, in pairs of old and new."""
    text = base.replace(TITLE, 'title = "b"\n')
    for old, new in zip(more[::2], more[1::2], strict=True):
        assert old in text
        text = text.replace(old, new)
    return text


# Changes of THEIRS that touch comments, beside a changed title of OURS.
COMMENTS = {
    "above the entry": ("[[focal_point]]", "# by them\n[[focal_point]]"),
    "beside the header": ("[[focal_point]]", "[[focal_point]]  # by them"),
    "above a key": ("country", "# by them\ncountry"),
    "beside a key": ('"Guyana"\n', '"Guyana"  # by them\n'),
    "in a list": ('["police"]', '[\n    "police",  # by them\n]'),
    "between tables": ("\n[[focal_point]]", "\n# by them\n\n[[focal_point]]"),
}


@pytest.mark.parametrize("place", COMMENTS)
def test_comment_of_theirs_is_kept(place: str, merge: Merge) -> None:
    base = ONE + TITLE
    theirs = base.replace(*COMMENTS[place])
    assert merge(changed(), base, theirs) == Merged(0, changed(base=theirs), "")
    assert merge(theirs, base, changed()) == Merged(0, changed(base=theirs), "")


def test_comment_at_changed_value_is_kept(merge: Merge) -> None:
    base = ONE + TITLE
    theirs = base.replace(TITLE, '# by them\ntitle = "a"  # too\n')
    expected = ONE + '# by them\ntitle = "b"  # too\n'
    assert merge(changed(), base, theirs) == Merged(0, expected, "")


def test_comment_changed_differently_is_in_conflict(merge: Merge) -> None:
    sides = [ONE + f"# {word}\n{TITLE}" for word in ("ours", "theirs")]
    base = ONE + TITLE
    conflict = marked(f"# ours\n{TITLE}", f"# theirs\n{TITLE}", "gy-one: title")
    assert merge(sides[0], base, sides[1]) == Merged(
        65, ONE + conflict, "conflicts in gy-one: title\n"
    )


def test_comment_of_entry_changed_differently_is_in_conflict(merge: Merge) -> None:
    sides = [f"# {word}\n{ONE.lstrip()}" for word in ("ours", "theirs")]
    header = "[[focal_point]]\n"
    conflict = marked(f"# ours\n{header}", f"# theirs\n{header}", "gy-one")
    expected = conflict + ONE.lstrip().removeprefix(header)
    assert merge(sides[0], ONE.lstrip(), sides[1]) == Merged(65, expected, "conflicts in gy-one\n")
    below = [f"{ONE}# {word}\n" for word in ("ours", "theirs")]
    conflict = marked("# ours\n", "# theirs\n", "gy-one")
    assert merge(below[0], ONE, below[1]).text == ONE + conflict


def test_comment_of_removed_entry_is_in_conflict(merge: Merge) -> None:
    theirs = "# by them\n" + ONE.lstrip()
    done = merge(TWO.lstrip(), ONE + TWO, theirs + TWO)
    assert done.text == marked("", theirs, "gy-one") + TWO.lstrip()


def test_comment_of_removed_key_is_merged_as_text(merge: Merge) -> None:
    theirs = ONE + "# by them\n" + TITLE + 'x = "1"\n'
    done = merge(ONE + 'y = "1"\n', ONE + TITLE, theirs)
    assert (done.code, done.messages) == (65, AS_TEXT)
    assert "# by them" in done.text


def test_comment_in_list_of_both_is_merged_as_text(merge: Merge) -> None:
    base = ONE + 'covers = [\n    "Aruba",\n]\n'
    theirs = (
        base.replace("]\n", '    "Belize",  # by them\n]\n')
        if False
        else base.replace('    "Aruba",\n', '    "Aruba",  # by them\n    "Belize",\n')
    )
    ours = base.replace('    "Aruba",\n', '    "Aruba",\n    "Haiti",\n')
    done = merge(ours, base, theirs)
    assert (done.code, done.messages) == (65, AS_TEXT)
    assert "# by them" in done.text


def test_comments_between_tables_are_kept(merge: Merge) -> None:
    lines = [f"# ---- {name} ----\n" for name in ("Aruba", "Guyana", "Haiti")]
    base = lines[0] + "\n" + lines[2] + ONE
    ours, theirs = lines[0] + "\n" + lines[1] + "\n" + lines[2] + ONE, base + TWO
    assert merge(ours, base, theirs) == Merged(0, ours + TWO, "")
    assert merge(theirs, base, ours) == Merged(0, ours + TWO, "")


def test_territory_line_belongs_to_no_entry(merge: Merge) -> None:
    line = "# ---- Guyana ----\n"
    base = line + ONE.lstrip()
    assert merge(line, base, base.replace("Ada", "Eve")).text == line + marked(
        "", ONE.lstrip().replace("Ada", "Eve"), "gy-one"
    )
    added = [line + entry(id=f'"gy-{word}"').lstrip() + ONE for word in "ab"]
    text = merge(added[0], base, added[1]).text
    assert text == line + entry(id='"gy-a"').lstrip() + entry(id='"gy-b"').lstrip() + ONE


@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_line_ends_and_bom_are_those_of_ours(bom: str, merge: Merge) -> None:
    base = ONE + TITLE
    other = ONE.replace("police", "justice") + TITLE
    both = changed(base=other)
    windows = (bom + text.replace("\n", "\r\n") for text in (base, other, both, changed()))
    base_w, other_w, both_w, ours_w = windows
    # A branch whose editor wrote CRLF turns no other into CRLF.
    assert merge(changed(), base, other_w) == Merged(0, both, "")
    assert merge(base, base, other_w) == Merged(0, other, "")
    assert merge(changed(), base_w, other_w) == Merged(0, both, "")
    for before, theirs in ((base, other), (base_w, other), (base, other_w), (base_w, other_w)):
        assert merge(ours_w, before, theirs) == Merged(0, both_w, "")
    assert merge(ours_w, "", "") == Merged(0, ours_w, "")
    # One line with CRLF does not decide about the others.
    assert merge(bom + changed().replace("\n", "\r\n", 1), base, other) == Merged(0, bom + both, "")


@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_text_that_is_merged_by_lines_is_in_the_form_of_ours(bom: str, merge: Merge) -> None:
    # Dotted keys are merged by git.
    base = "a.x = 1\n\n\n\n\na.y = 1\n"
    ours, theirs = base.replace("x = 1", "x = 2"), base.replace("y = 1", "y = 2")
    both = ours.replace("y = 1", "y = 2")
    in_windows = (bom + text.replace("\n", "\r\n") for text in (ours, theirs, both))
    ours_w, theirs_w, both_w = in_windows
    assert merge(ours, base, theirs_w)[:2] == (0, both)
    assert merge(ours_w, base, theirs)[:2] == (0, both_w)
    clash = merge(ours, base, base.replace("x = 1", "x = 3").replace("\n", "\r\n"))
    assert clash.code == 65
    assert "\r" not in clash.text
    assert clash.text.count("<<<<<<<") == 1
    assert clash.text.endswith("\n\na.y = 1\n")


def test_last_line_gets_an_end(merge: Merge) -> None:
    done = merge(changed().rstrip(), (ONE + TITLE).rstrip(), (ONE + TITLE + TWO).rstrip())
    assert done == Merged(0, changed() + TWO, "")
