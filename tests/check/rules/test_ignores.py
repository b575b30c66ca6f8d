"""Rules about `[check] ignore`, with real commits: nobody silences what the same change does."""

import json
from collections.abc import Mapping

import pytest

from cmcct.check.rules import ignores
from cmcct.check.rules.registry import RULES
from tests.conftest import MINIMAL, Run, write_overlay
from tests.support.repositories import Repo, entry

VALUES = {"name": '"Ada Example"', "phones": '["+592 225 1234"]', "verified": "2026-03-02"}
GY = entry("gy", **VALUES)
WIDENED = entry("gy", **VALUES, sharing='"public"')
ABROAD = entry("gy", **VALUES | {"phones": '["+597 421 234"]'})
NEXT = entry("sr", country='"Suriname"', name='"Bea Muster"', verified="2026-03-02")


def _base(repo: Repo, *parts: str) -> None:
    repo.commit(*parts)
    repo.git("tag", "--force", "base")


def _write(repo: Repo, text: str) -> None:
    repo.commit_bytes(text.encode())


def _said(run: Run, *words: str) -> list[str]:
    """Return severity, code and entry of each finding."""
    found: list[Mapping[str, str]] = json.loads(run("check", *words, "--format", "json").out)[
        "findings"
    ]
    return [f"{one['severity']} {one['code']} {one['entry']}".rstrip() for one in found]


def _since(run: Run) -> list[str]:
    return sorted(_said(run, "--changed-since", "base"))


def _ignoring(*items: str) -> str:
    return f"[check]\nignore = {json.dumps(items)}\n"


OF_CHANGES = [c for c, rule in RULES.items() if rule.is_of_change and ignores.may_ignore(c)]
SPELLINGS = {
    "table": MINIMAL + '[check]\nignore = ["gy:sharing-widened"]\n' + WIDENED,
    "at the end": f'{MINIMAL}{WIDENED}[check]\nignore = ["gy:sharing-widened"]\n',
    "at the start": f'[check]\nignore = ["gy:sharing-widened"]\n{MINIMAL}{WIDENED}',
    "inline table": f'check = {{ ignore = ["gy:sharing-widened"] }}\n{MINIMAL}{WIDENED}',
    "dotted key": f'check.ignore = ["gy:sharing-widened"]\n{MINIMAL}{WIDENED}',
    "quoted key": f"\"check\" . 'ignore' = ['gy:sharing-widened']\n{MINIMAL}{WIDENED}",
    "quoted header": f"{MINIMAL}[ 'check' ]\n\"ignore\" = ['gy:sharing-widened']\n{WIDENED}",
    "escapes": MINIMAL + '["\\u0063heck"]\nignore = ["gy:sharing\\u002dwidened"]\n' + WIDENED,
    "three quotes": MINIMAL + "[check]\nignore = ['''\ngy:sharing-widened''']\n" + WIDENED,
    "several lines": MINIMAL + '[check]\nignore = [ # x\n"gy:sharing-widened",\n]\n' + WIDENED,
    "whole code": MINIMAL + '[check]\nignore = ["sharing-widened"]\n' + WIDENED,
    "twice": MINIMAL + _ignoring(*["gy:sharing-widened"] * 2) + WIDENED,
}


@pytest.mark.parametrize("name", SPELLINGS)
def test_author_cannot_silence_his_own_change(repo: Repo, run: Run, name: str) -> None:
    _base(repo, GY, NEXT)
    _write(repo, SPELLINGS[name] + NEXT)
    *added, widened = _since(run)
    assert widened == "warning sharing-widened gy"
    assert added == ["warning ignore-added"] * (1 + (name == "twice"))
    assert run("check", "--changed-since", "base", "--strict").code == 1
    out = run("check", "--changed-since", "base", "--format", "concise").out
    line = int(out[: out.index(": warning[ignore-added]")].split(":")[-2])
    shown = "".join(SPELLINGS[name].splitlines()[line - 1 : line + 1])
    assert "sharing" in shown


@pytest.mark.parametrize(
    "item",
    [
        *("*", "gy:*", "*:sharing-widened", "gy*:sharing-widened", "sharing-*", "Sharing-Widened"),
        *(" sharing-widened", "sharing_widened", "gy:sharing-widened:", "ignore-added"),
        *("uid-changed", "directory-changed", "unused-ignore", "gy:ignore-added"),
    ],
)
def test_what_is_no_code_that_may_be_ignored_is_an_error(repo: Repo, run: Run, item: str) -> None:
    _base(repo, GY, NEXT)
    repo.commit(_ignoring(item), WIDENED, NEXT)
    said = _since(run)
    assert said[0] == "error unknown-code"
    assert said[-1] == "warning sharing-widened gy"


@pytest.mark.parametrize("value", ['"gy:sharing-widened"', "{ x = 1 }", "[[]]", "true"])
def test_an_ignore_that_is_no_list_is_an_error(repo: Repo, run: Run, value: str) -> None:
    _base(repo, GY, NEXT)
    repo.commit(f"[check]\nignore = {value}\n", WIDENED, NEXT)
    said = _since(run)
    assert (said[0], said[-1]) == ("error wrong-type", "warning sharing-widened gy")


@pytest.mark.parametrize("item", ["sharing-widened", "gy:sharing-widened"])
def test_what_the_base_ignores_is_a_note(repo: Repo, run: Run, item: str) -> None:
    _base(repo, _ignoring(item), GY, NEXT)
    repo.commit(_ignoring(item), WIDENED, NEXT)
    assert _since(run) == ["note sharing-widened gy"]
    assert run("check", "--changed-since", "base", "--strict").code == 0
    assert "::notice " in run("check", "--changed-since", "base", "--format", "github").out
    # Also if the change takes it out: the next change is warned of again.
    repo.commit(WIDENED, NEXT)
    assert _since(run) == ["note sharing-widened gy"]
    repo.git("tag", "--force", "base")
    _base(repo, GY, NEXT)
    repo.commit(WIDENED, NEXT)
    assert _since(run) == ["warning sharing-widened gy"]


def test_an_ignore_of_another_entry_or_code_is_no_note(repo: Repo, run: Run) -> None:
    ignored = _ignoring("sr:sharing-widened", "gy:number-changed")
    _base(repo, ignored, GY, NEXT)
    repo.commit(ignored, WIDENED, NEXT)
    assert _since(run) == ["warning sharing-widened gy"]


def test_no_hint_about_a_change_says_to_ignore_it(repo: Repo, run: Run) -> None:
    _base(repo, GY, NEXT)
    repo.commit(WIDENED.replace("1234", "1235"))
    out = run("check", "--changed-since", "base").out
    assert out.count("say so in the pull request: the warning ends when it is merged\n") == 2
    assert "ignore in [check]" not in out


def test_moved_and_sorted_ignores_are_not_added(repo: Repo, run: Run) -> None:
    _base(repo, _ignoring("gy:stale", "unverified", "until-passed"), GY, NEXT)
    items = '["unverified", "until-passed", "gy:stale"]'
    _write(repo, f"check.ignore = {items}\n{MINIMAL}{GY}{NEXT}")
    assert _since(run) == ["note unused-ignore"]


def test_whole_code_in_place_of_one_entry_is_added(repo: Repo, run: Run) -> None:
    _base(repo, _ignoring("gy:stale"), GY, NEXT)
    repo.commit(_ignoring("stale"), GY, NEXT)
    assert _since(run) == ["warning ignore-added"]


def test_finding_of_the_file_is_ignored_at_once(repo: Repo, run: Run) -> None:
    _base(repo, GY, NEXT)
    repo.commit(_ignoring("gy:phone-of-another-country"), ABROAD, NEXT)
    assert _since(run) == ["warning ignore-added", "warning number-changed gy"]


def test_ignore_follows_a_renamed_entry(repo: Repo, run: Run) -> None:
    _base(repo, _ignoring("gy:sharing-widened", "sr:stale"), GY, NEXT)
    assert run("rename", "gy", "gy-ctu").code == 0
    assert "gy-ctu:sharing-widened" in repo.path.read_text(encoding="utf-8")
    renamed = "note entry-changed gy-ctu"
    assert _since(run) == [renamed]
    assert run("set", "gy-ctu", "sharing=public", "--yes").code == 0
    assert _since(run) == [renamed, "note sharing-widened gy-ctu"]


def test_no_other_entry_takes_an_ignore_over(repo: Repo, run: Run) -> None:
    held = NEXT + 'sharing = "secretariat"\n'
    _base(repo, _ignoring("gy:sharing-widened"), GY, held)
    taken = _ignoring("sr:sharing-widened"), NEXT + 'merged = ["gy"]\n'
    repo.commit(*taken)
    assert _since(run) == [
        "note entry-changed sr",
        "warning entry-changed sr",
        "warning entry-removed gy",
        "warning ignore-added",
        "warning sharing-widened sr",
    ]


def test_new_file_adds_no_ignore(repo: Repo, run: Run) -> None:
    (repo.root / "README.md").touch()
    repo.git("add", "--all")
    repo.commit_all()
    repo.git("tag", "base")
    repo.commit(_ignoring("stale"), GY, NEXT)
    assert _since(run) == []


# unused-ignore


@pytest.mark.parametrize(
    ("items", "more", "unused"),
    [
        (["gy:phone-of-another-country"], ABROAD, 0),
        (["phone-of-another-country"], ABROAD, 0),
        (["gy:phone-of-another-country"], GY, 1),
        (["phone-of-another-country", "gy:phone-not-assigned"], GY, 2),
        (["sr:phone-of-another-country"], ABROAD, 1),
        (["phone-of-another-country", "gy:phone-of-another-country"], ABROAD, 0),
        # A value has one finding: with the other mended, the empty one shows.
        (["gy:empty-value"], GY.replace('"Director"', '""'), 0),
        # Of the day, of a change, and of the private file: they may come.
        (["gy:stale", "until-passed", "holidays-outdated"], GY, 0),
        (["gy:sharing-widened", *OF_CHANGES], GY, 0),
        (["gy:private-of-another", "private-without-name"], GY, 0),
    ],
)  # fmt: skip
def test_an_ignore_that_silences_nothing_is_reported(
    repo: Repo, run: Run, items: list[str], more: str, unused: int
) -> None:
    repo.commit(_ignoring(*items), more, NEXT)
    said = _said(run)
    assert said.count("warning unused-ignore") == unused
    assert {*said} <= {"warning unused-ignore", "warning phone-of-another-country gy"}
    assert run("check", "--strict").code == bool(said)
    # For a change, it is a note: who mends the fault need not know what was ignored.
    _base(repo, _ignoring(*items), ABROAD, NEXT)
    repo.commit(_ignoring(*items), more + 'title = "Chief"\n' * ("title" not in more), NEXT)
    assert _since(run).count("note unused-ignore") == unused
    assert "warning unused-ignore" not in _since(run)


def test_ignore_may_be_about_the_private_file(repo: Repo, run: Run) -> None:
    _write(repo, MINIMAL + _ignoring("gy:phone-not-assigned", "gy:phone-of-another-country") + GY)
    assert _said(run) == ["warning unused-ignore"] * 2
    part = '[[focal_point]]\nid = "gy"\nname = "Ada Example"\nphones = ["+597 421 234"]\n'
    (repo.root / ".gitignore").write_text("*.private.toml\n", encoding="utf-8")
    write_overlay(repo.path, part)
    out = run("check", "--format", "concise").out
    assert out == (
        "directory.toml:14:11: warning[unused-ignore] 'gy:phone-not-assigned' ignores nothing\n"
    )


def test_nobody_else_knows_an_encrypted_private_file(repo: Repo, run: Run) -> None:
    members = '[private]\nmembers = [{ name = "Duty desk", key = "age1x" }]\n'
    _write(repo, MINIMAL + _ignoring("gy:phone-not-assigned", "gy:comma-in-name") + GY + members)
    out = run("check", "--format", "concise").out
    assert [line for line in out.splitlines() if "unused-ignore" in line] == [
        "directory.toml:14:36: warning[unused-ignore] 'gy:comma-in-name' ignores nothing"
    ]
