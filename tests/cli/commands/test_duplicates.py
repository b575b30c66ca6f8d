"""`cmcct duplicates`: of many entries with the same value, each is paired with the first only."""

import json

from tests.conftest import Run, Write
from tests.support.cli_samples import ADA


def test_pairs_are_json_for_programs(run: Run, write: Write) -> None:
    path = write(ADA)
    empty = run("duplicates", "--format", "json", "--directory", path)
    assert json.loads(empty.out) == {"version": 1, "pairs": []}
    path = write(ADA + "\n" + ADA.replace("gy-ctu", "gy-b").replace("gy-unit", "gy-c"))
    result = run("duplicates", "--format", "json", "--directory", path)
    (pair,) = json.loads(result.out)["pairs"]
    rows = run("duplicates", "--directory", path).out.rstrip().split("\t")
    assert [pair["first"], pair["second"], ", ".join(pair["reasons"])] == rows


def test_crowd_is_paired_with_its_first_and_told(run: Run, write: Write) -> None:
    seats = [
        ADA.replace("gy-ctu", f"gy-{n:02}").replace("gy-unit", f"g-{n:02}").replace("Ada", f"A{n}")
        for n in range(60)
    ]
    result = run("duplicates", "--directory", write("\n".join(seats)))
    rows = result.out.splitlines()
    assert [row for row in rows if "same number" in row and not row.startswith("gy-00\t")] == []
    assert len([row for row in rows if "same number" in row]) == 59
    assert "each is paired only with the first one" in result.err
