"""Every rule: a bad file, and its exact report in each of the four forms."""

import json
import shutil
import tomllib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

from cmcct.check import reporters
from cmcct.check.rules.registry import RULES
from cmcct.diagnostics import ERROR, NOTE
from cmcct.storage import directory_file, encrypted_file
from scripts.rules import DOCUMENT, format_document
from tests.conftest import AFTER_HOLIDAYS, ROOT, Run
from tests.support import texts
from tests.support.cases import each
from tests.support.repositories import repository

RULES_FOLDER = ROOT / "tests" / "rules"
# NAME.private.toml is the private file beside it, NAME.before.toml its older version.
FILES = sorted(
    (path for path in RULES_FOLDER.glob("*.toml") if "." not in path.stem),
    key=lambda path: path.stem,
)

# What git would not keep in a file of this repository.
COMMITTED_AS = {
    "line-endings": lambda data: data.replace(b"\n", b"\r\n"),
    "byte-order-mark": lambda data: b"\xef\xbb\xbf" + data,
}


@pytest.fixture
def words(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Change to the folder of a bad file, so that its name has no folder; return the check's words.

    A bad file with a private file is copied into a folder of its own, since git and modes matter;
    one with an older version into a repository that contains it.
    """
    if path.stem == "holidays-outdated":
        monkeypatch.setenv("CMCCT_TODAY", AFTER_HOLIDAYS)
    if path.stem in COMMITTED_AS:
        monkeypatch.chdir(tmp_path)
        repository(tmp_path).commit_bytes(COMMITTED_AS[path.stem](path.read_bytes()))
        return ["check", directory_file.DIRECTORY_NAME]
    overlay, before = path.with_suffix(".private.toml"), path.with_suffix(".before.toml")
    is_alone = not (overlay.exists() or before.exists())
    if is_alone and path.stem != "schema-outdated":
        monkeypatch.chdir(RULES_FOLDER)
        return ["check", path.name]
    monkeypatch.chdir(tmp_path)
    if before.exists():
        repository(tmp_path).commit_bytes(before.read_bytes())
        shutil.copyfile(path, directory_file.DIRECTORY_NAME)
        if path.stem == "private-file-changed":
            Path(directory_file.ENCRYPTED_NAME).write_text("another", encoding="utf-8")
        return ["check", directory_file.DIRECTORY_NAME, "--changed-since", "HEAD"]
    shutil.copyfile(path, directory_file.DIRECTORY_NAME)
    if is_alone:
        Path(directory_file.SCHEMA_NAME).write_text("{}\n", encoding="utf-8")
        return ["check", directory_file.DIRECTORY_NAME]
    shutil.copyfile(overlay, directory_file.OVERLAY_NAME)
    Path(directory_file.OVERLAY_NAME).chmod(0o644 if path.stem == "private-readable" else 0o600)
    if path.stem == "private-in-git":
        repository(tmp_path)
    if path.stem == "plain-beside-encrypted":
        Path(directory_file.ENCRYPTED_NAME).touch()
    if path.stem == "members-differ":
        monkeypatch.setenv("CMCCT_IDENTITY", str(tmp_path / "identity.txt"))
        _encrypt(encrypted_file.create_identity())
    return ["check", directory_file.DIRECTORY_NAME]


def _encrypt(key: str) -> None:
    """Encrypt the private file to the members in it, who all have one public key."""
    for name in (directory_file.DIRECTORY_NAME, directory_file.OVERLAY_NAME):
        text = Path(name).read_text(encoding="utf-8").replace("PUBLIC KEY", key)
        Path(name).write_text(text, encoding="utf-8")
    encrypted = Path(directory_file.ENCRYPTED_NAME)
    plain = Path(directory_file.OVERLAY_NAME)
    encrypted.write_bytes(encrypted_file.encrypt(encrypted, plain.read_bytes()))
    plain.unlink()


def _contacts(path: Path) -> Iterator[str]:
    """Yield the e-mail addresses and numbers in a bad file, as far as it is readable."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (ValueError, FileNotFoundError):
        return
    for point in raw.get("focal_point", []):
        for channel in [*_list(point, "emails"), *_list(point, "phones")]:
            text = channel if isinstance(channel, str) else None
            if isinstance(channel, dict):
                text = channel.get("number", channel.get("address"))
            if isinstance(text, str):
                yield text


def _list(point: object, key: str) -> list[object]:
    value = point.get(key, []) if isinstance(point, dict) else []
    return value if isinstance(value, list) else [value]


def _fails(path: Path) -> bool:
    """Return whether a strict check of a bad file fails."""
    rule = RULES[path.stem]
    return rule.severity != NOTE and not rule.is_advisory


def test_every_code_has_bad_file_and_every_file_a_code() -> None:
    assert [path.stem for path in FILES] == sorted(RULES)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_bad_file_has_expected_output_in_every_form(
    run: Run, path: Path, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    words = [*words, "--all"]  # each warning, not one for several
    parts = [run(*words, "--format", form) for form in reporters.FORMATS]
    strict = run(*words, "--format", "json", "--strict")
    findings = json.loads(strict.out)["findings"]
    assert {finding["code"] for finding in findings} == {path.stem}
    assert {finding["severity"] for finding in findings} == {RULES[path.stem].severity}
    assert strict.code == int(_fails(path))
    monkeypatch.setenv("CI", "true")
    logged = {form: run(*words, "--format", form) for form in reporters.FORMATS}
    # No log repeats a contact.
    others = (path.with_suffix(f".{other}.toml") for other in ("private", "before"))
    for contact in chain.from_iterable(map(_contacts, (path, *others))):
        assert all(contact not in part.out + part.err for part in logged.values())
    parts.append(logged["full"])
    assert {part.code for part in parts} == {int(RULES[path.stem].severity == ERROR)}
    names = [*reporters.FORMATS, "full, in a log"]
    pages = zip(names, parts, strict=True)
    text = "".join(f"== {name}: exit {part.code}\n{part.out}" for name, part in pages)
    texts.expect(path.with_suffix(".txt"), text)


@pytest.mark.sweep
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_strict_check_fails_in_every_form(run: Run, path: Path, words: list[str]) -> None:
    codes = {form: run(*words, "--format", form, "--strict").code for form in reporters.FORMATS}
    assert codes == dict.fromkeys(reporters.FORMATS, int(_fails(path))), path


@each("code", sorted(RULES))
def test_code_is_explained_in_words_of_documentation(run: Run, code: str) -> None:
    result = run("check", "--explain", code)
    rule = RULES[code]
    assert (result.code, result.err) == (0, "")
    assert result.out == f"{code} ({rule.severity})\n\n{rule.text}\n"
    assert f"### {code}\n\n{rule.text}\n" in DOCUMENT.read_text(encoding="utf-8")


def test_an_unknown_code_cannot_be_explained(run: Run) -> None:
    result = run("check", "--explain", "invalid-mail")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("error: unknown value 'invalid-mail'\n")
    assert "did you mean invalid-email" in result.err


def test_the_documentation_of_the_rules_is_current() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == format_document()
