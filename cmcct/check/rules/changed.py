"""Rules that compare two versions: changes that need attention."""

import re
import unicodedata
from collections.abc import (
    Callable,
    Collection,
    Container,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from datetime import date, timedelta
from html import unescape
from itertools import chain
from typing import Any, TypeAlias
from urllib.parse import unquote

from cmcct.check.rules.registry import entry_id, is_all_read, iter_entries, rule
from cmcct.diagnostics import NOTE, WARNING, Finding, KeyPath, LineOf
from cmcct.fieldtypes import phone_number
from cmcct.fieldtypes.opening_hours_rules import is_round_the_clock
from cmcct.i18n.messages import LongDate, Message, SafeText, _, join, join_and, quote_text
from cmcct.model import person_names
from cmcct.model.entities import (
    AROUND_THE_CLOCK,
    CHANNELS,
    MESSENGERS,
    STRICTEST,
    Directory,
    Email,
    FocalPoint,
    Handle,
    Phone,
)
from cmcct.model.fields import (
    ENTRY_KEYS,
    KEYS,
    PLAIN_KEYS,
    RECORDS,
    UNORDERED,
    is_for_people,
    name_key,
)
from cmcct.model.loader import ParsedTable, ParseResult
from cmcct.privacy.levels import (
    AUDIENCES,
    channel_key,
    channel_pattern,
    may_see,
    spelling,
    strictest,
)
from cmcct.reference.countries import UNKNOWN_COUNTRY, Country, InSentence, related_codes
from cmcct.text import shell
from cmcct.text.digits import read_digits

_Contact: TypeAlias = tuple[str, ...]  # a channel or line, in any spelling

_CONFIRMED = frozenset(("verified", "verified_via", "tested"))
_VIRTUES = ("tested", AROUND_THE_CLOCK)  # of a number; who gains one loses nothing
_SOON = timedelta(days=90)
_LAST_DIGITS = 7  # of a number; ignores its country code
_FEWEST_DIGITS = 6  # of a number that is no service; less may be a year
_TEXTS = ("address", "notes", "private_notes")
_MIN_QUOTE = 20  # characters of a line of the private notes that is no everyday phrase
_NUMBER = re.compile(r"\d(?:[\s()./\u2010-\u2015-]{0,3}\d){3,}")
_NUMBERING = re.compile(r"^\W*\w\d?[.)]\s", re.MULTILINE)  # of the items of a list: `1. `
_TEXT_END = "\n;\n"  # no number goes on behind it
_DATE = re.compile(
    r"(?:19|20)\d\d[./-]\d\d?[./-]\d\d?|\d\d?[./-]\d\d?[./-](?:19|20)\d\d"
    r"|\b(?:19|20)\d\d\s?[/\u2013-]\s?(?:19|20)\d\d\b"
)
_INTERNATIONAL = re.compile(r"\+\d(?:[\s()./-]{0,3}\d){6,}")
# A run of signs is tried from its first one alone: else a long one takes quadratic time.
_ADDRESS = re.compile(
    r"(?:https?://|\bwww\.|\b(?:wa|t|signal)\.me/|\bthreema\.id/)[^\s<>()]+|(?<![^\s@<>()\[\],;:])[^\s@<>()\[\],;:]+@[^\s@<>()\[\],;:]+\.\w+"
)
# The signs of an e-mail address, as somebody writes them who hides it from programs.
_AT_WORD, _DOT_WORD = r"(?:at|arroba|arobase|apenstaartje)", r"(?:dot|punto|punt|point)"
_SIGN = r"(?<![^\w.@])[^\w.@]*(?:{sign}|[\W_]{word}[\W_])[^\w.@]*"
_AT = re.compile(_SIGN.format(sign="@", word=_AT_WORD))
_DOT = re.compile(_SIGN.format(sign=r"\.", word=_DOT_WORD))
_TAG = re.compile(r"\+[^\s@]{0,64}(?=@)")  # of an address: ada+list@example.org
_BRACKETED = re.compile(rf"(?<!\s)\s*[\[({{<]\s*(?:(?P<at>@|{_AT_WORD})|{_DOT_WORD})\s*[\])}}>]\s*")
# A name in an app stands beside the app: `Signal: ada.42`, `@ada on Telegram`.
_APP = re.compile(r"\b(?:signal|telegram|threema|whats\s?app)\b", re.IGNORECASE)
_HANDLE = re.compile(r"(?<![\w.])@\w{3,}|\b[^\W\d]\w{2,}\.\d{2,}\b")
_LINK = re.compile(r"^(?:https?://)?(?:(?:wa|t|signal)\.me/\+?|threema\.id/)|^@")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")


@rule(WARNING, is_of_change=True)
def id_changed(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """An entry that gets a new id keeps its former ids in `formerly`.

    Address books and the private file find the entry by these ids. Without the first one, later
    lists report the entry as removed. `cmcct rename` keeps the ids. Former ids are known only to
    `cmcct check --changed-since`.
    """
    for then, table in _iter_changed(parsed):
        now = table.value
        is_unknown = table.is_unreadable("id") or table.is_unreadable("formerly")
        # With the first id back, the UIDs of the cards are the same again.
        if is_unknown or now.id in (then.id, then.oldest_id):
            continue
        for id_ in (*then.formerly, then.id):
            if id_ not in now.ids:
                message = _('the former id {id} is missing from "formerly"', id=quote_text(id_))
                hint = _('add "{id}" to formerly, as cmcct rename does', id=id_)
                yield Finding(table.path_of("id"), message, hint, now.id)


@rule(WARNING, is_of_change=True)
def entry_removed(parsed: ParseResult, today: date) -> Iterator[Finding]:
    """An entry whose person leaves stays in the file with `status = "left"`.

    Then its id is not reused, and lists with changes since an earlier one say who has left. These
    entries may be removed: those that had left before, and those merged into another. That one is
    of the same person, or of the same organisation where neither has a name. It has their id in
    `merged`, and the numbers and addresses of both, for as many readers. An entry that was renamed
    more than once is not removed either: add its first id to `formerly`. An entry of another
    country is another seat: one that has the id, also in `merged`, takes nothing over. Earlier
    entries are known only to `cmcct check --changed-since`.

    A seat that is vacant or left from now on is reported too. So is one that has a new last day
    within 90 days, leaves an audience no way to reach it, or covers a country no more. The reviewer
    decides whether that is right.
    """
    if parsed.previous is None:
        return
    for then, table in (*parsed.previous.changed, *parsed.previous.merged):
        hint = _("ask the person or their office whether that is right")
        for place, message in _find_lost(then, table.value, today) if not table.unreadable else ():
            if place == ("country",):
                hint = _("write the country as it was; a seat of another country is a new entry")
            yield Finding(table.path_of(*place), message, hint, then.id)
    holders = {id_: point for point in parsed.directory.focal_points for id_ in point.ids}
    known = {id_ for point in parsed.previous.directory.focal_points for id_ in point.ids}
    # Only a version in between shows which id these had.
    unmatched = [
        point
        for point in parsed.directory.focal_points
        if point.formerly and known.isdisjoint(point.ids)
    ]
    for then, path in parsed.previous.removed:
        message = _("the entry was removed")
        hint = _('keep the entry and write status = "left", as cmcct retire does')
        holder = holders.get(then.id)
        if holder and holder.country != then.country:
            hint = _(
                '{advice}; {id}, which has "{old_id}" now, is of another country',
                advice=hint,
                id=quote_text(holder.id),
                old_id=then.id,
            )
        renamed = [point for point in unmatched if point.country == then.country]
        if len(renamed) == 1:
            hint = _(
                '{advice}; if {id} is the same seat, add "{old_id}" to its formerly',
                advice=hint,
                id=quote_text(renamed[0].id),
                old_id=then.id,
            )
        yield Finding(path, message, hint, then.id)


def _find_lost(then: FocalPoint, now: FocalPoint, today: date) -> Iterator[tuple[KeyPath, Message]]:
    """Yield why somebody who found and reached a seat no longer does, each with its place."""
    if then.country.code and now.country.code and now.country != then.country:
        yield ("country",), _("the seat is now one of another country")
    if then.status != "active":
        return
    if now.status != "active":
        yield ("status",), _("the seat is no longer active")
    elif now.until and now.until != then.until and now.until < today + _SOON:
        yield ("until",), _("the last day of the seat is now {date}", date=LongDate(now.until))
    was, level = _widest_level(then), _widest_level(now)
    if was and (not level or is_wider(was, level)):
        key = next(key for key in ("sharing", *CHANNELS) if getattr(now, key) != getattr(then, key))
        message = _(
            "the numbers and addresses that reach the seat are withheld from {audience}, or gone"
        )
        yield (key,), message.with_values(audience=SafeText(was))
    served = {country.code for country in (now.country, *now.covers)}
    lost = [InSentence(each) for each in then.covers if related_codes(each.code).isdisjoint(served)]
    if lost:
        yield ("covers",), _("the seat no longer covers {countries}", countries=join_and(lost))


def _widest_level(point: FocalPoint) -> str:
    """Return the widest audience that may reach a seat; "" without a channel.

    A fax, and a number that works only inside the country, count where there is nothing else.
    """
    minor = {phone for phone in point.phones if phone.national or phone.type == "fax"}
    channels = [each for each in point.channels if each not in minor] or point.channels
    levels = (strictest((point.sharing, each.sharing)) for each in channels)
    return min(levels, key=AUDIENCES.index, default="")


@rule(WARNING, is_of_change=True)
def person_changed(parsed: ParseResult, today: date) -> Iterator[Finding]:
    """A new person in a seat has a new `verified` date and none of the previous person's contacts.

    The old date confirmed the previous person. A mobile number, a handle and an e-mail address with
    their name are theirs too; `cmcct replace` removes them. A longer or shorter form of a name
    counts as the same person. Earlier names are known only to `cmcct check --changed-since`.

    A name that is removed counts, too. A seat that is vacant now is reported by `entry-removed`.
    """
    for then, table in _iter_changed(parsed):
        now = table.value
        is_vacated = not now.name.strip() and now.status != "active"
        if is_vacated or person_names.is_same_person(then.name, now.name):
            continue
        place: tuple[str | int, ...] = ("name",)
        if then.verified and now.verified and now.verified <= then.verified:
            message = _("the name changed, but the entry was not confirmed again")
            hint = _say_what_to_write(table, today)
        elif left := next(_channels_left_behind(then, now), None):
            place, message = left
            hint = _("remove this number or address, as cmcct replace does")
        else:
            continue
        yield Finding(table.path_of(*place), message, hint, now.id)


def _channels_left_behind(
    then: FocalPoint, now: FocalPoint
) -> Iterator[tuple[tuple[str, int], Message]]:
    """Yield (place, message) for the previous person's channels that remain."""
    known = {*map(channel_key, then.channels)}
    words = person_names.name_words(f"{then.name} {then.family_name}") - person_names.name_words(
        now.name
    )
    for index, phone in enumerate(now.phones):
        if phone.type == "mobile" and channel_key(phone) in known:
            message = _("the name changed, but this is the previous person's mobile number")
            yield ("phones", index), message
    for index, email in enumerate(now.emails):
        if person_names.is_named(email.address, words) and channel_key(email) in known:
            message = _("the name changed, but this is the previous person's e-mail address")
            yield ("emails", index), message
    for index, handle in enumerate(now.handles):
        if channel_key(handle) in known:
            message = _("the name changed, but this is the previous person's handle")
            yield ("handles", index), message


@rule(WARNING, is_of_change=True)
def sharing_widened(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """Sharing something with a wider audience is reported.

    Shared data cannot be taken back. An entry, a channel, a postal address, a line of the private
    notes, a meeting and a working group have an audience. A number counts as the same number in any
    notation, and also in another entry or within a text. There, letters or words may stand in place
    of digits (`6O9-l234`, `six zero nine …`), and parts of it in several texts; an address may be
    `name (at) example.org`. Earlier sharing is known only to `cmcct check --changed-since`.
    """
    if parsed.previous is None:
        return
    earlier = parsed.previous.directory
    unchanged = {*earlier.focal_points}
    everywhere = map_audiences(earlier.focal_points, (*CHANNELS, "address"))
    notes = map_audiences(earlier.focal_points, ("private_notes",))
    everywhere = {key: notes[key] for key in notes if _is_telling(key[0])} | everywhere
    was = {table.path: then for then, table in _iter_changed(parsed)}
    for table, now in iter_entries(parsed):
        if now in unchanged:
            continue
        then = was.get(table.path)
        before = then.sharing if then else now.sharing
        is_widened = is_wider(now.sharing, before)
        if is_widened:
            yield _find_widened(table, ("sharing",), before, now.sharing)
        own = map_audiences([then] if then else [])
        widened = {
            place: (known, level)
            for place, contact, level in (*_iter_shared(now), *iter_quoted(now, then, everywhere))
            if is_wider(level, known := own.get(contact) or everywhere.get(contact, level))
            # What follows the entry's `sharing` is covered by the entry's finding.
            and not (is_widened and known == before)
        }
        for place, levels in widened.items():
            yield _find_widened(table, place, *levels)
    yield from _find_widened_records(parsed, earlier, everywhere)


def _is_telling(line: str) -> bool:
    """Return whether a line of private notes is more than an everyday phrase."""
    return len(line) >= _MIN_QUOTE or "@" in line or line.isdecimal()


def _find_widened_records(
    parsed: ParseResult, earlier: Directory, contacts: Mapping[_Contact, str]
) -> Iterator[Finding]:
    """Yield the meetings and working groups that more readers may know of, and contacts in them."""
    for name, records in (("meeting", earlier.meetings), ("working_group", earlier.working_groups)):
        levels = {key: one.sharing for one in records for key in (one.name, one.id)}
        for table in parsed.tables[name]:
            now = table.value
            before = levels.get(now.id) or levels.get(now.name, now.sharing)
            if is_wider(now.sharing, before):
                yield _find_widened(table, ("sharing",), before, now.sharing)
            then = next((one for one in records if one.id == now.id), None)
            for place, contact, level in iter_quoted(now, then, contacts):
                if is_wider(level, contacts[contact]):
                    yield _find_widened(table, place, contacts[contact], level)


def _find_widened(table: ParsedTable, place: KeyPath, before: str, now: str) -> Finding:
    # Translators: the fields are words of the file: public, network
    wider, sharing = SafeText(now), SafeText(before)
    message = _("sharing widened from {before} to {now}", now=wider, before=sharing)
    hint = _('ask the person, or write sharing = "{sharing}"', sharing=sharing)
    return Finding(table.path_of(*place), message, hint, entry_id(table))


def map_audiences(
    points: Iterable[FocalPoint], keys: Container[str] = ENTRY_KEYS
) -> dict[_Contact, str]:
    """Return for each value of some keys of entries the widest audience that may have it."""
    widest: dict[_Contact, str] = {}
    for point in points:
        for place, contact, level in _iter_shared(point):
            if place[0] in keys and (contact not in widest or is_wider(level, widest[contact])):
                widest[contact] = level
    return widest


def _iter_shared(point: FocalPoint) -> Iterator[tuple[KeyPath, _Contact, str]]:
    """Yield what an entry shares: its place, the value in any spelling, and its audience."""
    for key in CHANNELS:
        for index, channel in enumerate(getattr(point, key)):
            contact = ":".join(channel_key(channel))
            if key == "phones":  # with and without its extension, and as a national number
                contact = _digits(channel.number)[-_LAST_DIGITS:]
            yield (key, index, "sharing"), (contact,), strictest((point.sharing, channel.sharing))
    for key in _TEXTS:
        level = STRICTEST if key == "private_notes" else point.sharing
        text = getattr(point, key)
        for line in filter(str.strip, text.splitlines()):
            yield (key,), (spelling(line),), level
        if key == "private_notes":
            for number in map(_digits, _NUMBER.findall(_DATE.sub(" ", text))):
                if len(number) >= _LAST_DIGITS:
                    yield (key,), (number[-_LAST_DIGITS:],), level
            for address in _ADDRESS.findall(text):
                yield (key,), (address.casefold(),), level


def iter_quoted(
    now: Any, then: Any, contacts: Collection[_Contact]
) -> Iterator[tuple[KeyPath, _Contact, str]]:
    """Yield what new texts of an entry, meeting or working group quote of entries.

    Each quotation has its place, its key in `contacts`, and the audience of the text. Texts are
    those of all keys, and what stands beside a number. A number may be cut: its parts stand in
    several texts. Without an earlier version (`then`), all texts are new.
    """
    before, after = (dict(iter_texts(record)) if record else {} for record in (then, now))
    new = {place: text for place, text in after.items() if text != before.get(place, "")}
    quoted = set[str]()
    # Reading all texts at once is faster, and most have nothing.
    has_any = new and _quoted(_TEXT_END.join(new.values()), contacts)
    for place, text in new.items() if has_any else ():
        # A channel may have moved within its list.
        old = before.get(place, "") if len(place) == 1 else "\n".join(before.values())
        item = getattr(now, str(place[0]))[place[1]] if place[1:] else now
        # An address or a handle of the entry is no quotation of itself.
        is_own = place[1:] and place[0] in {"emails", "handles"}
        own = {":".join(channel_key(item))} if is_own else set()
        for word in _quoted(text, contacts) - _quoted(old, contacts) - own:
            quoted.add(word)
            yield place, (word,), strictest((now.sharing, item.sharing))
    for step in (1, -1) if new else ():
        was, whole = (_join_texts(texts, step) for texts in (before, after))
        cut = find_numbers(whole, contacts) - find_numbers(was, contacts) - quoted
        quoted |= cut
        for word in cut:
            without = ((place, _join_texts({**after, place: ""}, step)) for place in new)
            parts = (place for place, text in without if word not in find_numbers(text, contacts))
            yield next(parts), (word,), now.sharing


def _join_texts(texts: Mapping[KeyPath, str], step: int) -> str:
    """Return the texts of a record's own keys as one, in their order or from the last."""
    return "\n".join([text for place, text in texts.items() if len(place) == 1][::step])


def iter_texts(record: Any) -> Iterator[tuple[KeyPath, str]]:
    """Yield each text of a record that readers of it may see, with its place."""
    for key, value in record:
        if isinstance(value, str) and key != "private_notes":
            yield (key,), value
        elif isinstance(value, tuple):
            yield (key,), "\n".join(item for item in value if isinstance(item, str))
    for key in ("emails", "handles"):
        for index, channel in enumerate(getattr(record, key, ())):
            yield (key, index), channel.text
    for index, phone in enumerate(getattr(record, "phones", ())):
        yield ("phones", index), f"{phone.ext}\n{phone.hours}"


def _quoted(text: str, contacts: Collection[_Contact]) -> set[str]:
    """Return the addresses, handles, last digits of numbers, and lines that stand in a text."""
    quoted = find_numbers(text, contacts)
    quoted |= {word for (word,) in contacts if _is_quoted_handle(word, text)}
    folded = unicodedata.normalize("NFKC", unquote(unescape(text))).casefold()
    folded = _INVISIBLE.sub("", folded)
    written = "".join(_TAG.sub("", _AT.sub("@", _DOT.sub(".", folded))).split())
    if "@" in written:
        addresses = {word for (word,) in contacts if "@" in word and word in f"{folded} {written}"}
        # Not one that is the end of another: ctu@example.org in gy-ctu@example.org.
        quoted |= {
            word
            for word in addresses
            if written.count(word) > folded.count(word)
            or channel_pattern(Email.model_construct(address=word)).search(folded)
        }
    if len(text) >= _MIN_QUOTE:
        line = spelling(text)
        quoted |= {word for (word,) in contacts if len(word) >= _MIN_QUOTE and word in line}
    return quoted


def _is_quoted_handle(word: str, text: str) -> bool:
    """Return whether a contact is a handle, as `signal:ada.42`, that stands in a text."""
    app, _colon, id_ = word.partition(":")
    if app not in MESSENGERS:
        return False
    named = rf"\b{app}\W{{1,3}}{re.escape(id_)}(?!\w)"
    pattern = channel_pattern(Handle.model_construct(app=app, id=id_))
    return bool(pattern.search(text) or re.search(named, text, re.IGNORECASE))


def find_numbers(text: str, contacts: Collection[_Contact]) -> set[str]:
    """Return the last digits of the numbers that stand in a text, also if they are disguised."""
    text = unquote(unescape(text))
    numbers = {
        word
        for written in {text, _NUMBERING.sub("", text)}
        for read in read_digits(written)
        for digits in (read, read[::-1])
        for end in range(_LAST_DIGITS, len(digits) + 1)
        if ((word := digits[end - _LAST_DIGITS : end]),) in contacts
    }
    # A short number, as of a service, stands alone.
    alone = map(_digits, _NUMBER.findall(text))
    return numbers | {word for word in alone if (word,) in contacts}


def _digits(text: str) -> str:
    """Return the digits of a text, of any script, as those of ASCII."""
    return "".join(str(unicodedata.decimal(char)) for char in text if char.isdecimal())


def is_wider(one: str, other: str) -> bool:
    """Return whether the first audience is wider."""
    return one != other and may_see(other, one)


@rule(WARNING, is_of_change=True)
def verified_moved_back(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """`verified` only changes to a later date.

    An earlier date is a mistake, or comes from an older copy of the file. The earlier date is known
    only to `cmcct check --changed-since`.
    """
    for then, table in _iter_changed(parsed):
        now = table.value
        if then.verified and now.verified and now.verified < then.verified:
            message = _("'verified' is earlier than before ({then})", then=LongDate(then.verified))
            yield Finding(table.path_of("verified"), message, _("write the later date"), now.id)


@rule(WARNING, is_of_change=True)
def number_changed(parsed: ParseResult, today: date) -> Iterator[Finding]:
    """A number is changed, added or removed together with a new `verified` date.

    Callers rely on the date of the confirmation, and call a number in the notes, too. A number that
    becomes a fax, or was one, is another one. Where the same change has both, that is a note:
    whoever wrote the number may have written the date too. Numbers of an entry merged into this one
    do not count as added, and the numbers of a person who has left may be removed. Earlier numbers
    are known only to `cmcct check --changed-since`.

    A number changes, too, that becomes a hotline or was one, or works only inside the country from
    now on. So does one that is no longer answered round the clock, or loses its test call. One that
    is new in a text counts as people of the country write it, also in a name, a meeting or a
    working group.

    Where nothing is left by which the entry was known, or it was vacant or left, the note of the
    same change is a warning.
    """
    dated = _("a number changed, but its confirmation is of {date}")
    undated = _("a number changed, and the entry was never confirmed")
    yield from _find_exchanged(parsed, today, _numbers, dated, undated)


@rule(WARNING, is_of_change=True)
def address_changed(parsed: ParseResult, today: date) -> Iterator[Finding]:
    """An address or handle is changed together with a new `verified` date.

    The address is of e-mail, of the web, or postal with its city. It may be added or removed, also
    in a text. As with a number, it is a note where the same change has both. Earlier addresses are
    known only to `cmcct check --changed-since`.

    In a text, `t.me/ada` is an address, and so is `@ada` or `ada.42` where the text names an app.
    """
    dated = _("an address changed, but its confirmation is of {date}")
    undated = _("an address changed, and the entry was never confirmed")
    yield from _find_exchanged(parsed, today, _addresses, dated, undated)


def _find_exchanged(
    parsed: ParseResult,
    today: date,
    list_channels: Callable[[Any], dict[_Contact, KeyPath]],
    dated: Message,
    undated: Message,
) -> Iterator[Finding]:
    """Yield the entries with other channels than before; a note where they are confirmed again."""
    earlier = parsed.previous.directory.focal_points if parsed.previous else ()
    by_id = {point.id: point for point in earlier}
    for then, table in _iter_changed(parsed):
        now = table.value
        before, after = list_channels(then), list_channels(now)
        merged = {each for id_ in now.ids if id_ in by_id for each in list_channels(by_id[id_])}
        added = [
            path
            for key, path in after.items()
            if key not in before and key not in merged and key[-1] not in _VIRTUES
        ]
        gone = [path for key, path in before.items() if key not in after]
        if not (added or (gone and now.status != "left")):
            continue
        path = table.path_of(*(added[0] if added else gone[0][:1]))
        if now.verified and not (then.verified and now.verified <= then.verified):
            message = _("changed and confirmed by the same change: ask its author how")
            # Nothing is left that somebody knew before, or nobody was there to be asked.
            is_other = {*map(channel_key, then.channels)}.isdisjoint(map(channel_key, now.channels))
            if is_other or then.status != "active" == now.status:
                hint = _("ask the person by a number or address that stood there before")
                yield Finding(path, message, hint, now.id)
            else:
                yield Finding(path, message, "", now.id, severity=NOTE)
        else:
            message = dated.with_values(date=LongDate(now.verified)) if now.verified else undated
            yield Finding(path, message, _say_what_to_write(table, today), now.id)
    yield from _find_unconfirmed(parsed, list_channels)


def _find_unconfirmed(
    parsed: ParseResult, list_channels: Callable[[Any], dict[_Contact, KeyPath]]
) -> Iterator[Finding]:
    """Yield the texts of meetings and working groups with a new number or address."""
    if parsed.previous is None:
        return
    earlier = parsed.previous.directory
    for name, records in (("meeting", earlier.meetings), ("working_group", earlier.working_groups)):
        before = {one.id: list_channels(one) for one in records}
        for table in parsed.tables[name]:
            now, then = list_channels(table.value), before.get(table.value.id, {})
            for place in dict.fromkeys(place for key, place in now.items() if key not in then):
                message = _("a number or address is new in this text, and nobody confirmed it")
                hint = _("ask whoever wrote it whose it is")
                yield Finding(table.path_of(*place), message, hint)


def _numbers(record: Any) -> dict[_Contact, KeyPath]:
    """Return the numbers of an entry, or of a meeting, also those in its texts, with their places.

    What callers rely on is a key of its own: that it is a hotline, or answered round the clock.
    """
    phones: Sequence[Phone] = getattr(record, "phones", ())
    country = getattr(record, "country", getattr(record, "host", UNKNOWN_COUNTRY))
    numbers: dict[_Contact, KeyPath] = {}
    if isinstance(record, FocalPoint) and (digits := _digits(record.name)):
        numbers[digits, ""] = ("name",)
    listed = ((("phones", index), phone.number) for index, phone in enumerate(phones))
    for place, text in (*iter_texts(record), *listed):
        numbers |= {(f"+{_digits(each)}", ""): place for each in _INTERNATIONAL.findall(text)}
        numbers |= {(each, ""): place for each in _read_local(text, country)}
    for index, phone in enumerate(phones):
        numbers[_digits(phone.number)[-_LAST_DIGITS:], ""] = "phones", index
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
    for pattern in (_ADDRESS, _DATE, _INTERNATIONAL):
        text = pattern.sub(" ; ", text)
    for digits in chain(*map(_NUMBER.findall, text.splitlines())):
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
    digits = _digits(text)
    if len(digits) == _LAST_DIGITS and (not country.code or len(country.area_codes) > 1):
        return digits
    if len(digits) < _FEWEST_DIGITS:
        return ""
    (read, *_others) = phone_number.read_numbers(text, country.code)
    return phone_number.format_e164(read.number) if read.number.startswith("+") else ""


def _addresses(record: Any) -> dict[_Contact, KeyPath]:
    """Return the addresses of an entry, or of a meeting, also those in its texts, and handles."""
    addresses: dict[_Contact, KeyPath] = {}
    if isinstance(record, FocalPoint):
        addresses["", record.website.strip()] = ("website",)
        addresses |= {("", spelling(getattr(record, key))): (key,) for key in ("address", "city")}
        addresses.pop(("", ""), None)
    for place, text in iter_texts(record):
        written = _BRACKETED.sub(lambda sign: "@" if sign["at"] else ".", text)
        names = _HANDLE.findall(written) if _APP.search(written) else []
        for each in (*_ADDRESS.findall(written), *names) if place != ("website",) else ():
            addresses[_bare_name(each),] = place
    for key in ("emails", "handles"):
        for index, channel in enumerate(getattr(record, key, ())):
            names = [_bare_name(channel.id)] if isinstance(channel, Handle) else []
            addresses |= dict.fromkeys([channel_key(channel), *zip(names)], (key, index))
    return addresses


def _bare_name(address: str) -> str:
    """Return an address as it stands in a text, and the name alone where it is a handle."""
    return _LINK.sub("", address.casefold().strip().rstrip(".,;:!?"))


def _say_what_to_write(table: ParsedTable, today: date) -> Message:
    """Return the hint to confirm an entry, for somebody who has no command line."""
    written = {key: LineOf(table.path_of(key)) for key in ("verified", "verified_via")}
    hint = _(
        "if it is your own entry, write verified = {today} below line {line}; else ask the person "
        "(secretariat: cmcct verify {id})"
    )
    if "verified_via" in table.raw:
        hint = _(
            "if it is your own entry, write verified = {today} on line {line} and remove line "
            "{via} (verified_via); else ask the person (secretariat: cmcct verify {id})"
        )
    elif "verified" in table.raw:
        hint = _(
            "if it is your own entry, write verified = {today} on line {line}; else ask the person "
            "(secretariat: cmcct verify {id})"
        )
    return hint.with_values(
        today=today,
        line=written["verified"],
        via=written["verified_via"],
        id=shell.quote(table.value.id),
    )


@rule(WARNING, is_of_change=True)
def entry_changed(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """A change by which an entry is found, called or listed in another way is reported.

    It is one that no other finding of the change names at that place: another role, sector, country
    or day, other hours, a narrower sharing. So are another order of the numbers, a failed test
    call, the countries of a meeting or a working group, and one that is removed. A text that
    changed is a note: what words say, the check cannot judge. A confirmation alone is not reported.
    Earlier values are known only to `cmcct check --changed-since`.
    """
    if parsed.previous is None:
        return
    found = parsed.previous.found
    # A number that the same change confirms says nothing about the others.
    told = {
        finding.path[:3]
        for finding in found
        if finding.severity != NOTE or CHANNELS.keys().isdisjoint(map(str, finding.path))
    }
    told |= {(*each.path[:2], "name") for each in found if each.code == "person-changed"}
    asked = _("ask its author whether that is right")
    pairs: list[tuple[Any, ParsedTable]] = [*parsed.previous.changed]
    for name, attribute in RECORDS.items():
        tables = {table.value.id: table for table in parsed.tables[name]}
        for record in getattr(parsed.previous.directory, attribute):
            if record.id in tables:
                pairs.append((record, tables[record.id]))
            else:
                message = _("a meeting or working group was removed: {id}", id=record.id)
                yield Finding((), message, asked)
    for then, table in pairs:
        specs, entry = KEYS[str(table.path[0])], entry_id(table)
        changed = [*_changed_keys(then, table)] if then != table.value else []
        # What is no longer written has no place of its own, and is told of in any case.
        places = {key: table.path_of(key) for key in changed}
        places = {key: at for key, at in places.items() if at == table.path or at not in told}
        if keys := [key for key in places if not is_for_people(specs[key])]:
            message = _("changed: {keys}", keys=join(map(name_key, keys)))
            hint = _("ask the person or their office whether that is right") if entry else asked
            yield Finding(places[keys[0]], message, hint, entry)
        for key in filter(lambda key: is_for_people(specs[key]), places):
            message = _("text changed, read it: {key}", key=name_key(key))
            yield Finding(places[key], message, "", entry, severity=NOTE)


def _changed_keys(then: Any, table: ParsedTable) -> Iterator[str]:
    """Yield the keys with another value, in the order of the model, but id and confirmation.

    Channels that were added or removed are told of by `number-changed` and `address-changed`.
    """
    for key in KEYS[str(table.path[0])]:
        was, now = getattr(then, key), getattr(table.value, key)
        if key in CHANNELS:
            kept = {*map(channel_key, was)} & {*map(channel_key, now)}
            without = {PLAIN_KEYS[key], *_CONFIRMED}
            was, now = (
                [
                    (each, channel.model_dump(exclude=without))
                    for channel in channels
                    if (each := channel_key(channel)) in kept
                ]
                for channels in (was, now)
            )
        elif key in UNORDERED:
            was, now = {*was}, {*now}
        if was != now and key not in {"id", *_CONFIRMED} and is_all_read(table, key):
            yield key


@rule(WARNING, is_of_change=True, may_be_ignored=False)
def members_changed(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """A change of the members of the private file is reported.

    Members can read all numbers in it, and keep what they have read. Ask the person who added or
    removed somebody. Earlier members are known only to `cmcct check --changed-since`.
    """
    if parsed.previous and parsed.previous.directory.private != parsed.directory.private:
        message = _("the members of the private file changed")
        yield Finding(("private", "members"), message, _("ask a member whether that is right"))


@rule(WARNING, is_of_change=True, may_be_ignored=False)
def private_file_changed(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """A change of the encrypted private file is reported.

    Reviewers cannot see what changed in it. Only a member can change this file, but anyone with the
    members' public keys can put another one in its place. Earlier versions are known only to
    `cmcct check --changed-since`.
    """
    if parsed.previous and parsed.previous.is_private_file_changed:
        message = _("the encrypted private file changed")
        yield Finding(("private",), message, _("ask the member who changed it"))


@rule(WARNING, is_of_change=True, may_be_ignored=False)
def directory_changed(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """A change of `[directory]` is reported, except of its `uid`, which is an error (uid-changed).

    It concerns all entries and every list: who receives corrections, after how many days an entry
    is stale, to whom a list may be passed on. Earlier values are known only to
    `cmcct check --changed-since`.
    """
    for key, path in _iter_settings(parsed):
        if key not in {"uid", "format"}:
            message = _("{key} of the directory changed", key=quote_text(key))
            yield Finding(
                path, message, _("it concerns all entries and lists: ask the secretariat")
            )


@rule(is_of_change=True)
def uid_changed(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """`uid` in `[directory]` stays as `cmcct init` wrote it.

    The UIDs of all contacts are derived from it: with another one, or none, every address book that
    imports the next list has each contact twice. The earlier one is known only to
    `cmcct check --changed-since`.
    """
    for key, path in _iter_settings(parsed):
        if key == "uid":
            message = _("the UID of the directory changed")
            hint = _("write the earlier one: the contacts in address books are found by it")
            yield Finding(path, message, hint)


def _iter_settings(parsed: ParseResult) -> Iterator[tuple[str, KeyPath]]:
    """Yield the keys of `[directory]` with another value than before, each with its key path."""
    earlier = parsed.previous.directory.info if parsed.previous else parsed.directory.info
    for table in parsed.tables["directory"]:
        for key in type(earlier).model_fields:
            is_changed = getattr(earlier, key) != getattr(table.value, key)
            if is_changed and not table.is_unreadable(key):
                yield key, table.path_of(key)


def _iter_changed(parsed: ParseResult) -> Iterable[tuple[FocalPoint, ParsedTable]]:
    return parsed.previous.changed if parsed.previous else ()
