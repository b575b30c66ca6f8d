"""Command lines and entries for the tests of commands."""

import shlex
from pathlib import Path

from cmcct.cli import Commands
from cmcct.formats.recognition import SUFFIXES

# Arguments of each command: those that read a directory, edit it, read its history, or need none.
READERS: dict[str, tuple[str, ...]] = {
    "call": ("Guyana",),
    "search": (),
    "show": ("gy-ctu",),
    "status": (),
    "list": ("sectors",),
    "check": (),
    "export emails": ("--format", "plain"),
    **{f"export {form}": () for form in SUFFIXES},
    "export all": ("-o", "lists"),
    "round status": ("--since", "2026-06-01"),
}
EDITORS: dict[str, tuple[str, ...]] = {
    "add": ("--status", "vacant"),
    "set": ("gy-ctu", "title=x"),
    "edit": ("gy-ctu",),
    "verify": ("gy-ctu",),
    "test": ("gy-ctu", "phones.0"),
    "replace": ("gy-ctu", "--name", "x"),
    "retire": ("gy-ctu",),
    "remove": ("gy-ctu",),
    "meeting attend": ("georgetown-2019", "gy-ctu"),
    "import": ("list.csv",),
    "meeting add": ("paramaribo-2027", "--name", "x", "--date", "2027-03"),
    "group add": ("data", "--name", "x"),
    "group join": ("venezuela", "gy-ctu"),
    "group leave": ("venezuela", "gy-ctu"),
    "rename": ("gy-ctu", "gy"),
    "merge": ("gy-ctu", "gy-labour"),
    "fmt": (),
    "round calls": ("-o", "calls.xlsx"),
    "round letters": ("--since", "2026-06-01", "-o", "letters"),
    "round answers": ("/dev/null",),
}
OF_HISTORY: dict[str, tuple[str, ...]] = {
    "diff": ("HEAD~1",),
    "log": (),
    "edition verify": ("list.csv",),
}
OF_EDITIONS: dict[str, tuple[str, ...]] = {"edition issue": ("2026-1", "-o", "lists")}
OF_NO_DIRECTORY: dict[str, tuple[str, ...]] = {
    "schema": (),
    "init": (),
    "merge-file": ("ours.toml", "base.toml", "theirs.toml"),
}
OF_CLONE: dict[str, tuple[str, ...]] = {"git-setup": (), "save": (), "undo": ()}
OF_PRIVATE: dict[str, tuple[str, ...]] = {
    "private init": ("--name", "Desk"),
    "private join": (),
    "private add": ("Desk", "age1"),
    "private remove": ("Desk",),
    "private accept": (),
}
SAMPLES = READERS | EDITORS | OF_HISTORY | OF_EDITIONS | OF_NO_DIRECTORY | OF_CLONE | OF_PRIVATE
# A command that is not listed above reads a directory, without arguments.
_named = {name.split()[0] for name in SAMPLES}
READERS |= {name: () for name in Commands.names if name not in _named}
SAMPLES |= READERS


def words(samples: dict[str, tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Return the command lines for some commands."""
    return [(*name.split(), *args) for name, args in samples.items()]


def checking(path: Path) -> str:
    """Return the command to check a file, as messages name it if the file is not in use."""
    return f"cmcct check --directory {shlex.quote(str(path))}"


def unreadable(path: Path) -> str:
    """Return the warning about a partly readable file that is not in use."""
    return f"warning: {path} contains values that cannot be read: run {checking(path)}\n"


ADA = """\
[[focal_point]]
id = "gy-ctu"
formerly = ["gy-unit"]
country = "Guyana"
name = "Ada Example"
title = "Director"
organisation = "Example Ministry"
sectors = ["police"]
languages = ["en"]
emails = ["ctu@example.org"]
phones = [
    "+592 220 1234",
    { number = "+592 609 1234", type = "mobile", sharing = "secretariat" },
]
working_groups = ["venezuela"]
meetings = ["georgetown-2019"]
verified = 2026-03-02
"""

LEFT = """\
[[focal_point]]
id = "jm-left"
country = "Jamaica"
name = "Bram Voorbeeld"
organisation = "Example Agency"
sectors = ["shelter"]
status = "left"
"""

HOUSE = """\
[[focal_point]]
id = "bs-house"
country = "Bahamas"
name = "Cato Example"
organisation = "Example Trust"
sectors = ["shelter"]
emails = ["house@example.org"]
verified = 2026-03-02
sharing = "secretariat"
private_notes = "Call first."
"""

# Its number is readable, its date is not.
BROKEN = """\
[[focal_point]]
id = "aw-broken"
country = "Aruba"
name = "Dirk Voorbeeld"
organisation = "Voorbeeld Taskforce"
sectors = ["police"]
phones = ["+297 521 2345"]
verified = "2026-03-02"
"""

# Texts that may break a terminal, rich's markup, a spreadsheet or a line-based format.
HOSTILE = r"""
[[focal_point]]
id = "tt-odd"
country = "Trinidad and Tobago"
name = "Eve [red]Example[/red] :smile: \u001b]0;title\u0007\u009b31m"
title = "\u001b[2J\u202eDesk"
organisation = "Example\nOffice\tTwo"
sectors = ["police"]
languages = ["EN", "pap"]
working_groups = ["\u001b[31m", "GY"]
emails = ["eve@example.org\u001b[0m"]
phones = ["+1 868 221 1234\u001b[0m"]
notes = "first\nsecond \u001b[31mred\u009b0m"
city = "\u001b[1mArima"
"""
