"""Repeated keys and tables."""

import re

from cmcct.i18n.messages import _
from cmcct.storage.syntax_errors import words
from cmcct.storage.syntax_errors.scene import Scene, SyntaxFault, past_key, past_spaces

_KEEP = _("keep one of the two")
_IN_ANOTHER_WAY = _("{key} is written already, in another way")


def twice(scene: Scene) -> SyntaxFault | None:
    """Detect a repeated key or table."""
    if not scene.says("Cannot", "Duplicate inline"):
        return None
    if scene.inside == "{":
        return _twice_inside(scene)
    return _header_twice(scene) if scene.is_header else _key_twice(scene)


def _twice_inside(scene: Scene) -> SyntaxFault:
    end = past_key(scene.text, scene.pair)
    name = scene.text[scene.pair : end]
    message = _("{key} is written twice between the same {{ and }}", key=name)
    return scene.fault(scene.pair, end, message, _KEEP)


def _key_twice(scene: Scene) -> SyntaxFault:
    end = past_key(scene.text, scene.start)
    name = scene.text[scene.start : end]
    first = _same_key(scene, name.strip("\"'"))
    if first is None:
        return scene.fault(scene.start, end, _IN_ANOTHER_WAY.with_values(key=name), _KEEP)
    line = scene.line_number(first)
    message = _("{key} is written twice in one entry, first in line {line}", key=name, line=line)
    hint = _("keep one of the two lines")
    if name == "id":
        hint = _("write [[focal_point]] above it, if a new entry begins here; else keep one id")
    elif name in words.LISTS:
        hint = _('write all in one list: {key} = ["…", "…"]', key=name)
    return scene.fault(scene.start, end, message, hint)


def _same_key(scene: Scene, name: str) -> int | None:
    """Return the offset of the same key earlier in the table, or None."""
    for offset in reversed(scene.starts[:-1]):
        start = past_spaces(scene.text, offset)
        if scene.text.startswith("[", start):
            break
        if scene.text[start : past_key(scene.text, start)].strip("\"'") == name:
            return start
    return None


def _header_twice(scene: Scene) -> SyntaxFault:
    name = _header_name(scene.text, scene.start)
    alike = (start for start in scene.starts[:-1] if _header_name(scene.text, start) == name)
    first = past_spaces(scene.text, next(alike, scene.start))
    start = first if scene.text.startswith("[[", scene.start) else scene.start
    end, mended = scene.line_end(start), f"[[{name}]]"
    if name in words.REPEATED and scene.line(start) != mended:
        # Translators: {header} is a word of the file: focal_point
        message = _("every {header} begins with two brackets", header=name)
        return scene.fault(start, end, message, _("write {words}", words=mended))
    message, hint = _IN_ANOTHER_WAY.with_values(key=name), _KEEP
    if first < scene.start:
        start, end = scene.start, scene.line_end(scene.start)
        line = scene.line_number(first)
        message = _("[{header}] stands twice, first in line {line}", header=name, line=line)
        hint = _("move the lines below it under the first, and delete this one")
    return scene.fault(start, end, message, hint)


def _header_name(text: str, start: int) -> str:
    """Return the name in a header line, or ""."""
    found = re.compile(r"[ \t]*\[\[?([^\]\n]*)").match(text, start)
    return found[1].strip() if found else ""
