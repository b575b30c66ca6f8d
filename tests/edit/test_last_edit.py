"""The record of the last command that changed a directory file."""

from pathlib import Path

from cmcct.edit import last_edit


def test_outside_a_repository_nothing_is_recorded(tmp_path: Path) -> None:
    path = tmp_path / "directory.toml"
    path.write_bytes(b"after")
    last_edit.record(path, last_edit.LastEdit("cmcct set", b"before"), b"after")
    assert last_edit.read(path) is None
    assert [*tmp_path.iterdir()] == [path]
