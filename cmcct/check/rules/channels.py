"""Rules about e-mail addresses, telephone numbers, handles and the website."""

import re
from collections.abc import Hashable, Iterator
from datetime import date
from itertools import chain
from typing import Any, cast

from cmcct.check.rules import registry
from cmcct.check.rules.registry import rule
from cmcct.diagnostics import WARNING, Advice, Finding, Items, KeyPath, advise_text, make_advice
from cmcct.errors.suggest import is_one_edit
from cmcct.fieldtypes import email_address, handle, phone_number, web_address
from cmcct.i18n.messages import Message, SafeText, _, hint_to_write
from cmcct.model.entities import WRONG_NUMBER, Email, FocalPoint, Handle, Phone
from cmcct.model.fields import ENTRY_KEYS, PLAIN_KEYS
from cmcct.model.loader import ParsedTable, ParseResult
from cmcct.privacy.levels import channel_key
from cmcct.reference.toll_free import is_toll_free

# A number as dialled within its country: `0800 0911`. Codes with * or # are excluded: they run
# functions, such as call forwarding.
_NATIONAL = re.compile(r"[\s+()]*[0-9][0-9\s().-]*")
# Signs that add recipients or a subject in a `mailto:` link (RFC 6068).
_UNUSUAL = re.compile("[?&%=]")
_COMMON_DOMAINS = ("gmail.com", "hotmail.com", "outlook.com", "yahoo.com")
_REAL = (*_COMMON_DOMAINS, "email.com", "mail.com", "ymail.com")  # domains that exist
# A former id that appears twice is an error of its own.
_LISTS = [k for k, spec in ENTRY_KEYS.items() if spec.is_list and k not in {"formerly", "merged"}]
_TWICE = _("this value appears twice"), _("keep one of the two")
_OWN_COUNTRY = _("the entry's own country is in covers"), _("remove it from covers")
_LOOK = _("check the digits; dial the number, or ask the person")


@rule()
def unreachable(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """An active entry has an e-mail address, a phone number or a username.

    A vacant seat needs none of them: write `status = "vacant"`.
    """
    hint = _('add emails = ["…"] or phones = ["+…"] of the office to the directory file')
    for table, point in registry.iter_entries(parsed):
        if registry.is_unreachable(table):
            message = _("no e-mail address, phone number or username")
            yield Finding(table.path, message, hint, point.id)


@rule(is_for_overlay=True)
def invalid_email(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """An e-mail address is a name, one @ sign and a domain with a dot that can receive mail.

    It has no display name, no brackets and no second address: mail programs would use all of it as
    the address, and the mail would bounce.
    """
    for table, point, index, email in registry.iter_items(parsed, "emails"):
        if fault := email_address.check_email(email.address):
            path, (detail, hint) = table.path_of("emails", index, "address"), fault
            hint.in_log = hint.in_log or email_address.WRITE
            yield Finding(path, _("not an e-mail address"), hint, point.id, detail)


@rule(WARNING, is_for_overlay=True, suggests_ignore=True)
def unusual_email(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """An e-mail address has no question mark, `&`, `%` or `=`.

    They are valid in front of the `@`, but hardly any mailbox has them. In a link that opens a
    mail, they add recipients or a subject: lists quote them, other programs may not.

    A domain that is a letter off a common one, such as `gmial.com`, is unusual too.
    """
    contact = parsed.directory.info.contact
    addresses: list[tuple[KeyPath, str, str]] = [(("directory", "contact"), contact, "")]
    for table, point, index, email in registry.iter_items(parsed, "emails"):
        addresses.append((table.path_of("emails", index, "address"), email.address, point.id))
    for path, address, id_ in addresses:
        signs = dict.fromkeys(_UNUSUAL.findall(address))
        if signs and not email_address.check_email(address):
            shown = SafeText(" ".join(signs))
            message = _("unusual signs in an e-mail address: {signs}", signs=shown)
            yield Finding(path, message, _("compare it with what the person wrote"), id_)
        domain = address.casefold().rpartition("@")[2]
        meant = [SafeText(each) for each in _COMMON_DOMAINS if is_one_edit(domain, each)]
        if meant and domain not in _REAL:
            message = _("is the domain {domain} meant?", domain=meant[0])
            yield Finding(path, message, _("write {words}", words=SafeText(f"@{meant[0]}")), id_)


@rule(is_for_overlay=True)
def invalid_phone(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """A phone number starts with `+` and a country code, or has `national = true`.

    Any other number cannot be dialled from abroad. A number is one number: an extension has the key
    `ext`, and a second number has its own quotes. A service code with `*` or `#`, such as `*21*…#`,
    is not a number, even with `national = true`: dialling it changes the settings of a phone.
    """
    for table, point, index, phone in registry.iter_items(parsed, "phones"):
        if phone.ext and not phone.ext.isdecimal():
            path = table.path_of("phones", index, "ext")
            message, digits = _("'ext' may contain digits only"), re.sub("[^0-9]", "", phone.ext)
            hint = _("write the digits of the extension, or remove the key")
            if digits:
                in_log, hint = hint, _("write {words}", words=f'ext = "{digits}"')
                hint.in_log = in_log
            yield Finding(path, message, hint, point.id)
        if _is_possible(phone) or table.is_unreadable(*table.place_of("phones", index), "national"):
            continue
        path = table.path_of("phones", index, "number")
        detail, hint = phone_number.check_phone(
            phone.number, point.country.code, is_mobile=phone.type == phone_number.MOBILE
        )
        message = _("not a phone number that can be dialled from abroad")
        if phone.national:
            message = _("not a phone number")
            hint = _("write the digits dialled inside the country")
        if isinstance(hint, Advice) and isinstance(hint.value, str):
            hint.in_log = phone_number.describe_start(phone.number, point.country.code)
        yield Finding(path, message, hint, point.id, detail)


@rule(WARNING, is_for_overlay=True, suggests_ignore=True)
def phone_of_another_country(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """A number has the country code of the entry's country, or of a country that it covers.

    In the Caribbean, a wrong digit in the area code rings in another country. Toll-free numbers
    belong to no country. If a foreign number is correct, add it to `[check] ignore`.
    """
    for table, point, index, phone in _international(parsed):
        if _is_foreign(phone.number, point) and registry.is_all_read(table, "covers"):
            message = _("not a number in {country}", country=point.country)
            yield Finding(table.path_of("phones", index, "number"), message, _LOOK, point.id)


@rule(WARNING, is_for_overlay=True, suggests_ignore=True)
def phone_not_assigned(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """A number is in a range that its country has assigned.

    A number outside these ranges usually has a wrong digit. The tables of ranges have gaps: if the
    number works, add it to `[check] ignore`.

    Since November 2024, `01` stands before the eight digits of the numbers of Benin: `--fix` writes
    it.
    """
    for table, point, index, phone in _international(parsed):
        if not phone_number.is_assigned(phone.number) and not _is_foreign(phone.number, point):
            path = table.path_of("phones", index, "number")
            hint: Message = _LOOK
            if number := phone_number.renumber(phone.number):
                hint = advise_text(number)
                hint.in_log = _LOOK
            yield Finding(path, _("numbers that begin like this are not in use"), hint, point.id)


@rule(is_for_overlay=True)
def invalid_handle(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """A username is the name that its app gives: lists make a link of it.

    That of Signal is a username with its digits, `ada.42`, or the link that Signal makes of it,
    `https://signal.me/#eu/…`. That of Telegram is a username without `@`, that of Threema an ID of
    eight letters and digits. A phone number is not a username: write the app in its `apps`.
    """
    for table, point, index, each in registry.iter_items(parsed, "handles"):
        if fault := handle.check_handle(each.app, each.id):
            path, (detail, hint) = table.path_of("handles", index, "id"), fault
            message = _("not a username of {app}", app=SafeText(handle.NAMES[each.app]))
            hint.in_log = handle.HINTS[each.app]
            yield Finding(path, message, hint, point.id, detail)


@rule(WARNING, is_for_overlay=True)
def mobile_without_type(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """A mobile number has `type = "mobile"`.

    Without a type, cards and address books show it as an office number. The rule reports only
    numbers that are certainly mobile: in the Dominican Republic, Puerto Rico and the United States,
    mobile and landline numbers look alike. A number with an extension is a landline.
    """
    for table, point, index, phone in _international(parsed):
        if (
            "type" in phone.model_fields_set
            or phone.ext
            or not phone_number.is_mobile(phone.number)
        ):
            continue
        lost = {path[:2] for path in table.unreadable}  # it may be the type
        if not (_is_foreign(phone.number, point) or table.place_of("phones", index) in lost):
            message = _("a mobile number without a type")
            hint = hint_to_write('{ number = "…", type = "mobile" }')
            yield Finding(table.path_of("phones", index, "number"), message, hint, point.id)


@rule(WARNING, is_for_overlay=True)
def same_number_twice(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """An entry has each item of a list once: a number in any notation, a country in any spelling.

    Otherwise a correction of one leaves the other wrong. `covers` has further countries, not the
    entry's own. Numbers with different extensions are different numbers, and a line for phone and
    fax may appear as both.

    Where the second one has a type, hours or an audience of its own, only a person can say which
    one goes.
    """
    for table, point in registry.iter_entries(parsed):
        seen: dict[Hashable, KeyPath] = {("covers", point.country): table.path_of("country")}
        for key, index, item in _list_items(point):
            if isinstance(item, Phone) and not _is_possible(item):
                continue
            path = table.path_of(key, index, PLAIN_KEYS.get(key, ""))
            first = seen.setdefault((key, _item_key(item)), path)
            if first != path:
                message, hint = _OWN_COUNTRY if first[-1] == "country" else _TWICE
                if isinstance(path[-1], int):  # written without anything else, in any notation
                    hint = make_advice(hint, Items())
                yield Finding(path, message, hint, point.id, first=first)


def _list_items(point: FocalPoint) -> Iterator[tuple[str, int, Any]]:
    """Yield the key, the index and each item of the lists that may have one twice."""
    for key in _LISTS:
        items = getattr(point, key)
        if len(items) > 1 or key == "covers":
            yield from ((key, index, item) for index, item in enumerate(items))


def _item_key(item: Any) -> Hashable:
    """Return a key that is the same for all spellings of an item, such as a telephone line."""
    if isinstance(item, Phone):
        number = re.sub(r"\D", "", item.number) if item.national else item.e164
        return number, item.national, item.ext, item.type == "fax"
    return channel_key(item) if isinstance(item, Email | Handle) else cast("Hashable", item)


@rule(WARNING, is_for_overlay=True)
def line_failed(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """The last test call to every number was answered.

    At night, a number that fails costs minutes: `cmcct call` shows it after the others. When it is
    answered again, `cmcct test ID NUMBER` removes the failure. A wrong number reaches a stranger:
    remove it.
    """
    for table, point, index, phone in registry.iter_items(parsed, "phones"):
        if phone.is_doubtful:
            message = _("the last test call to this number failed")
            hint = _('call it again; if it is answered, remove "failed", as cmcct test does')
            if phone.last_failure and phone.last_failure.why == WRONG_NUMBER:
                hint = _("ask for the right number, or remove it")
            key = "failed" if phone.last_failure else "doubtful"
            yield Finding(table.path_of("phones", index, key), message, hint, point.id)


@rule(WARNING, suggests_ignore=True)
def unreachable_from_abroad(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """An active entry can be reached from abroad: by e-mail, a number or a username.

    Most callers are in another country, where a national number does not work.
    """
    for table, point in registry.iter_entries(parsed):
        is_national = point.phones and all(phone.national for phone in point.phones)
        is_active = point.status == "active" and not table.is_unreadable("status")
        if not (is_national and is_active):
            continue
        is_written = registry.has_value(table, "emails") or registry.has_value(table, "handles")
        if registry.is_all_read(table, "phones") and not is_written:
            path, message = table.path_of("phones"), _("nobody abroad can reach it")
            hint = _("add an e-mail address, or a number with + and country code")
            yield Finding(path, message, hint, point.id)


@rule()
def invalid_url(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """A website starts with https:// or http://.

    Otherwise spreadsheets and address books do not turn it into a link.
    """
    for table, point in registry.iter_entries(parsed):
        if point.website.strip() and (fault := web_address.check_url(point.website)):
            path, (detail, hint) = table.path_of("website"), fault
            if isinstance(hint, Advice):
                hint.in_log = web_address.EXAMPLE
            yield Finding(path, _("not a web address"), hint, point.id, detail)


def _international(parsed: ParseResult) -> Iterator[tuple[ParsedTable, FocalPoint, int, Phone]]:
    """Yield the numbers that can be dialled from abroad, of entries whose country is known."""
    for table, point, index, phone in registry.iter_items(parsed, "phones"):
        if point.country.code and not phone.national and _is_possible(phone):
            yield table, point, index, phone


def _is_possible(phone: Phone) -> bool:
    if phone.national:
        return bool(_NATIONAL.fullmatch(phone.number))
    return phone_number.can_exist(phone.number)


def _is_foreign(number: str, point: FocalPoint) -> bool:
    served = chain([point.country], point.covers)
    is_at_home = any(phone_number.belongs_to(number, country) for country in served)
    return not is_at_home and not is_toll_free(number)
