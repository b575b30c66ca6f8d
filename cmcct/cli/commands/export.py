"""`cmcct export`: a subcommand per format."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise, product
from pathlib import Path
from typing import Any, ClassVar

import typer

from cmcct.cli import options
from cmcct.cli.framework.lazy_group import SuggestingGroup, make_group
from cmcct.cli.options import export_options, export_targets, filter_options, load_options
from cmcct.cli.options.export_options import export_command
from cmcct.cli.screen import output
from cmcct.cli.screen.prompts import can_ask
from cmcct.clock import today
from cmcct.errors.exceptions import CmcctError, ExitCode, UnknownValueError
from cmcct.errors.suggest import closest
from cmcct.formats import email_lists
from cmcct.formats import vcard as vcard_format
from cmcct.formats.recognition import OTHER_KINDS
from cmcct.i18n.messages import (
    ENGLISH,
    OptionalMessage,
    Translator,
    _,
    join,
    join_or,
    ngettext,
    quote_text,
)
from cmcct.model.entities import STRICTEST
from cmcct.privacy import audiences
from cmcct.privacy.audiences import AudienceView
from cmcct.privacy.levels import AUDIENCES
from cmcct.reference import vocabulary
from cmcct.reference.words import all_keys
from cmcct.search import query
from cmcct.text.folding import fold
from cmcct.text.shell import command_line, quote

# Programs detect these; any other would have to be configured by the recipient.
DELIMITERS = (",", ";", "|", "\t")
PAPERS = ("a4", "letter")
_PAPER = options.choice("paper", PAPERS, "Size of the pages.", PAPERS[0])
_LEAST_LETTERS = 4  # of a language's name; a code may be another word
# The first is the directory's own; the others have a module of the same name in `formats`.
DIALECTS = ("directory", "google", "outlook", "thunderbird")
_LANGUAGE_OPTIONS = (_("the language of the file"), _("one that people speak"))


class _FormatGroup(SuggestingGroup):
    """The formats; a word of the four languages stands for one too: `excel`, `correos`."""

    other_names: ClassVar = {
        word: values[0] for word, values in vocabulary.typed_words("format").items()
    }

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the words: the format may stand behind others, or be said by the file's name.

        A word such as `list.xlsx` is that name, with `-o` or without.
        """
        formats = self.list_commands(ctx)
        words = [self.other_names.get(fold(word), word) for word in args[:1]] + args[1:]
        files = [file for name in ("-o", "--output") for file in options.values_among(name, words)]
        if words[:1] == ["all"] != args[:1] and any(map(export_targets.is_name, files)):
            del words[0]  # `todo -o lista.xlsx`

        def find_places(is_wanted: Callable[[str], bool]) -> list[int]:
            """Return where such words stand, without the values of options."""
            pairs = enumerate(pairwise(["", *words]))
            return [at for at, (a, word) in pairs if is_wanted(word) and not a.startswith("-")]

        if not ctx.resilient_parsing:
            words[:] = _read_audience(words)
            _refuse_other_kind(words, formats)
            _refuse_language(words, find_places(_is_language))
        names = find_places(export_targets.is_name)
        if names and not files:
            files = [words[names[0]]]
            words.insert(names[0], "-o")
        places = find_places(formats.__contains__)
        if ctx.resilient_parsing:  # of a completion, which refuses nothing
            files = []
        if places:
            words.insert(0, words.pop(places[0]))
            if words[0] == "all" and options.values_among("--language", words):  # no filter there
                line = ["export", *(word.replace("--language", "--lang") for word in words)]
                raise options.conflict_error("--language", "export all", options.hint_to_run(*line))
            if words[0] == "emails" and files:
                terms = (w for w in words[1:] if w not in ("-o", "--output", *files))
                command = f"{command_line('export', 'emails', *terms)} > {quote(files[-1])}"
                raise CmcctError(_("addresses are printed"), _("run {command}", command=command))
        elif files and not closest(words[0], [*formats, *self.other_names]):
            words.insert(0, export_targets.find_format(files[-1]))
        return super().parse_args(ctx, words)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the format; raises `CmcctError` for words that are those of a search."""
        formats = [*self.list_commands(ctx), *self.other_names]
        is_format = args[0].startswith("-") or closest(args[0], formats)
        if not (is_format or "--help" in args or ctx.resilient_parsing):
            command = command_line("export", *args, "-o", "list.xlsx")
            search = _("to export the entries that the words find, run {command}", command=command)
            error = UnknownValueError("format", args[0], choices=self.list_commands(ctx))
            error.hint = join([error.hint, search], "; ")
            raise error
        return super().resolve_command(ctx, args)


def _read_audience(words: Sequence[str]) -> Sequence[str]:
    """Return the words with `público` as the audience, but not where it is of a `ministerio`."""
    for at, (before, word) in enumerate(pairwise(["", *words])):
        if before.startswith("-") or vocabulary.find_slug("audience", word) != AUDIENCES[0]:
            continue
        names = [fold(" ".join(pair)) for pair in pairwise(words) if word in pair]
        if not any(f" {name} " in f" {key} " for key in all_keys() for name in names):
            return [*words[:at], "--audience", AUDIENCES[0], *words[at + 1 :]]
    return words


def _refuse_other_kind(words: Sequence[str], formats: Sequence[str]) -> None:
    """Raise `CmcctError` for files of another program, such as `docx` or `list.docx`."""
    pairs = ((each, Path(each).suffix or f".{each}" * (each is words[0])) for each in words)
    others = {word: suffix for word, suffix in pairs if suffix.lower() in OTHER_KINDS}
    if others and {"all", "emails", "--force"}.isdisjoint(words):
        suffix = next(iter(others.values()))
        program, form = OTHER_KINDS[suffix.lower()]
        left_out = {*formats, *(end[1:] for end in others.values())}
        names = {word: f"{word.removesuffix(end)}.{form}" for word, end in others.items()}
        line = [names.get(word, word) for word in words if word not in left_out]
        message = _("there is no format {format}; {program} opens {other}")
        message = message.with_values(format=suffix[1:], program=program, other=form)
        raise CmcctError(message, options.hint_to_run("export", form, *line))


def _is_language(word: str) -> bool:
    """Return whether a word is one of the languages that a file may be in; a code may be `en`."""
    return len(word) >= _LEAST_LETTERS and bool(options.language_among(["--lang", word]))


def _refuse_language(words: Sequence[str], places: Sequence[int]) -> None:
    """Raise `CmcctError` for a language that may be the file's or people's, on a terminal."""
    if "emails" in words or not (places and can_ask()):
        return
    at, word = places[0], words[places[0]]
    before = words[: at - (len(words) > 1 and words[at - 1].casefold() in {"en", "in"})]
    lines = [[*before, name, word, *words[at + 1 :]] for name in ("--lang", "--language")]
    message = _("{word} may be {keys}", word=quote_text(word), keys=join_or(_LANGUAGE_OPTIONS))
    error = CmcctError(message)
    error.instead = [command_line("export", *line) for line in lines]
    raise error


@make_group("cmcct export vcard -o list.vcf", _FormatGroup)
def app(_directory: Path | None) -> None:
    """Export the list: vCards, tables, a page, a PDF, addresses.

    The directory must have no errors. The file name extension can also select the format: cmcct
    export -o list.xlsx
    """


@app.command(epilog="Example: cmcct export vcard --meeting georgetown-2019 -o list.vcf")
@export_command
def vcard(
    view: AudienceView,
    translator: Translator,
    version: str | None = options.choice(
        "vcard-version",
        vcard_format.VERSIONS,
        "vCard version [default: 3.0; 4.0 with --groups kind]",
    ),
    groups: str | None = options.choice(
        "groups", vcard_format.GROUPS, "Also export working groups and meetings as contact groups."
    ),
    split: bool = options.flag("--split", "Write one file per entry into the folder of --output."),
    prune: bool = options.flag(
        "--prune", "With --split: delete earlier cards that are no longer in the list."
    ),
) -> str | list[tuple[str, str]]:
    """Export vCards for phones, mail programs and address books."""
    if prune and not split:
        raise options.requirement_error("--prune", "--split")
    version = vcard_format.resolve_version(groups, version)
    cards = vcard_format.iter_cards(view, translator, version=version, groups=groups)
    return [*cards] if split else "".join(text for _, text in cards)


@app.command(epilog="Example: cmcct export csv --dialect outlook -o list.csv")
@export_command
def csv(
    view: AudienceView,
    translator: Translator,
    dialect: str = options.choice(
        "dialect", DIALECTS, "Columns for import into this program.", DIALECTS[0]
    ),
    delimiter: str | None = options.option(
        "CHARACTER", "Cell delimiter; ';' for Excel in Spanish, Dutch or French."
    ),
) -> str:
    """Export CSV for spreadsheets or for import into an address book."""
    from cmcct.formats import csv
    from cmcct.formats.csv import address_books

    if dialect != DIALECTS[0]:
        if delimiter is not None:
            raise options.conflict_error("--delimiter", f"--dialect {dialect}")
        return address_books.dump(view, translator, dialect)
    if translator.lang != ENGLISH:
        option = f"--lang {translator.lang}"
        dialects = join(["--dialect", join_or(DIALECTS[1:])], " ")
        message = _("{option} requires {other}", option=option, other=dialects)
        raise CmcctError(message, _("the columns of plain CSV are the same in every language"))
    delimiter = "\t" if delimiter in {"tab", "\\t"} else "," if delimiter is None else delimiter
    if delimiter not in DELIMITERS:
        message = _("{text} cannot be a delimiter", text=quote_text(delimiter))
        raise CmcctError(message, _("use , ; | or tab"))
    return csv.dump(view, delimiter=delimiter)


@app.command(epilog="Example: cmcct export xlsx --lang es -o lista.xlsx")
@export_command
def xlsx(view: AudienceView, translator: Translator, paper: str = _PAPER) -> None:
    """Export a workbook for Excel and other spreadsheets."""


@app.command(epilog="Example: cmcct export html --lang fr -o annuaire.html")
@export_command
def html(view: AudienceView, translator: Translator) -> None:
    """Export a web page that works offline on phones and prints well."""


@app.command(epilog="Example: cmcct export pdf --lang nl -o lijst.pdf")
@export_command
def pdf(view: AudienceView, translator: Translator, paper: str = _PAPER) -> None:
    """Export a PDF to print: the 24/7 lines first, then each country."""


@app.command(epilog="Example: cmcct export markdown -o list.md")
@export_command
def markdown(view: AudienceView, translator: Translator) -> None:
    """Export Markdown for a web page or a report."""


@app.command(epilog="Example: cmcct export json --region caricom")
@export_command
def json(view: AudienceView) -> None:
    """Export JSON for programs."""


@app.command(epilog="Example: cmcct export emails --group venezuela --format outlook")
@filter_options.add_filters
def emails(
    selection: query.Query,
    directory: Path | None = options.DIRECTORY,
    audience: str | None = filter_options.AUDIENCE,
    at: str | None = load_options.AT,
    output_format: str = options.choice(
        "format",
        email_lists.FORMATS,
        "Output format: commas (plain), semicolons (outlook), or answers to mutt.",
        "plain",
    ),
    lang: str | None = options.LANG,
) -> None:
    """Print e-mail addresses for the BCC line of a message.

    The preferred address of each entry is printed, each address once. Use BCC so that recipients do
    not see each other.
    """
    reader = options.reader_translator(lang)
    # mutt shows its output to the user; the other formats do not depend on the user's locale.
    translator = reader if output_format == "mutt" else options.recipient_translator(lang)
    audience = audience or audiences.default_audience("emails")
    if output_format == "mutt":  # which asks for as much as is readable
        private = audience == STRICTEST
        lenient = load_options.load_lenient(directory, at, private=private, audience=audience)
        loaded = lenient.directory
    else:
        loaded = load_options.load_strict(directory, at, audience)
    result = query.find_entries(loaded, selection, audience, today(), translator)
    recipients = email_lists.recipients(result.view, output_format)
    # Only the addresses that this list would have had count as withheld.
    ids = {point.id for point in result.view.focal_points}
    points = [point for point in loaded.focal_points if point.id in ids]
    addresses = {recipient.address for recipient in recipients}
    whole = email_lists.recipients(audiences.view_for(loaded, points, STRICTEST), output_format)
    withheld = Counter(each.point.id for each in whole if each.address not in addresses)
    view = replace(result.view, withheld=withheld)
    counted = view if selection == query.Query() else view.without_counts()
    output.write(email_lists.dump(counted, translator, output_format=output_format))
    # mutt owns the screen: more lines would stay on it.
    if output_format != "mutt":
        _report_addresses(view, recipients)
        output.report_search(result, at)
    if not recipients:
        raise typer.Exit(ExitCode.FINDINGS)


def _report_addresses(view: AudienceView, recipients: list[email_lists.Recipient]) -> None:
    """Report the entries without an address, and the private addresses."""
    if missing := [p.id for p in view.focal_points if not email_lists.find_recipient(p)]:
        seats = ngettext("{count} entry", "{count} entries", len(missing))
        ids = ", ".join(missing)
        output.note(_("{seats} without an e-mail address: {ids}", seats=seats, ids=ids))
    held = ngettext("{count} e-mail", "{count} e-mails", view.withheld_channels)
    output.report_withheld(view, held)
    private = sum(STRICTEST in {each.sharing, each.point.sharing} for each in recipients)
    if private:
        held = ngettext("{count} private address", "{count} private addresses", private)
        output.note(_("contains {what}; for the secretariat only", what=held))


@app.command("all", epilog="Example: cmcct export all --lang en,es -o lists")
def all_(
    target: Path = export_options.FOLDER,
    directory: Path | None = options.DIRECTORY,
    audience: list[str] | None = export_options.AUDIENCES_LISTED,
    at: str | None = load_options.AT,
    lang: list[str] | None = export_options.LANGUAGES_LISTED,
) -> None:
    """Export all files for recipients, with a guide and checksums.

    Each audience and language has a folder of its own, to send as it is.
    """
    from cmcct.editions import pack

    output.set_language(output.preferred_translator())
    audiences_, langs = audience or ["network"], lang or [ENGLISH]
    export_targets.refuse_git_folder(target)
    export_options.refuse_foreign(target, map("/".join, product(audiences_, langs)))
    packs = []
    for name in audiences_:
        views, draft = _views_of(directory, at, name, [*map(Translator, langs)])
        packs += views
    if not packs:
        raise CmcctError(_("nothing to export"))
    for view, translator, files in export_options.make_files(packs):
        place = target / view.audience / translator.lang
        contents = pack.complete(files, view, translator)
        pack.write_pack(place, contents, private=view.audience == STRICTEST)
    for view, translator in packs:
        languages = [] if lang else export_options.describe_language(translator)
        place = target / view.audience / translator.lang
        export_options.summarise(str(place), view, *languages)
    export_options.note_draft(draft)


def _views_of(
    directory: Path | None, at: str | None, audience: str, translators: Sequence[Translator]
) -> tuple[list[tuple[AudienceView, Translator]], OptionalMessage]:
    """Return the whole list for an audience in the order of each language, and why it is a draft.

    An empty list is reported, and not returned.
    """
    from cmcct.editions import marks

    loaded = load_options.load_strict(directory, at, audience)
    edition, draft = export_options.find_edition(directory, at, loaded, audience, has_cards=True)
    views = [
        query.search(loaded, query.Query(), audience, today(), translator)
        for translator in translators
    ]
    if at is None:
        export_options.warn_departed(views[0])
    if not views[0].focal_points:
        name = vocabulary.InlineTerm("audience", audience)
        message = _("no entry for the {audience} audience", audience=name)
        command = f"cmcct set ID sharing={audience}"
        output.note(_("{label}: {text}", label=message, text=_("run {command}", command=command)))
        return [], draft
    marked = (marks.mark_content(view, edition) for view in views)
    return [*zip(marked, translators, strict=True)], draft
