"""Folders of cards: only files of the same list are touched."""

import errno
import os
import stat
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from cmcct.formats import vcard
from tests.conftest import error_of
from tests.support.entries import extract, point

CARDS = list(vcard.iter_cards(extract(point(id="gy-ctu"))))
((_, OURS),) = CARDS


def _write(folder: Path, *, prune: bool = True) -> list[str]:
    return vcard.write_cards(folder, CARDS, private=False, prune=prune)


def test_only_cards_that_are_in_the_list_stay(tmp_path: Path) -> None:
    (tmp_path / "gy-left.vcf").write_bytes(OURS.encode())
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    assert _write(tmp_path) == ["gy-left.vcf"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["gy-ctu.vcf", "notes.txt"]
    assert (tmp_path / "gy-ctu.vcf").read_bytes() == OURS.encode()


@pytest.mark.parametrize(
    "content",
    [
        b"BEGIN:VCARD\r\nVERSION:3.0\r\nUID:1\r\nFN:Dee\r\nN:Dee;;;;\r\nEND:VCARD\r\n",
        OURS.encode() * 2,
        OURS.replace("PRODID:", "X-PRODID:").encode(),
        b"\xff\xfe",
        b"",
    ],
)
def test_foreign_card_is_in_the_way(tmp_path: Path, content: bytes) -> None:
    other = tmp_path / "dee.vcf"
    other.write_bytes(content)
    message = f"{tmp_path} contains a card that cmcct did not write: dee.vcf"
    assert error_of(lambda: _write(tmp_path)) == (message, "choose an empty folder")
    unpruned = f"{tmp_path} contains a card that is not in this list: dee.vcf"
    assert error_of(lambda: _write(tmp_path, prune=False)) == (unpruned, "choose an empty folder")
    assert [path.name for path in tmp_path.iterdir()] == ["dee.vcf"]
    assert other.read_bytes() == content


def test_folder_is_no_card_of_ours(tmp_path: Path) -> None:
    (tmp_path / "gy-left.vcf").mkdir()
    assert error_of(lambda: _write(tmp_path))[1] == "choose an empty folder"
    assert [path.name for path in tmp_path.iterdir()] == ["gy-left.vcf"]


def test_link_is_no_card_of_ours(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(OURS.encode())
    (tmp_path / "gy-left.vcf").symlink_to(elsewhere)
    assert error_of(lambda: _write(tmp_path))[1] == "choose an empty folder"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["elsewhere", "gy-left.vcf"]


@pytest.mark.parametrize("target", ["elsewhere", "nowhere"])
def test_card_does_not_overwrite_target_of_link(tmp_path: Path, target: str) -> None:
    (tmp_path / "elsewhere").write_bytes(b"mine")
    (tmp_path / "gy-ctu.vcf").symlink_to(tmp_path / target)
    message = f"{tmp_path} contains a card that cmcct did not write: gy-ctu.vcf"
    assert error_of(lambda: _write(tmp_path)) == (message, "choose an empty folder")
    assert (tmp_path / "elsewhere").read_bytes() == b"mine"
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["../outside"], "'../outside' is not a valid id"),
        (["group_../outside"], "'group_../outside' is not a valid id"),
        (["gy-ctu", ""], "'' is not a valid id"),
        (["gy-ctu", "bs-house", "gy-ctu"], "the id 'gy-ctu' appears more than once"),
    ],
)
def test_no_card_is_written_elsewhere_or_over_another(
    tmp_path: Path, names: list[str], message: str
) -> None:
    cards = [(name, OURS) for name in names]
    refusal = error_of(
        lambda: vcard.write_cards(tmp_path / "out", cards, private=False, prune=True)
    )
    assert refusal == (message, "omit --split: it names each file by an id")
    assert list(tmp_path.iterdir()) == []


def test_cards_of_groups_have_names_that_no_entry_has(tmp_path: Path) -> None:
    cards = [(name, OURS) for name in ("venezuela", "group_venezuela", "meeting_venezuela")]
    vcard.write_cards(tmp_path, cards, private=False, prune=True)
    assert sorted(path.stem for path in tmp_path.iterdir()) == sorted(name for name, _ in cards)


@pytest.mark.parametrize(("private", "mode"), [(True, 0o700), (False, 0o755)])
def test_a_private_folder_is_its_owners(tmp_path: Path, *, private: bool, mode: int) -> None:
    folder = tmp_path / "new" / "cards"
    before = os.umask(0o022)
    try:
        vcard.write_cards(folder, CARDS, private=private, prune=True)
    finally:
        os.umask(before)
    assert stat.S_IMODE(folder.stat().st_mode) == mode


def test_folder_is_closed_when_cards_become_private(tmp_path: Path) -> None:
    folder = tmp_path / "cards"
    folder.mkdir(0o755)
    vcard.write_cards(folder, CARDS, private=False, prune=True)
    vcard.write_cards(folder, CARDS, private=True, prune=True)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_folder_with_other_files_keeps_its_mode(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    tmp_path.chmod(0o755)
    vcard.write_cards(tmp_path, CARDS, private=True, prune=True)
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755
    assert stat.S_IMODE((tmp_path / "gy-ctu.vcf").stat().st_mode) == 0o600


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
@pytest.mark.parametrize("name", ["gy-ctu.vcf", "gy-left.vcf"])
def test_special_file_is_not_replaced_even_by_force(
    tmp_path: Path, make: Callable[[Path], None], name: str
) -> None:
    make(tmp_path / name)
    for force in (False, True):
        write = partial(vcard.write_cards, tmp_path, CARDS, private=False, prune=True, force=force)
        assert error_of(write) == (
            f"{tmp_path} contains a card that cmcct did not write: {name}",
            "choose an empty folder",
        )
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_an_empty_file_may_become_a_card(tmp_path: Path) -> None:
    (tmp_path / "gy-ctu.vcf").touch()
    assert _write(tmp_path) == []
    assert (tmp_path / "gy-ctu.vcf").read_bytes() == OURS.encode()


def test_unreadable_card_is_not_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _write(tmp_path)
    monkeypatch.setattr(Path, "read_bytes", _unreadable)  # root can read every file
    message, _ = error_of(lambda: _write(tmp_path))
    assert message == f"{tmp_path} contains a card that cmcct did not write: gy-ctu.vcf"


def _unreadable(path: Path) -> bytes:
    raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
