"""`cmcct init`."""

import os
import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from cmcct import scaffold
from cmcct.check import rules, runner
from cmcct.check.rules.fields import EXAMPLE_CONTACT, EXAMPLE_NAME
from cmcct.cli import options
from cmcct.cli.commands import git_setup, save
from cmcct.cli.framework.help_page import translate_placeholders
from cmcct.cli.screen import form, output, prompts
from cmcct.cli.screen.form import Question
from cmcct.clock import today
from cmcct.errors.exceptions import CmcctError, DeclinedError
from cmcct.history import saves
from cmcct.history.git.repository import Repository
from cmcct.i18n.messages import LANGUAGES, SafeText, _, join, ngettext
from cmcct.reference.countries import caribbean_members, find_country
from cmcct.storage import atomic, directory_file
from cmcct.text.folding import fold

_SUBJECT = "directory: first version"  # of the first commit, as of all commits in English
_WITH_GIT = SafeText("cmcct save, undo, diff, edition")
_ELSEWHERE = _("choose an empty folder")
_CARIBBEAN = ("caribbean", "caribe", "caribisch", "caraibes")
# What an existing file lacks, above the lines to add.
_LACKS_HOOKS = _("{file} lacks hooks for this list: add these lines below repos")
_LACKING = {
    scaffold.GIT_IGNORE: _(
        "{file} does not keep private files and lists out of git: add these lines at its end"
    ),
    scaffold.CHECK: _(
        "{file} does not run both checks: have it run on pull_request and merge_group, and add "
        "these lines below jobs"
    ),
}
_GITHUB = re.compile(r"(?://|@)([\w.-]+\.)?github\.com[:/]")  # in the URL of a remote repository

# What an option is for, and the question if it is not given.
_NAME = _("Name of the network.")
_CONTACT = _("E-mail address to which corrections are sent.")
_COUNTRIES = _("Member countries, separated by commas, or caribbean.")
_REMOTE = _("URL of the private git repository to push to.")


@options.command("init contacts --name 'Example Network'")
def init(
    folder: Path = options.argument(
        "FOLDER", "Folder to create.", default=Path(), show_default=False
    ),
    name: str | None = options.option("TEXT", _NAME),
    contact: str | None = options.option("ADDRESS", _CONTACT),
    countries: str | None = options.option("COUNTRY", _COUNTRIES),
    remote: str | None = options.option("URL", _REMOTE),
    commit: list[bool] | None = options.option(
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
        "[default: $CMCCT_LANG, or your system's]",
    ),
    github: list[bool] | None = options.option(
        "",
        "Write files for GitHub, or none [default: ask; in a pipe, write them]",
        "--github/--no-github",
        show_default=False,
    ),
) -> None:
    """Create a new directory.

    It writes the files of a repository, with examples to copy, and runs git init and git-setup.
    Existing files are left as they are. On a terminal, it asks for what is not given. Without
    GitHub, it makes the first commit if git is installed.
    """
    origin = scaffold.parse_origin(source) if source is not None else scaffold.installed_origin()
    lang = options.reader_translator(lang).lang
    is_on_github, saves = _read_flag("github", github), _read_flag("commit", commit)
    repository, within = _find_repository(folder)
    top = Path(runner.display_path(repository.root)) if repository and within else folder
    directory = folder / directory_file.DIRECTORY_NAME
    # A repository that is made here would be around the lists in folders below.
    below = [] if repository else sorted(folder.glob(f"*/{directory.name}"))
    # A dangling link counts as present too.
    if present := [directory] if os.path.lexists(directory) else below:
        raise CmcctError(_("{file} exists already", file=present[0]), _ELSEWHERE)
    if repository and within and repository.head():
        _ask_part(folder, repository)
    typed = {"name": name, "contact": contact, "countries": countries, "remote": remote}
    questions = _questions()
    answers: dict[str, Any] = {
        each.key: each.read(text) for each in questions if (text := typed.get(each.key)) is not None
    }
    answers |= {} if saves is None else {"commit": saves}
    known_remote = repository.origin() if repository else ""
    if remote and known_remote:
        message = _("the repository has a remote already: {url}", url=known_remote)
        raise CmcctError(message, _("omit {option}", option="--remote"))
    if is_on_github is None:
        has_remote = _GITHUB.search(known_remote or answers.get("remote", "")) is not None
        question = _("Is the list kept on GitHub?")
        is_on_github = not prompts.is_interactive() or prompts.confirm(question, default=has_remote)
    _refuse_elsewhere(origin if is_on_github and source else None)
    if not is_on_github:
        answers = {"remote": "", "commit": True, **answers}
    if prompts.is_interactive():
        answered = {*answers, *(["remote"] if known_remote else [])}
        form.fill([each for each in questions if each.key not in answered], answers)
    about = {key: answers[key] for key in ("name", "contact", "countries") if key in answers}
    files = scaffold.repository_files(
        origin, lang, **about, folder=within, is_on_github=is_on_github
    )
    missing, lacking = _write_files(folder, top, files)
    written = missing if origin else {*missing, *lacking}
    pinned = [
        Path("" if scaffold.is_top_file(name) else within, name)
        for name in scaffold.pinned_files(origin)
        if name in written
    ]
    if is_on_github:
        output.note(
            _("anyone with access to this repository can read every entry, whatever its sharing")
        )
        if origin and pinned:
            pin = {"commit": origin.commit[:7], "url": origin.url}
            output.note(_("cmcct is pinned to {commit} of {url}").with_values(**pin))
    first, url = answers.get("commit", False), answers.get("remote", "")
    is_required = first and (is_on_github or saves is True)
    has_git = _set_up_git(folder, url, commit=first, is_required=is_required)
    if is_on_github:
        _report_steps(url, [] if origin else pinned, commit=first)
    else:
        _report_commands(folder, has_git=has_git)


def _write_files(
    folder: Path, top: Path, files: Mapping[str, str]
) -> tuple[Collection[str], Collection[str]]:
    """Write those files that do not exist; return their names, and those of files to complete."""
    # Through a link inside the folders, files would be written elsewhere. `folder` may be one.
    inside = {
        (top if scaffold.is_top_file(name) else folder) / parent
        for name in files
        for parent in Path(name).parents
        if parent.name
    }
    # Not `is_symlink`: it raises for a name that is too long.
    if links := sorted(path for path in inside if os.path.islink(path)):  # noqa: PTH114
        raise directory_file.UnreadableError(links[0], _("it is a link"), _ELSEWHERE)
    paths = {name: (top if scaffold.is_top_file(name) else folder) / name for name in files}
    present = {name: path for name, path in paths.items() if os.path.lexists(path)}
    missing = files.keys() - present.keys()
    _write({path: files[name] for name, path in paths.items() if name in missing})
    if present:
        output.note(_("kept: {files}", files=join(present.values())))
    return missing, _report_missing(files, present)


def _ask_part(folder: Path, repository: Repository) -> None:
    """Ask on a terminal whether the list becomes part of another repository; raise if not."""
    question = _("{folder} is in another git repository, {root}; make the list part of it?")
    question = question.with_values(folder=folder, root=repository.root)
    if prompts.is_interactive() and not prompts.confirm(question):
        error = DeclinedError()
        command = translate_placeholders("cmcct init FOLDER")
        error.hint = _("name a folder outside it: {command}", command=command)
        raise error


def _read_flag(name: str, values: list[bool] | None) -> bool | None:
    """Return what is typed of a flag, None for nothing; raises `CmcctError` for both."""
    if len({*(values or ())}) > 1:
        raise options.conflict_error(f"--{name}", f"--no-{name}")
    return values[0] if values else None


def _report_missing(files: Mapping[str, str], present: Mapping[str, Path]) -> set[str]:
    """Print what existing files lack to protect the list; return which files these are."""
    lacking = set[str]()
    for name, path in present.items():
        own = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
        if lines := scaffold.list_missing(name, files[name], own):
            output.warn(_LACKING.get(name, _LACKS_HOOKS).with_values(file=path))
            output.note_lines("\n".join(lines))
            lacking.add(name)
    return lacking


def _questions() -> list[Question]:
    return [
        Question("name", _NAME, _read_name, default=lambda: EXAMPLE_NAME),
        Question("contact", _CONTACT, form.read_address, default=lambda: EXAMPLE_CONTACT),
        Question(
            "countries",
            _COUNTRIES,
            _read_countries,
            is_optional=lambda: True,
            describe=", ".join,
        ),
        Question("remote", _REMOTE, saves.parse_remote, is_optional=lambda: True),
        form.confirm("commit", _("Make the first commit?"), default=True),
    ]


def _read_name(text: str) -> str:
    if not text.strip():
        raise CmcctError(_("a name is missing"), _("write the name of the network"))
    if error := rules.first_error({"directory": {"name": text}}, ("directory", "name"), today()):
        raise CmcctError(error.message, error.hint)
    return text


def _read_countries(text: str) -> list[str]:
    """Return the names of the members that a text lists; raises `CmcctError` for another."""
    if fold(text) in _CARIBBEAN:
        return [country.name for country in caribbean_members()]
    words = [word.strip() for word in re.split("[,;\n]", text)]
    return [*dict.fromkeys(find_country(word).name for word in words if word)]


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


def _refuse_elsewhere(origin: scaffold.InstallOrigin | None) -> None:
    """Refuse a source from which GitHub runs no action."""
    if origin and not re.search("//[^/]*github", origin.url):
        message = _("GitHub runs actions from GitHub only, not from {url}", url=origin.url)
        raise CmcctError(message, _("use {option}", option="--no-github"))


def _set_up_git(folder: Path, remote: str, *, commit: bool, is_required: bool) -> bool:
    """Make a repository where there is none, and the first commit if that is asked for.

    The files are written already: what git refuses is a warning, unless the commit is required.
    Returns whether git refused nothing.
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
        if is_required:
            raise
        output.warn(error.message)
        needs_git = _("{commands} need git: {url}", commands=_WITH_GIT, url="https://git-scm.com")
        output.advise(error.hint or needs_git)
        return False
    return True


def _report_steps(remote: str, unpinned: Sequence[Path], *, commit: bool) -> None:
    """Print how to go on with GitHub; `unpinned` are files that lack the source of cmcct."""
    output.note(
        _(
            "nothing is protected yet: name a team for * and .github/ in .github/CODEOWNERS, and "
            "require a review from code owners for the branch main"
        )
    )
    if unpinned:
        output.warn(_("before you push, replace OWNER and COMMIT in {files}", files=join(unpinned)))
        output.advise(
            _("edit those files, or run cmcct init in another folder with --source URL@COMMIT")
        )
    if not commit:
        output.note(
            _("next: save these files with cmcct save, and push them to a private repository")
        )
    elif remote:
        output.note(_("next: {command}", command="git push --set-upstream origin HEAD"))
    else:
        output.note(_("next: push the commit to a private repository"))


def _report_commands(folder: Path, *, has_git: bool) -> None:
    """Print three commands to go on with, without GitHub."""
    output.note(_("next, in the folder {folder}:", folder=folder.resolve().name))
    for text in (
        _(
            "{command} reads a list of participants",
            command=translate_placeholders("cmcct import FILE"),
        ),
        _("{command} adds an entry", command="cmcct add"),
        _("{command} saves a version", command="cmcct save")
        if has_git
        else _("{command} looks for errors", command="cmcct check"),
    ):
        output.note(f"  {output.translator().translate(text)}")
