"""The steps of action.yml, run with bash in real repositories."""

from pathlib import Path

import pytest

from cmcct.i18n.messages import Translator
from tests.conftest import ENTRY, MINIMAL
from tests.github.steps import Job, Runner
from tests.support.repositories import Repo, repository

pytestmark = [pytest.mark.gate, pytest.mark.sweep(12, of_module=True)]

INSTALL = "Install cmcct"
PULL_REQUEST = {"GITHUB_EVENT_NAME": "pull_request"}
GOOD = MINIMAL + ENTRY + "verified = 2026-03-02\n"
OTHER = ENTRY.replace("gy-ctu", "tt-ctu").replace("Guyana", "Trinidad and Tobago")
OTHER = OTHER.replace("ctu@example", "tt@example").replace("Ada", "Bo")
BAD = GOOD + OTHER.replace("tt@example", "tt@@example") + "verified = 2026-03-02\n"
PHONE = 'phones = ["+592 609 1234"]\n'
OFFICE = 'phones = ["+592 225 1234"]\n'


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return repository(tmp_path / "work")


@pytest.fixture
def runner(repo: Repo, tmp_path: Path, program: Path) -> Runner:
    (tmp_path / "runner").mkdir()
    return Runner(tmp_path / "runner", repo.root, program)


def _merge(repo: Repo, before: str, after: str, meanwhile: str = "") -> None:
    """Check out a merge like GitHub's for a pull request, with later commits on the target."""
    repo.commit_files({"directory.toml": before})
    repo.git("switch", "--quiet", "--create", "change")
    repo.commit_files({"directory.toml": after, "README.md": "Changed."})
    repo.git("switch", "--quiet", "main")
    repo.commit_files({"directory.toml": meanwhile or before, "OTHER.md": "Changed."})
    repo.git("merge", "--quiet", "--no-edit", "change")


def _review(runner: Runner, **inputs: str) -> Job:
    return runner.run(".", PULL_REQUEST, INSTALL, **inputs)


def test_pull_request_is_not_blamed_for_earlier_faults(repo: Repo, runner: Runner) -> None:
    _merge(repo, BAD, BAD.replace('name = "Ada Example"', 'name = "Eva Example"'))
    job = _review(runner)
    assert (job.code, job.paths) == (0, "")
    assert job.log.startswith("::warning file=directory.toml,line=17,")
    assert "\n::notice file=directory.toml,line=29," in job.log
    assert job.log.endswith("1 warning and 1 note\n")
    assert job.summary == (
        "# Changes in the list of Example Network\n\n**TLP:AMBER**\n\n1 changed\n\n## Guyana\n\n"
        "- **changed**: Eva Example (gy-ctu)\n  - Name: Ada Example → Eva Example\n\n"
        "```\ndirectory.toml:17:8: warning[person-changed] the name changed, but the "
        "entry was not confirmed again (entry 'gy-ctu')\n```\n"
    )


def test_new_fault_fails_at_its_line_and_is_summed_up(repo: Repo, runner: Runner) -> None:
    _merge(repo, GOOD, GOOD.replace("ctu@example.org", "ctu@@example.org"))
    job = _review(runner)
    assert job.code == 1
    assert "::error file=directory.toml,line=20,endLine=20,col=11,endColumn=29," in job.log
    assert "Ada Example (gy-ctu)" in job.summary


def test_a_file_that_is_no_toml_any_more_is_named(repo: Repo, runner: Runner) -> None:
    _merge(repo, GOOD, GOOD.replace('"Ada Example"', '"Ada Example'))
    job = _review(runner)
    assert job.code == 1
    assert "title=toml-syntax::" in job.log
    assert job.summary == (
        f"```\nerror: {repo.git('rev-parse', 'HEAD')[:7]}:directory.toml is not valid TOML: "
        "line 17: missing quote at the end of the text\nhelp: choose another version; run "
        "cmcct log to see the versions\n```\n"
    )


def test_repairing_pull_request_passes(repo: Repo, runner: Runner) -> None:
    twice = '"eva@example.org" = 1\n' * 2
    _merge(repo, GOOD + twice, GOOD)
    job = _review(runner)
    assert job.code == 0
    assert "line 23: … appears twice" in job.summary
    assert "eva@" not in job.log + job.summary


def test_summary_names_warnings_of_check(repo: Repo, runner: Runner) -> None:
    before = GOOD + OFFICE + OTHER + "verified = 2026-03-02\n"
    after = GOOD.replace("gy-ctu", "gy-new") + OFFICE.replace("1234", "1235")
    _merge(repo, before, after + 'sharing = "public"\nnotes = "Ask Bo."\n')
    job = _review(runner)
    assert job.code == 0
    *_, shown = job.summary.split("\n```\n")[:-1]
    assert [line.split()[1] for line in shown.splitlines()] == [
        "warning[sharing-widened]",
        "warning[entry-removed]",
        "warning[id-changed]",
        "warning[number-changed]",
        "note[entry-changed]",
    ]
    assert "(entry 'tt-ctu')" in shown
    assert not any(secret in job.log + shown for secret in ("1234", "1235", "@", "Ask Bo"))
    assert _review(runner, strict="true").code == 1


IGNORE = '[check]\nignore = ["gy-ctu:sharing-widened"]\n\n'


@pytest.mark.parametrize("strict", ["true", "false"])
def test_author_cannot_silence_his_own_warnings(repo: Repo, runner: Runner, strict: str) -> None:
    _merge(repo, GOOD, IGNORE + GOOD + 'sharing = "public"\n')
    job = _review(runner, strict=strict)
    assert job.code == (strict == "true")
    assert "::warning file=directory.toml,line=2," in job.log
    assert "title=ignore-added::ignored from now on: gy-ctu: sharing-widened%0A" in job.log
    assert "title=sharing-widened::" in job.log
    assert "\nIgnored from now on: gy-ctu: sharing-widened\n" in job.summary
    assert "warning[ignore-added]" in job.summary
    assert "warning[sharing-widened]" in job.summary


def test_what_was_ignored_before_is_shown(repo: Repo, runner: Runner) -> None:
    _merge(repo, IGNORE + GOOD, IGNORE + GOOD + 'sharing = "public"\n')
    job = _review(runner, strict="true")
    assert job.code == 0
    assert job.log.startswith("::notice file=directory.toml,line=25,")
    assert "title=sharing-widened::" in job.log
    assert "Ignored from now on" not in job.summary


def test_ignored_for_the_secretariat_alone_is_in_the_warnings(repo: Repo, runner: Runner) -> None:
    secret = OTHER + 'verified = 2026-03-02\nsharing = "secretariat"\n'
    _merge(repo, GOOD + secret, IGNORE.replace("gy-ctu", "tt-ctu") + GOOD + secret)
    job = _review(runner)
    assert job.summary.count("tt-ctu") == 1
    assert "warning[ignore-added] ignored from now on: tt-ctu: sharing-widened\n" in job.summary


def test_another_uid_fails_and_another_address_is_summed_up(repo: Repo, runner: Runner) -> None:
    uid = 'uid = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"\ncontact'
    before = GOOD.replace("contact", uid, 1)
    _merge(repo, before, GOOD.replace("corrections@", "eva.secret@"))
    job = _review(runner)
    assert job.code == 1
    assert "title=uid-changed::" in job.log
    assert "warning[directory-changed] 'contact' of the directory changed\n" in job.summary
    assert "eva.secret" not in job.log + job.summary


def _commit_bytes(repo: Repo, data: bytes) -> None:
    """Merge a change into main that a program other than git has written."""
    repo.commit_files({"directory.toml": GOOD})
    repo.git("switch", "--quiet", "--create", "change")
    repo.commit_bytes(data)
    repo.git("switch", "--quiet", "main")
    repo.commit_files({"OTHER.md": "Changed."})
    repo.git("merge", "--quiet", "--no-edit", "change")


CODES = (
    "sharing-widened, entry-removed, id-changed, directory-changed, ignore-added, "
    "members-changed, private-file-changed"
)
SHARED = GOOD + 'sharing = "public"\n'


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        (GOOD, SHARED, "sharing-widened"),
        (GOOD + OTHER, GOOD, "entry-removed"),
        (GOOD, GOOD.replace('"gy-ctu"', '"gy-new"'), "id-changed"),
        (GOOD, GOOD.replace("Example Network", "Other Network"), "directory-changed"),
        (GOOD, IGNORE + GOOD, "ignore-added"),
        (IGNORE + GOOD, IGNORE + SHARED, "sharing-widened"),
    ],
)
def test_second_check_fails_for_the_secretariat(
    repo: Repo, runner: Runner, before: str, after: str, code: str
) -> None:
    _merge(repo, before, after)
    assert _review(runner).code == 0
    job = _review(runner, fail_on=CODES)
    assert (job.code, job.summary) == (1, "")
    assert f"[{code}] " in job.log
    assert "::" not in job.log  # the other check has them beside the lines


def test_second_check_passes_for_an_everyday_change(repo: Repo, runner: Runner) -> None:
    _merge(repo, GOOD, GOOD.replace('"Ada Example"', '"Ada Maria Example"'))
    assert _review(runner, fail_on=CODES).code == 0


def test_merge_queue_is_compared_with_its_base(repo: Repo, runner: Runner) -> None:
    base = repo.commit_files({"directory.toml": GOOD})
    repo.commit_files({"directory.toml": SHARED})
    queue = {"GITHUB_EVENT_NAME": "merge_group", "github.event.merge_group.base_sha": base}
    job = runner.run(".", queue, INSTALL)
    assert job.code == 0
    assert "title=sharing-widened::" in job.log
    assert "Ada Example (gy-ctu)" in job.summary
    assert runner.run(".", queue, INSTALL, fail_on=CODES).code == 1


@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_windows_copy_hides_no_change(repo: Repo, runner: Runner, bom: bytes) -> None:
    copy = (GOOD + 'sharing = "public"\n').encode()
    _commit_bytes(repo, bom + copy.replace(b"\n", b"\r\n"))
    job = _review(runner, strict="true")
    assert job.code == 1
    assert "title=line-endings::22 lines end in CRLF" in job.log
    assert ("title=byte-order-mark::" in job.log) == bool(bom)
    assert "title=sharing-widened::" in job.log
    assert "\n1 changed\n" in job.summary
    assert job.summary.count(": warning[") == 2 + bool(bom)


def test_windows_copy_alone_changes_nothing(repo: Repo, runner: Runner) -> None:
    _commit_bytes(repo, GOOD.encode().replace(b"\n", b"\r\n"))
    job = _review(runner)
    assert job.code == 0
    assert "\nNothing changed.\n" in job.summary
    assert "warning[line-endings]" in job.summary


def test_attributes_let_git_convert_a_copy(repo: Repo, runner: Runner) -> None:
    repo.commit_files({".gitattributes": "directory.toml text eol=lf merge=cmcct\n"})
    _commit_bytes(repo, GOOD.encode().replace(b"\n", b"\r\n"))
    assert _review(runner, strict="true").log == "no findings\n"


def test_copy_in_utf_16_fails(repo: Repo, runner: Runner) -> None:
    _commit_bytes(repo, GOOD.encode("utf-16"))
    job = _review(runner)
    assert job.code == 1
    assert "title=toml-syntax::this text is UTF-16" in job.log
    assert "is not valid TOML" in job.summary


def test_a_change_done_right_has_no_warning(repo: Repo, runner: Runner) -> None:
    right = GOOD.replace('"gy-ctu"', '"gy-new"\nformerly = ["gy-ctu"]')
    right = right.replace("2026-03-02", "2026-05-02") + OFFICE
    _merge(repo, GOOD, right)
    job = _review(runner, strict="true")
    assert job.code == 0
    # The former id, and the confirmation of the number in the same change.
    assert job.log.count("title=") == job.log.count("::notice ") == 2
    assert job.log.endswith("2 notes\n")
    assert "warning" not in job.summary


@pytest.mark.parametrize("form", ["wrong", "right"])
def test_neither_log_nor_summary_has_a_contact(repo: Repo, runner: Runner, form: str) -> None:
    emails = {"wrong": "eva.secret@@example.org", "right": "eva.secret@example.org"}
    after = GOOD.replace("ctu@example.org", emails[form]) + PHONE
    after += 'title = "Director, ring 592 609 1277"\nnotes = "or eva at 609 1288"\n'
    _merge(repo, GOOD, after)
    job = _review(runner)
    assert job.code == (form == "wrong")
    assert "E-mails: changed" in job.summary
    for secret in ("eva.secret", "ctu@", "1234", "1277", "1288"):
        assert secret not in job.log + job.summary


def test_concurrent_merges_are_not_of_the_pull_request(repo: Repo, runner: Runner) -> None:
    new = OTHER + "verified = 2026-03-02\n"
    _merge(repo, GOOD, GOOD.replace("Second Meeting", "The Meeting"), GOOD + new)
    job = _review(runner)
    assert job.code == 0
    assert "The Meeting" in job.summary
    assert "tt-ctu" not in job.summary


def test_staleness_never_fails_a_pull_request(repo: Repo, runner: Runner) -> None:
    old = GOOD.replace("2026-03-02", "2020-03-02")
    _merge(repo, old, old + 'title = "Director"\n')
    job = _review(runner, strict="true")
    assert job.code == 0
    assert "::notice file=directory.toml" in job.log
    assert "title=stale::" in job.log


def test_strict_lets_warnings_of_the_change_fail(repo: Repo, runner: Runner) -> None:
    _merge(repo, GOOD, GOOD + PHONE.replace("592 609", "597 811"))
    assert _review(runner).code == 0
    job = _review(runner, strict="true")
    assert job.code == 1
    assert "::warning file=directory.toml" in job.log
    assert "title=phone-of-another-country::" in job.log


def test_the_findings_are_in_the_language_asked_for(repo: Repo, runner: Runner) -> None:
    _merge(repo, GOOD, GOOD.replace('"police"', '"polise"'))
    assert "no se reconoce «polise»" in _review(runner, lang="es").log


@pytest.mark.parametrize("lang", ["es", "nl", "fr"])
def test_summary_is_in_the_language_asked_for(repo: Repo, runner: Runner, lang: str) -> None:
    heading = Translator(lang).gettext("warning")
    _merge(repo, GOOD, GOOD.replace('name = "Ada Example"', 'name = "Eva Example"'))
    summary = _review(runner, lang=lang).summary
    assert f"\n```\ndirectory.toml:17:8: {heading}[person-changed] " in summary
    for english in ("# Changes in the list", "changed**", "the name changed", "focal point"):
        assert english not in summary


def test_empty_language_is_english(repo: Repo, runner: Runner) -> None:
    _merge(repo, GOOD, GOOD.replace('name = "Ada Example"', 'name = "Eva Example"'))
    assert _review(runner, lang="").summary.startswith("# Changes in the list")


def test_a_directory_in_a_folder_is_named(repo: Repo, runner: Runner) -> None:
    repo.commit_files({"lists/directory.toml": GOOD})
    repo.commit_files({"lists/directory.toml": GOOD.replace("ctu@example.org", "ctu@@example.org")})
    job = _review(runner, directory="lists/directory.toml")
    assert job.code == 1
    assert "::error file=lists/directory.toml,line=20," in job.log
    assert "Ada Example (gy-ctu)" in job.summary


def test_pull_request_adding_file_answers_for_all(repo: Repo, runner: Runner) -> None:
    repo.commit_files({"README.md": "Example."})
    repo.commit_files({"directory.toml": BAD})
    job = _review(runner)
    assert (job.code, job.summary) == (1, "")
    assert job.log.startswith(
        "::notice title=cmcct::directory.toml is not in HEAD^1: all findings count\n::error "
    )


@pytest.mark.parametrize(
    ("lang", "notice", "error"),
    [
        (
            "es",
            "directory.toml no está en HEAD^1: cuentan todas las observaciones",
            "no existe el commit x",
        ),
        (
            "nl",
            "directory.toml staat niet in HEAD^1: alle bevindingen tellen mee",
            "de commit x bestaat niet",
        ),
        (
            "fr",
            "directory.toml n\u2019est pas dans HEAD^1\u00a0: tous les constats comptent",
            "le commit x n\u2019existe pas",
        ),
    ],
)
def test_notices_are_in_the_language_asked_for(
    repo: Repo, runner: Runner, lang: str, notice: str, error: str
) -> None:
    repo.commit_files({"README.md": "Example."})
    repo.commit_files({"directory.toml": GOOD})
    assert f"::notice title=cmcct::{notice}\n" in _review(runner, lang=lang).log
    assert f"::error title=cmcct::{error}\n" in _review(runner, lang=lang, base="x").log


def test_all_findings_count_for_other_events(repo: Repo, runner: Runner) -> None:
    repo.commit_files({"directory.toml": BAD})
    job = runner.run(".", {"GITHUB_EVENT_NAME": "push"}, INSTALL)
    assert (job.code, job.summary) == (1, "")
    assert "1 error\n" in job.log


def test_time_alone_makes_no_push_fail(repo: Repo, runner: Runner) -> None:
    repo.commit_files({"directory.toml": GOOD.replace("2026-03-02", "2020-03-02")})
    job = runner.run(".", {"GITHUB_EVENT_NAME": "push"}, INSTALL, strict="true")
    assert job.code == 0
    assert "::warning file=directory.toml" in job.log


def test_any_commit_is_compared_with(repo: Repo, runner: Runner) -> None:
    first = repo.commit_files({"directory.toml": GOOD})
    repo.commit_files({"directory.toml": GOOD.replace("Ada Example", "Eva Example")})
    repo.commit_files({"README.md": "Example."})
    job = runner.run(".", {"GITHUB_EVENT_NAME": "push"}, INSTALL, base=first)
    assert job.code == 0
    assert "Ada Example → Eva Example" in job.summary


def test_branch_is_not_blamed_for_commits_it_lacks(repo: Repo, runner: Runner) -> None:
    repo.commit_files({"directory.toml": GOOD})
    repo.git("switch", "--quiet", "--create", "change")
    repo.commit_files({"directory.toml": GOOD.replace("Ada Example", "Eva Example")})
    repo.git("switch", "--quiet", "main")
    repo.commit_files({"directory.toml": GOOD + OTHER})
    repo.git("switch", "--quiet", "change")
    job = runner.run(".", {"GITHUB_EVENT_NAME": "push"}, INSTALL, base="main")
    assert job.code == 0
    assert "Ada Example → Eva Example" in job.summary
    assert "tt-ctu" not in job.summary


def test_commit_without_common_past_is_compared(repo: Repo, runner: Runner) -> None:
    repo.commit_files({"directory.toml": GOOD})
    repo.git("switch", "--quiet", "--orphan", "anew")
    repo.commit_files({"directory.toml": GOOD.replace("Ada Example", "Eva Example")})
    job = runner.run(".", {"GITHUB_EVENT_NAME": "push"}, INSTALL, base="main")
    assert job.code == 0
    assert "Ada Example → Eva Example" in job.summary


def test_shallow_clone_gets_advice(repo: Repo, runner: Runner, tmp_path: Path) -> None:
    _merge(repo, GOOD, GOOD)
    repo.git("clone", "--quiet", "--depth=1", repo.root.as_uri(), tmp_path / "shallow")
    job = _review(runner._replace(workspace=tmp_path / "shallow"))
    message = (
        "this clone is shallow and does not contain HEAD^1: set fetch-depth: 0 for actions/checkout"
    )
    assert (job.code, job.log) == (1, f"::error title=cmcct::{message}\n")


@pytest.mark.parametrize("name", ["nowhere", "$(touch pwned)", "-x"])
def test_a_commit_that_is_not_there_is_named(repo: Repo, runner: Runner, name: str) -> None:
    repo.commit_files({"directory.toml": GOOD})
    job = runner.run(".", {"GITHUB_EVENT_NAME": "push"}, INSTALL, base=name)
    message = f"::error title=cmcct::the commit {name} does not exist\n"
    assert (job.code, job.log) == (1, message)
    assert sorted(path.name for path in repo.root.iterdir()) == [".git", "directory.toml"]


def test_input_gives_no_command_to_runner(repo: Repo, runner: Runner) -> None:
    repo.commit_files({"directory.toml": GOOD})
    job = runner.run(".", {"GITHUB_EVENT_NAME": "push"}, INSTALL, base="5%\r\n::warning::no")
    message = "::error title=cmcct::the commit 5%25%0D%0A::warning::no does not exist\n"
    assert (job.code, job.log) == (1, message)


@pytest.mark.gate
@pytest.mark.timeout(300)
def test_the_action_installs_the_cmcct_beside_it(repo: Repo, runner: Runner) -> None:
    _merge(repo, GOOD, GOOD.replace("Ada Example", "Eva Example"))
    job = runner.run(".", PULL_REQUEST)
    assert job.code == 0, job.log
    assert job.paths == f"{runner.temporary / 'cmcct' / 'bin'}\n"
    assert (runner.temporary / "cmcct" / "bin" / "cmcct").exists()
    assert "Ada Example → Eva Example" in job.summary
