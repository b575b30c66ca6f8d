"""`cmcct init`."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from cmcct import scaffold
from cmcct.cli import options, output
from cmcct.cli.commands import git_setup
from cmcct.errors.exceptions import CmcctError
from cmcct.history import git
from cmcct.i18n.messages import LANGUAGES, _, join, ngettext
from cmcct.scaffold import Origin
from cmcct.storage import atomic, directory_file

app = typer.Typer(rich_markup_mode=None, add_completion=False)

_ELSEWHERE = _("choose another folder")


@app.command(epilog="Example: cmcct init contacts")
def init(
    folder: Annotated[
        Path,
        typer.Argument(metavar="DIR", readable=False, help="Folder to create.", show_default=False),
    ] = Path(),
    source: Annotated[
        str | None,
        typer.Option(
            "--source",
            metavar="URL@COMMIT",
            help=(
                "Git address and commit the new repository installs cmcct from [default: "
                "this installation's]"
            ),
        ),
    ] = None,
    lang: Annotated[
        str | None,
        options.choice_option(
            "lang",
            LANGUAGES,
            "Language of messages and of comments in the directory file [default: CMCCT_LANG or "
            "your system's]",
        ),
    ] = None,
) -> None:
    """Create a new directory.

    It writes the files of a repository, with examples to copy. It does not create the repository:
    if the folder is in a clone already, it runs git-setup too.
    """
    origin = scaffold.parse_origin(source) if source is not None else scaffold.installed_origin()
    files = scaffold.repository_files(origin, options.reader_translator(lang).lang)
    _refuse_to_overwrite([folder / name for name in files])
    _refuse_links(folder, files)
    for parent in sorted({(folder / name).parent for name in files}):
        atomic.make_folder(parent)
    for name, text in files.items():
        atomic.write_file(folder / name, text.encode())
    output.write("".join(f"{folder / name}\n" for name in files))
    output.note(ngettext("wrote {count} file", "wrote {count} files", len(files)))
    output.note(
        _("anyone with access to this repository can read every entry, whatever its sharing")
    )
    _report_origin(origin)
    _set_up_git(folder)
    output.note(_("next: commit these files and push them to a private repository"))


def _refuse_to_overwrite(paths: list[Path]) -> None:
    # A dangling link counts as present too.
    present = [path for path in paths if os.path.lexists(path)]
    if present:
        message = _("these files already exist: {files}", files=join(present))
        raise CmcctError(message, _ELSEWHERE)


def _refuse_links(folder: Path, names: Iterable[str]) -> None:
    """Refuse a link inside the folder, through which files would be written elsewhere.

    `folder` itself may be a link.
    """
    inside = {folder / parent for name in names for parent in Path(name).parents if parent.name}
    # Not `is_symlink`: it raises for a name that is too long.
    if links := sorted(path for path in inside if os.path.islink(path)):  # noqa: PTH114
        raise CmcctError(_("{folder} is a link", folder=links[0]), _ELSEWHERE)


def _set_up_git(folder: Path) -> None:
    """Have git merge the new directory by entry, if there is a repository."""
    if not git.is_repository(folder):
        return
    try:
        git_setup.set_up(folder / directory_file.DIRECTORY_NAME)
    except CmcctError as error:  # the files are written all the same
        output.warn(error.message)


def _report_origin(origin: Origin | None) -> None:
    if origin:
        output.note(
            _("cmcct is pinned to {commit} of {url}", commit=origin.commit[:7], url=origin.url)
        )
        return
    names = join(scaffold.pinned_files())
    output.warn(_("replace OWNER and COMMIT in these files: {files}", files=names))
    output.note(
        _(
            "help: {advice}",
            advice=_(
                "edit those files, or run cmcct init in another folder with --source URL@COMMIT"
            ),
        )
    )
