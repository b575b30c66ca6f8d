"""Mutate directory files, and run the commands that read them: none may fail.

    python -m tests.support.fuzz 60000 [SEED]

Each file is one of the project's, with a few mutations of its bytes, lines, keys, values and types.
A command fails if its exit code is not 0, 1 or 2, or if it does not end.
"""

import gc
import io
import os
import random
import re
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple

from cmcct.__main__ import main
from cmcct.check.reporters import FORMATS
from cmcct.check.rules.registry import RULES
from cmcct.cli.commands.diff import FORMATS as DIFFS
from cmcct.errors.exceptions import ExitCode
from cmcct.formats import vcard
from cmcct.formats.email_lists import FORMATS as MAILS
from cmcct.i18n.messages import LANGUAGES
from cmcct.privacy.levels import AUDIENCES
from tests.conftest import ENTRY, MINIMAL, OVERLAY, ROOT
from tests.support.hostile import TEXTS

_PATIENCE = 20  # seconds for a command on a file of a few kilobytes
_BATCH = 500  # files between garbage collections: commands run none
_ALLOWED = {ExitCode.OK, ExitCode.FINDINGS, ExitCode.ERROR}
_KEYS = tuple(
    re.findall(r"(?m)^([a-z_]+) =", (ROOT / "directory.toml").read_text(encoding="utf-8"))
)
_TABLES = ("directory", "check", "meeting", "working_group", "focal_point", "private", "x")
_NUMBERS = (
    *("+592 609 1234", "+1 868 291 1234", "+5926091234;ext=5", "*21*+592 609 1234#", "#767", "+"),
    *("+" * 99, "0" * 999, "+٥٩٢ ٦٠٩ ١٢٣٤", "tel:+592", "+1 800 FLOWERS", "+592 60", "++1 8"),
    *("+999 1", "0800 0911", "+592 609 1234 / 35", "\uff0b592", "+592\u00ad609", "+5 0" * 30),
)
_WORDS = (
    *("", " ", "gy-ctu", "con", "GY", "Saint-Martin", "BQ-BO", "en", "24/7", "Mo-Fr 25:00-99:99"),
    *("2026-06-02", "PH off", "America/Guyana", "../etc/passwd", "https://[::1", "http://a:99999"),
    *("a@b", "@" * 300, "ctu@example.org", "x" * 70_000, "́" * 3000, "a.b.c", "secretariat"),
)
_VALUES = (
    *(
        "0",
        "-1",
        "9" * 400,
        "1e400",
        "nan",
        "-inf",
        "0x" + "f" * 40,
        "true",
        "[]",
        "{}",
        '""',
        "''",
    ),
    *("0001-01-01", "9999-12-31", "9999-12-31T23:59:59.999999+23:59", "23:59:59", "1979-05-27"),
    *("0001-01-01T00:00:00-23:59", "[[[[]]]]", "[" * 400 + "]" * 400, "{a={b={c=[1,{d='x'}]}}}"),
    *("[" * 5000, '"\\u0000"', '"\\uD800"', '"\\U0010FFFF"', '"\\u202e"', '"""\n\n"""', "[1, 'a']"),
    *(
        "[{}]",
        "[{number='+592 609 1234', ext=5}]",
        "[{address=3}]",
        "[{'': ''}]",
        "2026-02-30",
        "=",
    ),
)

Random = random.Random
Mutation = Callable[[Random, bytes], bytes]


class Failure(NamedTuple):
    """A failed command, with the data to reproduce it."""

    number: int
    words: tuple[str, ...]
    end: str
    data: bytes


def mutate(rng: Random, data: bytes) -> bytes:
    """Apply one to four mutations to a file."""
    for mutation in rng.choices(_MUTATIONS, k=rng.randint(1, 4)):
        data = mutation(rng, data)
    return data


def _slice(rng: Random, data: bytes) -> tuple[int, int]:
    start = rng.randint(0, len(data))
    return start, min(len(data), start + rng.randint(0, rng.choice((1, 8, 80, 800))))


def _cut(rng: Random, data: bytes) -> bytes:
    start, end = _slice(rng, data)
    return data[:start] + data[end:]


def _noise(rng: Random, data: bytes) -> bytes:
    start, end = _slice(rng, data)
    return data[:start] + rng.randbytes(rng.randint(1, 9)) + data[rng.choice((start, end)) :]


def _copy(rng: Random, data: bytes) -> bytes:
    start, end = _slice(rng, data)
    offset = rng.randint(0, len(data))
    return data[:offset] + data[start:end] + data[offset:]


def _sign(rng: Random, data: bytes) -> bytes:
    signs = "[]{}=,.\"'#\n\r\t \\+-_:@\0\ufeff\u2028\x85\x1b"
    offset = rng.randint(0, len(data))
    return data[:offset] + rng.choice(signs).encode() + data[offset + rng.randint(0, 1) :]


def _lines(rng: Random, data: bytes) -> bytes:
    lines = data.split(b"\n")
    first, second = rng.randrange(len(lines)), rng.randrange(len(lines))
    change = rng.randrange(3)
    if change == 0:
        lines[first], lines[second] = lines[second], lines[first]
    elif change == 1:
        lines.insert(first, lines[second])
    else:
        del lines[first]
    return b"\n".join(lines)


def _replaced(rng: Random, data: bytes, pattern: bytes, text: str) -> bytes:
    """Replace a random match of a pattern by a text."""
    found = [*re.finditer(pattern, data)]
    if not found:
        return data
    start, end = rng.choice(found).span()
    return data[:start] + text.encode() + data[end:]


def _value(rng: Random, data: bytes) -> bytes:
    return _replaced(rng, data, rb"(?m)(?<== ).+$", rng.choice(_VALUES))


def _text(rng: Random, data: bytes) -> bytes:
    text = rng.choice((*TEXTS, *_WORDS, *_NUMBERS))
    escaped = "".join(f"\\u{ord(c):04x}" if c < " " or c in '"\\\x7f' else c for c in text)
    return _replaced(rng, data, rb'(?<=")[^"\n]*(?=")', escaped)


def _number(rng: Random, data: bytes) -> bytes:
    return _replaced(rng, data, rb"\+[\d ]+", rng.choice(_NUMBERS))


def _digit(rng: Random, data: bytes) -> bytes:
    return _replaced(rng, data, rb"\d", rng.choice("0123456789٣९"))


def _key(rng: Random, data: bytes) -> bytes:
    key = rng.choice((*_KEYS, '""', "'a b'", "__class__", "a.b", "focal_point", "1", "Ñ"))
    return _replaced(rng, data, rb"(?m)^[a-z_]+(?= =)", key)


def _header(rng: Random, data: bytes) -> bytes:
    header = rng.choice(
        ("[{}]", "[[{}]]", "[[{}.emails]]", "[{}.x]", "[[{}", "{} = 3", "{}.id = 1")
    )
    return _replaced(rng, data, rb"(?m)^\[.*$", header.format(rng.choice(_TABLES)))


def _typed(rng: Random, data: bytes) -> bytes:
    """Give one key the value of another."""
    values = re.findall(rb"(?m)(?<== ).+$", data)
    value = rng.choice(values) if values else b"1"
    return _replaced(rng, data, rb"(?m)(?<== ).+$", value.decode("utf-8", "replace"))


_MUTATIONS: tuple[Mutation, ...] = (
    *(_cut, _noise, _copy, _sign, _lines),
    *(_value, _text, _number, _digit, _key, _header, _typed) * 2,
)


def seeds() -> list[bytes]:
    """Return the files to mutate: the rules' bad files, and parts of the shipped directory."""
    bad = [path.read_bytes() for path in sorted((ROOT / "tests" / "rules").glob("*.toml"))]
    head, *entries = re.split(
        r"(?m)^(?=\[\[focal_point\]\])", (ROOT / "directory.toml").read_text(encoding="utf-8")
    )
    groups = [head + "".join(entries[i : i + 4]) for i in range(0, len(entries), 4)]
    return [*bad, (MINIMAL + ENTRY * 2).encode(), *(text.encode() for text in groups)]


def _commands(
    rng: Random, path: Path, other: Path, folder: Path, per_file: int
) -> Iterator[tuple[str, ...]]:
    """Yield a few of the commands that only read."""
    id_ = rng.choice(re.findall(rb'(?m)^id = "([^"\n]*)"', path.read_bytes()) or [b"gy-ctu"])
    names = [name.replace("\0", "") for name in (id_.decode("utf-8", "replace"), *_WORDS, "gy")]
    word = rng.choice([name for name in names if not name.startswith("-")])
    audience = ("--audience", rng.choice(AUDIENCES))
    lang = ("--lang", rng.choice(LANGUAGES))
    forms = ("table", "tsv", "csv", "json", "ids")
    search = ("search", "--format", rng.choice(forms), *audience, *rng.choice(((), (word,))))
    dialect = rng.choice(("directory", "google", "outlook", "thunderbird"))
    card = ("--vcard-version", rng.choice(vcard.VERSIONS))
    listed = ("countries", "sectors", "bodies", "roles", "languages", "groups", "meetings")
    products = (
        ("export", "csv", "--dialect", dialect),
        ("export", "vcard", *card),
        ("export", "vcard", "--groups", rng.choice([*vcard.GROUPS])),
        ("export", "vcard", "--split", "-o", str(folder)),
        *(("export", form, "-o", "-") for form in ("xlsx", "html", "pdf", "markdown", "json")),
    )
    differing = rng.choice(((str(path), str(other)), (str(other), str(path))))
    yield from rng.sample(
        (
            search,
            (*search, "--sort", "country", *lang) if search[2] != "ids" else search,
            ("show", word, *lang),
            ("show", word, "--qr"),
            ("show", *word.split(), "example", *lang),
            ("status", *rng.choice(((), ("--by", "half"), ("--night",))), *audience, *lang),
            ("list", rng.choice(listed), *lang),
            ("check", "--all", "--format", rng.choice(FORMATS), *lang),
            ("check", "--strict", str(path), str(other)),
            ("check", "--explain", rng.choice((*RULES, word))),
            ("duplicates", *lang),
            ("fmt", rng.choice(("--check", "--diff"))),
            *((*product, *audience) for product in products),
            ("emails", "--format", rng.choice(MAILS), *audience),
            ("diff", *differing, "--format", rng.choice(DIFFS), *audience, *lang),
        ),
        k=per_file,
    )


def _ended(words: Sequence[str]) -> str:
    """Run a command in this process; return how it failed, or ""."""
    sys.argv = ["cmcct", *words]
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    signal.alarm(_PATIENCE)
    try:
        with redirect_stdout(out), redirect_stderr(err):
            main()
    except SystemExit as ended:
        code = ended.code or 0
    except BaseException as error:  # noqa: BLE001 - none may get out
        code = f"{type(error).__name__}"
    finally:
        signal.alarm(0)
    err.flush()
    messages = err.buffer.getvalue().decode()
    return "" if code in _ALLOWED and "Traceback" not in messages else f"{code}: {messages}"


def failures(number: int, seed: str, folder: Path, ran: Counter[str]) -> Iterator[Failure]:
    """Mutate files, run a command on each, and yield the failures."""
    files = seeds()
    path, other = folder / "directory.toml", folder / "other.toml"
    os.environ |= {"CMCCT_DIRECTORY": str(path), "CMCCT_DEBUG": "1", "CMCCT_TODAY": "2026-06-01"}
    os.environ.pop("CI", None)
    other.write_bytes(files[-1])
    for index in range(number):
        rng = Random(f"{seed}-{index}")
        data = mutate(rng, rng.choice(files))
        path.write_bytes(data)
        if rng.random() < 0.2:
            other.write_bytes(mutate(rng, OVERLAY.encode()))
            os.environ["CMCCT_PRIVATE"] = str(other)
        else:
            os.environ.pop("CMCCT_PRIVATE", None)
        os.environ["CMCCT_LANG"] = rng.choice(LANGUAGES)
        for words in _commands(rng, path, other, folder / "cards", 1):
            ran[words[0]] += 1
            if end := _ended(words):
                yield Failure(index, words, end, data)


class _LateError(BaseException):  # an Exception would be reported as a system error
    """A command exceeded its time."""


def _late(*_: object) -> None:
    raise _LateError


def _main(number: int, seed: int) -> int:
    signal.signal(signal.SIGALRM, _late)
    ran: Counter[str] = Counter()
    began, count = time.monotonic(), 0
    kept = Path(tempfile.gettempdir(), "cmcct-fuzz")
    kept.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for batch in range(0, number, _BATCH):
            size = min(_BATCH, number - batch)
            for failure in failures(size, f"{seed}-{batch}", Path(folder), ran):
                count += 1
                (kept / f"{count}.toml").write_bytes(failure.data)
                _tell(f"{kept / f'{count}.toml'}: {failure.words}\n{failure.end}")
            gc.unfreeze()
            gc.collect()
            seconds = time.monotonic() - began
            _tell(
                f"{batch + size} files, {ran.total()} commands, {seconds:.0f} s, {count} failures"
            )
    _tell(str(dict(ran)))
    return 1 if count else 0


def _tell(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(_main(int(sys.argv[1]), int(sys.argv[2]) if sys.argv[2:] else 1))
