"""The benchmarked commands, what each is compared with, and the largest allowed ratio.

The goals that RESULTS.md holds the figures against are all here, but for that of the growth in
`benchmarks/run.py`.
"""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks import peers, sheets
from benchmarks.generate import directory
from benchmarks.history import repository
from benchmarks.measure import Case

_CMCCT = [str(Path(sys.executable).with_name("cmcct"))]
_HERE = Path(__file__).parent
_SEAT = "gy-office-20"
_SEARCH = ("search", "--country", "Guyana")
_ADDED = (
    *("--country", "Guyana", "--organisation", "Example", "--sector", "police"),
    *("--name", "Ada Example", "--email", "ada@example.org"),
)
_SET = ("set", _SEAT, "title=Head")
_VERIFY = ("verify", _SEAT, "--on", "2026-05-11")
_EDITOR = {"EDITOR": "sed -i s/Example/Sample/"}
_FEW = 5  # commits in the histories of the growth benchmark
_MOST_PDF_SECONDS = 20
_MOST_ROWS = 500  # of the sheet in the growth benchmark: an import has a limit

# Commands that read a directory; those that need a history; those that write. A page of 10,000
# entries is refused: it is larger than what phones open.
READING: tuple[Sequence[str], ...] = (
    _SEARCH,
    ("search", "example", "perez"),
    ("search", "--format", "json"),
    ("show", _SEAT),
    ("call", "Guyana"),
    ("status",),
    ("list", "countries"),
    ("check",),
    *(("export", form) for form in ("vcard", "csv", "json", "markdown", "xlsx", "pdf")),
    *(("export", "csv", "--dialect", dialect) for dialect in ("google", "outlook", "thunderbird")),
    ("emails",),
    ("duplicates",),
    (*_SET, "--dry-run"),
    ("fmt", "--diff"),
)
REMEMBERING: tuple[Sequence[str], ...] = (
    ("log",),
    ("log", _SEAT),
    ("diff", "HEAD~4"),
    ("check", "--changed-since", "HEAD~4"),
)
EDITING: tuple[Sequence[str], ...] = (
    ("add", *_ADDED),
    _SET,
    ("edit", _SEAT),
    _VERIFY,
    ("test", _SEAT, "phones.0", "--on", "2026-05-11"),
    ("replace", _SEAT, "--name", "Ada Example"),
    ("retire", _SEAT),
    ("remove", _SEAT),
    ("attend", "georgetown-2019", _SEAT),
    ("rename", _SEAT, "gy-unit"),
    ("rename", "georgetown-2019", "second-meeting"),
    ("merge", _SEAT, "gy-office-57", "--prefer", "keep"),
    ("fmt",),
)
# Measured with files of their own.
IMPORTING = ("import",)


class Goal(NamedTuple):
    """The limits of a case: a ratio to another case's time, and memory in MB.

    Against "", the limit is in seconds.
    """

    case: str
    against: str
    most: float
    memory: float | None = None


class Group(NamedTuple):
    """Cases that run in turns, each with its share of the rounds."""

    title: str
    cases: Sequence[Case]
    goals: Sequence[Goal]
    share: float = 1


class Sizes(NamedTuple):
    """The numbers of focal points in the directories, and of commits in a long history."""

    small: int = 300
    few: int = 1000  # ten times fewer than in the large one
    medium: int = 3000
    large: int = 10_000
    commits: int = 2000
    past: int = 1000  # commits behind an export


def groups(folder: Path, sizes: Sizes) -> Iterator[Group]:
    """Yield the groups of cases to compare, and write their input files into a folder."""
    small, medium, large = (
        written(folder, size) for size in (sizes.small, sizes.medium, sizes.large)
    )
    yield _start(small)
    yield _thousands(medium)
    yield _exports(medium)
    yield _imports(folder, sizes.medium)
    yield _most(large)
    yield _past(folder, sizes)
    yield _history(repository(folder / "history", sizes.commits, sizes.small), sizes.commits)


def written(folder: Path, size: int) -> Path:
    """Write a directory file without findings; return its path."""
    path = folder / f"{size}.toml"
    if not path.exists():
        path.write_text("".join(directory(size)), encoding="utf-8")
    return path


def growing(folder: Path, size: int) -> list[Case]:
    """Return every command on a directory of a size; the case names do not depend on the size."""
    path, edited = written(folder, size), folder / f"{size}-edited.toml"
    past = repository(folder / f"{size}-history", _FEW, size)
    return [
        *(Case(_name(words), _on(path, words)) for words in READING),
        *(Case(_name(words), _on(past, words)) for words in REMEMBERING),
        *(Case(_name(words), _on(edited, words), (path, edited), _EDITOR) for words in EDITING),
        _returned(folder, size, _MOST_ROWS, _MOST_ROWS, "import of a returned list"),
        _completion("completion of an id", f"cmcct --directory {path} show gy"),
    ]


def _start(path: Path) -> Group:
    """Return the cases that are dominated by the start."""
    cases = [
        Case("floor", [sys.executable, str(_HERE / "floor.py"), *_SEARCH]),
        Case("search", _on(path, _SEARCH)),
        Case("khard list", peers.khard(_CMCCT, path)),
        Case("abook, e-mail", peers.abook(_CMCCT, path, "office-20@")),
        Case("show", _on(path, ("show", _SEAT))),
        Case("call", _on(path, ("call", "Guyana"))),
        Case("call, by a place", _on(path, ("call", "Bequia"))),
        *(
            Case(f"{words[0]}, in Spanish", _on(path, words), environment={"CMCCT_LANG": "es"})
            for words in (_SEARCH, ("show", _SEAT))
        ),
        Case("list countries", _on(path, ("list", "countries"))),
        Case("--help", [*_CMCCT, "--help"]),
        _completion("completion", "cmcct search --country Gu"),
    ]
    by_floor = ("show", "list countries", "--help", "completion")
    goals = [Goal("search", "floor", 1.1), *(Goal(name, "floor", 1.15) for name in by_floor)]
    goals += [Goal("call", "show", 1.1), Goal("call, by a place", "call", 1.1)]
    goals += [Goal("search", "khard list", 0.65)]
    goals += [Goal("search, in Spanish", "search", 1.05), Goal("show, in Spanish", "show", 1.1)]
    return Group("300 entries", cases, goals)


def _thousands(path: Path) -> Group:
    edited, ours, theirs = map(path.with_name, ("edited.toml", "ours.toml", "theirs.toml"))
    page = path.with_name("list.html")
    first, *rest = path.read_bytes().split(b'title = "Director"')
    ours.write_bytes(b'title = "Head"'.join([first, b'title = "Director"'.join(rest)]))
    *rest, last = path.read_bytes().split(b'title = "Director"')
    theirs.write_bytes(b'title = "Head"'.join([b'title = "Director"'.join(rest), last]))
    merging = [*_CMCCT, "merge-file", str(edited), str(path), str(theirs)]
    cases = [
        Case("search", _on(path, _SEARCH)),
        Case("khard list", peers.khard(_CMCCT, path)),
        Case("abook, e-mail", peers.abook(_CMCCT, path, "office-20@")),
        Case("check", _on(path, ("check",))),
        Case("check, 1,000 findings", _on(faulty(path, 3), ("check",))),
        Case("check, three syntax faults", _on(unparsed(path), ("check",))),
        Case("fmt --check", _on(path, ("fmt", "--check"))),
        Case("edit", _on(edited, ("edit", _SEAT)), (path, edited), _EDITOR),
        Case("export html", _on(path, ("export", "html", "--force", "-o", str(page)))),
        *(Case(words[0], _on(edited, words), (path, edited)) for words in (_SET, _VERIFY)),
        Case("merge-file", merging, (ours, edited)),
    ]
    most = {
        "check": 1.5,
        "check, 1,000 findings": 2.2,
        "fmt --check": 3,
        "edit": 1.6,
        "export html": 2.5,
        "set": 1.15,
        "verify": 1.15,
        "merge-file": 2.5,
    }
    goals = [Goal(name, "search", ratio) for name, ratio in most.items()]
    return Group("3,000 entries", cases, [Goal("search", "khard list", 0.18), *goals], 0.5)


def faulty(path: Path, share: int) -> Path:
    """Write a copy of a directory of which one entry in `share` has an e-mail with two @ signs."""
    head, *entries = path.read_text(encoding="utf-8").split("[[focal_point]]")
    entries[::share] = [
        entry.replace("@example.org", "@@example.org") for entry in entries[::share]
    ]
    written_to = path.with_name("faulty.toml")
    written_to.write_text("[[focal_point]]".join([head, *entries]), encoding="utf-8")
    return written_to


def unparsed(path: Path) -> Path:
    """Write a copy of a directory with three faults of syntax, one in each third."""
    head, *entries = path.read_text(encoding="utf-8").split("[[focal_point]]")
    faults = {"id = ": "id : ", "sectors = [": "sectors : [", '"]\n': '"\n'}
    for number, fault in enumerate(faults.items()):
        place = number * len(entries) // len(faults)
        entries[place] = entries[place].replace(*fault, 1)
    written_to = path.with_name("unparsed.toml")
    written_to.write_text("[[focal_point]]".join([head, *entries]), encoding="utf-8")
    return written_to


def _exports(path: Path) -> Group:
    """Return exports, compared with the underlying library alone."""
    cases, goals = [], []
    for form, most in (("vcard", 1.2), ("xlsx", 1.4)):
        out = str(path.with_name(f"list.{form}"))
        bare = [sys.executable, str(_HERE / "bare.py"), form, str(path), out]
        cases += [
            Case(f"bare {form}", bare),
            Case(f"export {form}", _on(path, ("export", form, "--force", "-o", out))),
        ]
        goals.append(Goal(f"export {form}", f"bare {form}", most))
    out = str(path.with_name("list.pdf"))
    cases.append(Case("export pdf", _on(path, ("export", "pdf", "--force", "-o", out))))
    goals.append(Goal("export pdf", "", _MOST_PDF_SECONDS))
    return Group("3,000 entries written for others", cases, goals, 0.3)


def _imports(folder: Path, size: int) -> Group:
    """Return imports of lists that came back, and of a list of others into a new directory."""
    some, most = size // 10, size * 5 // 6
    path = written(folder, size)
    empty, edited = folder / "empty.toml", folder / "imported.toml"
    empty.write_text('[directory]\nname = "Example Network"\n', encoding="utf-8")
    sheet = sheets.participants(path, folder / "participants.csv")
    listed = sheets.participants_workbook(path, folder / "participants.xlsx")
    edits = empty, edited
    cases = [
        _returned(folder, size, size, changed, f"import, {changed:,} rows changed")
        for changed in (0, some, most)
    ]
    cases.append(Case("import, all new", _on(edited, ("import", str(sheet))), edits))
    goals = [Goal(case.name, "search", 4) for case in cases]
    books = [_returned_workbook(folder, size, changed) for changed in (0, some, most)]
    book = books[0].words[2]
    books.append(Case("import of XLSX, all new", _on(edited, ("import", str(listed))), edits))
    bare = Case("bare openpyxl", [sys.executable, str(_HERE / "bare.py"), "openpyxl", book])
    goals += [Goal(case.name, bare.name, 3) for case in books]
    first = Case("search", _on(path, _SEARCH))
    return Group(f"A list of {size:,} rows", [first, *cases, bare, *books], goals, 0.3)


def _returned(folder: Path, size: int, rows: int, changed: int, name: str) -> Case:
    """Return the import of a list that came back, of which somebody changed some rows."""
    root = folder / f"{size}-returned-{changed}"
    path = repository(root, 1, size)
    pristine, sheet = root / "pristine.toml", root / "returned.csv"
    pristine.write_bytes(path.read_bytes())
    sheets.returned(path, sheet, rows, changed)
    return Case(name, _on(path, ("import", str(sheet), "--base", "HEAD")), (pristine, path))


def _returned_workbook(folder: Path, size: int, changed: int) -> Case:
    """Return the import of a workbook that came back, of which somebody changed some rows."""
    root = folder / f"{size}-returned-{changed}"
    path, book = root / "directory.toml", root / "returned.xlsx"
    sheets.returned_workbook(path, book, changed)
    edits = root / "pristine.toml", path
    name = f"import of XLSX, {changed:,} rows changed"
    return Case(name, _on(path, ("import", str(book), "--base", "HEAD")), edits)


def _most(path: Path) -> Group:
    bare = [sys.executable, str(_HERE / "bare.py"), "toml", str(path)]
    cases = [Case("bare tomllib", bare), Case("search", _on(path, _SEARCH))]
    goals = [Goal("search", "bare tomllib", 1.15, memory=110)]
    return Group("10,000 entries", cases, goals, 0.3)


def _past(folder: Path, sizes: Sizes) -> Group:
    """Return commands that read the history, of a directory with a long one and with one commit.

    An export without a repository says when an entry changed too: when it was verified.
    """
    long, short = (
        repository(folder / f"past-{commits}", commits, sizes.small) for commits in (sizes.past, 1)
    )
    cases, goals = [], []
    for name, words in (("export vcard", ("export", "vcard")), ("log", ("log",))):
        cases += [Case(name, _on(long, words)), Case(f"{name}, one commit", _on(short, words))]
        goals.append(Goal(name, f"{name}, one commit", 1.5))
    return Group(f"{sizes.past:,} commits behind them", cases, goals, 0.5)


def _history(path: Path, commits: int) -> Group:
    git = ["git", "-C", str(path.parent), "log", "-p"]
    given = {
        "log": ("log",),
        "log, one seat": ("log", _SEAT),
        "log, JSON": ("log", "--format", "json"),
        "diff, all commits": ("diff", f"HEAD~{commits - 1}"),
        "diff, the last": ("diff", "HEAD~1"),
    }
    cases = [Case(name, _on(path, words)) for name, words in given.items()]
    goals = [Goal(name, "git log -p", 2) for name in given]
    return Group("2,000 commits of 300 entries", [Case("git log -p", git), *cases], goals, 0.3)


def _on(path: Path, words: Sequence[str]) -> list[str]:
    return [*_CMCCT, *words, "--directory", str(path)]


def _completion(name: str, line: str) -> Case:
    """Return the call that a shell makes to complete the last word of a line."""
    asked = {"COMP_WORDS": line, "COMP_CWORD": str(line.count(" "))}
    return Case(name, _CMCCT, environment={"_CMCCT_COMPLETE": "complete_bash", **asked})


def _name(words: Sequence[str]) -> str:
    """Return the name of a command: its first words."""
    return " ".join(words[:4])
