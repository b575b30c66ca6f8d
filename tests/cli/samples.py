"""Entries that the tests of commands put into a directory."""

ADA = """\
[[focal_point]]
id = "gy-ctu"
formerly = ["gy-unit"]
country = "Guyana"
name = "Ada Example"
title = "Director"
organisation = "Example Ministry"
sectors = ["police"]
languages = ["en"]
emails = ["ctu@example.org"]
phones = [
    "+592 220 1234",
    { number = "+592 609 1234", type = "mobile", sharing = "secretariat" },
]
working_groups = ["venezuela"]
meetings = ["georgetown-2019"]
verified = 2026-03-02
"""

LEFT = """\
[[focal_point]]
id = "jm-left"
country = "Jamaica"
name = "Bram Voorbeeld"
organisation = "Example Agency"
sectors = ["shelter"]
status = "left"
"""

HOUSE = """\
[[focal_point]]
id = "bs-house"
country = "Bahamas"
name = "Cato Example"
organisation = "Example Trust"
sectors = ["shelter"]
emails = ["house@example.org"]
verified = 2026-03-02
sharing = "secretariat"
private_notes = "Call first."
"""

# Its number can be read, its date cannot.
BROKEN = """\
[[focal_point]]
id = "aw-broken"
country = "Aruba"
name = "Dirk Voorbeeld"
organisation = "Voorbeeld Taskforce"
sectors = ["police"]
phones = ["+297 521 2345"]
verified = "2026-03-02"
"""

# Whatever a terminal, rich's markup, a spreadsheet or a format with lines could stumble over.
HOSTILE = r"""
[[focal_point]]
id = "tt-odd"
country = "Trinidad and Tobago"
name = "Eve [red]Example[/red] :smile: \u001b]0;title\u0007\u009b31m"
title = "\u001b[2J\u202eDesk"
organisation = "Example\nOffice\tTwo"
sectors = ["police"]
languages = ["EN", "pap"]
working_groups = ["\u001b[31m", "GY"]
emails = ["eve@example.org\u001b[0m"]
phones = ["+1 868 221 1234\u001b[0m"]
notes = "first\nsecond \u001b[31mred\u009b0m"
city = "\u001b[1mArima"
"""
