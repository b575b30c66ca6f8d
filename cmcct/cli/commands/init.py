"""`cmcct init`."""

import os
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from cmcct import scaffold
from cmcct.check import rules, runner
from cmcct.check.rules.fields import EXAMPLE_CONTACT, EXAMPLE_NAME
from cmcct.cli import options
from cmcct.cli.commands import git_setup, save
from cmcct.cli.screen import form, output, prompts
from cmcct.cli.screen.form import Question
from cmcct.clock import today
from cmcct.errors.exceptions import CmcctError
from cmcct.history import saves
from cmcct.history.git.repository import Repository
from cmcct.i18n.messages import LANGUAGES, _, join, ngettext
from cmcct.storage import atomic, directory_file

_SUBJECT = "directory: first version"  # of the first commit, as of all commits in English
_ELSEWHERE = _("choose another folder")


@options.command("init contacts --name 'Example Network'")
def init(
    folder: Path = options.argument(
        "FOLDER", "Folder to create.", default=Path(), show_default=False
    ),
    name: str | None = options.option("TEXT", "Name of the network."),
    contact: str | None = options.option(
        "ADDRESS", "E-mail address to which corrections are sent."
    ),
    remote: str | None = options.option(
        "URL", "Private git repository to which this one is pushed."
    ),
    commit: bool | None = options.option(
        "", "Make the first commit.", "--commit/--no-commit", show_default=False
    ),
    source: str | None = options.option(
        "URL@COMMIT",
        "Git address and commit the new repository installs cmcct from [default: "
        "this installation's]",
    ),
    lang: str | None = options.choice(
        "lang",
        LANGUAGES,
        "Language of messages, of comments in the directory file and of the checks on GitHub "
        "[default: CMCCT_LANG or your system's]",
    ),
    no_github: bool = options.flag("--no-github", "Write no files for GitHub."),
) -> None:
    """Create a new directory.

    It writes the files of a repository, with examples to copy, and runs git init and git-setup.
    Files that exist stay as they are. Those that GitHub and pre-commit read are written at the top
    of the repository. On a terminal, it asks for the name, the address, the remote repository and
    whether to commit, unless they are given.
    """
    origin = scaffold.parse_origin(source) if source is not None else scaffold.installed_origin()
    lang = options.reader_translator(lang).lang
    repository, within = _find_repository(folder)
    top = Path(runner.display_path(repository.root)) if repository and within else folder
    names = [
        name
        for name in scaffold.repository_files(origin)
        if not (no_github and name.startswith(".github/"))
    ]
    paths = {name: (top if scaffold.is_top_file(name) else folder) / name for name in names}
    # A dangling link counts as present too.
    present = {name: path for name, path in paths.items() if os.path.lexists(path)}
    if directory := present.get(directory_file.DIRECTORY_NAME):
        message = _("these files already exist: {files}", files=join([directory]))
        raise CmcctError(message, _ELSEWHERE)
    _refuse_links(folder, top, names)
    typed = {"name": name, "contact": contact, "remote": remote}
    answers: dict[str, Any] = {
        key: _READERS[key](text) for key, text in typed.items() if text is not None
    }
    answers |= {} if commit is None else {"commit": commit}
    known_remote = repository.origin() if repository else ""
    if remote and known_remote:
        raise CmcctError(
            _("the repository has a remote already: {url}", url=known_remote),
            _("omit {option}", option="--remote"),
        )
    if prompts.is_interactive():
        form.fill(_questions({*answers, *(["remote"] if known_remote else [])}), answers)
    about = {key: answers[key] for key in ("name", "contact") if key in answers}
    files = scaffold.repository_files(origin, lang, **about, folder=within)
    _write({path: files[name] for name, path in paths.items() if name not in present})
    if present:
        output.note(_("kept: {files}", files=join(present.values())))
    output.note(
        _("anyone with access to this repository can read every entry, whatever its sharing")
    )
    pinned = [name for name in scaffold.pinned_files() if name in {*names} - {*present}]
    _report_origin(origin, pinned)
    _set_up_git(folder, answers.get("remote", ""), commit=answers.get("commit", False))


def _questions(answered: Container[str]) -> list[Question]:
    """Return the questions whose answers are not known."""
    questions = [
        Question("name", _("Name of the network"), _READERS["name"], default=lambda: EXAMPLE_NAME),
        Question(
            "contact",
            _("E-mail address for corrections"),
            _READERS["contact"],
            default=lambda: EXAMPLE_CONTACT,
        ),
        Question(
            "remote",
            _("URL of the private repository to push to"),
            _READERS["remote"],
            is_optional=lambda: True,
        ),
        form.confirm("commit", _("Make the first commit?")),
    ]
    return [question for question in questions if question.key not in answered]


def _read_name(text: str) -> str:
    if error := rules.first_error({"directory": {"name": text}}, ("directory", "name"), today()):
        raise CmcctError(error.message, error.hint)
    return text


_READERS: Mapping[str, Callable[[str], str]] = {
    "name": _read_name,
    "contact": form.read_address,
    "remote": saves.parse_remote,
}


def _find_repository(folder: Path) -> tuple[Repository | None, str]:
    """Return the repository that a folder is, or will be, in, and its path there.

    The path is "" at the top, or without a repository.
    """
    path = Path(os.path.realpath(folder))
    # Not `is_dir`: it raises for a name that is too long.
    existing = next(above for above in (path, *path.parents) if os.path.isdir(above))  # noqa: PTH112
    try:
        repository = Repository.open(existing / directory_file.DIRECTORY_NAME)
    except CmcctError:
        return None, ""
    within = Path(repository.name).parent / path.relative_to(existing)
    return repository, within.as_posix() if within.parts else ""


def _write(files: Mapping[Path, str]) -> None:
    for parent in sorted({path.parent for path in files}):
        atomic.make_folder(parent)
    for path, text in files.items():
        atomic.write_file(path, text.encode(errors="surrogateescape"))
    output.write("".join(f"{path}\n" for path in files))
    output.note(ngettext("wrote {count} file", "wrote {count} files", len(files)))


def _refuse_links(folder: Path, top: Path, names: Iterable[str]) -> None:
    """Refuse a link inside the folders, through which files would be written elsewhere.

    `folder` itself may be a link.
    """
    inside = {
        (top if scaffold.is_top_file(name) else folder) / parent
        for name in names
        for parent in Path(name).parents
        if parent.name
    }
    # Not `is_symlink`: it raises for a name that is too long.
    if links := sorted(path for path in inside if os.path.islink(path)):  # noqa: PTH114
        raise CmcctError(_("{folder} is a link", folder=links[0]), _ELSEWHERE)


def _set_up_git(folder: Path, remote: str, *, commit: bool) -> None:
    """Make a repository where there is none, and the first commit if that is asked for.

    The files are written already: what git refuses is a warning, unless a commit was asked for.
    """
    path = folder / directory_file.DIRECTORY_NAME
    try:
        if saves.ensure_repository(path):
            output.note(_("made a git repository in {folder}", folder=folder))
        if remote:
            saves.add_remote(folder, remote)
        git_setup.set_up(path)
        if commit:
            clone = save.open_clone(path)
            save.commit(clone, clone.unsaved(), saves.save_message(_SUBJECT, ()))
    except CmcctError as error:
        if commit:
            raise
        output.warn(error.message)
    output.note(
        _(
            "nothing is protected yet: name a team for * and .github/ in .github/CODEOWNERS, and "
            "require a review from code owners for the branch main"
        )
    )
    if not commit:
        output.note(
            _("next: save these files with cmcct save, and push them to a private repository")
        )
    elif remote:
        output.note(_("next: {command}", command="git push --set-upstream origin HEAD"))
    else:
        output.note(_("next: push the commit to a private repository"))


def _report_origin(origin: scaffold.InstallOrigin | None, pinned: Sequence[str]) -> None:
    """Print where cmcct is installed from; `pinned` are the written files that say it."""
    if not pinned:
        return
    if origin:
        output.note(
            _("cmcct is pinned to {commit} of {url}", commit=origin.commit[:7], url=origin.url)
        )
        return
    output.warn(_("replace OWNER and COMMIT in these files: {files}", files=join(pinned)))
    output.advise(
        _("edit those files, or run cmcct init in another folder with --source URL@COMMIT")
    )
