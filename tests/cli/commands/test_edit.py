"""`cmcct edit`: one entry in an editor, without loss of typed text."""

import json
import re
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest

from cmcct.cli.screen import prompts
from tests.conftest import Result, Run, Write, command, list_names, run_process, write_overlay
from tests.support.cli_samples import ADA
from tests.support.edited import BOTH, UNKNOWN, brief, changed, part
from tests.support.person import typing


class Editor(Protocol):
    """Install an editor that runs a line of bash."""

    def __call__(self, line: str, name: str = "EDITOR") -> None: ...


KEPT = r"your draft is kept in (.+entry\.toml)\n"
TITLE = 'sed -i s/Director/Chief/ "$1"'
TITLES = ['-title = "Director"', '+title = "Chief"']


@pytest.fixture(autouse=True)
def drafts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Create drafts in a folder of the test's own."""
    folder = tmp_path / "drafts"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)
    return folder


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Editor:
    """Return a function that installs an editor: a line of bash.

    `$1` is the draft; the file `$0.n` has one line per run.
    """

    def call(line: str, name: str = "EDITOR") -> None:
        script = tmp_path / f"my {name}"
        count = 'echo >> "$0.n"; n=$(wc -l < "$0.n"); cp "$1" "$0.$n"'
        script.write_text(f"#!/bin/bash\n{count}\n{line}\n", encoding="utf-8")
        script.chmod(0o755)
        monkeypatch.setenv(name, f"'{script}'")

    return call


def _edit(run: Run, path: Path) -> Result:
    return run("edit", "gy-ctu", "--directory", path)


def test_only_the_entry_is_opened_and_its_lines_change(
    run: Run, write: Write, editor: Editor, drafts: Path
) -> None:
    path = write(BOTH)
    before = path.read_bytes()
    editor(TITLE)
    assert brief(_edit(run, path)) == Result(0, "", f"wrote {path}\n")
    assert changed(path, before) == TITLES
    shown = (path.parent / "my EDITOR.1").read_text(encoding="utf-8")
    assert shown.startswith(ADA)
    assert list_names(drafts) == []


def test_dry_run_shows_diff_and_writes_nothing(
    run: Run, write: Write, editor: Editor, drafts: Path
) -> None:
    path = write(ADA)
    before = path.read_bytes()
    editor(TITLE)
    result = run("edit", "gy-ctu", "--dry-run", "--directory", path)
    assert (result.code, result.err, path.read_bytes()) == (0, "", before)
    lines = [line for line in result.out.splitlines() if line[:1] in "+-"]
    assert lines[2:] == TITLES
    trial = run("edit", "gy-ctu", "--dry-run", "--format", "json", "--directory", path)
    assert json.loads(trial.out)["files"][0]["diff"] == result.out
    editor("true")
    trial = run("edit", "gy-ctu", "--dry-run", "--format", "json", "--directory", path)
    assert (json.loads(trial.out)["files"], trial.err) == ([], "nothing to change\n")
    assert list(drafts.iterdir()) == []


OPENS = "more people will see ctu@example.org, +592 220 1234"
OPEN_ONE = "more people will see +592 609 1234"


@pytest.mark.parametrize(
    ("line", "opens"),
    [('/^name/i sharing = "public"', OPENS), ('s/, sharing = "secretariat"//', OPEN_ONE)],
)
@pytest.mark.parametrize("has_private", [False, True])
def test_wider_sharing_needs_yes(  # noqa: PLR0913 - fixtures
    run: Run, write: Write, editor: Editor, line: str, opens: str, *, has_private: bool
) -> None:
    path = write(BOTH)
    if has_private:
        write_overlay(path, part("gy-ctu", "Ada Example", 50))
    before = path.read_bytes()
    editor(f"sed -i '{line}' \"$1\"")
    result = _edit(run, path)
    message = f"error: nothing was saved: {opens}\nhelp: use --yes to proceed\n"
    assert re.sub(KEPT, "", result.err) == message
    assert (result.code, path.read_bytes()) == (2, before)
    assert "your draft is kept in" in result.err
    question = f"{opens}. Continue? [no]: "
    assert typing([(question, "n\n")], "edit", "gy-ctu", "--directory", path).code == 2
    assert path.read_bytes() == before
    assert typing([(question, "y\n")], "edit", "gy-ctu", "--directory", path).code == 0
    path.write_bytes(before)
    assert run("edit", "gy-ctu", "--yes", "--directory", path).err.startswith(f"{opens}\n")
    assert path.read_bytes() != before


def test_visual_is_used_before_editor(run: Run, write: Write, editor: Editor) -> None:
    path = write(BOTH)
    before = path.read_bytes()
    editor("exit 1")
    editor(TITLE)
    editor(TITLE, "VISUAL")
    assert _edit(run, path).code == 0
    assert (path.parent / "my VISUAL.1").exists()
    assert not (path.parent / "my EDITOR.1").exists()
    assert changed(path, before) == TITLES


@pytest.mark.parametrize("id_", ["../victim/x", "gy/ctu"])
def test_an_id_that_looks_like_a_path_leads_nowhere(
    run: Run, write: Write, editor: Editor, drafts: Path, id_: str
) -> None:
    victim = drafts / "victim"
    victim.mkdir()
    (victim / "file").write_text("mine", encoding="utf-8")
    path = write(ADA.replace('"gy-ctu"', f'"{id_}"'))
    editor("true")
    assert run("edit", id_, "--directory", path) == Result(0, "", "nothing to change\n")
    assert list_names(drafts) == ["victim"]
    assert list_names(victim) == ["file"]


def test_unchanged_text_changes_nothing(
    run: Run, write: Write, editor: Editor, drafts: Path
) -> None:
    path = write(BOTH)
    before = path.stat().st_mtime_ns
    editor("true")
    assert _edit(run, path) == Result(0, "", "nothing to change\n")
    assert (path.stat().st_mtime_ns, list_names(drafts)) == (before, [])


def test_findings_return_as_comments_until_fixed(
    write: Write, editor: Editor, drafts: Path
) -> None:
    path = write(BOTH)
    before = path.read_bytes()
    editor(
        'if [ "$n" = 1 ]; then sed -i s/ctu@/ctu@@/ "$1"\n'
        'elif [ "$n" = 2 ]; then sed -i "s/^title = .*/title = Chief/" "$1"\n'
        'else sed -i -e s/@@/@/ -e "s/^title = .*/title = \\"Chief\\"/" "$1"; fi'
    )
    result = typing([], "edit", "gy-ctu", "--directory", path)
    assert brief(result) == Result(0, f"wrote {path}\n", "")
    assert changed(path, before) == TITLES
    second = (path.parent / "my EDITOR.2").read_text(encoding="utf-8")
    finding = '#! not an e-mail address: write "ctu@example.org"\nemails = ["ctu@@example.org"]\n'
    assert finding in second
    third = (path.parent / "my EDITOR.3").read_text(encoding="utf-8")
    assert '#! this text must be in quotes: write title = "Chief"\ntitle = Chief\n' in third
    assert third.count("#! ") == 1
    assert list_names(drafts) == []


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            'test "$n" = 2 || sed -i s/ctu@/ctu@@/ "$1"',
            (
                r"error\[invalid-email\]: not an e-mail address.*\n"
                r" *--> \S+/entry\.toml:\d\d:11\n(.*\n)*"
                "error: nothing was saved: this would introduce errors\n"
            ),
        ),
        (
            'sed -i "s/ctu@/ctu@@/" "$1"',
            (
                r"error\[invalid-email\]: not an e-mail address.*\n"
                r" *--> \S+/entry\.toml:\d\d:11\n(.*\n)*"
                "error: nothing was saved: this would introduce errors\n"
            ),
        ),
        (
            'sed -i -e "/^#!/d" -e "s/^title = .*/title = \\"Foo/" "$1"',
            (
                r"error: .+/entry.toml is not valid TOML: line 6: missing quote at .*\n"
                "error: nothing was saved: this would introduce errors\n"
            ),
        ),
        (
            'sed -i s/gy-ctu/gy-police/ "$1"',
            "error: this command cannot change an id\nhelp: run cmcct rename ID …\n",
        ),
        (f"{TITLE}; exit 3", r"error: the editor .+ exited with code 3\n"),
        (
            f'{TITLE}; cat >> "$1" <<< $\'[[focal_point]]\\nid = "x"\'',
            "error: the draft must contain exactly one entry\nhelp: edit one entry at a time\n",
        ),
        (
            f'{TITLE}; sed -i s/Director/Boss/ "$(dirname "$0")"/directory.toml',
            "error: gy-ctu was changed by someone else in the meantime\nhelp: edit it again\n",
        ),
        (': > "$1"', "error: the draft must contain exactly one entry\nhelp: edit one entry at a"),
    ],
)
def test_refused_draft_is_kept(
    run: Run, write: Write, editor: Editor, line: str, message: str
) -> None:
    path = write(BOTH)
    before = path.read_bytes()
    editor(line)
    result = _edit(run, path)
    assert (result.code, result.out) == (2, "")
    kept = re.search(KEPT, result.err)
    assert kept
    assert re.match(message, result.err.replace(kept[0], ""))
    assert Path(kept[1]).is_file()
    assert path.read_bytes().replace(b"Boss", b"Director") == before


def test_script_is_not_called_for_ever(run: Run, write: Write, editor: Editor) -> None:
    path = write(BOTH)
    editor('sed -i "s/ctu@/ctu@@/" "$1"')
    assert _edit(run, path).code == 2
    assert (path.parent / "my EDITOR.2").is_file()
    assert not (path.parent / "my EDITOR.3").exists()


def test_concurrent_edit_elsewhere_stays(run: Run, write: Write, editor: Editor) -> None:
    path = write(BOTH)
    before = path.read_bytes()
    editor(f'{TITLE}; sed -i "s/Call first/Call last/" "$(dirname "$0")"/directory.toml')
    assert _edit(run, path).code == 0
    assert path.read_bytes() == before.replace(b"Director", b"Chief").replace(b"first", b"last")


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("", "error: no editor is set\nhelp: set EDITOR, for example: EDITOR=nano cmcct edit …\n"),
        (
            "/nowhere/vi",
            (
                "error: cannot run '/nowhere/vi': program not found\nhelp: "
                "set EDITOR, for example: EDITOR=nano cmcct edit …\n"
            ),
        ),
        ("/", "error: cannot run '/': Permission denied\n"),
        ("vi 'x", 'error: cannot run "vi \'x": a quote is missing\n'),
        ("false", "error: the editor 'false' exited with code 1\n"),
        ("rm", "error: cannot read "),
    ],
)
def test_failed_editor_keeps_no_draft(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch, command: str, message: str
) -> None:
    path = write(BOTH)
    before = path.read_bytes()
    monkeypatch.setenv("EDITOR", command)
    result = _edit(run, path)
    assert (result.code, result.out, path.read_bytes()) == (2, "", before)
    assert result.err.startswith(message)
    assert list_names(path.parent / "drafts") == []


def test_an_id_that_is_not_known_opens_nothing(run: Run, write: Write, drafts: Path) -> None:
    result = run("edit", "gy-ct", "--directory", write(BOTH))
    assert result == Result(2, "", UNKNOWN)
    assert list_names(drafts) == []


WAIT = "exec sleep 60 < /dev/null > /dev/null 2>&1"
# Editors save their buffer when they are terminated.
SAVE = """trap 'kill $! 2> /dev/null; echo "title = 5" > "$1.save"; exit' TERM"""


@pytest.fixture
def _hang_up() -> Iterator[None]:
    """Let SIGHUP end processes again, if `nohup` runs the tests."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


ENDINGS = [  # what the editor does first and last, and the draft that is kept
    (TITLE, WAIT, "entry.toml"),
    ("true", WAIT, ""),
    (SAVE, f"({WAIT}) & wait", "entry.toml.save"),
    ("trap '' TERM", WAIT, ""),
]


@pytest.mark.usefixtures("_hang_up")
@pytest.mark.parametrize(
    ("name", "code", "first", "last", "kept"),
    [
        *(("TERM", 143, *ending) for ending in ENDINGS),
        ("HUP", 129, *ENDINGS[0]),
        *(pytest.param("HUP", 129, *ending, marks=pytest.mark.sweep) for ending in ENDINGS[1:]),
    ],
)
def test_signal_ends_edit_and_keeps_draft(  # noqa: PLR0913, PLR0917 - fixtures
    process: Run,
    write: Write,
    editor: Editor,
    drafts: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    code: int,
    first: str,
    last: str,
    kept: str,
) -> None:
    path = write(BOTH)
    before = path.read_bytes()
    monkeypatch.setenv("TMPDIR", str(drafts))
    mode = 'stat -c %a "$(dirname "$1")" > "$0.mode"'
    editor(f"{first}\n{mode}\nsleep 0.5\nkill -{name} $PPID\n{last}")
    result = process("edit", "gy-ctu", "--directory", path)
    assert (result.code, result.out, path.read_bytes()) == (code, "", before)
    assert (path.parent / "my EDITOR.mode").read_text(encoding="utf-8") == "700\n"
    found = [file.name for folder in drafts.iterdir() for file in folder.iterdir()]
    if kept:
        assert kept in found
        assert re.fullmatch(rf"your draft is kept in \S+{kept}\n", result.err)
    else:
        assert (result.err, list_names(drafts)) == ("", [])


def test_a_signal_that_is_ignored_stays_ignored(
    write: Write, editor: Editor, drafts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(BOTH)
    monkeypatch.setenv("TMPDIR", str(drafts))
    editor(f"{TITLE}; kill -HUP $PPID")
    words = command("edit", "gy-ctu", "--directory", path)
    result = run_process(["bash", "-c", "trap '' HUP; exec \"$@\"", "bash", *words])
    assert brief(result) == Result(0, "", f"wrote {path}\n")


@pytest.mark.parametrize("names", [("editor", "nano", "vi"), ("nano", "vi"), ("vi",)])
def test_usual_editor_opens_without_setting(
    write: Write, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, names: tuple[str, ...]
) -> None:
    path = write(BOTH)
    before = path.read_bytes()
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in names:
        script = folder / name
        script.write_text(f"#!/bin/sh\necho this is {name}\n{TITLE}\n", encoding="utf-8")
        script.chmod(0o755)
    (folder / "sed").symlink_to("/bin/sed")
    monkeypatch.setenv("PATH", str(folder))
    result = typing([], "edit", "gy-ctu", "--directory", path)
    assert brief(result) == Result(0, f"this is {names[0]}\nwrote {path}\n", "")
    assert changed(path, before) == TITLES


def test_windows_has_an_editor_of_its_own(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(BOTH)
    monkeypatch.setattr(prompts, "is_interactive", lambda: True)
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(shutil, "which", lambda name: name)
    result = _edit(run, path)
    assert result.err.startswith("error: cannot run 'notepad': program not found")


def test_a_system_without_a_signal_has_the_others(
    run: Run, write: Write, editor: Editor, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(BOTH)
    monkeypatch.delattr(signal, "SIGHUP")  # as on Windows
    editor(TITLE)
    assert brief(_edit(run, path)) == Result(0, "", f"wrote {path}\n")


def test_other_number_with_wider_sharing_needs_yes(run: Run, write: Write, editor: Editor) -> None:
    path = write(BOTH)
    before = path.read_bytes()
    editor("""sed -i '/609 1234/s/1234/1235/; s/, sharing = "secretariat"//' "$1\"""")
    result = _edit(run, path)
    assert (result.code, path.read_bytes()) == (2, before)
    assert "error: nothing was saved: more people will see +592 609 1235\n" in result.err


def test_number_of_private_file_is_not_written(run: Run, write: Write, editor: Editor) -> None:
    path = write(BOTH)
    write_overlay(path, part("gy-ctu", "Ada Example", 50))
    before = path.read_bytes()
    editor("""sed -i 's/220 1234/609 1250/' "$1\"""")
    result = _edit(run, path)
    assert (result.code, path.read_bytes()) == (2, before)
    assert "error[private-in-directory]" in result.err


def test_verify_confirms_what_is_edited(run: Run, write: Write, editor: Editor) -> None:
    path = write(ADA)
    before = path.read_bytes()
    # The draft may change the address by which the entry was named.
    editor('sed -i "s/Director/Chief/; s/ctu@example/unit@example/" "$1"')
    words = ("edit", "ctu@example.org", "--verify", "--directory", path)
    assert brief(run(*words)) == Result(0, "", f"wrote {path}\n")
    assert changed(path, before)[-2:] == ["-verified = 2026-03-02", "+verified = 2026-06-01"]
    editor("true")
    assert run("edit", "gy-ctu", "--verify", "--directory", path).err == "nothing to change\n"
