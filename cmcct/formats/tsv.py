"""Tab-separated lines for a pipe: numbers as in the file, a header only on request."""

from collections.abc import Container, Sequence

from cmcct.formats.shared import columns
from cmcct.model.entities import FocalPoint, Phone
from cmcct.privacy.audiences import AudienceView
from cmcct.text.control_chars import to_one_line

HEADER = ("id", "country", "name", "title", "organisation", "phones", "emails")


def dump(
    view: AudienceView,
    *,
    names: Sequence[str] = (),
    header: bool = False,
    marked_ids: Container[str] = (),
) -> str:
    """Return one line per entry; `names` picks columns of the CSV, default seven of them.

    The lines of entries with a marked id start with `! `.
    """
    picked = columns.select_columns(names) if names else ()
    rows = [
        columns.cell_texts(point, picked, view.marking) if picked else _usual(point)
        for point in view.focal_points
    ]
    for point, row in zip(view.focal_points, rows, strict=True):
        row[0] = f"! {row[0]}" if point.id in marked_ids else row[0]
    lines = [list(picked or HEADER)] * header + rows
    return "".join("\t".join(map(to_one_line, line)) + "\n" for line in lines)


def number(phone: Phone) -> str:
    """Return a number as in the file, with its extension."""
    return f"{phone.number} ext. {phone.ext}" if phone.ext else phone.number


def _usual(point: FocalPoint) -> list[str]:
    return [
        point.id,
        point.country.name,
        point.name or point.organisation,
        point.title,
        point.organisation,
        ", ".join(map(number, point.phones)),
        ", ".join(email.address for email in point.emails),
    ]
