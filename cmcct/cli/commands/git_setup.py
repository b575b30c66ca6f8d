"""`cmcct git-setup`."""

from pathlib import Path

from cmcct.cli import options
from cmcct.cli.screen import output
from cmcct.history import merge_driver
from cmcct.history.git import repository
from cmcct.i18n.messages import _
from cmcct.storage import directory_file


@options.command("git-setup")
def git_setup(directory: Path | None = options.DIRECTORY) -> None:
    """Have git merge the directory by entry and field.

    It merges the encrypted private file too, for its members, and decrypts it in memory only. The
    command adds a line for each file to .gitattributes, for everyone, and configures git in this
    clone. Run it once in each clone.
    """
    if set_up(directory_file.find_directory(directory)):
        output.note(_("next: {command}", command="cmcct save"))


def set_up(path: Path) -> bool:
    """Install the merge driver for a directory file, and print what was done.

    Returns whether there is a file to commit.
    """
    overlay = directory_file.overlay_path(path)
    # CMCCT_PRIVATE may name a file that is in no repository.
    is_merged = directory_file.is_encrypted(overlay) and repository.is_repository(overlay.parent)
    files = [path, *([overlay] if is_merged else [])]
    name = merge_driver.ATTRIBUTES_NAME
    lines = [line for file in files if (line := merge_driver.install(file))]
    for line in lines:
        output.note(_("added to {file}: {line}", file=name, line=line))
    output.note(_("git merges {file} by entry and field in this clone", file=path.name))
    if is_merged:
        output.note(_("git merges {file} too, for members who can read it", file=overlay.name))
    return bool(lines)
