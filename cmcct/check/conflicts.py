"""The findings of a file with conflict markers: what differs, and who wrote which side."""

from collections.abc import Iterable, Iterator, Sequence

from cmcct.clock import local
from cmcct.diagnostics import Finding, KeyPath, Span
from cmcct.history import conflicts
from cmcct.history.conflicts import Difference, Writer
from cmcct.i18n.messages import LongDate, Message, SafeText, _
from cmcct.privacy.redaction import is_plain
from cmcct.storage.conflict_markers import Conflict, Side
from cmcct.storage.directory_file import ConflictError
from cmcct.toml.positions import PositionMap

CODE = "conflict"
_ENTRY = "focal_point"
_HINT = _(
    "keep the correct lines, and delete the lines with <<<<<<<, ======= and >>>>>>>; then run "
    "cmcct check and git add"
)
_LAYOUT = Difference("", "", "", (), ())  # comments, blank lines, notation


def find_conflicts(error: ConflictError) -> Iterator[tuple[Span, Finding]]:
    """Yield a finding for each difference of each conflict, at its first marker."""
    sides, lines = error.sides, error.text.split("\n")
    ours, theirs = (PositionMap(side.text.encode()) for side in (sides.ours, sides.theirs))
    found: dict[Conflict, list[Difference]] = {conflict: [] for conflict in sides.conflicts}
    for difference in conflicts.compare_sides(sides):
        ranges = [
            *_lines(sides.ours, ours, difference.ours),
            *_lines(sides.theirs, theirs, difference.theirs),
        ]
        for conflict in _touched(sides.conflicts, ranges):
            found[conflict].append(difference)
    labels = [(conflict.ours, conflict.theirs) for conflict in sides.conflicts]
    for conflict, writers in zip(
        sides.conflicts, conflicts.find_writers(error.path, labels), strict=True
    ):
        end = len(lines[conflict.start - 1].removesuffix("\r")) + 1
        span = Span(conflict.start, 1, conflict.start, end)
        for difference in found[conflict] or [_LAYOUT]:
            yield span, _finding(conflict, difference, writers)


def _lines(
    side: Side, positions: PositionMap, paths: Iterable[KeyPath]
) -> Iterator[tuple[int, int]]:
    """Yield the first and last line, in the file, of each value of a side."""
    for path in paths:
        span = positions.span(path)
        yield side.lines[span.line - 1], side.lines[span.end_line - 1]


def _touched(listed: Sequence[Conflict], ranges: Sequence[tuple[int, int]]) -> Sequence[Conflict]:
    """Return the conflicts that have a part of these lines, else the nearest."""

    def distance(conflict: Conflict) -> int:
        gaps = (max(conflict.start - last, first - conflict.end, 0) for first, last in ranges)
        return min(gaps, default=0)

    nearest = min(map(distance, listed))
    return [conflict for conflict in listed if distance(conflict) == nearest]


def _finding(
    conflict: Conflict, difference: Difference, writers: Sequence[Writer | None]
) -> Finding:
    ours = _describe_side(conflict.ours or "OURS", difference, writers[0])
    theirs = _describe_side(conflict.theirs or "THEIRS", difference, writers[1])
    entry = difference.id if difference.kind == _ENTRY else ""
    return Finding((), _describe(difference, ours, theirs), _HINT, entry, code=CODE)


def _describe(difference: Difference, ours: str, theirs: str) -> Message:
    if difference == _LAYOUT:
        message = _("merge conflict between {ours} and {theirs} in comments or layout only")
        return message.with_values(ours=ours, theirs=theirs)
    side = ours if difference.ours else theirs
    if difference.kind == _ENTRY:
        if not difference.key:
            return _("merge conflict: only {side} has this entry", side=side)
        key = difference.key
    else:
        record = f"{difference.kind} {difference.id}".rstrip()
        if not difference.key:
            return _("merge conflict: only {side} has {table}", side=side, table=_loggable(record))
        key = f"{record}: {difference.key}"
    message = _("merge conflict in {key} between {ours} and {theirs}")
    return message.with_values(key=_loggable(key), ours=ours, theirs=theirs)


def _describe_side(label: str, difference: Difference, writer: Writer | None) -> str:
    """Return the revision or label of a side, and who wrote it."""
    # `cmcct merge-file` adds the entry and the field to a label.
    name = label.removesuffix(f" {difference.id}: {difference.key}")
    name = name.removesuffix(f" {difference.id}")
    side = _loggable(name)  # it may be a commit's subject
    if writer is None:
        return side
    if writer.revision == conflicts.label_revision(label):
        side = SafeText(writer.revision)
    author = _loggable(writer.author)
    date = LongDate(local(writer.when).date())
    return _("{side} ({author}, {date})", side=side, author=author, date=date)


def _loggable(text: str) -> str:
    """Return a text that a log shows if it is plain words."""
    return SafeText(text) if is_plain(text) else text
