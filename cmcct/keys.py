"""The keys of the directory: what kind of value each has, and what it means."""

from collections.abc import Mapping

# Of each table: the kind of value that a key has, in brackets where it is a list, and its meaning.
KEYS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "file": {
        "directory": ("directory", "What holds for the whole directory."),
        "check": ("check", "What `cmcct check` leaves out."),
        "meeting": ("[meeting]", "A meeting of the network."),
        "working_group": ("[working_group]", "A working group of the network."),
        "focal_point": ("[focal_point]", "A seat (country, institution) and who holds it today."),
    },
    "directory": {
        "name": ("text", "The name of the network."),
        "contact": ("text", "Where those who receive a list send corrections."),
        "verify_every_days": ("days", "How long a confirmation holds; else 365 days."),
        "uid": ("uuid", "A UUID, from which those of the contacts are made. Never change it."),
    },
    "check": {
        "ignore": ("[finding]", 'Warnings to leave out: `"CODE"`, or `"ID:CODE"` for one entry.'),
    },
    "meeting": {
        "id": ("slug", "Names the meeting in the `meetings` of an entry."),
        "name": ("text", "What the meeting is called."),
        "date": ("moment", 'The day, `2019-03-12` without quotes, or the month, `"2018-04"`.'),
        "place": ("text", "The city."),
        "host": ("country", "The country where it took place."),
        "sharing": ("audience", "The widest audience that may know of it; else `network`."),
    },
    "working_group": {
        "id": ("slug", "Names the group in the `working_groups` of an entry."),
        "name": ("text", "What the group is called."),
        "purpose": ("text", "What it is for, in a sentence."),
        "countries": ("[country]", "The countries that take part; none given: open to all."),
        "sharing": ("audience", "The widest audience that may know of it; else `network`."),
    },
    "focal_point": {
        "id": ("slug", "Names the seat (`gy-ctu`), never the person; it outlives the person."),
        "formerly": ("[slug]", "The ids that the seat had before, oldest first."),
        "merged": ("[slug]", "The ids of entries merged into this one; they stay taken."),
        "country": ("country", "The country of the institution."),
        "name": ("text", "The person, without honorific; desks and vacant seats need none."),
        "honorific": ("text", "What stands before the name: `Dr`."),
        "family_name": ("text", "The part of `name` to sort by; else its last word."),
        "title": ("text", "The person's job."),
        "organisation": ("text", "The ministry or agency."),
        "unit": ("text", "The department in it."),
        "body": ("body", "What kind of institution it is."),
        "role": ("role", "The function in the network; else `focal-point`."),
        "sectors": ("[sector]", "What the office does, the main thing first."),
        "languages": ("[tag]", "BCP 47 tags, the preferred language first: `es`, `pap`."),
        "emails": ("[email]", 'The preferred one first: `"a@example.org"`, or a table.'),
        "phones": ("[phone]", 'The preferred one first: `"+592 609 1234"`, or a table.'),
        "address": ("text", "Where the office is. A shelter never has an address."),
        "city": ("text", "The city of the office."),
        "website": ("url", "The institution's page: `https://example.org`."),
        "hours": ("text", "Opening hours as OpenStreetMap has them: `Mo-Fr 08:00-16:30; PH off`."),
        "timezone": ("text", "An IANA zone, `America/Guyana`; else the country's."),
        "covers": ("[country]", "Further countries that the seat serves."),
        "working_groups": ("[slug]", "The ids of the groups that the seat belongs to."),
        "meetings": ("[slug]", "The ids of the meetings attended."),
        "status": ("status", "Whether somebody sits there; else `active`."),
        "since": ("day", "The person's first day there, without quotes: `2024-01-15`."),
        "until": ("day", "The person's last day there, without quotes: `2027-01-14`."),
        "verified": ("day", "When the person last confirmed the entry: `2026-03-02`, no quotes."),
        "verified_via": ("way", "How the person confirmed it."),
        "sharing": ("audience", "The widest audience that may have the entry; else `network`."),
        "notes": ("text", "Notes that go out with the entry."),
        "private_notes": ("text", "Notes for the secretariat only."),
    },
    "email": {
        "address": ("mailbox", "`name@example.org`."),
        "sharing": ("audience", "Who may have it, where that is stricter than the entry's."),
    },
    "phone": {
        "number": ("number", "With `+` and the country code, unless `national = true`."),
        "type": ("phone type", "What kind of line it is; else `office`."),
        "ext": ("digits", 'The extension: `"12"`.'),
        "apps": ("[app]", "What else reaches the number."),
        "hours": ("text", "When it is answered: `24/7`, `Mo-Fr 08:00-16:30`."),
        "national": ("flag", "Whether it is a number that works only inside the country."),
        "sharing": ("audience", "Who may have it, where that is stricter than the entry's."),
    },
}
# What a table cannot be without, whatever else it says.
REQUIRED: Mapping[str, tuple[str, ...]] = {
    "file": ("directory",),
    "directory": ("name",),
    "check": (),
    "meeting": ("id", "name", "date"),
    "working_group": ("id", "name"),
    "focal_point": ("id", "country", "organisation", "sectors"),
    "email": ("address",),
    "phone": ("number",),
}
# Of a list whose items may be plain text: the key of a table that the text stands for.
PLAIN = {"emails": "address", "phones": "number"}
