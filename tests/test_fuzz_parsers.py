"""No text breaks a parser: those that earlier runs of the fuzzer kept, and some random ones.

`python -m tests.support.fuzz_parsers 300` looks for others, guided by coverage.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support import fuzz_parsers, parsers
from tests.support.hostile import TEXTS

pytestmark = [pytest.mark.gate, pytest.mark.sweep]


@pytest.mark.parametrize("name", parsers.PARSERS)
def test_kept_inputs_break_no_parser(name: str) -> None:
    for data in (*parsers.seeds(name), *parsers.kept(name)):
        parsers.parse(name, data)


# A version of `--at` is asked for in git, which takes a process.
@pytest.mark.parametrize("name", sorted({*parsers.PARSERS} - {"at"}))
@given(data=st.one_of(st.binary(max_size=200), st.text(max_size=99).map(str.encode)))
def test_random_input_breaks_no_parser(name: str, data: bytes) -> None:
    parsers.parse(name, data)


@pytest.mark.parametrize("name", parsers.PARSERS)
def test_hostile_texts_break_no_parser(name: str) -> None:
    for text in TEXTS:
        parsers.parse(name, text.encode())


@pytest.mark.parametrize("name", parsers.PARSERS)
def test_a_broken_parser_is_found(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(data: bytes) -> object:
        raise KeyError(data)

    monkeypatch.setitem(parsers.PARSERS, name, fail)
    with pytest.raises(KeyError):
        parsers.parse(name, b"x")


def test_every_corpus_has_a_parser_and_is_small() -> None:
    files = {path.stem: path.stat().st_size for path in parsers.CORPUS.glob("*.txt")}
    assert files.keys() == parsers.PARSERS.keys()
    assert max(files.values()) < 20_000


@pytest.mark.parametrize("name", parsers.PARSERS)
def test_kept_inputs_have_no_number_or_domain_of_others(name: str) -> None:
    seeds = b" ".join(parsers.seeds(name))
    assert all(fuzz_parsers.is_fictional(data, seeds) for data in parsers.kept(name))
    assert not fuzz_parsers.is_fictional(seeds + b"+592 225 7777, x@other.org", seeds)
