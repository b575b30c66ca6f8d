"""Letters from templates: those of the repository or the built-in ones; that of an edition."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from string import Template
from typing import NamedTuple

from cmcct.errors.exceptions import CmcctError
from cmcct.formats import changes
from cmcct.formats.shared import list_header
from cmcct.history.comparison import DirectoryDiff
from cmcct.i18n.messages import ENGLISH, LANGUAGES, LongDate, Translator, _, join
from cmcct.model.entities import FocalPoint
from cmcct.privacy.audiences import AudienceView
from cmcct.reference import data, vocabulary
from cmcct.text.control_chars import to_one_line

FILE = "letter.txt"
CHANGES = "changes.md"

_SPACES_AT_END = re.compile(r" +$", re.MULTILINE)  # where a placeholder had nothing to say
_BLANK_LINES = re.compile(r"\n{3,}")


class LetterTemplate(NamedTuple):
    """The text of a letter with placeholders, and its path beside the directory file."""

    name: str
    text: str


def find_language(point: FocalPoint) -> str:
    """Return the entry's first language among the four, else the country's, else English."""
    tags = (tag.partition("-")[0].lower() for tag in point.languages + point.country.languages)
    return next((tag for tag in tags if tag in LANGUAGES), ENGLISH)


def read_template(kind: str, lang: str, read_own: Callable[[str], bytes | None]) -> LetterTemplate:
    """Return the template that `read_own` reads by its name, else the built-in one.

    The name is that of a file beside the directory file.
    """
    built_in = read_built_in(kind, lang)
    own = read_own(built_in.name)
    if own is None:
        return built_in
    return built_in._replace(text=own.decode("utf-8-sig", "replace").replace("\r\n", "\n"))


def read_built_in(kind: str, lang: str) -> LetterTemplate:
    """Return the template of cmcct, `edition` or `round`, which `cmcct init` writes too.

    It is English in a language for which there is none.
    """
    name = f"letters/{kind}.{lang}.txt"
    path = Path(data.__file__).with_name("template") / name
    if not path.exists():
        return read_built_in(kind, ENGLISH)
    return LetterTemplate(name, path.read_text(encoding="utf-8"))


def format_letter(
    template: LetterTemplate,
    view: AudienceView,
    diff: DirectoryDiff | None,
    replaced: str,
    translator: Translator,
) -> str:
    """Return the letter of a list, which has the changes `diff` since the edition `replaced`.

    Raises `CmcctError` for a placeholder that has no value.
    """
    edition, gettext = view.edition, translator.gettext
    values = {
        "network": view.info.name,
        "number": edition.number,
        "date": translator.translate(LongDate(edition.day)) if edition.day else "",
        "label": list_header.describe_label(view, translator),
        "audience": vocabulary.get_term("audience", view.audience).label(translator.lang),
        "entries": translator.ngettext("{count} entry", "{count} entries", len(view.focal_points)),
        "content": edition.content,
        "corrections": list_header.format_corrections(view.info.contact, translator),
        "replaces": "",
        "changes": "",
    }
    if diff is not None:
        values["replaces"] = gettext(
            "It replaces edition {number}: please delete that list and all earlier ones.",
            number=replaced,
        )
        counts = "".join(changes.describe_counts(diff, translator)) or gettext("none")
        values["changes"] = gettext(
            "What has changed since then is in {file}: {counts}.", file=CHANGES, counts=counts
        )
    return fill(template, {key: to_one_line(value) for key, value in values.items()})


def fill(template: LetterTemplate, values: Mapping[str, str]) -> str:
    """Return a text with its values; raises `CmcctError` for a placeholder that has none."""
    try:
        filled = Template(template.text).substitute(values)
    except (KeyError, ValueError):
        placeholders = join([f"${{{key}}}" for key in values])
        message = _("{file} has a $ that starts none of the placeholders", file=template.name)
        raise CmcctError(message, _("write {words}, or $$ for a $", words=placeholders)) from None
    return _BLANK_LINES.sub("\n\n", _SPACES_AT_END.sub("", filled)).strip() + "\n"
