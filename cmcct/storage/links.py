"""Links on the way to a file. One that git tracks comes from whoever committed it.

A clone must not make cmcct write elsewhere, so nothing is written through such a link. A link that
the user made is followed.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from cmcct.errors.exceptions import CmcctError
from cmcct.i18n.messages import _

_MAX_LINKS = 40  # as in Linux; more are a circle, which the system reports

# Whether git tracks a link. The command line sets it: calls of git are in a package above.
is_tracked: Callable[[Path], bool] = lambda _link: False  # noqa: E731 - replaced at start


def refuse_tracked(path: Path) -> None:
    """Raise `CmcctError` for a path with a link that git tracks, also on the way to its target."""
    for link in iter_links(path):
        if is_tracked(link):
            message = _("{link} is a link that git tracks: it was committed by somebody", link=link)
            target = os.path.realpath(link)
            raise CmcctError(message, _("if it is meant, name {target} itself", target=target))


def iter_links(path: Path) -> Iterator[Path]:
    """Yield the links that the system follows to a path, each in its real folder."""
    steps = [*reversed(path.absolute().parts[1:])]
    place, count = Path(path.absolute().anchor), 0
    while steps and count <= _MAX_LINKS:
        step = steps.pop()
        place = place.parent if step == os.pardir else place / step
        if os.path.islink(place):  # noqa: PTH114 - `is_symlink` raises where a name is too long
            yield place
            target, count = Path(os.readlink(place)), count + 1  # noqa: PTH115 - not resolved
            steps += reversed(target.parts[1:] if target.is_absolute() else target.parts)
            place = Path(target.anchor) if target.is_absolute() else place.parent
