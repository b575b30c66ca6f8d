"""`cmcct edition`: hand out a list under a number, and recognise its files."""

import os
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import product
from pathlib import Path
from typing import cast

import typer

from cmcct.cli import options
from cmcct.cli.commands.save import save_changes
from cmcct.cli.edits.edit_options import EditOptions
from cmcct.cli.framework.lazy_group import make_group
from cmcct.cli.options import completion, export_options, export_targets, load_options
from cmcct.cli.screen import output, prompts
from cmcct.cli.screen.form import Choices
from cmcct.cli.vendored_click import get_current_context
from cmcct.clock import today
from cmcct.editions import issue as issues
from cmcct.editions import manifest as manifests
from cmcct.editions import pack
from cmcct.editions.issue import Issue
from cmcct.editions.letter import find_language
from cmcct.editions.manifest import EditionList, Manifest
from cmcct.errors.exceptions import CmcctError, ExitCode
from cmcct.errors.suggest import match_known
from cmcct.fieldtypes import corrections
from cmcct.history import revisions, saves
from cmcct.history.git.repository import Repository
from cmcct.i18n.messages import (
    ENGLISH,
    LANGUAGES,
    Message,
    SafeText,
    _,
    hint_to_write,
    join,
    join_or,
    ngettext,
    quote_text,
)
from cmcct.model.entities import STRICTEST
from cmcct.privacy.audiences import AudienceView
from cmcct.reference import vocabulary
from cmcct.reference.languages import language_name
from cmcct.storage import atomic, directory_file, filesystem

_CLOCKS = ("CMCCT_TODAY", "CMCCT_NOW")
_SEVERAL = _(
    "an edition in several languages is issued with {option}",
    option=SafeText(f"--lang {','.join(LANGUAGES)}"),
)


@make_group("cmcct edition issue 2026-1 -o lists", is_help_first=False)
def app(_directory: Path | None) -> None:
    """Issue numbered editions of the list, and verify their files.

    An edition is a commit with a tag, which holds the checksum of each file.
    """
    issuing = SafeText(f"cmcct edition issue {_next_number() or '…'} -o lists")
    hint = _("run {command}", command=join_or([issuing, SafeText("cmcct edition verify …")]))
    raise CmcctError(_("no command is given"), hint)


def _next_number() -> str:
    """Return the number that the next edition of this year may have, "" outside a repository."""
    offers = completion.complete_edition(cast("typer.Context", get_current_context()), "")
    return offers[0][0] if offers else ""


def _check_number(number: str) -> str:
    """Return the number of an edition; raises `CmcctError` if it cannot be one."""
    if revisions.NUMBER.fullmatch(number):
        return number
    message = _("{number} cannot be the number of an edition", number=quote_text(number))
    raise CmcctError(message, hint_to_write(_next_number() or "2026-1"))


@app.command(epilog="Example: cmcct edition issue 2026-1 -o lists")
def issue(
    number: str = options.argument(
        "NUMBER",
        "Number of the edition.",
        show_default=False,
        callback=_check_number,
        autocompletion=completion.complete_edition,
    ),
    target: Path = export_options.FOLDER,
    directory: Path | None = options.DIRECTORY,
    audience: list[str] | None = export_options.AUDIENCES_LISTED,
    lang: list[str] | None = export_options.LANGUAGES_LISTED,
) -> None:
    """Write the files of an edition, and tag the commit that they are made from.

    The edition has everything that export all writes, a covering letter, the changes since the
    previous edition, and a manifest. An existing edition is made again from its tag and compared,
    with all its lists unless --audience or --lang is given.
    """
    output.set_language(output.preferred_translator())
    # An edition has the day of its commit.
    if name := next(filter(os.environ.get, _CLOCKS), ""):
        raise CmcctError(_("{variable} is set", variable=name), _("unset it"))
    path = directory_file.find_directory(directory)
    filesystem.refuse_tracked(path)
    repository = Repository.open(path)
    if repository.shallow_commits():
        raise CmcctError(revisions.UNSHALLOW)
    export_targets.refuse_git_folder(target)
    if tag := revisions.find_tag(repository, number):
        manifest = manifests.read_manifest(tag)
        _remake(path, manifest, _issued_lists(manifest, audience or (), lang or ()), target)
    else:
        _issue_new(path, number, audience or ["network"], lang or (), target)


def _issue_new(
    path: Path, number: str, audiences: Sequence[str], chosen: Sequence[str], target: Path
) -> None:
    """Write a new edition, and tag its commit; on a terminal, once the user agrees.

    It is in the `chosen` languages, or else in English. On a terminal, the manifest has the lists
    of all languages: one that is not written can be made later.
    """
    repository = Repository.open(path)
    commit = repository.head()
    if commit is None:
        raise CmcctError(_("there are no commits yet, so there is no history"))
    if revisions.has_changes(repository) and prompts.is_interactive():
        output.note(_("some changes are not yet in the history"))
        prompts.require_yes(_("Save them first?"))
        save_changes(EditOptions(path, dry_run=False))
        commit = repository.head() or commit
    if revisions.has_changes(repository) or repository.read_blob(commit) is None:
        message = _("the repository has changes that are not committed")
        raise CmcctError(message, options.hint_to_run("save"))
    saves.refuse_unknown_author(repository.root)
    tags = revisions.list_tags(repository, until=commit)
    before = [tag for tag in tags if revisions.NUMBER.fullmatch(tag.number)]
    edition = Issue(path, number, commit, before[-1] if before else None)
    # The clock of whoever committed may be ahead of this one.
    load_options.load_strict(path, None, "network", max(edition.day, today()))
    issued = langs = chosen or [ENGLISH]
    if prompts.is_interactive():
        langs = _ask_languages(edition, audiences, chosen)
        issued = LANGUAGES
    lists = _make_lists(edition, [*product(audiences, issued)])
    manifest = edition.make_manifest(lists)
    lists = {listed: files for listed, files in lists.items() if listed.lang in langs}
    text = manifest.to_json()
    export_options.refuse_foreign(target, [each.folder for each in lists], number)
    for listed in lists:
        atomic.make_folder(target / listed.folder, private=listed.audience == STRICTEST)
    # The tag takes the number before there are files with it: somebody else may issue it now. If
    # the files cannot be written, they can be made again from the tag.
    heading = f"Edition {number}"  # for git, in every language
    revisions.create_tag(repository, revisions.EditionTag(number, commit, f"{heading}\n\n{text}"))
    name = f"{revisions.PREFIX}{number}"
    if prompts.is_interactive():
        output.note(_("edition {number} is issued", number=number))
    else:
        output.note(_("tagged commit {commit} as {tag}", commit=commit[:7], tag=name))
    _write(lists, text, target)
    if edition.replaces:
        output.note(_("it replaces edition {number}", number=edition.replaces.number))
    names = join([language_name(each, output.translator().lang) for each in langs])
    output.note(_("{label}: {text}", label=_("Languages"), text=names))
    if not (chosen or prompts.is_interactive()):
        output.advise(_SEVERAL)
    if repository.origin():
        output.note(_("next: {command}", command=f"git push origin {name}"))


def _ask_languages(edition: Issue, audiences: Sequence[str], langs: Sequence[str]) -> Sequence[str]:
    """Show what an edition has, and ask for its languages, unless given, and whether to issue it.

    Raises `CmcctError` if it is not to be issued.
    """
    translator = output.translator()
    views = [edition.make_views(audience, [ENGLISH])[0][0] for audience in audiences]
    for view in views:
        _refuse_empty(view)
        export_options.summarise(_("edition {numbers}", numbers=edition.number), view)
    if edition.replaces:
        output.note(_("it replaces edition {number}", number=edition.replaces.number))
    output.note(_("once issued, the edition cannot be changed; languages can be added later"))
    counts = Counter(find_language(point) for view in views[:1] for point in view.focal_points)
    ordered = sorted(LANGUAGES, key=lambda lang: -counts[lang])
    labels = [language_name(lang, translator.lang) for lang in ordered]
    choices = Choices(ordered, labels, partial(match_known, "language", known=ordered))
    if not langs:
        for line, lang in zip(choices.lines(), ordered, strict=True):
            people = translator.ngettext("{count} person", "{count} people", counts[lang])
            output.note_lines(f"{line}  {people}")
        every = " ".join(str(number) for number, _lang in enumerate(ordered, 1))

        def read(text: str) -> list[str]:
            return choices.pick_several(", ".join(corrections.split_typed("tag", text)))

        langs = prompts.prompt(_("Which languages? (one or several)"), read, default=every)
    question = ngettext(
        "Issue edition {name} in {count} language?",
        "Issue edition {name} in {count} languages?",
        len(langs),
        name=edition.number,
    )
    prompts.require_yes(question)
    return langs


def _issued_lists(
    manifest: Manifest, audiences: Sequence[str], langs: Sequence[str]
) -> list[tuple[str, str]]:
    """Return audience and language of the lists of an edition that are asked for, by default all.

    Raises `CmcctError` if it has none for an audience or in a language.
    """
    issued = [(each.audience, each.lang) for each in manifest.lists]
    missing = {*audiences, *langs} - {name for pair in issued for name in pair}
    if missing:
        message = _(
            "edition {number} has no list for {names}",
            number=manifest.number,
            names=join(sorted(missing)),
        )
        names = join(["/".join(pair) for pair in issued])
        raise CmcctError(message, _("it has {names}", names=names))
    return [
        (audience, lang)
        for audience, lang in issued
        if audience in (audiences or [audience]) and lang in (langs or [lang])
    ]


def _remake(
    path: Path, manifest: Manifest, wanted: Sequence[tuple[str, str]], target: Path
) -> None:
    """Make an edition again from its tag, compare it, and write it if nothing was withdrawn."""
    edition = issues.Issue(path, manifest.number, manifest.commit, manifest.replaces)
    lists = _make_lists(edition, wanted, manifest.files)
    if differing := issues.differing_files(manifest, lists):
        message = _(
            "edition {number} cannot be made again; these files differ: {files}",
            number=manifest.number,
            files=join(differing),
        )
        versions = issues.differing_versions(manifest)
        if versions:
            raise CmcctError(message, _("install {versions}", versions=join(versions)))
        raise CmcctError(message)
    files = ngettext("{count} file", "{count} files", sum(map(len, lists.values())))
    text = _("edition {number}, {files}: the same as when it was issued")
    output.note(text.with_values(number=manifest.number, files=files))
    audiences = dict.fromkeys(audience for audience, _lang in wanted)
    gone = dict.fromkeys(id_ for audience in audiences for id_ in edition.find_withdrawn(audience))
    if gone:
        message = _("nothing was written: data withdrawn since then: {ids}", ids=join([*gone]))
        hint = _("--audience secretariat writes it, for the secretariat only")
        has_strictest = any(each.audience == STRICTEST for each in manifest.lists)
        raise CmcctError(message, hint if has_strictest else "")
    export_options.refuse_foreign(target, [each.folder for each in lists], manifest.number)
    _write(lists, manifest.to_json(), target)


def _make_lists(
    edition: Issue, wanted: Sequence[tuple[str, str]], issued: Container[str] = ()
) -> Mapping[EditionList, Mapping[str, bytes]]:
    """Return the files of each list; raises `CmcctError` if a list is empty.

    Of an edition that was `issued`, they are those of its manifest: a library was missing then.
    """
    packs = []
    audiences = [*dict.fromkeys(audience for audience, _lang in wanted)]
    if STRICTEST in audiences and directory_file.find_overlay(edition.path):
        output.note(_("the edition is made without the private file, which has no history"))
    for audience in audiences:
        views = edition.make_views(audience, [lang for each, lang in wanted if each == audience])
        _refuse_empty(views[0][0])
        packs += views
    lists = {}
    for view, translator, made in export_options.make_files(packs):
        listed = EditionList(
            audience=view.audience, lang=translator.lang, content=view.edition.content
        )
        files = {
            name: file
            for name, file in made.items()
            if not (issued and file.data) or f"{listed.folder}/{name}" in issued
        }
        lists[listed] = edition.complete(files, view, translator)
    return lists


def _refuse_empty(view: AudienceView) -> None:
    if not view.focal_points:
        name = vocabulary.InlineTerm("audience", view.audience)
        raise CmcctError(_("no entry for the {audience} audience", audience=name))


def _write(lists: Mapping[EditionList, Mapping[str, bytes]], manifest: str, target: Path) -> None:
    """Write the lists and the manifest of an edition into folders without foreign files."""
    for listed, files in lists.items():
        place = target / listed.folder
        pack.write_pack(place, files, private=listed.audience == STRICTEST)
        output.write(f"{place}\n")
    file = target / manifests.FILE
    atomic.write_file(file, manifest.encode())
    output.write(f"{file}\n")


@app.command(epilog="Example: cmcct edition verify list.vcf")
def verify(
    paths: list[Path] = options.argument(
        "FILE", "Files to verify, or folders with them.", show_default=False
    ),
    directory: Path | None = options.DIRECTORY,
) -> None:
    """Check which edition the files belong to, and whether they were changed.

    It compares their hashes with the tags of the repository. Exit code 1: a file
    does not belong to an edition, or is missing beside a manifest that names it.
    """
    repository = Repository.open(directory_file.find_directory(directory))
    read, problems = issues.read_manifests(repository)
    is_ours = True
    for file in _find_files(paths):
        data = directory_file.read_file(file)
        origins = issues.find_origins(read, data)
        missing = issues.missing_files(file.parent) if file.name == manifests.FILE else ()
        is_ours = is_ours and bool(origins) and not missing
        unknown = _("not a file of an edition, or changed since it was issued")
        if numbers := issues.named_editions(read, data):
            text = _("not a file of edition {number}: exported from the same content, or changed")
            unknown = text.with_values(number=join(numbers))
        lines = [(file, line) for line in [*map(_describe_origin, origins)] or [unknown]]
        for path, line in [*lines, *((file.parent / name, _("missing")) for name in missing)]:
            text = _("{label}: {text}", label=path, text=line)
            output.write(f"{output.translator().translate(text)}\n")
    if not is_ours:
        if not (read or problems):
            output.warn(revisions.NO_EDITIONS)
        output.warn(*(problem.message for problem in problems))
        raise typer.Exit(ExitCode.FINDINGS)


def _find_files(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield files, and those that are in folders; raises `CmcctError` if a folder has none."""
    for path in paths:
        if path.is_dir():
            # Those that are hidden are of git, and of file managers.
            inside = (file for file in sorted(path.rglob("*")) if not file.is_dir())
            files = [f for f in inside if not any(p[0] == "." for p in f.relative_to(path).parts)]
            if not files:
                raise CmcctError(_("the folder {folder} has no files", folder=path))
            yield from files
        else:
            yield path


def _describe_origin(origin: issues.FileOrigin) -> Message:
    if not origin.audience:
        return _("edition {number}, its manifest, unchanged", number=origin.number)
    return _(
        "edition {number}, {audience}, {language}, unchanged",
        number=origin.number,
        audience=vocabulary.InlineTerm("audience", origin.audience),
        language=language_name(origin.lang, output.translator().lang),
    )
