"""Rules about read access to the private file."""

from cmcct.check import rules
from cmcct.diagnostics import ERROR, NOTE
from cmcct.i18n.messages import _
from cmcct.model import loader
from cmcct.model.entities import Directory
from cmcct.model.loader import Exposure
from tests.support.cases import each
from tests.support.check_samples import TODAY


@each(
    ("exposure", "found"),
    [
        (None, []),
        (Exposure(), []),
        (Exposure(is_tracked=True, is_addable=True), [("private-in-git", ERROR)]),
        (Exposure(is_addable=True), [("private-in-git", ERROR)]),
        (Exposure(refusal=_("X")), [("private-in-git", NOTE)]),
        (Exposure(is_tracked=True, refusal=_("X")), [("private-in-git", ERROR)]),
        (Exposure(is_world_readable=True), [("private-readable", ERROR)]),
        (Exposure(is_world_readable=True, has_modes=False), [("private-readable", NOTE)]),
    ],
)
def test_the_way_the_file_is_kept_is_judged(
    exposure: Exposure | None, found: list[tuple[str, str]]
) -> None:
    overlay = loader.parse_overlay({})._replace(exposure=exposure)
    judged = rules.run_overlay_rules(overlay, Directory(), TODAY)
    assert [(finding.code, finding.severity) for finding in judged] == found
