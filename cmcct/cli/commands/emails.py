"""`cmcct export emails`."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import typer

from cmcct.cli import options
from cmcct.cli.options import filter_options, load_options
from cmcct.cli.screen import output
from cmcct.clock import today
from cmcct.errors.exceptions import ExitCode
from cmcct.formats import email_lists as writer
from cmcct.i18n.messages import _, ngettext
from cmcct.model.entities import STRICTEST
from cmcct.privacy import audiences
from cmcct.search import query


@filter_options.add_filters
def emails(
    selection: query.Query,
    directory: Path | None = options.DIRECTORY,
    audience: str | None = filter_options.AUDIENCE,
    at: str | None = load_options.AT,
    output_format: str = options.choice(
        "format",
        writer.FORMATS,
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
    recipients = writer.recipients(result.view, output_format)
    # Only the addresses that this list would have had count as withheld.
    ids = {point.id for point in result.view.focal_points}
    points = [point for point in loaded.focal_points if point.id in ids]
    addresses = {recipient.address for recipient in recipients}
    whole = writer.recipients(audiences.view_for(loaded, points, STRICTEST), output_format)
    withheld = Counter(each.point.id for each in whole if each.address not in addresses)
    view = replace(result.view, withheld=withheld)
    counted = view if selection == query.Query() else view.without_counts()
    output.write(writer.dump(counted, translator, output_format=output_format))
    # mutt owns the screen: more lines would stay on it.
    if output_format != "mutt":
        _report_withheld(view, recipients)
        output.report_search(result, at)
    if not recipients:
        raise typer.Exit(ExitCode.FINDINGS)


def _report_withheld(view: audiences.AudienceView, recipients: list[writer.Recipient]) -> None:
    """Report the entries without an address, and the private addresses."""
    if missing := writer.entries_without_address(view):
        seats = ngettext("{count} entry", "{count} entries", len(missing))
        ids = ", ".join(missing)
        output.note(_("{seats} without an e-mail address: {ids}", seats=seats, ids=ids))
    held = ngettext("{count} e-mail", "{count} e-mails", view.withheld_channels)
    output.report_withheld(view, held)
    private = sum(STRICTEST in {each.sharing, each.point.sharing} for each in recipients)
    if private:
        held = ngettext("{count} private address", "{count} private addresses", private)
        output.note(_("contains {what}; for the secretariat only", what=held))
