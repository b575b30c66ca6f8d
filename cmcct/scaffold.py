"""Files of a new repository, and the address from which it installs cmcct."""

import json
import posixpath
import re
import tomllib
from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit
from urllib.request import url2pathname
from uuid import uuid4

from cmcct.check.rules.fields import EXAMPLE_CONTACT, EXAMPLE_NAME
from cmcct.edit import formatter
from cmcct.errors.exceptions import CmcctError
from cmcct.fieldtypes.phone_number import example_numbers
from cmcct.history.git.repository import Repository
from cmcct.i18n.messages import ENGLISH, LANGUAGES, Translator, _, quote_text
from cmcct.model import json_schema
from cmcct.reference import data
from cmcct.reference.countries import caribbean_members, find_country
from cmcct.storage import directory_file
from cmcct.toml.values import format_inline

_EXAMPLE = "Guyana"  # the country of the examples where no members are listed
_ADDRESS = re.compile(r"\S+")  # inserted verbatim into YAML and TOML
_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_REMOTE = re.compile(r"(?:https?|ssh|git)://[^/\s]+/\S+")
_SHORT = re.compile(r"([\w.-]+@[\w.-]+):(?!/)(\S+)")  # scp-like syntax of an ssh address
_SECRET = re.compile(r"(?<=^https://)[^/@]*@|(?<=^http://)[^/@]*@")
_PLACEHOLDER = re.compile("%[A-Z]+%")
_FOR_GITHUB = re.compile("<!-- github -->\n(.*?)<!-- end -->\n", re.DOTALL)
_OWNER = re.compile(r"([^/]+/[^/]+?)(?:\.git)?/*$")
# What GitHub and pre-commit read at the top of a repository only.
_PRE_COMMIT = ".pre-commit-config.yaml"
_TOP_NAMES = (".github/", _PRE_COMMIT)
# What keeps private files out of git, and the check of each pull request.
GIT_IGNORE, CHECK = ".gitignore", ".github/workflows/check.yml"
# The lines that cmcct adds to files that users write too.
_OWN_LINES = {
    ".gitattributes": re.compile(r".* merge=cmcct"),
    GIT_IGNORE: re.compile(r"[^/]*\.private\.toml"),
}


class InstallOrigin(NamedTuple):
    """A commit of cmcct, and the URL of a repository that contains it."""

    url: str
    commit: str

    @property
    def action(self) -> str:
        """The name for use in GitHub workflows: `OWNER/cmcct`."""
        found = _OWNER.search(self.url)
        return found[1] if found else self.url


# Stands in the files until somebody replaces it.
_UNKNOWN_ORIGIN = InstallOrigin("https://github.com/OWNER/cmcct", "COMMIT")
# Hooks from a commit of cmcct; and those of the cmcct that is installed, where the commit is not
# known: git refuses each commit if pre-commit cannot fetch hooks.
_HOOKS = re.compile("# pinned\n(.*?)# installed\n(.*?)# end\n", re.DOTALL)


def parse_origin(text: str) -> InstallOrigin:
    """Parse `URL@COMMIT`; raises `CmcctError`."""
    url, _ignored, commit = text.rpartition("@")
    if not _ADDRESS.fullmatch(url) or not _COMMIT.fullmatch(commit):
        message = _("{text} is not a git address and commit", text=quote_text(text))
        raise CmcctError(message, _("use URL@COMMIT with the full 40-character commit id"))
    return InstallOrigin(_tidy(url), commit)


def installed_origin() -> InstallOrigin | None:
    """Return the origin of this installation if pip recorded a remote repository, else None."""
    try:
        text = metadata.distribution("cmcct").read_text("direct_url.json")
    except metadata.PackageNotFoundError:
        return None
    noted = json.loads(text or "{}")
    origin = None
    if "vcs_info" in noted:
        origin = InstallOrigin(_tidy(noted["url"]), noted["vcs_info"]["commit_id"])
    elif "dir_info" in noted:
        origin = _clone_origin(Path(url2pathname(urlsplit(noted["url"]).path)))
    return origin if origin and _REMOTE.fullmatch(origin.url) else None


def repository_files(  # noqa: PLR0913 - what the files say
    origin: InstallOrigin | None,
    lang: str = ENGLISH,
    name: str = EXAMPLE_NAME,
    contact: str = EXAMPLE_CONTACT,
    folder: str = "",
    *,
    countries: Sequence[str] = (),
    is_on_github: bool = True,
) -> Mapping[str, str]:
    """Return the files of a new directory by path, with a new UID; the directory file is the last.

    Those for which `is_top_file` holds belong at the top of the repository, where they name the
    directory file in `folder`, a path in the repository; the others are in that folder.
    The comments of the directory file, and what the checks of GitHub print, are in one of
    LANGUAGES. The file is formatted, so that it has a line for every member. `name` is the
    network's, `contact` its address for corrections, `countries` are its members, and the examples
    are of the first. Without GitHub, there are no top files, and the README does not mention it.
    """
    texts = template_files(lang, is_on_github=is_on_github, is_pinned=origin is not None)
    origin = origin or _UNKNOWN_ORIGIN
    members = map(find_country, (*countries, _EXAMPLE))
    example = next(country for country in members if example_numbers(country.code))
    numbers = [*map(format_inline, example_numbers(example.code))]
    values = {
        "UID": str(uuid4()),
        "NAME": format_inline(name),
        "CONTACT": format_inline(contact),
        "MEMBERS": _write_members(countries, lang) if countries else "",
        "URL": origin.url,
        "COMMIT": origin.commit,
        "ACTION": origin.action,
        "DIRECTORY": format_inline(posixpath.join(folder, directory_file.DIRECTORY_NAME)),
        "LANG": lang,
        "COUNTRY": format_inline(example.name),
        "CODE": example.code.lower(),
        "SPOKEN": format_inline([*example.languages]),
        "PHONE": numbers[0],
        "MOBILE": numbers[-1],
    }
    files = {
        path: _PLACEHOLDER.sub(lambda found: values[found[0].strip("%")], text)
        for path, text in texts.items()
    }
    directory = files.pop(directory_file.DIRECTORY_NAME).encode()
    raw = tomllib.loads(directory.decode())
    formatted = formatter.format_file(directory, raw).text.decode()
    return files | {
        directory_file.SCHEMA_NAME: json_schema.text(),
        directory_file.DIRECTORY_NAME: formatted,
    }


def _write_members(names: Sequence[str], lang: str) -> str:
    """Return the lines of the members; those of the Caribbean are a list that nobody decided."""
    text = Translator(lang).gettext("a sample: a public list, not a decision of the network")
    is_sample = [*names] == [country.name for country in caribbean_members()]
    note = f"# {text}\n" if is_sample else ""
    return f"{note}countries = {format_inline([*names])}\nformat = 2\n"


def is_top_file(name: str) -> bool:
    """Return whether a file belongs at the top of the repository, wherever the directory is."""
    return name.startswith(_TOP_NAMES)


def template_files(
    lang: str = ENGLISH, *, is_on_github: bool = True, is_pinned: bool = True
) -> Mapping[str, str]:
    """Return the template files of `cmcct init` by path; `dot-` becomes a leading dot.

    `directory.es.toml` is the directory file with comments in Spanish. The other files have no
    comments for readers, or texts in all languages.
    Words such as `%UID%` are placeholders, whose values differ in each repository. Without
    `is_pinned`, the hooks of pre-commit run the cmcct that is installed.
    """
    folder = Path(data.__file__).with_name("template")
    names = {
        path.relative_to(folder).as_posix().replace("dot-", "."): path
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    for other in LANGUAGES:
        translated = names.pop(f"directory.{other}.toml", None)
        if translated and other == lang:
            names[directory_file.DIRECTORY_NAME] = translated
    texts = {
        name: _FOR_GITHUB.sub(r"\1" if is_on_github else "", path.read_text(encoding="utf-8"))
        for name, path in names.items()
        if is_on_github or not is_top_file(name)
    }
    if is_on_github:
        hooks = r"\1" if is_pinned else r"\2"
        texts[_PRE_COMMIT] = _HOOKS.sub(hooks, texts[_PRE_COMMIT])
    return texts


def list_missing(name: str, text: str, own: str) -> list[str]:
    """Return the lines that an existing file lacks and that protect the list; [] for other files.

    `own` is the text of the existing file, `text` that which `init` would write. Of a workflow,
    they are all its jobs, also if it checks another list: with the folder in their names then. Of
    hooks, they are those that format another list: the check that is there finds all lists.
    """
    lines = [line for line in text.splitlines() if line.strip() and line.lstrip()[:1] != "#"]
    if name == GIT_IGNORE:
        return [line for line in lines if line not in own.splitlines()]
    if name not in {CHECK, _PRE_COMMIT}:
        return []
    folder = next(iter(re.findall(r'"(\S+)/directory\.toml"', text)), "")
    needed = "fail-on:" if name == CHECK else ""
    is_complete = needed in own and re.search(r"/cmcct(?:@|(?:\.git)?\s)|: cmcct check", own)
    if is_complete and (not folder or re.search(rf"(?<![\w./-]){re.escape(folder)}/", own)):
        return []
    lines = lines[lines.index("jobs:" if name == CHECK else "repos:") + 1 :]
    if is_complete:
        suffix = re.sub(r"[^a-z0-9]+", "-", folder.casefold())
        added = "\n".join(lines).partition("\n      - id: cmcct-check")[0]
        added = re.sub(r"(?m)^  \w+(?=:$)", rf"\g<0>-{suffix}", added)
        lines = re.sub("(?m)^    name: .*", rf"\g<0> ({suffix})", added).splitlines()
    return lines


def own_names() -> list[str]:
    """Return the files beside the directory file and its schema that cmcct writes or adds to."""
    return [*sorted({*template_files(), *_OWN_LINES} - {directory_file.DIRECTORY_NAME})]


def is_own(name: str, text: str, before: str) -> bool:
    """Return whether a file is as cmcct wrote it, given its text in the last commit or "".

    It is that text, or as `cmcct init` wrote it, with nothing after it but lines that cmcct adds.
    """
    lines, added = text.splitlines(), _OWN_LINES.get(name)
    end = len(lines)
    while not (lines[:end] == before.splitlines() or _is_from_template(name, lines[:end])):
        if not (added and end and added.fullmatch(lines[end - 1])):
            return False
        end -= 1
    return True


def _is_from_template(name: str, lines: list[str]) -> bool:
    texts = (
        template_files(is_on_github=is_on, is_pinned=is_pinned).get(name, "")
        for is_on, is_pinned in ((True, True), (True, False), (False, False))
    )
    templates = ("\n".join(text.splitlines()) for text in texts if text)
    patterns = (_PLACEHOLDER.sub(r'(?:\\S+|".*")', re.escape(text)) for text in templates)
    return any(re.fullmatch(pattern, "\n".join(lines)) for pattern in patterns)


def pinned_files(origin: InstallOrigin | None) -> list[str]:
    """Return the files that contain the URL and commit of cmcct, or their placeholders."""
    texts = template_files(is_pinned=origin is not None)
    return [name for name, text in texts.items() if "%COMMIT%" in text]


def _clone_origin(folder: Path) -> InstallOrigin | None:
    """Return the remote URL and current commit of a clone; None for another folder."""
    try:
        repository = Repository.open(folder / directory_file.DIRECTORY_NAME)
    except CmcctError:
        return None
    # A folder inside another repository is not a clone of cmcct.
    commit = repository.resolve("HEAD") if repository.root == folder.resolve() else None
    return InstallOrigin(_tidy(repository.origin()), commit) if commit else None


def _tidy(url: str) -> str:
    """Return a URL in a form valid for pip and pre-commit, without credentials."""
    return _SECRET.sub("", _SHORT.sub(r"ssh://\1/\2", url.removeprefix("git+")))
