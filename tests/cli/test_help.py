"""Help pages and usage errors: language, width, colours."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from cmcct.cli import Commands
from cmcct.cli.framework import help_page
from cmcct.i18n.messages import LANGUAGES, Translator
from scripts.catalogues import LANGUAGES_OF_CATALOGUES, help_pages, texts_of_page
from tests.conftest import SHIPPED, OnTerminal, Run, Write
from tests.support import terminals
from tests.support.cases import each
from tests.support.cli_samples import ADA
from tests.support.repositories import repository

PAGES = {tuple(context.command_path.split()[1:]): (page, context) for page, context in help_pages()}
TYPER = Path(typer.__file__).parent
# What Typer's errors and pages say. Each is worded anew in `help_page` or translated in
# `help_page`, or cannot appear: cmcct's parameters have no type or setting that Typer checks.
SENTENCES = """
(Possible options: {})
(dynamic)
Aborted!
Argument {} takes {} values.
Arguments
Commands
Could not open file {}: {}
Error: {}
Got unexpected extra argument(s) ({})
Invalid autocompletion callback parameters: {}
Invalid value for {}: {}
Invalid value: {}
Missing command.
Missing parameter: {}
Missing {}{}.
Missing {}{}. {}
No such command {name!r}.
No such option: {}
Option {} does not take a value.
Option {} requires {}
Options
Too many CLI parameter callback function parameters
Try '{} {}' for help.
Value must be an iterable.
Value {} is not a valid {}.
default: {default}
env var: {var}
required
unknown error
{} {} does not exist.
{} {} is a directory.
{} {} is a file.
{} {} is not readable.
{} {} is not writable.
""".strip().splitlines()
MAKERS = re.compile(
    r"_|fail|ClickException|\w*(UsageError|FileError|Parameter|NoSuchOption|\w+Usage)"
)


def _letters(text: str) -> str:
    """Return a text without its spaces: pages are wrapped at words and hyphens."""
    return "".join(text.split())


@pytest.mark.sweep
@pytest.mark.parametrize("lang", LANGUAGES_OF_CATALOGUES)
@pytest.mark.parametrize("words", PAGES, ids=" ".join)
def test_help_page_is_translated(run: Run, words: tuple[str, ...], lang: str) -> None:
    pages = (("help", *words), (*words, "--help"))
    shown = _letters("".join(run("--lang", lang, *page).out for page in pages))
    for text in texts_of_page(*PAGES[words]):
        translation = Translator(lang).gettext(text)
        parts = map(_letters, re.split(r"{\w+}", translation))
        # A placeholder of the usage line is a label in capitals.
        assert all(part in shown or part.upper() in shown for part in parts), text
        begin = _letters(text.partition("{")[0])
        has_english = translation != text and len(text.split()) > 1 and begin
        assert not (has_english and begin in shown), text


def test_help_names_no_type_of_python(run: Run) -> None:
    assert not any(re.search(r" <\w+", run(*words, "--help").out) for words in PAGES)
    assert "\n  ID  Ids of entries, or words" in run("show", "--help").out


def test_every_command_has_a_tested_page(run: Run) -> None:
    expected = [
        (*above, name)
        for above in (
            (),
            *((name,) for name in ("edition", "export", "group", "meeting", "private", "round")),
        )
        for name in re.findall("^  ([a-z][a-z-]*)  ", run(*above, "--help").out, re.MULTILINE)
    ]
    expected += [(), *((name,) for name in Commands.unlisted)]
    assert sorted(PAGES) == sorted(expected)


SELDOM = "an option that few people need is left out: _SELDOM in cli/framework/help_page"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_list_of_commands_fits_40_lines(run: Run, lang: str) -> None:
    lines = run("--lang", lang, "--help").out.splitlines()
    assert len(lines) <= 40
    listed = [line.split()[0] for line in lines if line.startswith("  ")]
    assert listed == [*Commands.names]
    assert len(listed) <= 28
    assert lines[-1].endswith("cmcct help")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_short_pages_have_at_most_45_lines(run: Run, lang: str) -> None:
    lines = {words: run("--lang", lang, *words, "--help").out.splitlines() for words in PAGES}
    longer = {words: len(page) for words, page in lines.items() if len(page) > 45}
    assert longer == {}, SELDOM


def test_short_pages_show_at_most_300_options(run: Run) -> None:
    pages = [run(*words, "--help").out for words in PAGES]
    shown = re.findall("^  (?:-[a-z], )?--", "\n".join(pages), re.MULTILINE)
    assert len(shown) <= 300, SELDOM


def test_whole_page_has_every_option(run: Run) -> None:
    for words, (command, context) in PAGES.items():
        page = run("help", *words).out
        options = [one for one in command.get_params(context) if one.param_type_name == "option"]
        names = {name for option in options for name in option.opts if not option.hidden}
        assert names <= {*re.findall(r"--?[a-zA-Z][a-z-]*", page)}, words
    assert "--region" in run("help", "search").out
    assert "--region" not in run("search", "--help").out
    assert "All options: cmcct help search\n" in run("search", "--help").out
    assert run("help", "search", "--lang", "es") == run("--lang", "es", "help", "search")
    assert run("help", "--help") == run("help")
    assert run("help", "zzz").err.endswith("error: no such command 'zzz'\n")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("emails --country guyana", "export emails --country guyana"),
        ("duplicates --audience network", "merge --audience network"),
        (
            "attend georgetown-2019 gy-ctu --dry-run",
            "meeting attend georgetown-2019 gy-ctu --dry-run",
        ),
        ("attend --help", "meeting attend --help"),
    ],
)
def test_earlier_name_of_a_command_does_the_same(
    run: Run, terminal: OnTerminal, monkeypatch: pytest.MonkeyPatch, before: str, after: str
) -> None:
    monkeypatch.setenv("CMCCT_DIRECTORY", str(SHIPPED))
    assert run(*before.split()) == run(*after.split())
    old, new = (words.partition(" --")[0].partition(" g")[0] for words in (before, after))
    line = f"{old} is now: {new}\n"
    shown = terminal(*before.split(), "--no-pager") if "--help" not in before else None
    assert shown is None or line in shown.out


def test_misspelt_earlier_name_suggests_the_new_one(run: Run) -> None:
    assert run("emials").err.endswith(
        "no such command 'emials'; did you mean cmcct export emails?\n"
    )
    assert run("renam").err.endswith("no such command 'renam'; did you mean cmcct rename?\n")
    searched = run("--directory", SHIPPED, "guyana").err
    assert searched.endswith("no such command 'guyana'; did you mean cmcct search guyana?\n")
    assert run("--directory", "x.toml", "guyana").err.endswith("no such command 'guyana'\n")


def test_meeting_and_group_alone_list_what_there_is(run: Run) -> None:
    for name in ("meeting", "group"):
        listed = run("list", f"{name}s", "--directory", SHIPPED)
        assert listed.out
        assert run(name, "--directory", SHIPPED) == listed
        assert run("--directory", str(SHIPPED), name) == listed


def test_lang_is_read_before_and_after_command(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    english = run("search", "--help").out
    spanish = run("--lang", "es", "search", "--help").out
    assert spanish.startswith("Uso: cmcct search [OPCIONES] [TÉRMINO]...\n")
    assert "\n  Ejemplo: cmcct search --country Guyana" in spanish
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    assert run("search", "--help", "--lang=es").out == spanish
    assert run("--lang", "nl", "search", "--lang", "es", "--help").out == spanish
    assert run("search", "--lang", "xx", "--help").out.startswith("Usage\u00a0: cmcct")
    assert run("--lang", "en", "search", "--help").out == english
    monkeypatch.setenv("CMCCT_LANG", "es")
    assert run("search", "--help").out == spanish


def test_lang_before_command_is_the_users(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(ADA)
    asked = ("--lang", "es", "--directory", path)
    refused = ("remove", "gy-zzz", "--directory", path)
    spanish = run("--lang", "es", *refused)
    assert spanish != run(*refused)
    with monkeypatch.context() as patch:
        patch.setenv("CMCCT_LANG", "es")
        assert run(*refused) == spanish
    export = ("export", "vcard", "--audience", "network")
    # The language of a file for others is asked for separately, and leaves that of messages.
    card, french = run(*asked, *export), run(*asked, *export, "--lang", "fr")
    assert card.err.startswith("salida estándar: 1 ")
    assert french.err == card.err
    assert card.out == run("--directory", path, *export).out != french.out
    unknown = run("--lang", "xx", "search")
    assert unknown.code == 2
    assert unknown.err.endswith("\nhelp: write en, es, nl or fr\n")


@each(
    ("words", "last"),
    [
        (("serch",), "error: no existe el comando «serch»; ¿quiso decir cmcct search?"),
        (("zzz",), "error: no existe el comando «zzz»"),
        (
            ("export", "vcrd"),
            "error: no existe el comando «vcrd»; ¿quiso decir cmcct export vcard?",
        ),
        (("search", "--zzz"), "error: no existe la opción --zzz"),
        (
            ("search", "--contr"),
            "error: no existe la opción --contr; ¿quiso decir --country?",
        ),
        (("search", "--country"), "error: la opción --country necesita un valor"),
        (("search", "--stale=x"), "error: la opción --stale no admite ningún valor"),
        (("show",), "error: falta ID"),
        (("schema", "x"), "error: argumentos de más: x"),
        (("--directory", "x"), "error: falta el comando"),
    ],
)
def test_usage_error_is_in_language_asked_for(run: Run, words: tuple[str, ...], last: str) -> None:
    result = run("--lang", "es", *words)
    assert (result.code, result.out) == (2, "")
    *usage, error = result.err.splitlines()
    assert error == last
    if usage:
        name = (
            f"cmcct {words[0]}" if words[0] in {"search", "show", "schema", "export"} else "cmcct"
        )
        assert usage[0].startswith(f"Uso: {name} [OPCIONES]")
        assert usage[-2:] == [f"Para ver la ayuda: «{name} -h».", ""]


def test_usage_breaks_no_list_of_choices(run: Run) -> None:
    usage, choices, *_help = run("list", "keys", "phones").err.splitlines()
    assert usage == "Usage: cmcct list"
    assert re.fullmatch(r"  \[OPTIONS\] \{[a-z|]+\}", choices)


def test_usage_error_reads_lang_after_mistake(run: Run) -> None:
    result = run("search", "--zzz", "--lang", "es")
    assert result.err.endswith("\nerror: no existe la opción --zzz\n")


def test_word_that_names_language_is_no_option(run: Run) -> None:
    assert run("search", "es", "--zzz").err.endswith("\nerror: no such option --zzz\n")
    result = run("search", "--country", "es", "fr", "nl", "--zzz", "--lang")
    assert result.err == "error: option --lang needs a value\nhelp: write en, es, nl or fr\n"


def _sentences() -> Iterator[str]:
    """Yield the templates that Typer passes to usage errors and to gettext, or returns in them."""
    # Rich's pages and errors are off: `rich_markup_mode=None`.
    for file in {*TYPER.glob("*.py"), *TYPER.glob("_click/*.py")} - {TYPER / "rich_utils.py"}:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and MAKERS.fullmatch(_name(node)):
                yield from _templates(node)
            elif isinstance(node, ast.FunctionDef) and file.match("_click/exceptions.py"):
                for statement in node.body:
                    yield from _templates(statement)


def _name(call: ast.Call) -> str:
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def _templates(node: ast.AST) -> Iterator[str]:
    """Yield the texts in a node that have a word, with {} for each value in an f-string."""
    if isinstance(node, ast.JoinedStr):
        text = "".join(str(getattr(part, "value", "")) if isinstance(part, ast.Constant) else "{}"
                       for part in node.values)  # fmt: skip
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        text = node.value
    else:
        for child in ast.iter_child_nodes(node):
            yield from _templates(child)
        return
    if re.search("[a-z]{2}", text):
        yield text.strip()


def test_every_sentence_of_typer_is_known() -> None:
    assert sorted(set(_sentences())) == sorted(SENTENCES)


def test_no_parameter_has_a_check_of_typers() -> None:
    for page, _ in PAGES.values():
        for parameter in page.params:
            kind, given = parameter.type_descriptor.annotation, parameter.type_descriptor
            assert kind in {bool, str, Path, list[bool], list[str], list[Path]}
            assert parameter.nargs in {1, -1}
            info = given.parameter_info
            if given.is_path:
                assert (info.exists, info.readable, info.writable) == (False, False, False)
                assert (info.file_okay, info.dir_okay) == (True, True)


def test_other_error_of_typer_is_quoted() -> None:
    error = typer.BadParameter("no number", param_hint="--limit")
    expected = "cannot use these arguments: Invalid value for --limit: no number"
    assert help_page.describe(error) == expected


def test_help_is_as_wide_as_terminal(terminal: OnTerminal) -> None:
    wide = terminal("show", "--help", columns=140)
    assert 110 < max(map(len, wide.out.splitlines())) <= 138
    narrow = terminal("show", "--help", columns=60)
    assert max(map(len, narrow.out.splitlines())) <= 60
    assert _letters(wide.out) == _letters(narrow.out)


@pytest.mark.parametrize("words", [("--help",), ()], ids=str)
def test_help_has_colour_on_terminal_unless_unwanted(
    terminal: OnTerminal, run: Run, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    plain = run("--help").out
    coloured = terminal(*words, colour=True).out
    assert "\x1b[1mUsage:\x1b[0m cmcct [OPTIONS]" in coloured
    assert "\n\x1b[1mHand out:\x1b[0m\n  \x1b[36mexport " in coloured
    assert terminals.plain(coloured) == plain
    monkeypatch.setenv("NO_COLOR", "1")
    assert terminal(*words, colour=True).out == plain
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("TERM", "dumb")
    assert terminal(*words, colour=True).out == plain


@each("lang", LANGUAGES_OF_CATALOGUES)
@each(
    "words",
    [("serch",), ("search", "--contr"), ("search", "--country"), ("search", "--stale=x"),
     ("show",), ("schema", "x")],
)  # fmt: skip
def test_usage_error_is_translated(run: Run, words: tuple[str, ...], lang: str) -> None:
    english, translated = (run("--lang", one, *words).err.splitlines() for one in ("en", lang))
    assert len(english) == len(translated)
    same = [line for line, other in zip(english, translated, strict=True) if line == other]
    assert not any(same)


@pytest.mark.parametrize(
    ("words", "option"),
    [
        (("search", "--format", "ids"), "--status"),
        (("export", "emails"), "--status"),
        (("export", "emails"), "--format"),
        (("export", "csv"), "--dialect"),
        (("diff",), "--status"),
        (("replace", "gy-ctu", "--name", "Bo Example", "--dry-run"), "--since"),
    ],
    ids=str,
)
def test_default_in_the_help_is_what_counts(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], option: str
) -> None:
    repo = repository(tmp_path / "list")
    sent = SHIPPED.read_bytes()
    repo.commit_bytes(sent)
    repo.path.write_bytes(sent.replace(b'title = "Senior', b'title = "Chief'))  # of a vacant seat
    monkeypatch.chdir(repo.root)
    path = [word for word in words[:2] if word in {"export", "csv", "emails"}] or [words[0]]
    page = " ".join(run("help", *path).out.split())
    (default,) = re.findall(rf" {option} [^[]+\[default: (\w+)\]", page)
    result = run(*words)
    assert result == run(*words, option, default)
    assert result.out
