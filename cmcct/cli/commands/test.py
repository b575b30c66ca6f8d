"""`cmcct test`."""

from collections.abc import Sequence

from cmcct.cli import options
from cmcct.cli.edits import channel_edits, edit_options, editing, entry_names
from cmcct.cli.screen import output, prompts
from cmcct.edit import channels, operations, overlay, parse_value
from cmcct.edit.transaction import DirectoryOnly
from cmcct.errors.exceptions import UnknownValueError
from cmcct.i18n.messages import _, did_you_mean, hint_to_write
from cmcct.model.entities import FAILURES, WRONG_NUMBER
from cmcct.reference import vocabulary
from cmcct.search.terms import NUMBER
from cmcct.text.shell import quote

_WHY = _("Why the call failed: no answer, busy, or wrong number (also if out of service).")


def _find_failure(text: str | None) -> str | None:
    """Return the reason that is typed; raises `CmcctError`, with the reasons."""
    try:
        return options.one_of("failed", FAILURES)(text)
    except UnknownValueError as error:
        error.hint = did_you_mean(error.suggestions) or hint_to_write(*FAILURES)
        raise


@options.command('test gy-hotline "+592 609 1240" --failed no-answer --dry-run')
@edit_options.edit_command_without_yes
def record_test(
    chosen: edit_options.EditOptions,
    id_: str = edit_options.ID,
    words: list[str] | None = options.argument(
        "NUMBER", "A number of the entry, or some of its digits, or its key: phones.0", None
    ),
    failed: str | None = options.option("|".join(FAILURES), _WHY, callback=_find_failure),
    on: str = edit_options.day_option("Date of the call [default: today]"),
    private: bool = edit_options.PRIVATE,
) -> None:
    """Record a test call: answered, or why not.

    cmcct call names tested numbers first, and failed ones last. An answered call clears an earlier
    failure. A test does not confirm the entry: for this, see cmcct verify.
    """
    day = parse_value.parse_value(("phones", 0, "tested"), on)
    spoken = [*(words or ())]
    for count in (2, 1):  # that the call was answered needs no word: `a répondu`, `ok`
        if vocabulary.find_slug("failed", " ".join(spoken[-count:])) == "answered":
            del spoken[-count:]
    number = " ".join(spoken)
    if NUMBER.fullmatch(whole := f"{id_} {number}".strip()):  # the number names the entry
        id_ = number = whole
    chosen, (id_,) = entry_names.resolve(chosen, [id_])

    behind = [*(["--failed", failed] if failed else []), *(["--on", quote(on)] * (on != "today"))]

    def record(table: operations.RawTable) -> list[channels.Channel]:
        nonlocal number  # is asked for once: the edit is tried before it is made
        names = _find_several(table, spoken)
        meant = channels.find_phones(table, number) if number and not names else ()
        if not number or (len({each.identity for each in meant}) > 1 and prompts.can_ask()):
            phones = [*meant] or [*channels.list_channels(table, ["phones"], is_private=private)]
            lines = [each for each in phones if each.values.get("type") != "fax"] or phones
            edits, form = channel_edits.ChannelEdits(is_private=private), " ".join(["KEY", *behind])
            chosen = edits.choose({"id": id_}, channels.Word("phones"), lines, form, "test")
            number = chosen.path if chosen else "phone"
        shown = (lambda each: each.words) if prompts.can_ask() else (lambda each: each.path)
        named = (channels.find_phone(table, each, shown) for each in names or [number])
        for index in (places := [*dict.fromkeys(named)]):
            channels.record_call(table["phones"], index, day, failed)
        return [channels.Channel(table, "phones", index, private) for index in places]

    def change(
        raw: operations.RawTable, overlay_raw: operations.RawTable
    ) -> list[channels.Channel]:
        entry = operations.get_entry(raw, id_)
        return record(overlay.get_or_create_part(raw, overlay_raw, entry) if private else entry)

    operation = change if private else DirectoryOnly(lambda raw: change(raw, {}))
    for line in editing.run_edit(chosen, operation).report:
        if line.values.get("no_test") is True:
            key = f"{line.path}.no_test"
            output.warn(_("this line is marked as not to be rung for tests: {key}", key=key))
        _note_removal(line, id_, failed)


def _note_removal(line: channels.Channel, id_: str, failed: str | None) -> None:
    """Print the command that removes a wrong number."""
    if failed == WRONG_NUMBER:
        option = " --private" if line.is_private else ""
        command = f"cmcct set {quote(id_)} --remove {channel_edits.name_typed(line)}{option}"
        output.note(_("to remove this number: {command}", command=command))


def _find_several(entry: operations.RawTable, words: Sequence[str]) -> Sequence[str]:
    """Return the words if each names a number: `mobile office`; none of one number in parts."""
    is_one = not words[1:] or NUMBER.fullmatch(" ".join(words))
    return () if is_one or not all(channels.find_phones(entry, each) for each in words) else words
