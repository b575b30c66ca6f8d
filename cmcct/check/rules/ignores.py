"""Rules about `[check] ignore`: what it may silence, what it silences, what a change adds to it."""

from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import date

from cmcct.check.rules.registry import RULES, Rule, iter_entries, rule
from cmcct.diagnostics import WARNING, Finding, KeyPath
from cmcct.errors.suggest import closest
from cmcct.i18n.messages import Lowered, Message, OptionalMessage, _, did_you_mean, join, quote_text
from cmcct.model.loader import ParseResult, PreviousVersion


@rule()
def unknown_code(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """`[check] ignore` lists codes of warnings, or `ID:CODE` for the warning about one entry.

    Errors cannot be ignored: a directory with errors is not exported. Nor can warnings that nobody
    may switch off, such as that the members of the private file or `ignore` itself changed.
    `ID:entry-removed` may refer to an entry that no longer exists.
    """
    ids = [point.id for _, point in iter_entries(parsed)]
    has_all_ids = not any(table.is_unreadable("id") for table, _ in iter_entries(parsed))
    for path, item in _iter_items(parsed):
        id_, colon, code = item.rpartition(":")
        if refusal := _refuse_to_ignore(code):
            yield Finding(path, *refusal)
        elif colon and id_ not in ids and code != "entry-removed" and has_all_ids:
            hint = did_you_mean(closest(id_, ids)) or _("remove the code")
            yield Finding(path, _("no entry has the id {id}", id=quote_text(id_)), hint)


def _refuse_to_ignore(code: str) -> tuple[Message, OptionalMessage] | None:
    """Return message and hint about a code that cannot be ignored; None about any other."""
    if code not in RULES:
        hint = did_you_mean(closest(code, [*filter(may_ignore, RULES)])) or _(
            "write a code that cmcct check prints in brackets, alone or as ID:CODE; "
            "docs/rules.md of cmcct lists all"
        )
        return _("{code} is not the code of a warning", code=quote_text(code)), hint
    if may_ignore(code):
        return None
    message = _("{code} is an error; errors cannot be ignored")
    if RULES[code].severity == WARNING:
        message = _("{code} cannot be ignored")
    return message.with_values(code=quote_text(code)), _("remove the code")


def may_ignore(item: str) -> bool:
    """Return whether an item of `ignore` has the code of a warning that may be ignored."""
    silenced = RULES.get(item.rpartition(":")[2])
    return silenced is not None and silenced.severity == WARNING and silenced.may_be_ignored


@rule(WARNING, may_be_ignored=False)
def unused_ignore(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """Each item of `[check] ignore` silences a finding.

    One that is left behind hides the next finding of its kind. Codes that depend on the day
    (`stale`) or on a change (`number-changed`) are not looked at, nor is what may be about an
    encrypted private file. With `--changed-since`, this is a note.
    """
    for path, item in _iter_items(parsed):
        silenced = RULES.get(item.rpartition(":")[2])
        is_unused = parsed.warned is not None and item not in parsed.warned
        if is_unused and silenced and may_ignore(item) and _is_about_file(silenced, parsed):
            message = _("{item} ignores nothing", item=quote_text(item))
            yield Finding(path, message, _("remove it from the ignore list of [check]"))


def _is_about_file(silenced: Rule, parsed: ParseResult) -> bool:
    """Return whether a rule would find what it is ignored for in this file, and on any day."""
    # Only a member can see what an encrypted private file has.
    may_be_private = silenced.is_for_overlay and parsed.directory.private.members
    is_private = may_be_private or silenced.code.startswith("private-")
    return not (silenced.is_of_change or silenced.depends_on_clock or is_private)


@rule(WARNING, is_of_change=True, may_be_ignored=False)
def ignore_added(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """What `[check] ignore` silences from now on is reported.

    A finding that comes from a change is never silenced by the same change; where the version
    before ignores it, it is a note. Other findings are silenced at once. Earlier ignores are known
    only to `cmcct check --changed-since`.
    """
    earlier = earlier_ignores(parsed.previous) if parsed.previous else parsed.directory.check.ignore
    for path, item in _iter_items(parsed):
        if is_added(item, earlier):
            text = _("Ignored from now on: {finding}", finding=describe_ignore(item))
            hint = _("say in the pull request why, or remove it from the ignore list of [check]")
            yield Finding(path, join([Lowered(text)]), hint)


def earlier_ignores(previous: PreviousVersion) -> frozenset[str]:
    """Return what the older version ignores, with the ids that its entries have now."""
    ids = {then.id: table.value.id for then, table in previous.changed}
    return rename_ids(previous.directory.check.ignore, ids)


def rename_ids(items: Iterable[str], ids: Mapping[str, str]) -> frozenset[str]:
    """Return items of `ignore` with other ids of entries, given old id -> new id."""
    parts = (item.rpartition(":") for item in items)
    return frozenset(f"{ids.get(id_, id_)}{colon}{code}" for id_, colon, code in parts)


def is_added(item: str, earlier: Container[str]) -> bool:
    """Return whether an item of `ignore` silences what the `earlier` ones did not."""
    return item not in earlier and may_ignore(item)


def describe_ignore(item: str) -> str:
    """Return an item of `ignore` as readers see it: `gy-ctu: stale`."""
    return item.replace(":", ": ", 1)


def _iter_items(parsed: ParseResult) -> Iterator[tuple[KeyPath, str]]:
    """Yield the items of `ignore`, each with its key path."""
    for table in parsed.tables["check"]:
        for index, item in enumerate(table.value.ignore):
            yield table.path_of("ignore", index), item
