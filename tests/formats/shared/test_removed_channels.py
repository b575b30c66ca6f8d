"""Sentences about removed channels."""

from cmcct.formats.changes import describe_removed
from tests.support.cases import each


@each(
    ("kind", "now", "sentence"),
    [
        ("notes", ["Call first."], "Notes: replaced by Call first."),
        ("notes", [], "Notes: removed"),
        # A field that the sentences do not know is named by its label.
        ("website", ["https://example.org"], "Website: replaced by https://example.org"),
        ("website", [], "Website: removed"),
    ],
)
def test_removed_text_is_named(kind: str, now: list[str], sentence: str) -> None:
    assert describe_removed(kind, 1, now) == sentence
