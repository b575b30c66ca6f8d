"""Write the products of the command line, to compare two versions of the code.

`python scripts/products.py FOLDER` runs the package in the current folder with the command lines of
products.txt, in each language. For each run it writes to FOLDER/LANGUAGE/DIRECTORY: `LINE.out`
(stdout), `LINE.err` (stderr and exit code) and `LINE.files/` (files that are new or changed).
`diff -r` of two such folders shows each byte that differs. With `--brief`, it runs the first
alternative of each line, on the sample and in a repository, in English.
"""

import gc
import io
import itertools
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import redirect_stderr, redirect_stdout
from functools import partial
from importlib import import_module
from pathlib import Path
from unittest import mock
from uuid import UUID

ROOT = Path(__file__).resolve().parents[1]
_DIRECTORY, _OVERLAY = "directory.toml", "directory.private.toml"
_LANGUAGES = ("en", "es", "nl", "fr")
_AUDIENCE = "--audience {public|network|secretariat}"
_CONTROL_CHARS = re.compile(r"[\0-\x1f\x85\u2028-\u202e\u2066-\u2069]")


def read_lines(directory: str) -> Iterator[list[list[str]]]:
    """Yield the command lines to run in a directory, as parts that are lists of alternatives."""
    text = (ROOT / "scripts" / "products.txt").read_text(encoding="utf-8")
    for head, *lines in map(str.splitlines, text.replace("AUDIENCE", _AUDIENCE).split("\n\n")):
        for line in lines if directory in head.split() else ():
            yield [part.split("|") for part in re.split(r"\{(.*?)\}", line)]


def _lines(directory: str, *, brief: bool) -> Iterator[str]:
    """Yield the command lines to run in a directory, with each combination of alternatives."""
    for parts in read_lines(directory):
        yield from map("".join, itertools.islice(itertools.product(*parts), brief or None))


def _directories() -> Iterator[tuple[str, str, list[dict[str, str]]]]:
    """Yield group, name, and versions (name -> text of each file) of the directories."""
    from tests.support.hostile import TEXTS
    from tests.support.mistakes import mistakes

    sample = (ROOT / _DIRECTORY).read_text(encoding="utf-8")
    head = sample[: sample.index("[[focal_point]]")]
    hostile = head + _entries([text for text in TEXTS if not _CONTROL_CHARS.search(text)])
    whole = {"sample": sample, "hostile": hostile, "control-chars": head + _entries(TEXTS)}
    for name, text in whole.items():
        yield name, name, [{_DIRECTORY: text, _OVERLAY: _overlay(text)}]
    yield "mistakes", "mistakes", [{f"{n:03}.toml": m.text for n, m in enumerate(mistakes())}]
    versions = []
    for path in sorted((ROOT / "tests" / "rules").glob("*.toml")):
        older, overlay = path.with_suffix(".before.toml"), path.with_suffix(".private.toml")
        files = {_DIRECTORY: path, _OVERLAY: overlay}
        if "." not in path.stem:
            yield "rules", path.stem, [_texts(files)]
        if older.exists():
            versions += [_texts({_DIRECTORY: older}), _texts(files)]
    last = (sample, hostile, sample.rpartition("\n[[")[0], hostile)
    yield "history", "history", [*versions, *({_DIRECTORY: text} for text in last)]


def _entries(texts: Sequence[str]) -> str:
    """Return entries that have the texts in their fields."""
    keys = ("name", "title", "organisation", "unit", "address", "city", "notes", "honorific")
    tables = []
    for number, id_ in enumerate(["gy-ctu", "gy-labour", *map("gy-{}".format, range(len(texts)))]):
        values = {key: texts[(number + at) % len(texts)] for at, key in enumerate(keys)}
        values |= {"id": id_, "country": "Guyana", "sharing": ("public", "network")[number % 2]}
        phone = f'{{ number = "+592 609 12{number:02}", type = "mobile", sharing = "secretariat" }}'
        lines = [f'emails = ["{id_}@example.org"]', f'phones = ["+592 220 1234", {phone}]']
        lines += ['sectors = ["police"]', "verified = 2026-03-02"]
        tables.append(
            f"\n[[focal_point]]\n{_toml(values)}" + "".join(f"{line}\n" for line in lines)
        )
    return "".join(tables)


def _overlay(text: str) -> str:
    """Return a private file for the entry gy-ctu of a directory file."""
    points = tomllib.loads(text)["focal_point"]
    name = next(point["name"] for point in points if point["id"] == "gy-ctu")
    return f"[[focal_point]]\n{_toml({'id': 'gy-ctu', 'name': name, 'private_notes': 'By day.'})}"


def _toml(values: dict[str, str]) -> str:
    return "".join(f"{key} = {json.dumps(values[key], ensure_ascii=False)}\n" for key in values)


def _texts(paths: dict[str, Path]) -> dict[str, str]:
    return {name: path.read_text(encoding="utf-8") for name, path in paths.items() if path.exists()}


def _make(folder: Path, versions: list[dict[str, str]]) -> None:
    """Write the versions of a directory; commit each but the last, one a day."""
    folder.mkdir()
    for day, files in enumerate(versions):
        date = f"2026-05-{day:02}T12:00:00Z"
        dated = os.environ | {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
        for words in ("init -q", "add --all", f"commit -q --allow-empty -m {day}") if day else ():
            subprocess.run(["git", *words.split()], cwd=folder, env=dated, check=True)  # noqa: S607
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8", newline="")
            (folder / name).chmod(0o600)


def _read(folder: Path) -> dict[str, bytes]:
    """Return path -> content of the files in a folder, without those of git."""
    paths = sorted(
        path for path in folder.rglob("*") if path.is_file() and ".git" not in path.parts
    )
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def _run(words: list[str]) -> tuple[bytes, bytes]:
    """Run the command line in this process; return stdout, and stderr with the exit code."""
    from cmcct.__main__ import main

    code: object = 0
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") for _ in range(2))
    sys.argv, sys.stdin = ["cmcct", *words], io.TextIOWrapper(io.BytesIO())
    # `init` writes a random id.
    fixed = mock.patch("uuid.uuid4", return_value=UUID(int=0))
    with redirect_stdout(out), redirect_stderr(err), fixed:
        try:
            main()
        except SystemExit as ended:
            code = ended.code
    gc.unfreeze()  # the command switched the collector off
    gc.enable()
    err.write(f"exit code {code or 0}\n")
    return out.detach().getvalue(), err.detach().getvalue()


def _write(folder: Path, lang: str, *, brief: bool) -> int:
    """Write the products in one language; return the number of runs."""
    from tests.support import machine

    work = Path(tempfile.mkdtemp()).resolve()
    given = machine.surroundings(os.environ, work, work) | {"EDITOR": "sed -i s/Example/Sample/"}
    os.environ.clear()
    os.environ.update(given, CMCCT_LANG=lang, CMCCT_TODAY="2026-06-01", TZ="UTC")
    time.tzset()
    count = 0
    for group, name, versions in _directories():
        if brief and name not in {"sample", "history"}:
            continue
        clean, used, products = work / name, work / "used", folder / lang / name
        products.mkdir(parents=True)
        _make(clean, versions)
        before, after = _read(clean), None
        ids = re.findall(r'^id = "(\w\w-[^"]+)', versions[-1].get(_DIRECTORY, ""), re.MULTILINE)
        values = {"IDS": ids, "FILES": [*before], "LANG": [lang]}
        for line in _lines(group, brief=brief):
            if after != before:
                shutil.rmtree(used, ignore_errors=True)
                shutil.copytree(clean, used)
            os.chdir(used)
            words = [word for part in shlex.split(line) for word in values.get(part, [part])]
            file = line.replace("/", "_")
            for suffix, text in zip((".out", ".err"), _run(words), strict=True):
                (products / (file + suffix)).write_bytes(text.replace(bytes(work), b"WORK"))
            after = _read(used)
            for path, content in after.items() - before.items():
                written = products / f"{file}.files" / path
                written.parent.mkdir(parents=True, exist_ok=True)
                written.write_bytes(content)
            count += 1
    os.chdir(folder)
    shutil.rmtree(work)
    return count


if __name__ == "__main__":
    sys.path.insert(0, str(Path.cwd()))
    import_module("cmcct")  # the package of the current folder, with the inputs beside this script
    sys.path.insert(0, str(ROOT))
    brief = "--brief" in sys.argv
    langs = _LANGUAGES[:1] if brief else _LANGUAGES
    with ProcessPoolExecutor() as pool:
        write = partial(_write, Path(sys.argv[1]).absolute(), brief=brief)
        print(sum(pool.map(write, langs)), "runs")
