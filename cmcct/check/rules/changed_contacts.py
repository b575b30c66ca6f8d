"""Rules about changed contacts: numbers, addresses, and what is shared more widely."""

import re
from collections.abc import Callable, Hashable, Iterator, Mapping
from datetime import date
from itertools import chain
from typing import Any, TypeAlias

from cmcct.check.rules import registry
from cmcct.check.rules.registry import entry_id, find_quoted, iter_changed, iter_entries, rule
from cmcct.diagnostics import NOTE, WARNING, Finding, KeyPath
from cmcct.fieldtypes import phone_number
from cmcct.fieldtypes.opening_hours import is_round_the_clock
from cmcct.i18n.messages import LongDate, SafeText, _, quote_text
from cmcct.model.entities import AROUND_THE_CLOCK, CHANNELS, Directory, FocalPoint, Handle, Phone
from cmcct.model.fields import RECORDS
from cmcct.model.loader import ParsedTable, ParseResult
from cmcct.privacy import quotations
from cmcct.privacy.levels import AUDIENCES, channel_key, is_wider, spelling, strictest
from cmcct.privacy.quotations import is_telling, iter_quoted, iter_shared, map_audiences
from cmcct.reference.countries import UNKNOWN_COUNTRY, Country
from cmcct.text.folding import fold

_WITHOUT_SHARING = FocalPoint.model_fields["sharing"].default


@rule(WARNING, is_of_change=True)
def sharing_widened(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """Sharing something with a wider audience is reported.

    Shared data cannot be taken back. An entry, a channel, a postal address, a line of the private
    notes, a meeting and a working group have an audience. A number counts as the same number in any
    notation, and also in another entry or within a text. There, letters or words may stand in place
    of digits (`6O9-l234`, `six zero nine …`), and parts of it in several texts; an address may be
    `name (at) example.org`. Earlier sharing is known only to `cmcct check --changed-since`.

    A new entry that is `public` is reported, too: without `sharing`, only the network sees it. So
    is a further number or address of an entry that is public.
    """
    if parsed.previous is None:
        return
    earlier = parsed.previous.directory
    unchanged = {*earlier.focal_points}
    everywhere = map_audiences(earlier.focal_points, (*CHANNELS, "address"))
    notes = map_audiences(earlier.focal_points, ("private_notes",))
    everywhere = {key: notes[key] for key in notes if is_telling(key)} | everywhere
    was = {table.path: then for then, table in iter_changed(parsed)}
    for table, now in iter_entries(parsed):
        if now in unchanged:
            continue
        then = was.get(table.path)
        before = then.sharing if then else _WITHOUT_SHARING if unchanged else now.sharing
        is_widened = is_wider(now.sharing, before)
        if is_widened:
            yield _find_widened(table, ("sharing",), before, now.sharing)
        own = map_audiences([then] if then else [])
        grown = {
            key
            for key in CHANNELS
            if then and not is_widened and _count_public(now, key) > _count_public(then, key)
        }
        widened = {
            place: (known, level)
            for place, contact, level in (*iter_shared(now), *iter_quoted(now, then, everywhere))
            if is_wider(
                level,
                known := own.get(contact)
                or everywhere.get(contact, _WITHOUT_SHARING if place[0] in grown else level),
            )
            # What follows the entry's `sharing` is covered by the entry's finding.
            and not (is_widened and own.get(contact) == before)
        }
        for place, levels in widened.items():
            yield _find_widened(table, place, *levels)
    yield from _find_widened_records(parsed, earlier, everywhere)


def _count_public(point: FocalPoint, key: str) -> int:
    levels = (strictest((point.sharing, channel.sharing)) for channel in getattr(point, key))
    return [*levels].count(AUDIENCES[0])


def _find_widened_records(
    parsed: ParseResult, earlier: Directory, contacts: Mapping[str, str]
) -> Iterator[Finding]:
    """Yield the meetings and working groups that more readers may know of, and contacts in them."""
    for name, attribute in RECORDS.items():
        records = getattr(earlier, attribute)
        by_id = {record.id: record for record in reversed(records)}
        by_name = {record.name: record for record in reversed(records)}
        for table in parsed.tables[name]:
            now = table.value
            then = by_id.get(now.id)
            before = (then or by_name.get(now.name, now)).sharing
            if is_wider(now.sharing, before):
                yield _find_widened(table, ("sharing",), before, now.sharing)
            for place, contact, level in iter_quoted(now, then, contacts):
                if is_wider(level, contacts[contact]):
                    yield _find_widened(table, place, contacts[contact], level)


def _find_widened(table: ParsedTable, place: KeyPath, before: str, now: str) -> Finding:
    if place[-1] != "sharing" and place[0] not in (*CHANNELS, "address"):  # no audience of its own
        return find_quoted(table, place, before)
    # Translators: the fields are words of the file: public, network
    wider, sharing = SafeText(now), SafeText(before)
    message = _("sharing widened from {before} to {now}", now=wider, before=sharing)
    hint = _('ask the person, or write sharing = "{sharing}"', sharing=sharing)
    return Finding(table.path_of(*place), message, hint, entry_id(table))


_Contacts: TypeAlias = dict[tuple[str, ...], KeyPath]  # each with its place in the record

_VIRTUES = ("tested", AROUND_THE_CLOCK)  # of a number; who gains one loses nothing
_OWN_VALUES = ("name", "website", "address", "city")  # that are an address, or of one, themselves
_UNCONFIRMED = _("a number or address is new in this text, and nobody confirmed it")
_FEWEST_DIGITS = 6  # of a number that is no service; less may be a year
_INTERNATIONAL = re.compile(r"\+\d(?:[\s()./-]{0,3}\d){6,}")
_BRACKETED = re.compile(
    rf"(?<!\s)\s*[\[({{<]\s*(?:(?P<at>@|{quotations.AT_WORD})|{quotations.DOT_WORD})\s*[\])}}>]\s*"
)
# A name in an app stands beside the app: `Signal: ada.42`, `@ada on Telegram`.
_APP = re.compile(r"\b(?:signal|telegram|threema|whats\s?app)\b", re.IGNORECASE)
_USERNAME = re.compile(r"(?<![\w.])@\w{3,}|\b[^\W\d]\w{2,}\.\d{2,}\b")
_LINK = re.compile(r"^(?:https?://)?(?:(?:wa|t|signal)\.me/\+?|threema\.id/)|^@")


@rule(WARNING, is_of_change=True)
def number_changed(parsed: ParseResult, today: date) -> Iterator[Finding]:
    """A number is changed, added or removed together with a new `verified` date.

    Callers rely on the date of the confirmation, and call a number in the notes, too. A number that
    becomes a fax, or was one, is another one. Where the same change has both, that is a note:
    whoever wrote the number may have written the date too. Numbers of an entry merged into this one
    do not count as added, and the numbers of a person who has left may be removed. Earlier numbers
    are known only to `cmcct check --changed-since`.

    A number also counts as changed if it becomes or stops being a hotline, or works only inside the
    country from now on. So does one that is no longer answered round the clock, or loses its test
    call. One that is new in a text counts as people of the country write it, also in a name, a
    meeting or a working group.

    Where nothing is left by which the entry was known, or it was vacant or left, the note of the
    same change is a warning.

    A number that another entry had is reported whatever the date; a new entry may share one of its
    organisation. A new entry has a confirmation of its own: one with the day and the way of another
    is reported as a copy.
    """
    yield from _find_changed(parsed, today, _list_numbers)
    yield from _find_copied(parsed, today)


@rule(WARNING, is_of_change=True)
def address_changed(parsed: ParseResult, today: date) -> Iterator[Finding]:
    """An address or username is changed together with a new `verified` date.

    The address is of e-mail, of the web, or postal with its city. It may be added or removed, also
    in a text. As with a number, it is a note where the same change has both. Earlier addresses are
    known only to `cmcct check --changed-since`.

    In a text, `t.me/ada` is an address, and so is `@ada` or `ada.42` where the text names an app.
    """
    yield from _find_changed(parsed, today, _list_addresses)


def _find_changed(
    parsed: ParseResult, today: date, list_channels: Callable[[Any], _Contacts]
) -> Iterator[Finding]:
    """Yield the entries with other channels than before; a note where they are confirmed again."""
    earlier = parsed.previous.directory.focal_points if parsed.previous else ()
    by_id = {point.id: point for point in earlier}
    for then, table in registry.iter_changed(parsed):
        now = table.value
        # How a number is read depends on the country.
        known = now if now.country.code else now.model_copy(update={"country": then.country})
        before, after = list_channels(then), list_channels(known)
        merged = {each for id_ in now.ids if id_ in by_id for each in list_channels(by_id[id_])}
        added = [
            path
            for key, path in after.items()
            if key not in before and key not in merged and key[-1] not in _VIRTUES
        ]
        lost = [path for key, path in before.items() if key not in after]
        gone = [path for path in lost if registry.is_all_read(table, str(path[0]))]
        if not (added or (gone and now.status != "left")):
            continue
        path = table.path_of(*(added[0] if added else gone[0][:1]))
        if now.verified and not (then.verified and now.verified <= then.verified):
            message = _("changed and confirmed by the same change: ask its author how")
            hint = _("ask the person by a number or address that stood there before")
            # Nothing is left that somebody knew before, or nobody was there to be asked.
            is_other = {*map(channel_key, then.channels)}.isdisjoint(map(channel_key, now.channels))
            had, has = (any(AROUND_THE_CLOCK in key for key in each) for each in (before, after))
            if now.status != "left" and had and not has:
                message = _("the 24/7 number was removed, and the same change confirms the entry")
            elif now.status != "left" and then.phones and not now.phones:
                message = _("numbers were removed, and the same change confirms the entry")
            elif not is_other and (then.status == "active" or now.status != "active"):
                yield Finding(path, message, "", now.id, severity=NOTE)
                continue
            yield Finding(path, message, hint, now.id)
        else:
            message = _("a number or address changed, and the entry was never confirmed")
            if now.verified:
                message = _("a number or address changed, but the confirmation is of {date}")
                message = message.with_values(date=LongDate(now.verified))
            hint, key = registry.confirm_in_file(table, today), str((added or gone)[0][0])
            if added and key not in {*CHANNELS, *_OWN_VALUES}:
                message = _UNCONFIRMED
                hint = _("put a number in phones, an address in emails; {advice}", advice=hint)
            elif not added and len(getattr(now, key)) < len(getattr(then, key)):
                message = _("a number or address was removed, but the entry is not confirmed again")
            yield Finding(path, message, hint, now.id)
    yield from _find_unconfirmed(parsed, list_channels)


def _find_copied(parsed: ParseResult, today: date) -> Iterator[Finding]:
    """Yield the entries with the number, and the new ones with the confirmation, of another."""
    earlier = parsed.previous.directory.focal_points if parsed.previous else ()
    unchanged = {*earlier}
    was = {table.path: then for then, table in registry.iter_changed(parsed)}
    confirmed = {(each.verified, each.verified_via) for each in earlier if each.verified != today}
    owners = {_line_of(phone, each): each for each in earlier for phone in each.phones}
    for table, now in registry.iter_entries(parsed) if earlier else ():
        then = was.get(table.path)
        if now in unchanged:
            continue
        if not then and now.verified and (now.verified, now.verified_via) in confirmed:
            message = _("the entry is new, and has the confirmation of another: is it copied?")
            hint = registry.confirm_in_file(table, today)
            yield Finding(table.path_of("verified"), message, hint, now.id)
        known = {_line_of(phone, then) for phone in then.phones} if then else set()
        for index, phone in enumerate(now.phones):
            owner = owners.get(line := _line_of(phone, now), now)
            is_shared = not then and fold(owner.organisation) == fold(now.organisation)
            if line not in known and owner.id not in now.ids and not is_shared:
                message = _("this is a number of {id}", id=quote_text(SafeText(owner.id)))
                hint = _("ask both whose it is")
                yield Finding(table.path_of("phones", index), message, hint, now.id)


def _line_of(phone: Phone, point: FocalPoint) -> Hashable:
    """Return what is the same for a line in any entry: a national number is of its country."""
    return channel_key(phone), point.country if phone.national else ""


def _find_unconfirmed(
    parsed: ParseResult, list_channels: Callable[[Any], _Contacts]
) -> Iterator[Finding]:
    """Yield the texts of meetings and working groups with a new number or address."""
    if parsed.previous is None:
        return
    for name, attribute in RECORDS.items():
        records = getattr(parsed.previous.directory, attribute)
        before = {record.id: list_channels(record) for record in records}
        for table in parsed.tables[name]:
            now, then = list_channels(table.value), before.get(table.value.id, {})
            for place in dict.fromkeys(place for key, place in now.items() if key not in then):
                hint = _("ask whoever wrote it whose it is")
                yield Finding(table.path_of(*place), _UNCONFIRMED, hint)


def _list_numbers(record: Any) -> _Contacts:
    """Return the numbers of an entry, or of a meeting, also those in its texts, with their places.

    What callers rely on is a key of its own.
    """
    phones = getattr(record, "phones", ())
    country = getattr(record, "country", getattr(record, "host", UNKNOWN_COUNTRY))
    numbers: _Contacts = {}
    if isinstance(record, FocalPoint) and (digits := quotations.to_digits(record.name)):
        numbers[digits, ""] = ("name",)
    listed = ((("phones", index), phone.number) for index, phone in enumerate(phones))
    for place, text in (*quotations.iter_texts(record), *listed):
        numbers |= {
            (f"+{quotations.to_digits(each)}", ""): place for each in _INTERNATIONAL.findall(text)
        }
        numbers |= {(each, ""): place for each in _read_local(text, country)}
    for index, phone in enumerate(phones):
        numbers[quotations.to_digits(phone.number)[-quotations.LAST_DIGITS :], ""] = "phones", index
        traits = {
            "listed": True,
            phone.type: phone.type in {"fax", "hotline"},
            "national": phone.national,
            "tested": phone.tested is not None,
            AROUND_THE_CLOCK: is_round_the_clock(phone.hours or record.hours),
        }
        for trait in filter(traits.get, traits):
            numbers[*channel_key(phone), trait] = "phones", index
    return numbers


def _read_local(text: str, country: Country) -> Iterator[str]:
    """Yield the numbers in a text that are written as inside a country, in E.164 where known.

    Other digits may stand beside one: the longest groups that are a number count.
    """
    for pattern in (quotations.ADDRESS, quotations.DATE, _INTERNATIONAL):
        text = pattern.sub(" ; ", text)
    for digits in chain(*map(quotations.NUMBER.findall, text.splitlines())):
        groups = re.findall(r"\d+", digits[: phone_number.MAX_LENGTH])
        for size in range(len(groups), 0, -1):
            starts = range(len(groups) - size + 1)
            parts = [" ".join(groups[start : start + size]) for start in starts]
            read = [_read_number(part, country) for part in parts]
            if any(read):
                yield from filter(None, read)
                break


def _read_number(text: str, country: Country) -> str:
    """Return a number of a country in E.164, or its digits if it has several area codes; or ""."""
    digits = quotations.to_digits(text)
    if len(digits) == quotations.LAST_DIGITS and (not country.code or len(country.area_codes) > 1):
        return digits
    if len(digits) < _FEWEST_DIGITS:
        return ""
    (read, *_others) = phone_number.read_numbers(text, country.code)
    return phone_number.format_e164(read.number) if read.number.startswith("+") else ""


def _list_addresses(record: Any) -> _Contacts:
    """Return the addresses of an entry, or of a meeting, also those in its texts, and handles."""
    addresses: _Contacts = {}
    if isinstance(record, FocalPoint):
        addresses["", record.website.strip()] = ("website",)
        addresses |= {("", spelling(getattr(record, key))): (key,) for key in ("address", "city")}
        addresses.pop(("", ""), None)
    for place, text in quotations.iter_texts(record):
        written = _BRACKETED.sub(lambda sign: "@" if sign["at"] else ".", text)
        names = _USERNAME.findall(written) if _APP.search(written) else []
        for each in (*quotations.ADDRESS.findall(written), *names) if place != ("website",) else ():
            addresses[_bare_name(each),] = place
    for key in ("emails", "handles"):
        for index, channel in enumerate(getattr(record, key, ())):
            names = [_bare_name(channel.id)] if isinstance(channel, Handle) else []
            addresses |= dict.fromkeys([channel_key(channel), *zip(names)], (key, index))
    return addresses


def _bare_name(address: str) -> str:
    """Return an address as it stands in a text, and the name alone where it is a handle."""
    return _LINK.sub("", address.casefold().strip().rstrip(".,;:!?"))
