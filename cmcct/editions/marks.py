"""Which version a list was made from, and the mark of its content."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from operator import itemgetter
from pathlib import Path
from typing import Any

from cmcct.errors.exceptions import CmcctError
from cmcct.formats import json as json_format
from cmcct.history import revisions
from cmcct.history.entry_versions import LastChanges
from cmcct.history.git.repository import Repository
from cmcct.i18n.messages import OptionalMessage, _
from cmcct.privacy.audiences import DRAFT, AudienceView, Edition

_MARK_LENGTH = 8  # hexadecimal digits


def find_edition(
    path: Path, at: str | None, today: date, last_change: Callable[[str], LastChanges] | None = None
) -> tuple[Edition, OptionalMessage]:
    """Return the version that a list is made from, and why it is a draft, or "".

    `at` names a version; without one it is the file itself. `last_change` reads the history of a
    commit, for lists that say when an entry changed; if it cannot be read, the list is a draft.
    """
    try:
        commit = revisions.unchanged_commit(path, at, today)
        repository = Repository.open(path)
        if not commit:
            return DRAFT, _("{file} has changes that are not committed", file=path.name)
        if repository.shallow_commits():
            return Edition(commit=commit), revisions.UNSHALLOW
        numbers = revisions.numbers_at(repository, commit)
        named = (at or "").removeprefix(revisions.PREFIX)
        number = named if named in numbers else "".join(numbers[-1:])
        edition = Edition(number, repository.commit_day(commit), commit)
        if last_change:
            changes = last_change(commit)
            changes.read()
            edition = edition._replace(last_change=changes)
    except CmcctError as error:
        return DRAFT, error.message
    return edition, ""


def mark_content(view: AudienceView, edition: Edition) -> AudienceView:
    """Return a view that says which edition it is, with the mark of its content."""
    return replace(view, edition=edition._replace(content=content_mark(view)))


def content_mark(view: AudienceView) -> str:
    """Return the first digits of the SHA-256 over all that products say, in any language and order.

    Keys without a value do not count: a new one changes no mark until somebody uses it.
    """
    shown = json_format.document(replace(view, edition=DRAFT))
    shown["focal_points"].sort(key=itemgetter("id"))
    shown |= {
        "info": [view.info.verify_every_days, view.info.uid],
        "withheld": [view.withheld_entries, dict(view.withheld)],
        "withheld_handles": sorted(view.withheld_handles),
        "private_addresses": sorted(view.private_addresses),
        "removed": sorted(point.id for point in view.removed),
        "withdrawn": {country.code: count for country, count in view.withdrawn.items()},
    }
    text = json.dumps(_drop_empty(shown), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:_MARK_LENGTH]


def _drop_empty(value: Any) -> Any:
    """Return JSON data without the keys that have no value."""
    if isinstance(value, dict):
        # Most values are texts: a call for each would take longer than the rest.
        return {
            key: filled
            for key, item in value.items()
            if item and (filled := item if type(item) is str else _drop_empty(item))
        }
    if isinstance(value, list):
        return [item if type(item) is str else _drop_empty(item) for item in value]
    return value
