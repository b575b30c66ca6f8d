"""The answer of `cmcct call` for programs."""

from cmcct.calling import words
from cmcct.cli.screen.call_sheet import Sheet
from cmcct.fieldtypes import time_zone
from cmcct.fieldtypes.email_address import mail_link
from cmcct.text.control_chars import dump_json


def format_json(sheet: Sheet) -> str:
    """Return all lines as an object."""
    calls, lines = sheet.calls, sheet.calls.lines
    local = time_zone.local_time(calls.now, calls.request.country.zone)
    aid, addresses = sheet.find_aid(lines), sheet.find_addresses()
    sections = [name for name, part in calls.sections.items() for _ in part]
    return dump_json(
        {
            "version": 1,
            "country": calls.request.country.name,
            "local_time": local.isoformat() if local else None,
            "answers_now": "answers" in calls.sections,
            "sentence": words.describe_calls(calls, sheet.translator) or None,
            "lines": [
                {
                    "section": "may" if section == "too" else section,
                    "rank": rank,
                    "number": line.phone.e164,
                    "dial": line.dial or None,
                    "entry": line.point.id,
                    "name": line.point.full_label,
                    "role": line.point.role,
                    "state": line.state,
                    "why": sheet.why(line),
                    "note": "\n".join(filter(None, (line.point.notes, line.point.private_notes)))
                    or None,
                    "opens": line.opens.isoformat() if line.opens else None,
                    "languages": list(line.point.languages),
                    "tested": str(line.phone.tested) if line.phone.tested else None,
                    **({"conflict": True} if line.point.id in sheet.conflicting_ids else {}),
                }
                for rank, (section, line) in enumerate(zip(sections, lines, strict=True), 1)
            ],
            "total": len(calls.near),
            "fallback": {
                "number": aid.phone.e164 if aid else None,
                "state": sheet.why(aid) if aid else None,
                "mailto": mail_link(*addresses) or None,
            },
            "vacant": [seat.id for seat in calls.vacant],
        }
    )
