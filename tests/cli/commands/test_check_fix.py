"""`cmcct check --fix`: corrections of the findings whose help says what to write."""

import json
import re
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from cmcct.cli.edits.fixing import Fixing
from cmcct.edit import transaction
from cmcct.errors.exceptions import CmcctError
from tests.conftest import ROOT, Result, Run, Write, write_overlay
from tests.support.cli_samples import ADA
from tests.support.edited import apply_edits, changed

RULES_FOLDER = ROOT / "tests" / "rules"
ADDRESS = '"ctu@example.org"'
NUMBER = '"+592 220 1234"'
WRONG = ADA.replace(ADDRESS, '"<ctu@example.org>"').replace(NUMBER, '"220-1234",  # desk\n    "12"')
# The bad files whose findings have fixes, and how many findings are left by safe and by all fixes.
FIXABLE = {
    "comma-in-name": (2, 1),
    "empty-value": (9, 0),
    "family-name-not-in-name": (5, 1),
    "honorific-in-name": (0, 0),
    "invalid-email": (5, 4),
    "hours-all-day": (3, 3),
    "invalid-hours": (4, 4),
    "invalid-id": (7, 2),
    "invalid-language": (3, 2),
    "invalid-phone": (6, 5),
    "invalid-timezone": (6, 3),
    "invalid-url": (3, 3),
    "name-in-capitals": (2, 0),
    "same-number-twice": (3, 3),
    "sharing-too-wide": (5, 0),
    "unknown-country": (7, 2),
    "unknown-key": (9, 7),
    "unknown-sector": (3, 2),
    "unknown-value": (7, 7),
    "wrong-type": (5, 4),
}


def _find(result: Result) -> list[tuple[object, ...]]:
    return [
        (one["code"], one["message"], one["help"]) for one in json.loads(result.out)["findings"]
    ]


@pytest.mark.parametrize("code", FIXABLE)
def test_a_bad_file_keeps_only_what_has_no_fix(run: Run, tmp_path: Path, code: str) -> None:
    path = Path(shutil.copyfile(RULES_FOLDER / f"{code}.toml", tmp_path / f"{code}.toml"))
    found = json.loads(run("check", path, "--format", "json").out)["findings"]
    known = [(one["code"], one["message"], one["help"]) for one in found]
    before = path.read_text(encoding="utf-8")
    for options, number in zip(([], ["--unsafe-fixes"]), FIXABLE[code], strict=True):
        left = _find(run("check", path, "--fix", *options, "--format", "json"))
        assert len(left) == number
        assert not [one for one in left if one not in known]
    # Twice is once, and entries without a finding stay.
    after = path.read_text(encoding="utf-8")
    assert run("check", path, "--fix", "--unsafe-fixes").err.endswith("\nnothing to fix\n")
    assert path.read_text(encoding="utf-8") == after
    line = 1
    for old, new in zip(before.split("\n\n"), after.split("\n\n"), strict=True):
        end = line + old.count("\n") + 2
        assert old == new or any(line <= one["line"] < end for one in found)
        line = end


def _count(run: Run, path: Path) -> Counter[tuple[str, str, str]]:
    found = json.loads(run("check", path, "--format", "json").out)["findings"]
    return Counter((one["code"], one["entry"], one["message"]) for one in found)


@pytest.mark.parametrize("code", FIXABLE)
def test_edits_of_each_finding_mend_it(run: Run, tmp_path: Path, code: str) -> None:
    path = Path(shutil.copyfile(RULES_FOLDER / f"{code}.toml", tmp_path / f"{code}.toml"))
    before, counts = path.read_text(encoding="utf-8"), _count(run, path)
    found = json.loads(run("check", path, "--format", "json").out)["findings"]
    fixes = [(one, one["fix"]["edits"]) for one in found if one["fix"]]
    assert fixes
    for finding, edits in fixes:
        path.write_text(apply_edits(before, edits), encoding="utf-8", newline="")
        key = (finding["code"], finding["entry"], finding["message"])
        assert _count(run, path)[key] < counts[key], edits


def test_edits_count_characters_below_a_byte_order_mark(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "directory.toml"
    text = ADA.replace(ADDRESS, '"<ctu@example.org>"').replace("Ada", "Åda")
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    found = json.loads(run("check", path, "--format", "json").out)["findings"]
    (edits,) = (one["fix"]["edits"] for one in found if one["fix"])
    mended = apply_edits(text, edits)
    assert mended == ADA.replace("Ada", "Åda")
    path.write_text('check = { ignore = ["stale"] }\n' + text, encoding="utf-8")
    found = json.loads(run("check", path, "--format", "json").out)["findings"]
    (edits,) = (one["fix"]["edits"] for one in found if one["code"] == "invalid-email")
    assert edits[0]["line"] == text[: text.index("<")].count("\n") + 2


def test_log_has_edits_without_text(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(WRONG)
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    result = run("check", path, "--format", "json")
    found = json.loads(result.out)["findings"]
    edits = [edit for one in found if one["fix"] for edit in one["fix"]["edits"]]
    assert len(edits) == 2
    assert {edit["text"] for edit in edits} == {None}
    assert "1234" not in result.out


def test_layout_that_is_not_understood_has_no_edits(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "directory.toml"
    table = '{ id = "gy-ctu", country = "Guyana", emails = ["<ctu@example.org>"] }'
    path.write_text(f"focal_point = [{table}]\n", encoding="utf-8")
    found = json.loads(run("check", path, "--format", "json").out)["findings"]
    (edits,) = (one["fix"]["edits"] for one in found if one["code"] == "invalid-email")
    assert apply_edits(path.read_text("utf-8"), edits).count("<") == 0


def test_private_file_has_no_edits(run: Run, write: Write) -> None:
    path = write(ADA)
    write_overlay(
        path, '[[focal_point]]\nid = "gy-ctu"\nname = "Ada Example"\nemails = ["<a@example.org>"]\n'
    )
    found = json.loads(run("check", "--format", "json", "--directory", path).out)["findings"]
    (fix,) = (one["fix"] for one in found if one["code"] == "invalid-email")
    assert fix == {"applicability": "safe", "edits": []}


def test_fixes_are_written_and_the_rest_is_reported(run: Run, write: Write) -> None:
    path = write(WRONG)
    before = path.read_bytes()
    result = run("check", "--fix", "--directory", path, "--format", "concise")
    assert result.code == 1
    assert "error[invalid-phone]" in result.out
    assert result.err.splitlines() == [
        f"wrote {path}",
        (
            "gy-ctu: e-mail: <ctu@example.org> → ctu@example.org; "
            "office phone: 220-1234 → +592 220 1234"
        ),
        "1 error",
        "fixed 2 findings",
    ]
    assert changed(path, before) == [
        '-emails = ["<ctu@example.org>"]',
        f"+emails = [{ADDRESS}]",
        '-    "220-1234",  # desk',
        f"+    {NUMBER},  # desk",
    ]


def test_only_the_given_codes_are_fixed(run: Run, write: Write) -> None:
    path = write(WRONG)
    before = path.read_bytes()
    assert run("check", path, "invalid-email", "--fix").err.endswith("\nfixed 1 finding\n")
    assert changed(path, before) == ['-emails = ["<ctu@example.org>"]', f"+emails = [{ADDRESS}]"]


def test_a_word_that_is_no_code_is_an_error(run: Run, write: Write) -> None:
    path = write(WRONG)
    result = run("check", "--fix", "invalid-mail", "--directory", path)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("error: unknown value 'invalid-mail'\n")


def test_renamed_key_keeps_its_place_and_comment(run: Run, write: Write) -> None:
    keys = '# their post\ncargo = "Jefa"  # since May\nphone = "220-1234"  # desk\n'
    without = re.sub(r"(?s)title.*?\n|phones = .*?\n\]\n", "", ADA)
    path = write(f"{without}{keys}")
    before = path.read_bytes()
    assert run("check", "--fix", "--directory", path).code == 0
    assert changed(path, before) == [
        '-cargo = "Jefa"  # since May',
        '-phone = "220-1234"  # desk',
        '+title = "Jefa"  # since May',
        f"+phones = [{NUMBER}]  # desk",
    ]


def test_second_name_of_a_key_is_left_for_its_author(run: Run, write: Write) -> None:
    without = re.sub(r"title.*?\n", "", ADA)
    path = write(f'{without}cargo = "Jefa"\nposition = "Head"\n')
    done = run("check", path, "--fix", "--format", "json")
    assert done.err.endswith("\nfixed 1 finding\n")
    assert [one["code"] for one in json.loads(done.out)["findings"]].count("unknown-key") == 1
    assert path.read_text(encoding="utf-8").endswith('title = "Jefa"\nposition = "Head"\n')


def test_key_of_the_audience_is_renamed_by_unsafe_fixes_only(run: Run, write: Write) -> None:
    path = write(ADA.replace('country = "Guyana"', 'country = "Guyana"\ncompartir = "public"'))
    assert run("check", "--fix", "--directory", path).err.endswith("1 more with --unsafe-fixes\n")
    done = run("check", "--fix", "--unsafe-fixes", "--directory", path)
    assert "more people will see" in done.err


def test_an_unsafe_fix_needs_the_option(run: Run, write: Write) -> None:
    path = write(ADA.replace('"Guyana"', '"Guyanna"'))
    before = path.read_bytes()
    safe = run("check", "--fix", "--directory", path)
    assert safe.err == "1 error\nnothing to fix; 1 more with --unsafe-fixes\n"
    assert path.read_bytes() == before
    assert run("check", "--fix", "--unsafe-fixes", "--directory", path).code == 0
    assert changed(path, before) == ['-country = "Guyanna"', '+country = "Guyana"']


def test_a_trial_shows_the_changes_and_saves_none(run: Run, write: Write) -> None:
    path = write(WRONG)
    before = path.read_bytes()
    result = run("check", "--fix", "--dry-run", "--directory", path)
    assert (result.code, result.err) == (0, "2 findings can be fixed\n")
    assert f"+emails = [{ADDRESS}]\n" in result.out
    trial = run("check", "--fix", "--dry-run", "--format", "json", "--directory", path)
    assert (json.loads(trial.out)["files"][0]["diff"], trial.err) == (result.out, result.err)
    assert path.read_bytes() == before


def test_a_trial_as_json_has_all_files_and_says_which_is_missing(
    run: Run, write: Write, tmp_path: Path
) -> None:
    path = write(WRONG)
    other = tmp_path / "other.toml"
    other.write_text(WRONG, encoding="utf-8")
    missing, words = tmp_path / "missing.toml", ("--fix", "--dry-run", "--format", "json")
    trial = run("check", path, missing, other, *words)
    shape = json.loads(trial.out)
    assert [file["file"] for file in shape["files"]] == [str(path), str(other)]
    assert trial.code == 2
    assert str(missing) in shape["error"]
    trial = run("check", missing, *words)
    assert (trial.code, json.loads(trial.out)) == (2, {"version": 1, "error": shape["error"]})


@pytest.mark.parametrize("option", ["--unsafe-fixes", "--dry-run"])
def test_options_of_fixes_need_the_option_to_fix(run: Run, write: Write, option: str) -> None:
    result = run("check", option, "--directory", write(WRONG))
    message = f"error: {option} requires --fix\nhelp: add --fix, or omit {option}\n"
    assert result == Result(2, "", message)


def test_standard_input_and_private_files_are_not_fixed(run: Run, write: Write) -> None:
    result = run("check", "-", "--fix", stdin=WRONG)
    message = "error: standard input cannot be fixed\nhelp: give a file name\n"
    assert result == Result(2, "", message)
    overlay = write_overlay(write(ADA), '[[focal_point]]\nid = "gy-ctu"\nphones = ["220-1234"]\n')
    before = overlay.read_bytes()
    assert run("check", overlay, "--fix").code == 2
    assert overlay.read_bytes() == before


def test_a_file_that_is_not_toml_is_only_reported(run: Run, write: Write) -> None:
    path = write("[broken")
    assert run("check", "--fix", "--directory", path) == run("check", "--directory", path)
    trial = run("check", "--fix", "--dry-run", "--directory", path)
    assert (trial.code, trial.out) == (2, "")
    assert trial.err.startswith(f"error: {path} is not valid TOML: ")


def test_what_a_fix_would_break_is_named(run: Run, write: Write) -> None:
    path = write(ADA + ADA.replace('"gy-ctu"', '"GY-CTU"').replace('"gy-unit"', ""))
    result = run("check", "--fix", "--unsafe-fixes", "invalid-id", "--directory", path)
    end = "\nnot fixed, because the fixes would introduce errors: GY-CTU\nnothing to fix\n"
    assert result.err.endswith(end)


def test_private_values_are_fixed_and_stay_out_of_logs(run: Run, write: Write) -> None:
    path = write(ADA)
    overlay = write_overlay(
        path, '[[focal_point]]\nid = "gy-ctu"\nname = "Ada Example"\nphones = ["609-4321"]\n'
    )
    before = path.read_bytes()
    result = run("check", "--fix", "--directory", path)
    assert (result.code, path.read_bytes()) == (0, before)
    assert '[{ number = "+592 609 4321", type = "mobile" }]' in overlay.read_text(encoding="utf-8")
    assert "4321" not in result.out + result.err
    assert result.err.endswith("\nno findings\nfixed 1 finding\n")


def test_a_log_does_not_repeat_what_is_fixed(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    path = write(WRONG)
    trial = run("check", "--fix", "--dry-run", "--directory", path)
    result = run("check", "--fix", "--directory", path)
    for text in (trial.out, trial.err, result.out, result.err):
        assert "1234" not in text
        assert "ctu@" not in text


def test_shared_data_is_announced_to_who_fixes(run: Run, write: Write) -> None:
    path = write(f'{ADA}sharing = "Public"\n')
    result = run("check", "--fix", "--unsafe-fixes", "--directory", path)
    assert result.err.startswith("more people will see ctu@example.org, +592 220 1234\n")


def test_text_that_somebody_saves_meanwhile_is_not_overwritten(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(ADA.replace('"ctu@example.org"', '"ctu@example.org'))
    mended = path.read_bytes().replace(b'"ctu@example.org', b'"new@example.org"')
    prepare = transaction.prepare

    def prepare_later(*words: Any, **options: Any) -> Any:
        path.write_bytes(mended)
        return prepare(*words, **options)

    monkeypatch.setattr(transaction, "prepare", prepare_later)
    fixing = Fixing(frozenset(), with_unsafe=False, dry_run=False)
    with pytest.raises(CmcctError, match="was changed by someone else"):
        fixing.fix_file(path, has_overlay=False)
    assert path.read_bytes() == mended
