"""Wording of the lines to call, for the sheet of `cmcct call` and the page's list."""

from collections.abc import Mapping

from cmcct.i18n.messages import Message, _

# The page fills the same templates with the same keys (`call_now.js`).
LINES: Mapping[str, Message] = {
    "no_number": _("{country}: no number"),
    "none_dialable": _("{country}: no number that you can dial"),
    "language": _("{country}: nobody speaks {wish}"),
    "language_not_known": _("{country}: nobody is known to speak {wish}"),
    "sector": _("{country}: nobody is of the sector {wish}"),
    "sector_not_known": _("{country}: nobody is known to be of the sector {wish}"),
    "half": _("{country}: nobody is of the half {wish}"),
    "half_not_known": _("{country}: nobody is known to be of the half {wish}"),
    "hours_not_known": _("hours not known"),
    "covers": _("covers {country}"),
    "speaks": _("speaks {languages}"),
    # Translators: of languages that an office has not stated: probably Dutch
    "probably": _("probably {languages}"),
}
INLINE_HALVES = {"law-enforcement": _("law enforcement"), "protection": _("protection")}
