"""The answer of `cmcct call` for programs."""

from typing import Any

from cmcct.calling import words
from cmcct.calling.lines import Line
from cmcct.cli.screen.call_sheet import Sheet
from cmcct.fieldtypes import time_zone
from cmcct.fieldtypes.email_address import mail_link
from cmcct.text.control_chars import dump_json

_VERSION = 1


def format_json(sheet: Sheet) -> str:
    """Return all lines as an object."""
    calls, lines = sheet.calls, sheet.calls.lines
    country = calls.request.country
    local = time_zone.local_time(calls.now, country.zone)
    aid, addresses = sheet.find_aid(lines), sheet.find_addresses()
    names = (section.name for section in calls.sections for _line in section.lines)
    return dump_json(
        {
            "version": _VERSION,
            "country": country.name,
            "local_time": local.isoformat() if local else None,
            "answers_now": bool(calls.of("answers")),
            "sentence": words.describe_calls(calls, sheet.translator) or None,
            "lines": [
                _line_object(sheet, name, rank, line)
                for rank, (name, line) in enumerate(zip(names, lines, strict=True), 1)
            ],
            "total": len(calls.near),
            "fallback": {
                "number": aid.phone.e164 if aid else None,
                "state": sheet.why(aid) if aid else None,
                "mailto": mail_link(*addresses) or None if addresses else None,
            },
            "vacant": [seat.id for seat in calls.vacant],
        }
    )


def _line_object(sheet: Sheet, section: str, rank: int, line: Line) -> dict[str, Any]:
    point, phone = line.point, line.phone
    marks = {"conflict": True} if point.id in sheet.conflicting_ids else {}
    notes = "\n".join(filter(None, (point.notes, point.private_notes)))
    return {
        "section": section,
        "rank": rank,
        "number": phone.e164,
        "dial": line.dial or None,
        "entry": point.id,
        "name": point.full_label,
        "role": point.role,
        "state": line.state,
        "why": sheet.why(line),
        "note": notes or None,
        "opens": line.opens.isoformat() if line.opens else None,
        "languages": list(point.languages),
        "tested": str(phone.tested) if phone.tested else None,
        **marks,
    }
