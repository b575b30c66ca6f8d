"""A pack: all files of one list for one audience in one language, with a guide and checksums.

Only the folder of a pack that nobody changed is replaced.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from importlib import resources
from importlib.util import find_spec
from operator import methodcaller
from pathlib import Path
from typing import NamedTuple

from cmcct.errors.exceptions import CmcctError
from cmcct.formats import html, pdf, vcard, xlsx
from cmcct.formats.csv import address_books
from cmcct.formats.shared import list_header
from cmcct.i18n.messages import ENGLISH, ByLanguage, Message, Translator, _
from cmcct.privacy.audiences import AudienceView
from cmcct.reference import vocabulary
from cmcct.storage import atomic
from cmcct.storage.atomic import NewContent
from cmcct.text.control_chars import to_one_line

README = "README.txt"
GUIDE = "GUIDE.txt"
SUMS = "SHA256SUMS"

# The name of the list in the guides.
_LIST = ByLanguage(en="list", es="lista", nl="lijst", fr="liste")
_LINKS = 4  # the first lines of a guide: its title, and links to the other languages


class PackFile(NamedTuple):
    """A file of a pack, and whom or what it is for, or why it is left out."""

    data: bytes  # b"" if it is left out
    purpose: Message


class PackFormat(NamedTuple):
    """A format of a pack. `library` may be missing: then the pack does not have it."""

    name: str  # `{list}` is the word of the language
    dump: Callable[[AudienceView, Translator], str | bytes]
    purpose: Message
    library: str = ""


WRITERS = (
    PackFormat("{list}.vcf", vcard.dump, _("phones, Mac, Google Contacts, Thunderbird")),
    PackFormat("outlook.csv", partial(address_books.dump, program="outlook"), _("Outlook")),
    PackFormat("{list}.xlsx", xlsx.dump, _("Excel and LibreOffice")),
    PackFormat("{list}.pdf", pdf.dump, _("paper, and any screen"), "typst"),
    PackFormat("{list}.html", html.dump, _("any browser, offline; prints well")),
)


def usable_writers() -> list[PackFormat]:
    """Return the formats whose libraries are installed."""
    return [writer for writer in WRITERS if not writer.library or find_spec(writer.library)]


def iter_files(view: AudienceView, translator: Translator) -> Iterator[tuple[str, PackFile]]:
    """Yield the name and the content of each format, as soon as it is made."""
    for writer in usable_writers():
        name = writer.name.format(list=_LIST[translator.lang])
        try:
            product = writer.dump(view, translator)
        except html.PageTooLargeError as error:
            yield name, PackFile(b"", error.message)
            continue
        data = product.encode() if isinstance(product, str) else product
        yield name, PackFile(data, writer.purpose)


def complete(
    files: Mapping[str, PackFile],
    view: AudienceView,
    translator: Translator,
    notes: Sequence[str] = (),
) -> dict[str, bytes]:
    """Return the contents of a pack by name: the files, the guide, `README.txt` and checksums.

    `notes` are further lines about the list in `README.txt`.
    """
    listed = {
        **files,
        GUIDE: PackFile(_guide(translator.lang, files).encode(), _("how to open each file")),
        SUMS: PackFile(b"", _("checksums, to see whether a file is as it was sent")),
    }
    purposes = {name: file.purpose for name, file in listed.items()}
    readme = _readme(purposes, view, translator, notes)
    present = {name: file.data for name, file in listed.items() if file.data}
    contents = {README: readme.encode(), **present}
    contents[SUMS] = format_sums(contents).encode()
    return contents


def format_sums(contents: Mapping[str, bytes]) -> str:
    """Return the checksums of files as `sha256sum` writes them, but of `SHA256SUMS` itself."""
    named = ((name, digest(data)) for name, data in contents.items() if name != SUMS)
    return "".join(f"{sum_}  {name}\n" for name, sum_ in sorted(named))


def digest(data: bytes) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(data).hexdigest()


def _readme(
    purposes: Mapping[str, Message],
    view: AudienceView,
    translator: Translator,
    notes: Sequence[str],
) -> str:
    gettext = translator.gettext
    audience = vocabulary.get_term("audience", view.audience).label(translator.lang)
    width = max(map(len, purposes))
    blocks = [
        [view.info.name, list_header.format_edition(view, translator), *notes],
        [
            list_header.describe_label(view, translator),
            gettext("For: {audience}", audience=audience),
        ],
        [
            translator.ngettext("{count} entry", "{count} entries", len(view.focal_points)),
            *list_header.describe_limits(view, translator),
        ],
        [
            f"{name.ljust(width)}  {translator.translate(purpose)}"
            for name, purpose in purposes.items()
        ],
        [list_header.format_corrections(view.info.contact, translator)],
    ]
    texts = ("\n".join(filter(None, map(to_one_line, block))) for block in blocks)
    return "\n\n".join(filter(None, texts)) + "\n"


def _guide(lang: str, files: Mapping[str, PackFile]) -> str:
    """Return the guide for recipients, without its links and without the part for the sender.

    Its table leaves out what `files` do not have.
    """
    folder = resources.files("cmcct.editions") / "guides"
    paths = [folder / f"recipients.{each}.md" for each in (lang, ENGLISH)]
    path = next(filter(methodcaller("is_file"), paths))
    lines = path.read_text(encoding="utf-8").split("\n")
    end = max(index for index, line in enumerate(lines) if line.startswith("## "))
    text = "\n".join([*lines[:2], *lines[_LINKS:end]]).rstrip() + "\n"
    for name in (writer.name.format(list=_LIST[lang]) for writer in WRITERS):
        if name not in files:
            text = re.sub(rf"(?m)^\|[^|]*\| `{name}`.*\n|\s*; [^|;]*`{name}`(?= \|$)", "", text)
    return text


_OTHER_FOLDER_HINT = _("choose an empty folder")


def refuse_foreign(folder: Path) -> None:
    """Raise `CmcctError` unless a folder is missing, empty, or a pack as it was written."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise CmcctError(_("{folder} is not a folder", folder=folder), _OTHER_FOLDER_HINT)
    names = sorted(path.name for path in folder.iterdir()) if folder.exists() else []
    if names and not _is_pack(folder, names):
        message = _(
            "{folder} has files that cmcct did not write, or that were changed", folder=folder
        )
        raise CmcctError(message, _OTHER_FOLDER_HINT)


def _is_pack(folder: Path, names: list[str]) -> bool:
    """Return whether the checksums in a folder are those of all its files."""
    with suppress(OSError):
        contents = {name: (folder / name).read_bytes() for name in names}
        return contents.get(SUMS) == format_sums(contents).encode()
    return False


def write_pack(folder: Path, contents: Mapping[str, bytes], *, private: bool) -> None:
    """Write the files of a pack, and remove those of the pack that was there before.

    With `private`, only their owner can read them. Raises `CmcctError` like `refuse_foreign`.
    """
    refuse_foreign(folder)
    atomic.make_folder(folder, private=private)
    with atomic.lock_folders(folder / SUMS):
        atomic.replace_files(
            [NewContent(folder / name, data, private=private) for name, data in contents.items()]
        )
        for path in folder.iterdir():
            if path.name not in contents:
                atomic.remove_file(path)
