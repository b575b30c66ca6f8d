"""Read vCards with Evolution's library; runs in Debian's Python, which has the bindings."""

import json
import sys
from typing import Any

import gi  # type: ignore[import-not-found]

gi.require_version("EDataServer", "1.2")
gi.require_version("EBookContacts", "1.2")
from gi.repository import (  # type: ignore[import-not-found] # noqa: E402 - needs versions
    EBookContacts,
    EDataServer,
)


def contact(text: str) -> dict[str, Any]:
    """Return the fields of a card as the library reads them."""
    card = EBookContacts.Contact.new_from_vcard(text)
    field = EBookContacts.ContactField
    return {
        "uid": card.get_property("id"),
        "name": card.get_property("full-name"),
        "phones": [phone.get_value() for phone in card.get_attributes(field.TEL)],
        "emails": [email.get_value() for email in card.get_attributes(field.EMAIL)],
    }


if __name__ == "__main__":
    if sys.argv[1:] == ["--version"]:
        numbers = (
            EDataServer.EDS_MAJOR_VERSION,
            EDataServer.EDS_MINOR_VERSION,
            EDataServer.EDS_MICRO_VERSION,
        )
        sys.stdout.write(".".join(map(str, numbers)))
    else:
        json.dump([contact(text) for text in json.load(sys.stdin)], sys.stdout)
