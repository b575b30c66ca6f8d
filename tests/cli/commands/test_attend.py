"""`cmcct attend`: attendance at a meeting."""

import pytest

from tests.conftest import Result, Run, Write
from tests.support.edited import BOTH, brief, changed, left_alone


def test_the_meeting_is_added_where_it_is_not_there(run: Run, write: Write) -> None:
    path = write(BOTH)
    before = path.read_bytes()
    result = run("attend", "georgetown-2019", "gy-ctu", "bs-house", "--directory", path)
    assert brief(result) == Result(0, "", f"wrote {path}\n")
    assert changed(path, before) == ['+meetings = ["georgetown-2019"]']
    again = run("attend", "georgetown-2019", "gy-ctu", "bs-house", "--directory", path)
    assert again == Result(0, "", "nothing to change\n")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ["georgetown", "gy-ctu"],
            "unknown meeting 'georgetown'\nhelp: did you mean georgetown-2019?\n",
        ),
        (["georgetown-2019", "gy-ct"], "unknown id 'gy-ct'\nhelp: did you mean gy-ctu?\n"),
    ],
)
def test_unknown_id_is_refused(run: Run, write: Write, words: list[str], message: str) -> None:
    assert left_alone(run, write(BOTH), "attend", *words) == Result(2, "", f"error: {message}")
