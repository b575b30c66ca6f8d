"""Remote repositories as a user names them: what git reads as an address, and nothing else."""

from pathlib import Path

import pytest

from cmcct.errors.exceptions import CmcctError
from cmcct.history.saves import parse_remote
from tests.support.cases import each
from tests.support.repositories import repository


@each(
    "text",
    [
        "https://github.com/example/contacts",
        "https://ada@git.example.org:8443/contacts.git",
        "ssh://git@git.example.org/contacts.git",
        "git://git.example.org/contacts",
        "file:///srv/contacts.git",
        "git@github.com:example/contacts.git",
        "git.example.org:contacts",
        "ada@[2001:db8::1]:contacts.git",
    ],
)
def test_address_that_git_reads_is_taken_as_it_is(text: str) -> None:
    assert parse_remote(text) == text


@pytest.mark.parametrize(
    "text",
    [
        *("", "origin", "contacts.git", "list@example.org", "E:\\contacts", "--upload-pack=x"),
        *("https://", "https://github.com", "https:///contacts", "htp://example.org/contacts"),
        *("https://example.org/a b", "github.com/example/contacts", "git@github.com: contacts"),
        *("ext::sh -c echo", "ext::program", "-oProxyCommand=x@example.org:contacts"),
        *("ssh://-oProxyCommand=x/contacts", "@example.org:contacts", "\0", "x" * 5000),
    ],
)
def test_what_git_cannot_reach_is_refused(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CmcctError, match="is not the URL of a git repository") as refused:
        parse_remote(text)
    assert "https://github.com/OWNER/contacts" in str(refused.value.hint)


def test_repository_on_this_computer_is_named_by_its_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "USB stick"
    folder.mkdir()
    repo = repository(folder)
    repo.git("init", "--quiet", "--bare", "copy.git")
    monkeypatch.chdir(tmp_path)
    for text in ("USB stick/copy.git", "./USB stick", str(folder)):
        assert parse_remote(text) == str(tmp_path / text)
    with pytest.raises(CmcctError):
        parse_remote("USB stick/other.git")
