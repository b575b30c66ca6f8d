"""Merge of whole tables: added, removed, renamed and reordered; and of what is not an entry."""

from pathlib import Path

from tests.conftest import MINIMAL, Run, entry
from tests.merge.conftest import Merge, Merged, marked

ONE, TWO, NEW = (entry(id=f'"gy-{word}"') for word in ("one", "two", "new"))
CHANGED = entry(id='"gy-one"', title='"Chief"')


def test_entries_of_both_sides_are_added(merge: Merge) -> None:
    done = merge(ONE + TWO + NEW, ONE, entry(id='"gy-a"') + ONE + entry(id='"gy-z"'))
    assert done == Merged(0, entry(id='"gy-a"') + ONE + TWO + NEW + entry(id='"gy-z"'), "")


def test_equal_entries_are_added_once(merge: Merge) -> None:
    swapped = "\n[[focal_point]]\n" + "".join(reversed(NEW.splitlines(keepends=True)[2:]))
    assert merge(ONE + NEW, ONE, ONE + swapped) == Merged(0, ONE + NEW, "")


def test_seat_added_differently_is_in_conflict(merge: Merge) -> None:
    other = entry(id='"gy-new"', title='"Chief"')
    conflict = marked(NEW.lstrip(), other.lstrip(), "gy-new")
    done = merge(ONE + NEW, ONE, ONE + other)
    assert done == Merged(65, f"{ONE}\n{conflict}", "conflicts in gy-new\n")


def test_person_under_two_ids_is_a_duplicate(merge: Merge, run: Run, tmp_path: Path) -> None:
    assert merge(ONE + TWO, ONE, ONE + NEW) == Merged(0, ONE + TWO + NEW, "")
    path = tmp_path / "directory.toml"
    path.write_text(merge(MINIMAL + TWO, MINIMAL, MINIMAL + NEW).text, encoding="utf-8")
    found = run("duplicates", "--directory", path)
    assert "gy-two" in found.out
    assert "gy-new" in found.out


def test_unchanged_entry_is_removed(merge: Merge) -> None:
    assert merge(TWO, ONE + TWO, ONE + TWO + NEW).text == TWO + NEW
    assert merge(ONE + TWO + NEW, ONE + TWO, TWO).text == TWO + NEW
    assert merge(TWO, ONE + TWO, TWO).text == TWO


def test_removed_entry_in_another_layout_is_removed(merge: Merge) -> None:
    assert merge(TWO, ONE + TWO, ONE.replace(" = ", "=") + TWO).text == TWO


def test_changed_entry_that_is_removed_is_in_conflict(merge: Merge) -> None:
    conflict = marked(CHANGED.lstrip(), "", "gy-one")
    assert merge(CHANGED + TWO, ONE + TWO, TWO) == Merged(
        65, f"\n{conflict}{TWO}", "conflicts in gy-one\n"
    )
    conflict = marked("", CHANGED.lstrip(), "gy-one")
    assert merge(TWO, ONE + TWO, CHANGED + TWO).text == f"\n{conflict}{TWO}"


def test_renamed_entry_takes_changes_of_old_id(merge: Merge) -> None:
    renamed = entry(id='"gy-1"', formerly='["gy-one"]')
    both = entry(id='"gy-1"', formerly='["gy-one"]', title='"Chief"')
    for sides in ((renamed, CHANGED), (CHANGED, renamed)):
        done = merge(sides[0], ONE, sides[1])
        assert (done.code, sorted(done.text)) == (0, sorted(both))
    back = entry(id='"gy-0"', formerly='["gy-1", "gy-one"]')
    assert merge(back, renamed, both).code == 0


def test_new_entry_renamed_by_one_side_is_one(merge: Merge) -> None:
    renamed = entry(id='"gy-newer"', formerly='["gy-new"]')
    done = merge(ONE + NEW, ONE, ONE + renamed)
    assert done.messages == "conflicts in gy-new\n"


def test_entry_renamed_to_added_id_is_not_merged(merge: Merge) -> None:
    renamed = entry(id='"gy-new"', formerly='["gy-one"]')
    assert merge(renamed + TWO, ONE + TWO, ONE + TWO + NEW).code == 65


def test_former_id_of_several_entries_is_in_doubt(merge: Merge) -> None:
    twice = entry(id='"gy-a"', formerly='["gy-one"]') + entry(id='"gy-b"', formerly='["gy-one"]')
    assert merge(twice, ONE, ONE + NEW).code == 65
    assert merge(ONE, twice, ONE + NEW).code == 65
    both = entry(id='"gy-a"', formerly='["gy-one", "gy-two"]')
    assert merge(both, ONE + TWO, ONE + TWO + NEW).code == 65


def test_order_is_that_of_who_changed_it(merge: Merge) -> None:
    assert merge(CHANGED + TWO, ONE + TWO, TWO + ONE) == Merged(0, TWO + CHANGED, "")
    assert merge(TWO + ONE, ONE + TWO, CHANGED + TWO) == Merged(0, TWO + CHANGED, "")
    three = (ONE + TWO + NEW, NEW + ONE + TWO, NEW + TWO + ONE)
    assert merge(three[1], three[0], three[2]).text == three[1]


def test_other_tables_are_merged_by_key(merge: Merge) -> None:
    ours = MINIMAL.replace("Example Network", "Network").replace("2019-03-12", "2019-03-13")
    theirs = MINIMAL.replace("Second M", "M").replace("Venezuela w", "W")
    check = '\n[check]\nignore = ["{}"]\n'
    done = merge(ours + check.format("a"), MINIMAL, theirs + check.format("b"))
    expected = ours.replace("Second M", "M").replace("Venezuela w", "W")
    assert done == Merged(0, expected + '\n[check]\nignore = ["a", "b"]\n', "")


def test_conflict_in_other_table_has_its_name(merge: Merge) -> None:
    one, other = (MINIMAL.replace("Example Network", name) for name in ("One", "Other"))
    conflict = marked('name = "One"\n', 'name = "Other"\n', "directory: name")
    done = merge(one, MINIMAL, other)
    assert done == Merged(
        65, one.replace('name = "One"\n', conflict), "conflicts in directory: name\n"
    )


def test_table_that_one_side_removed_is_in_conflict(merge: Merge) -> None:
    base, changed = (f'{MINIMAL}\n[check]\nignore = ["{code}"]\n' for code in "ab")
    assert merge(MINIMAL, base, changed).messages == "conflicts in check\n"


def test_empty_base_has_no_entries(merge: Merge) -> None:
    assert merge(MINIMAL + ONE, "", MINIMAL + TWO).text == MINIMAL + ONE + TWO
    assert merge(ONE, "", CHANGED).messages == "conflicts in gy-one\n"
    assert merge("", "", "") == Merged(0, "", "")
