"""Shell completion: values without spaces, so that they need no quotes, and what they stand for.

zsh and fish show the descriptions, in the user's language.
"""

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from textwrap import shorten
from typing import Any, TypeAlias, cast

import typer

from cmcct.cli.screen import output
from cmcct.errors.exceptions import CmcctError
from cmcct.reference.vocabulary import HALVES
from cmcct.text.folding import is_slug

Offer: TypeAlias = tuple[str, str]  # a value, and its description
Completer: TypeAlias = Callable[..., list[str]] | Callable[..., list[Offer]]

# zsh evaluates descriptions, which can come from the file: no other characters reach it.
_UNSAFE = re.compile(r"[^\w\s.,()/\u2019-]+")
_VERSION = re.compile(r"\w[\w./-]*", re.ASCII)  # names of branches and tags that are offered
_MAX_LENGTH = 60  # characters of a description


def complete_words(words: Iterable[str]) -> Completer:
    """Offer fixed words."""
    return lambda incomplete: [word for word in words if word.startswith(incomplete)]


def complete_facet(name: str) -> Completer:
    """Offer the slugs of a facet of the vocabulary."""

    def complete(incomplete: str) -> list[Offer]:
        from cmcct.reference.vocabulary import terms

        lang = output.preferred_translator().lang
        return _offer(((term.slug, term.label(lang)) for term in terms(name)), incomplete)

    return complete


def complete_country(ctx: typer.Context, incomplete: str) -> list[Offer]:
    """Offer names with hyphens for spaces (`sierra-leone`), the directory's before others.

    They are capitalised if the input is: shells compare case-sensitively.
    """
    from cmcct.model import territory_lines
    from cmcct.reference import countries

    lang, network = output.preferred_translator().lang, territory_lines.expected_names(_raw(ctx))
    offers: dict[bool, list[Offer]] = {True: [], False: []}
    for country in countries.all_countries():
        if (name := hyphenate(country.name, incomplete)).startswith(incomplete):
            described = describe(f"{country.localize(lang)} ({country.code})")
            offers[country.name in network].append((name, described))
    return sorted(offers[True] or offers[False])


def complete_regions(ctx: typer.Context, incomplete: str) -> list[str]:
    """Offer the regions in which a member is."""
    from cmcct.model import territory_lines
    from cmcct.reference import countries

    raw = _raw(ctx)
    names = territory_lines.member_names(raw) or territory_lines.expected_names(raw)
    regions = countries.regions_of(map(countries.find_country, names))
    return [region for region in regions if region.startswith(incomplete)]


def complete_place(ctx: typer.Context, incomplete: str) -> list[Offer]:
    """Offer countries as `complete_country` does, and places with their countries."""
    from cmcct.reference import countries, words

    lang = output.preferred_translator().lang
    offers = dict(complete_country(ctx, incomplete))
    found: dict[str, dict[str, None]] = {}
    for name, code in (place for places in words.table()["place"].values() for place in places):
        if (text := hyphenate(name, incomplete)).startswith(incomplete):
            found.setdefault(text, {})[countries.localize_code(code, lang)] = None
    return sorted(({text: describe(*names) for text, names in found.items()} | offers).items())


def hyphenate(name: str, incomplete: str) -> str:
    """Return a name as one word, capitalised if the input begins with a capital."""
    from cmcct.text.folding import fold

    words = fold(name).split()
    is_capital = incomplete[:1].isupper()
    return "-".join(word.capitalize() if is_capital else word for word in words)


def complete_keys(incomplete: str) -> list[Offer]:
    """Offer the keys of an entry."""
    from cmcct.model.fields import ENTRY_KEYS

    translate = output.preferred_translator().translate
    return _offer(((key, translate(spec.label)) for key, spec in ENTRY_KEYS.items()), incomplete)


def complete_list_keys(incomplete: str) -> list[Offer]:
    """Offer the keys of lists, for items to add or remove."""
    from cmcct.model.fields import ENTRY_KEYS

    return [(f"{key}=", text) for key, text in complete_keys(incomplete) if ENTRY_KEYS[key].is_list]


def complete_codes(incomplete: str) -> list[Offer]:
    """Offer the codes of the rules."""
    from cmcct.check.rules import ALL_RULES
    from cmcct.cli.screen.check_report import summarise_rule

    rules = ((rule.code, summarise_rule(rule, output.preferred_translator())) for rule in ALL_RULES)
    return _offer(rules, incomplete)


def complete_columns(incomplete: str) -> list[Offer]:
    """Complete the last of several column names joined by commas."""
    from cmcct.formats.shared.columns import HEADINGS, NAMES

    translate = output.preferred_translator().translate
    done, comma, last = incomplete.rpartition(",")
    columns = _offer(((name, translate(HEADINGS[name])) for name in NAMES), last)
    return [(f"{done}{comma}{name}", text) for name, text in columns]


def _offer(values: Iterable[tuple[str, str]], incomplete: str) -> list[Offer]:
    """Offer the values that begin so, each with its description."""
    return [(value, describe(text)) for value, text in values if value.startswith(incomplete)]


def describe(*texts: object) -> str:
    """Return the texts as a short description, safe for shells; what is no text is left out."""
    words = ", ".join(text for text in texts if isinstance(text, str) and text)
    return shorten(_UNSAFE.sub(" ", words.replace("'", "\u2019")), _MAX_LENGTH, placeholder="…")


def _complete_tables(*names: str) -> Callable[[typer.Context, str], list[Offer]]:
    """Offer the ids in lists of tables of the directory."""

    def complete(ctx: typer.Context, incomplete: str) -> list[Offer]:
        # Read the file without building the model: the shell waits for the answer.
        raw = _raw(ctx)
        lists = [raw.get(name) for name in names]
        entries = [entry for listed in lists if isinstance(listed, list) for entry in listed]
        pairs = [(entry.get("id"), entry) for entry in entries if isinstance(entry, dict)]
        # A value in a file may be a command to the shell, so only slugs are offered.
        return [
            (id_, describe(entry.get("name"), entry.get("organisation")))
            for id_, entry in pairs
            if isinstance(id_, str) and is_slug(id_) and id_.startswith(incomplete)
        ]

    return complete


def _find_directory(ctx: typer.Context) -> Path:
    from cmcct.storage import directory_file

    before: typer.Context | None = ctx
    while before and not before.params.get("directory"):
        before = cast("typer.Context | None", before.parent)
    return directory_file.find_directory(before.params["directory"] if before else None)


def _raw(ctx: typer.Context) -> dict[str, Any]:
    from cmcct.storage import directory_file

    try:
        return directory_file.parse_file(_find_directory(ctx))
    except directory_file.ConflictError as conflict:
        return conflict.sides.ours.raw
    except CmcctError:
        return {}


def complete_assignment(ctx: typer.Context, incomplete: str) -> list[Offer]:
    """Offer ids, and after the first the keys of entries."""
    words = ctx.params.get("words") or []
    if "=" in incomplete or "=" in words[-1:]:  # bash splits a word there
        return []
    keys = complete_keys(incomplete) if words else []
    return [*complete_any_ids(ctx, incomplete), *((f"{key}=", text) for key, text in keys)]


def complete_versions(ctx: typer.Context, incomplete: str) -> list[Offer]:
    """Offer meetings, editions, branches and tags, also behind `A..`."""
    start, dots, name = incomplete.rpartition("..")
    names = dict(complete_meetings(ctx, name))
    with suppress(CmcctError):
        from cmcct.history.git.repository import Repository

        repository = Repository.open(_find_directory(ctx))
        # What a shell could run is not offered.
        names |= dict.fromkeys(filter(_VERSION.fullmatch, repository.names()), "")
    return [(f"{start}{dots}{one}", text) for one, text in names.items() if one.startswith(name)]


def complete_edition(ctx: typer.Context, incomplete: str) -> list[Offer]:
    """Offer the next number of an edition in this year: `2026-2`."""
    from cmcct.clock import today
    from cmcct.history import revisions
    from cmcct.history.git.repository import Repository

    with suppress(CmcctError):
        tags = revisions.list_tags(Repository.open(_find_directory(ctx)))
        this_year = re.compile(rf"{today().year}-([0-9]+)")
        taken = [int(found[1]) for tag in tags if (found := this_year.fullmatch(tag.number))]
        return _offer([(f"{today().year}-{max(taken, default=0) + 1}", "")], incomplete)
    return []


complete_ids = _complete_tables("focal_point")
complete_groups = _complete_tables("working_group")
complete_meetings = _complete_tables("meeting")
complete_any_ids = _complete_tables("focal_point", "meeting", "working_group")

# What is offered for a placeholder; for others, nothing, or file names.
_COMPLETERS: dict[str, Completer] = {
    **{name.upper(): complete_facet(name) for name in ("sector", "body", "role")},
    **dict.fromkeys(("ID", "KEEP", "DROP"), complete_ids),
    **dict.fromkeys(
        ("REV", "REV|DATE|MEETING", "VERSION", "[A[..B] | FILE FILE] [TERM]"), complete_versions
    ),
    **dict.fromkeys(("CODE", "CODE,…"), complete_codes),
    **dict.fromkeys(("NAME,...", "[-]NAME"), complete_columns),
    **dict.fromkeys(("COUNT", "LANGUAGE", "NUMBER"), complete_words(())),
    "COUNTRY": complete_country,
    "GROUP": complete_groups,
    "HALF": complete_words(HALVES),
    "ID|KEY=VALUE": complete_assignment,
    "KEY": complete_keys,
    "KEY=VALUE": complete_list_keys,
    "MEETING": complete_meetings,
    "REGION": complete_regions,
    "STATUS": complete_words(("active", "vacant", "left", "all")),
}


def find_completer(metavar: str) -> Completer | None:
    """Return what a shell offers for a placeholder, or for words such as `text|json`."""
    words = complete_words(metavar.split("|")) if "|" in metavar else None
    return _COMPLETERS.get(metavar, words)
