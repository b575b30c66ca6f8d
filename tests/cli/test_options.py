"""Common to all commands: help, version, and the location of the directory."""

import re
import shlex
from pathlib import Path

import pytest
from typer import Context
from typer.core import TyperGroup
from typer.main import get_command

from cmcct import __version__
from cmcct.cli import Commands, app
from cmcct.formats.recognition import SUFFIXES
from tests.conftest import SHIPPED, OnTerminal, Result, Run, Write, write_overlay
from tests.support.cases import each
from tests.support.cli_samples import (
    ADA,
    EDITORS,
    OF_HISTORY,
    OF_PRIVATE,
    READERS,
    SAMPLES,
    words,
)
from tests.support.repositories import repository

HISTORY = (SHIPPED.parent / "docs" / "history.md").read_text(encoding="utf-8")
COMMANDS = (*Commands.names,)
GROUPS = (
    "edition",
    "export",
    "group",
    "meeting",
    "private",
    "round",
)  # commands that have commands
DRAFT = """{
    "country": "Guyana", "name": "Ada Example", "organisation": "Example Office",
    "sectors": ["police"], "emails": ["office@example.org"]
}"""
PARTICIPANTS = """Country,Name,Organisation,Sectors,E-mail
Guyana,Dirk Voorbeeld,Example Office,Police,office@example.org
"""
IDS = ("search", "--format", "ids")
TAIL = ("--on", "2026-05-31", "--via", "email")
NO_ANSWER = ("--failed", "no-answer")
ANA = ("--name", "Ana", "--title", "Jefa")
FOUND = Result(0, "gy-ctu\n", "")


@pytest.fixture
def elsewhere(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Change to an empty folder."""
    folder = tmp_path_factory.mktemp("elsewhere")
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.usefixtures("elsewhere")
def test_directory_is_named_before_or_after_command(run: Run, write: Write) -> None:
    path = write(ADA)
    assert run("--directory", path, *IDS) == FOUND
    assert run(*IDS, "--directory", path) == FOUND
    assert run("--directory", "/nowhere", *IDS, "--directory", path) == FOUND


@pytest.mark.usefixtures("elsewhere")
def test_environment_names_directory_without_option(
    run: Run, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CMCCT_DIRECTORY", str(write(ADA)))
    assert run(*IDS) == FOUND
    nowhere = tmp_path / "nowhere"
    missing = Result(2, "", f"error: cannot read {nowhere}: no such file or folder\n")
    assert run("--directory", nowhere, *IDS) == missing
    monkeypatch.setenv("CMCCT_DIRECTORY", str(nowhere))
    assert run(*IDS) == missing


def test_nearest_directory_upwards_is_read(
    run: Run, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(ADA)
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    # A folder with that name is not a directory file.
    (below / "directory.toml").mkdir()
    monkeypatch.chdir(below)
    assert run(*IDS) == FOUND


@pytest.mark.parametrize("args", words(READERS | EDITORS | OF_HISTORY), ids=" ".join)
def test_command_without_directory_says_how_to_get_one(
    run: Run, monkeypatch: pytest.MonkeyPatch, args: tuple[str, ...]
) -> None:
    monkeypatch.chdir("/")
    assert run(*args) == Result(
        2,
        "",
        "error: no directory.toml in / or a parent folder\nhelp: run cmcct init to "
        "create one, or give one with --directory\n",
    )


@pytest.mark.sweep
@pytest.mark.parametrize("option", ["-h", "--help"])
@pytest.mark.parametrize("command", ["", *GROUPS, *SAMPLES])
def test_every_command_has_help_with_working_example(
    run: Run, elsewhere: Path, monkeypatch: pytest.MonkeyPatch, command: str, option: str
) -> None:
    monkeypatch.setenv("EDITOR", "true")
    # The history starts before the meeting in an example.
    begun = {"GIT_COMMITTER_DATE": "2019-03-01T12:00:00Z"}
    repository(elsewhere).commit_bytes(SHIPPED.read_bytes(), **begun)
    (elsewhere / "draft.json").write_text(DRAFT, encoding="utf-8")
    (elsewhere / "participants.csv").write_text(PARTICIPANTS, encoding="utf-8")
    (elsewhere / "answers.mbox").write_text("Subject: Out of office\n\n", encoding="utf-8")
    write_overlay(elsewhere / "directory.toml", '[secret]\nround = "KEY"\n')
    (elsewhere / ".gitignore").write_text("directory.private.toml\n", encoding="utf-8")
    for name in ("ours", "base", "theirs"):
        (elsewhere / f"{name}.toml").write_text(ADA, encoding="utf-8")
    result = run(*command.split(), option)
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith(f"Usage: cmcct {command}".strip())
    assert not re.search("[─-╿\x1b]", result.out)
    assert max(map(len, result.out.splitlines())) <= 80
    assert "overlay" not in result.out  # the user-facing term is private file
    # Those of `private` change the directory, or need an encrypted private file; a file is of an
    # edition only if there is one.
    if command in {"export", "private", *OF_PRIVATE, "edition verify"}:
        return
    if command.startswith("edition"):
        monkeypatch.delenv("CMCCT_TODAY")
    (example,) = re.findall(r"Example: cmcct (.*)", result.out)
    assert run(*shlex.split(example)).code == 0
    assert (elsewhere / "directory.toml").read_bytes() == SHIPPED.read_bytes()


@pytest.mark.parametrize("option", ["--groups", "--working-group", "--grupo", "--GROUP"])
def test_options_have_other_names(run: Run, write: Write, option: str) -> None:
    path = write(ADA)
    for words_ in ([option, "venezuela"], [f"{option}=venezuela"]):
        result = run("search", "--format", "ids", "--directory", path, *words_)
        assert result == Result(0, "gy-ctu\n", "")
    assert option not in run("search", "--help").out


def test_option_of_a_command_goes_before_other_names(run: Run, write: Write) -> None:
    path = write(ADA)
    options = ("--groups", "kind", "--working-groups", "venezuela", "--directory", path)
    assert "KIND:group" in run("export", "vcard", *options).out
    assert "--phones; did you mean cmcct search …?\n" in run("search", "--phones", "1").err


@each(
    ("words", "same"),
    [
        (("verify", "gy-ctu", "--fecha", "ayer"), ("verify", "gy-ctu", "--on", "yesterday")),
        (("verify", "gy-ctu", "--datum=gisteren"), ("verify", "gy-ctu", "--on", "yesterday")),
        (("retire", "gy-ctu", "--hasta", "ayer"), ("retire", "gy-ctu", "--on", "yesterday")),
        (("verify", "gy-ctu", "--le", "hier"), ("verify", "gy-ctu", "--on", "yesterday")),
        (("verify", "gy-ctu", "--op", "gisteren"), ("verify", "gy-ctu", "--on", "yesterday")),
        (("verify", "gy-ctu", "--por", "correo"), ("verify", "gy-ctu", "--via", "email")),
        (("call", "GY", "--vanuit", "haiti"), ("call", "GY", "--from", "haiti")),
        (("search", "--vencidas", "--país", "GY"), ("search", "--stale", "-c", "GY")),
        (
            ("meeting", "add", "a", "--naam", "A", "--datum", "hoy", "--plaats", "B"),
            ("meeting", "add", "a", "--name", "A", "--date", "today", "--place", "B"),
        ),
        (("verify", "gy-ctu", "gisteren", "mail"), ("verify", "gy-ctu", *TAIL)),
        (("verify", "gy-ctu,", "gy-unit"), ("verify", "gy-ctu", "gy-unit")),
        (("retire", "gy-ctu", "hier"), ("retire", "gy-ctu", "--on", "2026-05-31")),
        (("test", "gy-ctu", "1234", "no", "contesta"), ("test", "gy-ctu", "1234", *NO_ANSWER)),
        (("test", "gy-ctu", "bezet"), ("test", "gy-ctu", "--failed", "busy")),
        (("replace", "gy-ctu", "nombre=Ana", "cargo=Jefa"), ("replace", "gy-ctu", *ANA)),
        (("search", "país=Guyana", "sektor=x"), ("search", "sektor=x", "--country", "Guyana")),
        (("search", "--sin-correo", "GY"), ("search", "sin correo", "GY")),
        (("search", "--without", "email", "GY"), ("search", "without email", "GY")),
        (("search", "--sin-correo"), ("search", "sin correo")),
        (("meeting", "list"), ("meeting",)),
        (("group", "lijst"), ("group",)),
        (("export", "correos"), ("export", "emails")),
        (("export", "teléfono"), ("export", "vcard")),
        (("export", "web", "--para", "público"), ("export", "html", "--audience", "public")),
    ],
)
def test_option_and_format_are_words_of_four_languages(
    run: Run, write: Write, words: tuple[str, ...], same: tuple[str, ...]
) -> None:
    path = write(ADA)
    trial = (
        ("--dry-run",)
        if words[0] in {"verify", "retire", "test", "replace"} or "add" in words
        else ()
    )
    assert run(*words, *trial, "--directory", path) == run(*same, *trial, "--directory", path)


def test_new_person_named_without_an_option_is_told(run: Run) -> None:
    result = run("replace", "gy-ctu", "Ada", "Example")
    assert result.err.endswith("Ada Example\nhelp: run cmcct replace gy-ctu --name 'Ada Example'\n")
    assert run("add", "add").err.endswith("help: run cmcct add --name add\n")


def test_words_with_options_behind_them_are_named(run: Run) -> None:
    result = run("replace", "gy-ctu", "Ada", "Example", "--dry-run")
    named = "cmcct replace gy-ctu --name 'Ada Example'"
    assert result.err.endswith(f"help: run {named} --dry-run\n")
    assert run("replace", "gy-ctu", "vacante").err.endswith("run cmcct replace gy-ctu --vacant\n")
    # Words that do not stand together.
    result = run("replace", "gy-ctu", "Ada", "--dry-run", "Example")
    assert result.err.endswith("help: did you mean --name 'Ada Example'?\n")
    result = run("add", "Ada Example", "Guyana", "--dry-run")
    assert result.err.endswith("error: unexpected arguments: Ada Example Guyana\n")


def test_word_that_may_be_two_options_names_them(run: Run) -> None:
    language = "--language (Language that a person speaks: name or BCP 47 tag)"
    words = f"--lang (Language of the output) or {language}"
    hint = f"error: no such option --idioma; did you mean {words}?\n"
    assert run("export", "xlsx", "--idioma", "es").err.endswith(hint)


@each("word", ["exportar", "exporteer"])
def test_command_in_another_language_is_suggested(run: Run, word: str) -> None:
    assert run(word).err.endswith(f"error: no such command '{word}'; did you mean cmcct export?\n")
    assert run("meeting", "agregar").err.endswith("; did you mean cmcct meeting add?\n")


@each(
    ("typed", "meant"),
    [
        ("uitgave 2026-1", "cmcct edition issue 2026-1"),
        ("edition nieuw 2026-1", "cmcct edition issue 2026-1"),
        ("edition voorbereiden 'a b'", "cmcct edition issue 'a b'"),
        ("brief --since ayer", "cmcct round letters --since ayer"),
        ("lettre --since hier", "cmcct round letters --since hier"),
        ("bewaar na de vergadering", "cmcct save na de vergadering"),
        ("herstel --last", "cmcct undo --last"),
        ("inlezen list.xlsx", "cmcct import list.xlsx"),
        ("vertrek gy-ctu", "cmcct retire gy-ctu"),
        ("países --format json", "cmcct list countries --format json"),
        ("ficha gy-ctu", "cmcct show gy-ctu"),
        ("quitar fax", "cmcct remove fax"),
        ("cerrar gy-ctu", "cmcct retire gy-ctu"),
        ("preparar --since ayer", "cmcct round letters --since ayer"),
    ],
)
def test_line_with_an_unknown_command_is_corrected(run: Run, typed: str, meant: str) -> None:
    assert run(*shlex.split(typed)).err.endswith(f"; did you mean {meant}?\n")


def test_entry_is_added_with_other_names_of_options(run: Run, write: Write) -> None:
    path = write(ADA)
    new = ("--país", "Jamaica", "--nombre", "Eva Ejemplo", "--organization", "X", "--sectors")
    channels = ("--emails", "eva@example.org", "--phones", "+1 876 922 1234", "--cargo", "Jefa")
    result = run("add", *new, "police", *channels, "--directory", path)
    assert (result.code, result.out) == (0, "")
    assert 'title = "Jefa"\n' in path.read_text(encoding="utf-8")
    assert 'emails = ["eva@example.org"]\n' in path.read_text(encoding="utf-8")


def test_cmcct_without_command_shows_help(run: Run) -> None:
    result = run()
    assert (result.code, result.out) == (2, "")
    assert result.err == run("--help").out
    assert re.findall("^  ([a-z][a-z-]*)  ", result.err, re.MULTILINE) == list(COMMANDS)


def test_help_lists_first_line_of_each_command(run: Run) -> None:
    listed = " ".join(run("--help").out.split())
    for name in COMMANDS:
        summary = " ".join(run(name, "--help").out.split("\n\n")[1].split())
        summary = summary.partition(" All options: ")[0]
        assert f" {name} {summary} " in listed


def test_the_samples_are_of_every_command() -> None:
    group = get_command(app)
    assert isinstance(group, TyperGroup)
    with Context(group) as context:
        groups = {name: group.get_command(context, name) for name in GROUPS}
        steps = [
            f"{name} {step}"
            for name, found in groups.items()
            if isinstance(found, TyperGroup)
            for step in (*found.list_commands(context), *getattr(found, "unlisted", ()))
        ]
    assert sorted(SAMPLES) == sorted({*COMMANDS, *Commands.unlisted, *steps} - {*GROUPS})


def test_command_group_lists_every_command() -> None:
    group = get_command(app)
    assert isinstance(group, TyperGroup)
    with Context(group) as context:
        assert tuple(group.list_commands(context)) == COMMANDS
        commands = [group.get_command(context, name) for name in COMMANDS]
        assert [command.name for command in commands if command] == list(COMMANDS)
        assert group.get_command(context, "zzz") is None


def test_version_option_prints_package_version(run: Run) -> None:
    assert run("--version") == Result(0, f"cmcct {__version__}\n", "")


@pytest.mark.parametrize(
    ("args", "last"),
    [
        (("zzz",), "error: no such command 'zzz'\n"),
        (("delete",), "error: no such command 'delete'; did you mean cmcct remove?\n"),
        (("pdf",), "error: no such command 'pdf'; did you mean cmcct export pdf?\n"),
        (("--zzz",), "error: no such option --zzz\n"),
        (("private", "add", "--name", "Bo"), "error: no such option --name\n"),
        *(
            ((*typed, f"--{word}"), f"--{word}; did you mean cmcct replace ID --vacant?\n")
            for typed in (("set", "gy-ctu"), ("retire", "gy-ctu"))
            for word in ("vacante", "vacant")
        ),
        (("search", "--no-pagr"), "error: no such option --no-pagr; did you mean --no-pager?\n"),
        (("search", "--contry", "x"), "did you mean --country?\n"),
        (("search", "--country"), "error: option --country needs a value\n"),
        (("search", "--stale=x"), "error: option --stale takes no value\n"),
        (("--directory", "x"), "error: no command is given\n"),
        (("schema", "x", "\x1b[31my"), "error: unexpected arguments: x \\x1b[31my\n"),
        (("schema", "x.toml"), "error: unexpected arguments: x.toml\n"),
        (("fmt", "a b.toml"), "help: name the file with --directory 'a b.toml'\n"),
        (("export", "vcrd"), "error: no such command 'vcrd'; did you mean cmcct export vcard?\n"),
        (("meeting", "lst"), "error: no such command 'lst'; did you mean cmcct meeting list?\n"),
        (("group", "ad"), "error: no such command 'ad'; did you mean cmcct group add?\n"),
        (("group", "delete"), "error: no such command 'delete'; did you mean cmcct remove?\n"),
        (("\x1b[31mred",), "error: no such command '\\x1b[31mred'\n"),
    ],
)
def test_usage_error_is_plain_text_on_every_output(
    run: Run, terminal: OnTerminal, args: tuple[str, ...], last: str
) -> None:
    result = run(*args)
    assert (result.code, result.out) == (2, "")
    assert result.err.endswith(last)
    shown = terminal(*args, colour=True)
    assert shown.code == 2
    is_asked = "]: " in shown.out  # above a question that leads on, it is no error
    assert (last.removeprefix("error: ") if is_asked else last) in shown.out
    assert ("error: " in shown.out) != is_asked
    assert not re.search("[─-╿\x1b]", result.err + shown.out)


@each(
    ("args", "last"),
    [
        (("show",), "error: ID is missing\n"),
        (("--lang", "es", "show"), "error: falta ID\n"),
        (("--lang", "es", "attend"), "error: falta REUNIÓN\n"),
        (("round", "letters"), "error: --since is missing\n"),
        (("round", "letters", "--lang", "es"), "error: falta --since\n"),
        (("list",), ", roles, groups, meetings, languages or keys is missing\n"),
    ],
)
def test_missing_argument_is_named_in_a_pipe(run: Run, args: tuple[str, ...], last: str) -> None:
    result = run(*args)
    assert (result.code, result.out, result.err.endswith(last)) == (2, "", True)


@each(
    ("typed", "command"),
    [
        ("round --lang=fr letters -o 'a b'", "cmcct --lang=fr round letters -o 'a b'"),
        ("round letters --lang", "cmcct --lang … round letters"),
        ("schema --directory 'a b'", "cmcct --directory 'a b' schema"),
        ("--lang en call Guyana --no-pager", "cmcct --no-pager --lang en call Guyana"),
        ("search x --version", "cmcct --version search x"),
    ],
)
def test_option_of_all_commands_is_moved_to_front(run: Run, typed: str, command: str) -> None:
    result = run(*shlex.split(typed))
    assert (result.code, result.out) == (2, "")
    option = next(word for word in shlex.split(command)[1:] if word.startswith("--"))
    assert f"{option.partition('=')[0]} " in result.err
    assert result.err.endswith(f" {command}\n")


@each(
    ("typed", "words"),
    [
        ("check --langg es", "--lang"),
        ("round status x --lan es", "--lang"),
        ("show x --versio", "--version"),
        ("fmt --no-pagr", "--no-pager"),
        ("set gy-ctu --móvil 1", "móvil=…"),
        ("test gy-ctu 1234 --no-answer", "--failed no-answer"),
        ("test gy-ctu 1234 --no-contesta", "--failed no-answer"),
    ],
)
def test_misspelt_option_may_be_one_of_all_commands(run: Run, typed: str, words: str) -> None:
    option = next(word for word in typed.split() if word.startswith("--"))
    told = f"error: no such option {option}; did you mean {words}?\n"
    assert run(*typed.split()).err.endswith(told)


@each(
    ("typed", "command"),
    [
        ("--unverified --desde 1/1/2026", "cmcct round status --since"),
        ("haiti --desde=3/5/2026 sin confirmar", "cmcct round status --since"),
        ("--sin-confirmar --desde 3 de mayo", "cmcct round status --since"),
        ("haiti --desde 3/5/2026", "cmcct search …"),
        ("--stale --since never", "cmcct search …"),
        ("--unverified --since", "cmcct search …"),
    ],
)
def test_search_for_the_unconfirmed_since_a_day_names_the_command(
    run: Run, typed: str, command: str
) -> None:
    assert run("search", *typed.split()).err.endswith(f"; did you mean {command}?\n")


@each(
    ("typed", "named"),
    [
        (
            "round --desde 2026-01-01",
            "cmcct round calls --from, cmcct round letters --since o cmcct round status --since",
        ),
        ("round --desde=2026-01-01 letters", "cmcct round letters --since"),
        ("export --papel a4", "cmcct export pdf --paper o cmcct export xlsx --paper"),
        ("meeting --fecha ayer", "cmcct meeting add --date o cmcct meeting attend --on"),
    ],
)
def test_option_of_a_command_in_a_group_names_it(
    run: Run, monkeypatch: pytest.MonkeyPatch, typed: str, named: str
) -> None:
    monkeypatch.setenv("CMCCT_LANG", "es")
    option = typed.split()[1].partition("=")[0]
    told = f"error: no existe la opción {option}; ¿quiso decir {named}?\n"
    assert run(*typed.split()).err.endswith(told)


@each("option", ["--no-pager", "--version"])
@each("name", COMMANDS)
def test_every_command_names_place_of_option(run: Run, name: str, option: str) -> None:
    result = run(name, option)
    told = f"error: {option} stands before the command\nhelp: run cmcct {option} {name}\n"
    assert (result.code, result.err.endswith(told)) == (2, True)


@each(
    ("typed", "told"),
    [
        ("-C nowhere status", "no such option -C"),
        ("--audience network status", "--audience stands behind the command"),
        ("--delimiter , export csv", "--delimiter stands behind the command"),
        ("--delimiter , export pdf", "no such option --delimiter"),
    ],
)
def test_place_is_told_of_options_that_command_has(run: Run, typed: str, told: str) -> None:
    assert f"error: {told}" in run(*typed.split()).err


@each(
    ("name", "command"),
    [
        *((name, "search") for name in ("serch", "find", "ls", "contacts")),
        ("delete", "remove"),
        ("pdf", "export pdf"),
    ],
)
def test_other_name_of_command_is_named_in_pipe(run: Run, name: str, command: str) -> None:
    result = run(name, "haiti")
    assert (result.code, result.out) == (2, "")
    assert result.err.endswith(
        f"error: no such command '{name}'; did you mean cmcct {command} haiti?\n"
    )


@each("option", ["--at", "--lang"])
def test_every_list_for_people_has_option(option: str, run: Run) -> None:
    for form in SUFFIXES if option == "--at" else SUFFIXES.keys() - {"json"}:
        assert f"  {option} " in run("help", "export", form).out


def test_history_page_names_commands_with_at(run: Run) -> None:
    (names,) = re.findall(r"^`--at` shows .*?, in (.*?)[.]", HISTORY, re.DOTALL | re.MULTILINE)
    having = {c for c in COMMANDS if "  --at " in run("help", c).out}
    assert {*re.findall(r"`(\w+)`", names)} == having


@each("command", ["add", "replace"])
def test_help_of_keys_speaks_of_command_line_not_file(run: Run, command: str) -> None:
    output = " ".join(run(command, "--help").out.partition("Options:")[2].split())
    output = output.partition("Example: ")[0]
    assert "quotes" not in output
    assert '"' not in output
    assert "; repeatable" in output


def test_help_names_default_audience(run: Run) -> None:
    for words_ in (("search", "--format", "json"), ("emails",), ("export", "csv")):
        output = " ".join(run(*words_, "--help").out.split())
        assert "may not see [default: show all on screen; exports: network]" in output
        path = ("--directory", SHIPPED)
        assert run(*words_, *path) == run(*words_, "--audience", "network", *path)
        assert run(*words_, *path) != run(*words_, "--audience", "secretariat", *path)


def test_help_says_which_version_of_vcards_groups_are(run: Run, write: Write) -> None:
    output = " ".join(run("export", "vcard", "--help").out.split())
    assert "vCard version [default: 3.0; 4.0 with --groups kind]" in output
    path = write(ADA)
    for given, version in (
        ((), "3.0"),
        (("--groups", "kind"), "4.0"),
        (("--groups", "apple"), "3.0"),
    ):
        assert f"VERSION:{version}\r\n" in run("export", "vcard", *given, "--directory", path).out


@each(
    ("words", "named"),
    [
        (("list", "roles", "--lang", "español"), ("list", "roles", "--lang", "es")),
        (("--lang", "NEDERLANDS", "list", "roles"), ("--lang", "nl", "list", "roles")),
        (("list", "roles", "--lang", "francais"), ("list", "roles", "--lang", "fr")),
        (("search", "--lang", "Inglés", "--zzz"), ("search", "--lang", "en", "--zzz")),
        (
            ("export", "markdown", "--lang", "español", "--audience", "público"),
            ("export", "markdown", "--lang", "es", "--audience", "public"),
        ),
        (("status", "--half", "protección"), ("status", "--half", "protection")),
        ((*IDS, "--half", "Rechtshandhaving"), (*IDS, "--half", "law-enforcement")),
        ((*IDS, "--status", "todos"), (*IDS, "--status", "all")),
        (
            ("search", "guyana", "--half", "Bescherming"),
            ("search", "guyana", "--half", "protection"),
        ),
    ],
)
def test_value_of_an_option_may_be_a_word_of_four_languages(
    run: Run, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], named: tuple[str, ...]
) -> None:
    monkeypatch.setenv("CMCCT_DIRECTORY", str(SHIPPED))
    assert run(*words) == run(*named)
    refused = run("list", "roles", "--lang", "deutsch")
    assert (
        refused.err == "error: unknown value 'deutsch' for --lang\nhelp: write en, es, nl or fr\n"
    )
