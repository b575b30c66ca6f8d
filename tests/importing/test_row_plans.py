"""Which keys of an entry a row changes."""

from cmcct.importing.planning.row_plans import Field, find_differences
from tests.support.entries import point


def test_number_that_is_only_written_otherwise_is_no_difference() -> None:
    spaced = point(phones=["+592 609 1234"], title="Officer")
    assert find_differences(spaced, point(phones=["+5926091234"], title="Officer"), {}) == {}
    chief = point(phones=["+5926091234"], title="Chief")
    assert find_differences(spaced, chief, {}) == {"title": Field("Officer", "Chief")}
