"""`cmcct merge-file`."""

from collections.abc import Sequence
from pathlib import Path

import typer

from cmcct.cli import options
from cmcct.cli.options import load_options
from cmcct.cli.screen import output, prompts
from cmcct.errors.exceptions import CmcctError, ExitCode
from cmcct.i18n.messages import _, join
from cmcct.merge import files
from cmcct.merge.texts import Labels
from cmcct.storage import atomic, directory_file
from cmcct.text import shell

# What git before 2.44 passes in place of the names of the versions.
_PLACEHOLDERS = ("%X", "%S", "%Y")
_SIDES = ("ours", "base", "theirs")


@options.command("merge-file ours.toml base.toml theirs.toml")
def merge_file(
    ours: Path = options.argument("OURS", "Your version; gets the result."),
    base: Path = options.argument("BASE", "The common ancestor."),
    theirs: Path = options.argument("THEIRS", "The other version."),
    path: Path | None = options.option("PATH", "Name of the file in messages."),
    labels: list[str] | None = options.option(
        "LABEL", "Name of a version in conflict markers; up to three times.", "-L"
    ),
) -> None:
    """Merge two versions of a directory file by entry and field, for git.

    Exit code 65 means conflicts, which are marked in the file. If the files cannot be merged by
    entry and field, git merges their text; if one was written for a newer cmcct, that is always a
    conflict. Encrypted private files are merged in memory; in a conflict, OURS is unchanged.
    """
    if path is not None and directory_file.is_encrypted(path):
        _merge_encrypted(path, ours, base, theirs)
        return
    merge = files.merge_files(
        ours, base, theirs, _name_versions((ours, base, theirs), labels or ())
    )
    if merge.data != directory_file.read_file(ours):
        atomic.write_file(ours, merge.data)
    name = path or ours
    if merge.newer:
        output.explain(merge.newer)
    if merge.is_text:
        output.note(_("{file}: merged as text, not by entry and field", file=name))
    if merge.conflicts:
        output.note(_("{file}: conflicts in {keys}", file=name, keys=join(merge.conflicts)))
    if not (merge.is_clean or merge.is_marked):
        output.note(_("{file}: no conflict is marked, but changes may be missing", file=name))
        output.advise(
            _(
                "compare it with both versions (git diff --ours, git diff --theirs); then run "
                "cmcct check and git add"
            )
        )
    if not merge.is_clean:
        raise typer.Exit(ExitCode.CONFLICT)


def _merge_encrypted(path: Path, ours: Path, base: Path, theirs: Path) -> None:
    """Merge versions of an encrypted private file, whose name is `path`; OURS gets the result."""
    load_options.allow_access(may_ask=prompts.is_interactive())
    try:
        merged = files.merge_encrypted(path, ours, base, theirs)
    except CmcctError as error:
        output.note(_("{file}: not merged: {reason}", file=path, reason=error.message))
        if error.hint:
            output.advise(error.hint)
        if not isinstance(error, files.KeysDifferError):
            text = _(
                "git keeps all versions: a member runs {command}, or takes one with --ours or "
                "--theirs and makes the other change again"
            )
            command = f"git checkout --merge {shell.quote(str(path))}"
            output.note(text.with_values(command=command))
        raise typer.Exit(ExitCode.CONFLICT) from None
    atomic.write_file(ours, merged)


def _name_versions(paths: Sequence[Path], labels: Sequence[str]) -> Labels:
    """Return the names of the versions: given, else the name of the file as it is given."""
    if len(labels) > len(paths):
        raise CmcctError(_("too many labels"), _("give -L at most three times"))
    names = [*labels, *map(str, paths[len(labels) :])]
    unnamed = ("", *_PLACEHOLDERS)
    return Labels(
        *(side if name in unnamed else name for name, side in zip(names, _SIDES, strict=True))
    )
