"""Look for texts that break a parser, guided by coverage: `pip install atheris`, then

    python -m tests.support.fuzz_parsers SECONDS [PARSER ...]

An input breaks a parser if it raises another exception than `CmcctError`, takes over 10 seconds or
2 GB. It is then in the folder that is printed. Inputs that reach other code are kept.
"""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

_LIMITS = ("-timeout=10", "-rss_limit_mb=2048", "-max_len=4000")
_KEPT_BYTES = 16_000  # of a parser's inputs
_NUMBER = re.compile(rb"\d(?:[\s().-]*\d){6,}")
_DOMAIN = re.compile(rb"@[\w-]+(?:\.[\w-]+)+")
_DONE = re.compile(r"#(\d+)\s+DONE\s+cov: (\d+)")


def _fuzz(name: str, *options: str) -> None:
    """Fuzz a parser in this process, which ends with it."""
    import atheris

    with atheris.instrument_imports(include=["cmcct"], enable_loader_override=False):
        from tests.support import parsers
    atheris.Setup([sys.argv[0], *options], lambda data: parsers.parse(name, data))
    atheris.Fuzz()


def _run(name: str, *options: str | Path) -> str:
    """Fuzz a parser in another process; return what it says."""
    words = [sys.executable, "-m", __spec__.name, "--here", name, *map(str, options)]
    return subprocess.run(
        words, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ).stderr.decode("utf-8", "replace")


def fuzz(name: str, seconds: int, broken: Path) -> str:
    """Fuzz a parser, keep inputs that reach other code, and return the figures."""
    from tests.support import parsers

    with tempfile.TemporaryDirectory() as given, tempfile.TemporaryDirectory() as made:
        kept = {*parsers.kept(name)}
        for number, data in enumerate((*parsers.seeds(name), *kept)):
            Path(given, str(number)).write_bytes(data)
        prefix = f"-artifact_prefix={broken / name}-"
        # The first folder gets the inputs that reach other code.
        said = _run(name, made, given, *_LIMITS, f"-max_total_time={seconds}", prefix)
        new = {path.read_bytes() for path in Path(made).iterdir()}
    seeds = b" ".join(parsers.seeds(name))
    parsers.keep(name, _shortest(data for data in kept | new if is_fictional(data, seeds)))
    found = len([*broken.glob(f"{name}-*")])
    done = _DONE.search(said)
    tried, reached = done.groups() if done else ("?", "?")
    return f"{name}: {tried} inputs, {reached} branches, {found} failures" + (
        "" if done else f"\n{said[-3000:]}"
    )


def is_fictional(data: bytes, seeds: bytes) -> bool:
    """Return whether a text has only numbers and domains of the seeds, but for two digits."""
    known = _digits(seeds)
    has_numbers = all(_digits(one)[:-2] in known for one in _NUMBER.findall(data))
    return has_numbers and all(domain in seeds for domain in _DOMAIN.findall(data))


def _digits(text: bytes) -> bytes:
    return re.sub(rb"\D", b"", text)


def _shortest(inputs: Iterable[bytes]) -> list[bytes]:
    """Return the shortest inputs that together are not too large for the repository."""
    kept, size = [], 0
    for data in sorted(inputs, key=len):
        size += len(ascii(data))
        if size <= _KEPT_BYTES:
            kept.append(data)
    return kept


def _main(seconds: int, names: list[str]) -> int:
    from tests.support import parsers

    broken = Path(tempfile.mkdtemp(prefix="cmcct-fuzz-"))
    for name in names or parsers.PARSERS:
        sys.stdout.write(f"{fuzz(name, seconds, broken)}\n")
        sys.stdout.flush()
    sys.stdout.write(f"failures are in {broken}\n")
    return 1 if any(broken.iterdir()) else 0


if __name__ == "__main__":
    if sys.argv[1] == "--here":
        _fuzz(*sys.argv[2:])
    else:
        sys.exit(_main(int(sys.argv[1]), sys.argv[2:]))
