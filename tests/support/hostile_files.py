"""Hostile files: `python -m tests.support.hostile_files [COUNT]` reads each in its own process.

Each must end with sheets or an error for the user, in less than 10 s of the processor and 500 MB
above the program.
"""

import io
import json
import random
import resource
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

FILES = Path(__file__).parent.parent / "importing" / "files"
SECONDS, MEGABYTES = 10, 500

_CODE = """
import resource, sys
from pathlib import Path
from cmcct.errors.exceptions import CmcctError
from cmcct.importing.readers.read import read_sheets
import openpyxl
def usage():
    return resource.getrusage(resource.RUSAGE_SELF)
own = usage()
path = Path(sys.argv[1])
try:
    read_sheets(path, path.read_bytes())
except CmcctError:
    pass
now = usage()
print(now.ru_utime + now.ru_stime - own.ru_utime - own.ru_stime)
print((now.ru_maxrss - own.ru_maxrss) // 1024)
"""


def hostile_files(count: int) -> Iterator[tuple[str, bytes]]:
    """Yield names and contents: each kind of attack once, then random damage to real files."""
    attacks = list(_attacks())
    yield from attacks[:count]
    originals = [
        path for path in sorted(FILES.iterdir()) if path.suffix in (".csv", ".vcf", ".xlsx")
    ]
    source = random.Random(1)  # noqa: S311
    for number in range(count - len(attacks)):
        path = originals[number % len(originals)]
        yield f"damaged-{number}{path.suffix}", _damage(path, source)


def read_hostile(folder: Path, name: str, data: bytes) -> tuple[float, int, str]:
    """Return the seconds and MB above the program's own, and an error of the process."""
    path = folder / name
    path.write_bytes(data)
    done = subprocess.run(
        [sys.executable, "-c", _CODE, path],
        capture_output=True,
        check=False,
        encoding="utf-8",
        preexec_fn=_limit,
    )
    path.unlink()
    if done.returncode:
        return 0.0, 0, done.stderr[-300:] or f"ended by signal {-done.returncode}"
    seconds, megabytes = done.stdout.split()
    return float(seconds), int(megabytes), ""


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (2_000_000_000, 2_000_000_000))
    # A slow machine or other programs do not count.
    resource.setrlimit(resource.RLIMIT_CPU, (3 * SECONDS, 3 * SECONDS))


def _damage(path: Path, source: random.Random) -> bytes:
    """Return a file with some bytes replaced; a workbook also in one of its parts."""
    if path.suffix == ".xlsx" and source.random() < 0.7:
        with zipfile.ZipFile(path) as book:
            parts = {name: book.read(name) for name in book.namelist()}
        name = source.choice([*parts])
        return _zip(parts | {name: _replace(parts[name], source)})
    return _replace(path.read_bytes(), source)


def _replace(data: bytes, source: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(source.randrange(1, 8)):
        at = source.randrange(len(changed))
        changed[at : at + source.randrange(3)] = source.randbytes(source.randrange(4))
    return bytes(changed)


def _zip(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name, content)
    return out.getvalue()


def _book(change: Callable[[bytes], bytes], part: str = "xl/worksheets/sheet1.xml") -> bytes:
    """Return a real workbook with one part changed."""
    with zipfile.ZipFile(FILES / "ms-forms.fr.xlsx") as book:
        parts = {name: book.read(name) for name in book.namelist()}
    return _zip(parts | {part: change(parts.get(part, b""))})


def _inside(text: bytes, end: bytes = b"</sheetData>") -> Callable[[bytes], bytes]:
    return lambda content: content.replace(end, text + end, 1)


def _behind(text: bytes) -> Callable[[bytes], bytes]:
    return lambda content: content.replace(b"</sheetData>", b"</sheetData>" + text, 1)


def _attacks() -> Iterator[tuple[str, bytes]]:
    header = b"Name,Country,E-mail\n"
    card = b"BEGIN:VCARD\nVERSION:3.0\nFN:A\nN:A;B;;;\nTEL:1\nEND:VCARD\n"
    many = (
        b'<row r="9">' + b"<c/>" * 9_000_000 + b"</row>",
        b'<row r="9">' + b"<c><v>1</v></c>" * 249_000 + b"</row>",
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        b'<row r="9"><c r="A9" t="str"><f>SUM(A1:XFD1048576)</f></c></row>',
        b'<row r="9"><c r="A9"><f>WEBSERVICE("http://127.0.0.1/")</f><v>1</v></c></row>',
        b'<row r="9"><c r="A9"><f t="array" ref="A9:A20000">1</f></c></row>',
        b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(9, 20_050)),
        b'<row r="9">' + b"".join(b"<c><v>%d</v></c>" % n for n in range(10_000)) + b"</row>",
        b"<row>" * 90_000,
        b'<row r="9"><c r="A9" t="d"><v>x</v></c><c r="B9" t="s"><v>99</v></c></row>',
        b'<row r="9"><c r="A9" s="99999"><v>1e999</v></c><c r="B9"><v>nan</v></c></row>',
    )
    for number, text in enumerate(many):
        yield f"cells-{number}.xlsx", _book(_inside(text))
    ranges = (
        b'<mergeCells><mergeCell ref="A3:XFD1048576"/></mergeCells>',
        b'<mergeCells><mergeCell x=">" ref="A3:XFD1048576"/></mergeCells>',
        b"<mergeCells><mergeCell ref='A3:&#88;FD1048576'/></mergeCells>",
        b"<mergeCells>" + b'<mergeCell ref="A3:SF20000"/>' * 50 + b"</mergeCells>",
        b'<hyperlinks><hyperlink ref="A1:XFD1048576"/></hyperlinks>',
        b"<mergeCells><mergeCell ref='zz'/></mergeCells>",
        b"<mergeCell " * 900_000,
    )
    for number, text in enumerate(ranges):
        yield f"ranges-{number}.xlsx", _book(_behind(text))
    entity = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'
    yield (
        "doctype.xlsx",
        _book(lambda content: content.replace(b"<worksheet", entity + b"<worksheet")),
    )
    yield "utf16.xlsx", _book(lambda content: content.decode().encode("utf-16"))
    yield "bomb.xlsx", _zip({"xl/workbook.xml": b"0" * 200_000_000})
    yield "parts.xlsx", _zip({f"a{number}": b"" for number in range(5_000)})
    yield "strings.xlsx", _book(_inside(b"<si/>" * 5_000_000, b"</sst>"), "xl/sharedStrings.xml")
    yield (
        "runs.xlsx",
        _book(
            _inside(b"<si>" + b"<r><t>a</t></r>" * 700_000 + b"</si>", b"</sst>"),
            "xl/sharedStrings.xml",
        ),
    )
    yield "styles.xlsx", _book(_inside(b"<xf/>" * 95_000, b"</cellXfs>"), "xl/styles.xml")
    yield "broken.xlsx", (FILES / "participants.xlsx").read_bytes()[:5_000]
    yield "empty.xlsx", b""
    yield "commas.csv", b"," * 65_536
    yield "columns.csv", b"a," * 10_000
    yield "commas-10-mb.csv", b"," * 9_999_999
    yield "lines.csv", header + b"\n" * 9_000_000
    yield "rows.csv", header + b"A,Guyana,a@example.org\n" * 19_999
    yield "nul.csv", header + b"\0" * 100_000
    yield "mixed.csv", header + "é".encode() + b"\xe9\x81,x\n"
    yield "quotes.csv", header + b'"' * 9_000_000
    yield "quoted.csv", header + b'","' * 9_000
    yield "formulas.csv", header + b'=cmd|"/c calc"!A0,@SUM(1),+1\n'
    yield "utf16.csv", b"\xff\xfe" + b"\xd8" * 999
    yield "endless.vcf", b"BEGIN:VCARD\n" * 19_999
    yield "cards.vcf", card * 19_999
    yield "long.vcf", b"BEGIN:VCARD\nNOTE:" + b"a" * 30_000_000 + b"\nEND:VCARD\n"
    yield "params.vcf", b"BEGIN:VCARD\nTEL" + b';A="' * 12_000 + b":1\nEND:VCARD\n"
    yield "params-2.vcf", b"BEGIN:VCARD\nTEL" + b";A=b,c" * 8_000 + b"\nEND:VCARD\n"
    yield "folded.vcf", b"BEGIN:VCARD\nNOTE:a\n" + b" b\n" * 15_000 + b"END:VCARD\n"
    yield (
        "soft.vcf",
        b"BEGIN:VCARD\nNOTE;ENCODING=QUOTED-PRINTABLE:" + b"=\n" * 400 + b"END:VCARD\n",
    )
    yield "nested.vcf", b"BEGIN:VCARD\n" + b"BEGIN:VEVENT\n" * 400 + b"END:VCARD\n"
    yield "photo.vcf", b"BEGIN:VCARD\nPHOTO:" + b"A\n " * 9_000_000 + b"\nEND:VCARD\n"
    yield "deep.json", b"[" * 1_000_000
    yield "wide.json", json.dumps([{"name": "A"}] * 20_000).encode()
    yield "deep.toml", b"a = " + b"[" * 100_000


def main() -> int:
    """Read all files; print those that break a limit, and the worst figures."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    worst, most, bad = (0.0, ""), (0, ""), 0
    with TemporaryDirectory() as folder:
        for name, data in hostile_files(count):
            seconds, used, error = read_hostile(Path(folder), name, data)
            worst, most = max(worst, (seconds, name)), max(most, (used, name))
            if error or seconds >= SECONDS or used >= MEGABYTES:
                bad += 1
                print(name, f"{seconds:.1f} s", f"{used} MB", error)  # noqa: T201
    print(f"{count} files, {bad} bad; slowest {worst}, largest {most} MB")  # noqa: T201
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main())
