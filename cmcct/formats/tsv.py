"""Tab-separated lines for a pipe: numbers as in the file, a header only on request.

Remarks and opening hours are in the language of the reader; all else is the same everywhere.
"""

from collections.abc import Container, Sequence

from cmcct.formats.shared import columns
from cmcct.formats.shared.phrases import add_remarks, describe_secrecy, list_written, mark_phone
from cmcct.i18n.messages import Translator
from cmcct.model.entities import CHANNELS, FocalPoint
from cmcct.privacy.audiences import AudienceView
from cmcct.text.control_chars import to_one_line

_ENGLISH = Translator()
_FOR_PEOPLE = columns.PHONES | {"email", "handles", "hours"}
HEADER = ("id", "country", "name", "title", "organisation", "phones", "emails")


def dump(
    view: AudienceView,
    translator: Translator = _ENGLISH,
    *,
    names: Sequence[str] = (),
    header: bool = False,
    marked_ids: Container[str] = (),
) -> str:
    """Return one line per entry; `names` picks columns of the CSV, default seven of them.

    The lines of entries with a marked id start with `! `. Raises `UnknownValueError` for a name of
    no column.
    """
    picked = columns.select_columns(names) if names else ()
    points = [_mark_secret(point, translator) for point in view.focal_points]
    rows = [
        _picked(point, picked, view, translator) if picked else _usual(point, translator)
        for point in points
    ]
    for point, row in zip(view.focal_points, rows, strict=True):
        row[0] = f"! {row[0]}" if point.id in marked_ids else row[0]
    lines = [list(picked or HEADER)] * header + rows
    return "".join("\t".join(map(to_one_line, line)) + "\n" for line in lines)


def _mark_secret(point: FocalPoint, translator: Translator) -> FocalPoint:
    """Mark an entry for fewer than the network: its name, and each channel, as if it said so."""
    if not (secrecy := describe_secrecy(point.sharing, translator)):
        return point
    level = {"sharing": point.sharing}
    channels = {
        key: tuple(
            each if each.sharing else each.model_copy(update=level) for each in getattr(point, key)
        )
        for key in CHANNELS
    }
    name = add_remarks(point.name or point.organisation, [secrecy])
    return point.model_copy(update={"name": name, **channels})


def _picked(
    point: FocalPoint, names: Sequence[str], view: AudienceView, translator: Translator
) -> list[str]:
    """Return the texts of some columns of the CSV; those of channels and hours for people."""
    cells = columns.cell_texts(point, names, columns.list_texts(view))
    return [
        columns.SEPARATOR.join(columns.readable_texts(point, name, view, translator))
        if name in _FOR_PEOPLE
        else text
        for name, text in zip(names, cells, strict=True)
    ]


def _usual(point: FocalPoint, translator: Translator) -> list[str]:
    return [
        point.id,
        point.country.name,
        point.name or point.organisation,
        point.title,
        point.organisation,
        ", ".join(
            mark_phone(phone.number, phone, translator)
            for phone in point.phones_to_try
            if phone.type != "fax"
        ),
        ", ".join(list_written(point, translator)),
    ]
