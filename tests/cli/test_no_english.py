"""Commands, help pages and errors have no English words in another language.

Two tests together: no translation keeps a word of its English message (every message, every
language), and no command prints a text that is not translated. There, the languages take turns,
since a text without a translation is English in each of them; and a word is English if an English
message or the source code has it, and no translation into the language does. The directory has
made-up words, so that its data has none.
"""

import re
import shlex
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from functools import cache
from importlib import import_module
from itertools import cycle, product
from pathlib import Path
from types import MappingProxyType

import pytest
from babel import Locale

from cmcct.check.runner import InvalidDirectoryError
from cmcct.diagnostics import Span
from cmcct.edit.transaction import EditRejectedError
from cmcct.errors.exceptions import (
    AmbiguousCountryError,
    CmcctError,
    DeclinedError,
    NoAccessError,
    UnknownValueError,
)
from cmcct.formats.html import PageTooLargeError
from cmcct.history.git.process import GitError, NoGitError
from cmcct.history.revisions import EarlyMeetingError, UnknownVersionError
from cmcct.history.saves import RefusedError
from cmcct.i18n.messages import MonthName, _
from cmcct.merge.files import KeysDifferError
from cmcct.reference import countries, vocabulary
from cmcct.search.query import OptionValueError
from cmcct.storage import conflict_markers
from cmcct.storage.directory_file import ConflictError, TomlSyntaxError, UnreadableError
from cmcct.storage.encrypted_file import OtherKeyError
from cmcct.toml.tables import UnsupportedLayoutError
from scripts import products
from scripts.catalogues import LANGUAGES_OF_CATALOGUES, PACKAGE, existing
from tests.cli.test_help import PAGES
from tests.conftest import AFTER_HOLIDAYS, ROOT, THOROUGH, TODAY, Run, limit_file_size
from tests.support import texts
from tests.support.mistakes import mistakes
from tests.support.repositories import Repo, repository

pytestmark = [pytest.mark.gate, pytest.mark.sweep]

FILE, OVERLAY = "directory.toml", "directory.private.toml"
# Forms for programs, in the same words for everybody. A patch and the schema are TOML and JSON.
MACHINE_FORMS = re.compile(
    r"--format (json|csv|tsv|ids|toml|vcard|github|mutt|outlook|plain)|^(schema|export json)"
    r"|--explain|fmt --diff"
)
# What is typed, or stands for itself: the same in every language.
CODE = re.compile(
    r"""`[^`]*` | '[^'\n]*' | "[^"\n]*" | “[^”]*” | «[^»]*» | \u2018[^\u2019]*\u2019
    | https?://\S+ | tel:\S+
    | \S+@\S+ | \S*/\S* | \b[\w*-]+\.(?:toml|csv|xlsx|vcf|html|md|json|txt|py)\b
    | --?[a-z][\w-]* | (?:Ada|Eve)\ Example | \#\ ----\ .*\ ----$ | Antigua\ and\ Barbuda
    | \b[A-Z_]{2,}\b | \{\w+\} | \[\[?[\w -]+\]\]? | \bDay\ \d+\b
    | \b\w+(?:[-_.]\w+)+ | \w[\w.]*=\S*
    | ^\s*\d*\ \|.*$ | \b[\w]+\ =\ .*$ | ^\s+[a-z]+[ ]{2}
    | cmcct(?:\ (?:(?:list|private)\ \w+|help[a-z\ -]*|[a-z]+\b))?""",
    re.VERBOSE | re.MULTILINE,
)
# Scripts, styles and tags of a page.
TAG = re.compile(r"<(script|style)\b.*?</\1>|<[^>]*>", re.DOTALL)
WORD = re.compile(r"[^\W\d_]{2,}")
# Words that are typed as they stand, in lower case: a label that people read has a capital letter.
# The keys of the file.
KEYS = """
address bodies body city countries country date email emails family form format formerly groups
handles honorific contact host hours id ids languages meetings merged name notes number organisation
phone phones place purpose role roles sectors sharing since sort source status title type uid unit
until validates verified website
"""
# The columns of a table, as `--columns` takes them.
COLUMNS = "corrections covers fax hotline marking mobile office timezone url"
# The values of keys and options: slugs of the vocabulary, audiences, languages.
VALUES = """
active agency alternate any border both busy coordination court covered en es fr half health
justice keys labour left meeting ministry network ngo nl nobody observer one police primary
prosecution public secretariat sector shelter technical vacant
"""
# The values of `--format`, `--dialect`, `--groups` and `--prefer`.
FORMATS = """
apple card concise csv directory dmy drop full google html json keep kind letter markdown mdy pdf
plain table text thunderbird toml tsv xlsx
"""
# The commands, where a message names one alone.
COMMANDS = """
accept add answers attend call calls check diff edit export group import issue join key leave
letters list log meeting merge private remove round save search set show status test undo verify
"""
# The codes of rules.
RULES = "stale unverified untested"
# Folders in examples.
FOLDERS = "cards contacts lists"
# An id that the directory lacks, in the command that adds it.
IDS = "statistics"
ALLOWED = frozenset(
    f"{KEYS} {COLUMNS} {VALUES} {FORMATS} {COMMANDS} {RULES} {FOLDERS} {IDS}".split()
)
# Words that a translation shares with its message: names of programs and formats, titles of people,
# words of git and TOML, what is typed.
SAME_WORDS = """
acs actions age alias all ana android app apps attributes bare bash blob caricom clone commit config
conflict cp csv dr drs dutch eml english example excel extra false fax fetch fish format french git
gitattributes github gitignore google hash help hooks ignore init insp ipad iphone jobs json last
libreoffice lic longpathsenabled mac mailto main markdown mbox min mme mutt nano oecs off
openstreetmap outlook pap pdf protection puerto pull push pyrage pérez repos request revert rico
schema script sector shell shells signal spanish switch tab taplo telegram terminal threema
thunderbird today toml true tsv typst unix use vcard vcards web whatsapp windows yesterday zsh
"""
# And words of the language itself.
SAME_WORDS_IN = {
    "es": """
        base combine compare control descriptor editor enter error ext focal id ids invisible local
        no original plan postal regional total
    """,
    "nl": """
        partner spelling
        argument backslash begin benin branch browser code codes computer editor editors enter
        exports november
        filter filters had hand hashes id import in is label labels later letter letters link links
        over mailbox manifest moment object of open per pipe plan post record records repository
        rest spreadsheet spreadsheets status tabs tag tags team term traceback vacant validator was
        website week
    """,
    "fr": """
        continent
        absence apostrophe argument arguments base cause certain change clients code codes
        confirmation confirmations contacts correct correction corrections date dates exceptions
        exports extension focal french future guide import index information installation
        institution
        invisible long message messages minutes moment national notation note notes option options
        organisation page pages parent participants permissions plan point points position possible
        question questions quota second secret service signatures standard tables total type types
        usage vacant validation version versions
    """,
}
# One entry has each key that a card shows; its texts are made up.
DIRECTORY = texts.read("no-english")
PRIVATE = """\
[[focal_point]]
id = "gy-ctu"
name = "Xquada Xqubel"
private_notes = "Xquprivate"
"""
# A mistake in each kind of argument, and in each kind of file and surroundings.
ERRORS = texts.read("mistyped-commands")
# Settings of the environment that cannot be used.
SETTINGS = (
    ("CMCCT_NOW", "zzz"),
    ("CMCCT_TODAY", "zzz"),
    ("CMCCT_PRIVATE", "zzz.toml"),
    ("CMCCT_PRIVATE", FILE),
    ("CMCCT_DIRECTORY", "zzz.toml"),
    ("EDITOR", "zzz"),
    ("EDITOR", "false"),
    ("EDITOR", "'"),
    ("PATH", ""),
    ("TZ", "zzz"),
    ("GIT_CEILING_DIRECTORIES", "/"),
)
CONFLICT = DIRECTORY.replace(
    'title = "Xquchief"',
    '<<<<<<< HEAD\ntitle = "Xquchief"\n=======\ntitle = "Xquhead"\n>>>>>>> xqubranch',
)
# Files that cannot be read, or only in part.
BROKEN: Mapping[str, Mapping[str, bytes]] = {
    "empty": {FILE: b""},
    "no TOML": {FILE: b"<<<<<<< ours\n"},
    "conflict": {FILE: CONFLICT.encode()},
    "no text": {FILE: b"\0\xff"},
    "UTF-16": {FILE: DIRECTORY.encode("utf-16")},
    "Latin-1": {FILE: DIRECTORY.replace("Xqumin", "Xqumiñ").encode("latin-1")},
    "no directory": {FILE: b"x = 1\n"},
    "other version": {FILE: b"[directory]\nname = 1\nschema = 99\n"},
    "wrong date": {FILE: DIRECTORY.replace("= 2026-03-02", '= "2026-03-2"').encode()},
    "wrong kind": {FILE: DIRECTORY.replace("emails = [", "emails = [1, ").encode()},
    "unknown id": {OVERLAY: PRIVATE.replace("gy-ctu", "gy-none").encode()},
    "other name": {OVERLAY: PRIVATE.replace("Xqubel", "Xquother").encode()},
    "no name": {OVERLAY: b'[[focal_point]]\nid = "gy-ctu"\nprivate_notes = "Xqu"\n'},
    "broken private file": {OVERLAY: b"[[focal_point"},
    "private file in UTF-16": {OVERLAY: PRIVATE.encode("utf-16")},
}


def _words(text: str) -> set[str]:
    """Return the words of a text that stand outside code, in lower case."""
    words = WORD.findall(CODE.sub(" ", text))
    return {word.lower() for word in words if word not in ALLOWED}


def _texts(forms: str | Sequence[str] | None) -> Sequence[str]:
    """Return the forms of a message or translation, of which some have a plural."""
    return [forms] if isinstance(forms, str) else forms or []


@cache
def _english(lang: str) -> set[str]:
    """Return the words of the English messages that the language does not have."""
    own: set[str] = set()
    english: set[str] = set()
    for of in LANGUAGES_OF_CATALOGUES:
        for message in existing(of):
            english |= {word for text in _texts(message.id) for word in _words(text)}
            if of == lang:
                own |= {word for text in _texts(message.string) for word in _words(text)}
    for path in PACKAGE.rglob("*.py"):
        english |= set(re.findall(r"[a-z]{3,}", path.read_text(encoding="utf-8").lower()))
    for facet in (*vocabulary.SELECTABLE, "phone"):
        own |= {word for term in vocabulary.terms(facet) for word in _words(term.label(lang))}
    own |= {MonthName(number).localize(lang) for number in range(1, 13)}
    own |= {name.strip(".") for name in Locale(lang).months["format"]["abbreviated"].values()}
    for country in countries.all_countries():
        # The directory has the English names, also in its lines `# ---- Haiti ----`.
        own |= _words(country.localize(lang)) | _words(country.name)
    return english - own


class Shown(dict[tuple[str, str], str]):
    """The output of command lines by language, each run in a copy of the same folder.

    The languages take turns; in a thorough run, each line is run in all of them.
    """

    def __init__(self, run: Run, clean: Path, used: Path, patch: pytest.MonkeyPatch) -> None:
        super().__init__()
        self._run, self._clean, self._used, self._patch = run, clean, used, patch
        self._languages = cycle(LANGUAGES_OF_CATALOGUES)

    def commit(self, text: bytes) -> str:
        """Commit a directory file and return the commit's id."""
        return Repo(self._used).commit_bytes(text)

    def add(
        self,
        line: str,
        files: Mapping[str, bytes] = MappingProxyType({}),
        title: str = "",
        stdin: str = "",
        size: int | None = None,
    ) -> None:
        """Run a command line with other files, if any, and keep what people read.

        LANG in the line is the language, `size` the number of bytes for which the disk has room.
        """
        each = LANGUAGES_OF_CATALOGUES if THOROUGH else [next(self._languages)]
        for lang in each:
            typed = line.replace("LANG", lang)
            for path in self._used.iterdir():
                if path.name != ".git":
                    shutil.rmtree(path) if path.is_dir() else path.unlink()
            for name in (FILE, OVERLAY):
                shutil.copy2(self._clean / name, self._used)
            for name, content in files.items():
                (self._used / name).write_bytes(content)
            self._patch.setenv("CMCCT_LANG", lang)
            with nullcontext() if size is None else limit_file_size(size):
                result = self._run(*shlex.split(typed), stdin=stdin)
            out = "" if MACHINE_FORMS.search(typed) else result.out
            pages = [*self._used.glob("list.html"), *self._used.glob("list.md")]
            whole = [page.read_text(encoding="utf-8").replace("<wbr>", "") for page in pages]
            texts = [TAG.sub("\n", page) for page in whole]
            self[lang, title or typed] = "\n".join((out, result.err, *texts))


def _faults(shown: Shown) -> list[str]:
    """Return the lines of outputs that have an English word, each once, after the word."""
    found: dict[tuple[str, str], str] = {}
    for (lang, command), text in shown.items():
        # A page is wrapped at the hyphens of ids.
        for line in re.sub(r"-\n +", "-", text).splitlines():
            for word in _words(line) & _english(lang):
                found.setdefault((word, line), f"{word}: CMCCT_LANG={lang} cmcct {command}: {line}")
    return sorted(found.values())


def _refuse(faults: Sequence[str]) -> None:
    assert not faults, "\n".join(faults)


def _once(directory: str) -> Iterator[str]:
    """Yield the command lines of products.txt, with each alternative in at least one."""
    for parts in products.read_lines(directory):
        for at in range(max(map(len, parts))):
            yield "".join(part[at % len(part)] for part in parts)


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a work tree with a history, a directory file and a private one."""
    repo = repository(tmp_path_factory.mktemp("clean") / "tree")
    first, _, _ = DIRECTORY.rpartition("\n[[")
    for text in (first, DIRECTORY.replace("Xquchief", "Xquolder"), DIRECTORY, first, DIRECTORY):
        repo.commit_bytes(text.encode(), GIT_AUTHOR_NAME="Xquthor")
    repo.path.write_text(DIRECTORY.replace("220 1234", "220 1235"), encoding="utf-8")
    overlay = repo.path.with_name(OVERLAY)
    overlay.write_text(PRIVATE, encoding="utf-8")
    overlay.chmod(0o600)
    return repo.root


@pytest.fixture
def shown(run: Run, clean: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shown:
    monkeypatch.setenv("EDITOR", "sed -i s/Xqudesk/Xquother/")
    used = tmp_path / "used"
    shutil.copytree(clean, used)
    monkeypatch.chdir(used)
    return Shown(run, clean, used, monkeypatch)


@pytest.mark.parametrize("lang", LANGUAGES_OF_CATALOGUES)
def test_no_translation_keeps_an_english_word(lang: str) -> None:
    same = {*SAME_WORDS.split(), *SAME_WORDS_IN[lang].split()}
    kept = {}
    for message in existing(lang):
        english = {word for text in _texts(message.id) for word in _words(text)}
        translated = {word for text in _texts(message.string) for word in _words(text)}
        if message.id and (words := english & translated - same):
            kept[message.id] = sorted(words)
    assert kept == {}


@pytest.mark.parametrize("lang", LANGUAGES_OF_CATALOGUES)
def test_no_error_class_has_english(lang: str) -> None:
    sides = conflict_markers.read_sides(CONFLICT)
    assert sides
    errors = [
        UnknownValueError("sector", "xqu", ["xqun"]),
        AmbiguousCountryError("xqu", ["Aruba", "Guyana"]),
        OptionValueError("xqu", "xqu", UnknownValueError("sector", "xqu", ["xqun"])),
        TomlSyntaxError(
            Path("xqu"), "", Span(1, 1, 1, 2), _("not a valid value"), _("write it here")
        ),
        ConflictError(Path("xqu"), CONFLICT, sides),
        NoAccessError(_("the private file is not encrypted")),
        OtherKeyError(_("the private file is not encrypted")),
        KeysDifferError(_("the private file is not encrypted")),
        UnreadableError(Path("xqu"), "Xqureason"),
        InvalidDirectoryError(Path("xqu"), ["xqu", "xqun"]),
        EditRejectedError([]),
        GitError("Xqureason"),
        RefusedError(GitError("Xqureason")),
        NoGitError(),
        UnsupportedLayoutError(),
        DeclinedError(),
        UnknownVersionError(_("the private file is not encrypted")),
        EarlyMeetingError(_("the private file is not encrypted")),
        PageTooLargeError(_("the private file is not encrypted")),
    ]
    for path in sorted(PACKAGE.rglob("*.py")):
        import_module(
            ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        )
    assert {type(error) for error in errors} == set(_subclasses(CmcctError))
    for error in errors:
        assert not _words(error.explanation.localize(lang)) & _english(lang), error


def _subclasses(kind: type[CmcctError]) -> Iterator[type[CmcctError]]:
    for below in kind.__subclasses__():
        yield below
        yield from _subclasses(below)


def test_help_pages_have_no_english(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = Shown(run, Path(), Path(), monkeypatch)
    for words, lang in product(PAGES, LANGUAGES_OF_CATALOGUES):
        shown[lang, " ".join(words)] = run("--lang", lang, *words, "--help").out
    _refuse(_faults(shown))


@pytest.mark.parametrize("group", ["sample", "history"])
def test_commands_have_no_english(shown: Shown, group: str) -> None:
    for line in _once(group):
        shown.add(line.replace("IDS", "gy-ctu gy-labour sr-left bs-vacant"))
    _refuse(_faults(shown))


def test_errors_have_no_english(shown: Shown) -> None:
    for line in ERRORS.splitlines():
        shown.add(line)
    _refuse(_faults(shown))


def test_broken_files_have_no_english(shown: Shown) -> None:
    for name, files in BROKEN.items():
        for line in (
            "search",
            "set gy-ctu title=x --yes",
            "export html -o list.html --lang LANG",
            "add --from directory.private.toml --yes",
        ):
            shown.add(line, files, f"{line} ({name})")
    _refuse(_faults(shown))


def test_wrong_settings_have_no_english(shown: Shown) -> None:
    for name, value in SETTINGS:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv(name, value)
            for line in ("show gy-ctu --audience secretariat", "edit gy-ctu", "log", "check"):
                shown.add(line, title=f"{line} ({name}={value})")
    _refuse(_faults(shown))


def test_refused_writing_has_no_english(shown: Shown) -> None:
    for line in ("set gy-ctu title=x --yes", "fmt", "export csv -o list.csv", "init new"):
        shown.add(line, title=f"{line} (disk full)", size=100)
    for line in ("check -", "check - --changed-since HEAD", "add --from - --yes", "merge gy-ctu x"):
        for text in ("", "[[focal_point", "{", '{"id": 1}', '{"id": "gy-ctu", "id": "x"}', "[1]"):
            shown.add(line, title=f"{line} ({text})", stdin=text)
    _refuse(_faults(shown))


def test_mistakes_have_no_english(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = Shown(run, tmp_path, tmp_path, monkeypatch)
    for number, mistake in enumerate(mistakes()):
        # Their texts have English words.
        text = re.sub(r"\b(Ada|and|the|in|of|Georgetown)\b", "xqu", mistake.text)
        (tmp_path / f"{number}.toml").write_text(text, encoding="utf-8")
    texts = sorted(tmp_path.glob("*.toml"))
    for start, lang in enumerate(LANGUAGES_OF_CATALOGUES):
        own = texts if THOROUGH else texts[start::3]
        shown[lang, "check"] = run("--lang", lang, "check", *own, "--all").out
    _refuse(_faults(shown))


def test_findings_have_no_english(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in sorted((ROOT / "tests" / "rules").glob("*.toml")):
        if "." in path.stem:
            continue
        before, overlay = path.with_suffix(".before.toml"), path.with_suffix(".private.toml")
        files = {FILE: path.read_bytes()}
        files[OVERLAY] = overlay.read_bytes() if overlay.exists() else b""
        line = "check --strict --all"
        is_later = path.stem == "holidays-outdated"
        monkeypatch.setenv("CMCCT_TODAY", AFTER_HOLIDAYS if is_later else TODAY)
        if before.exists():
            line += f" --changed-since {shown.commit(before.read_bytes())}"
        shown.add(line, files, f"{line} ({path.stem})")
    _refuse(_faults(shown))
