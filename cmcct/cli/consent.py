"""What an edit needs a yes for: asked on a terminal; in a pipe, --yes says it."""

from collections.abc import Callable, Iterable
from typing import Annotated, TypeAlias, TypeVar

import typer

from cmcct import overlay
from cmcct.cli import asking, output
from cmcct.errors import CmcctError
from cmcct.revising import Sides
from cmcct.wording import Message, say, say_count

T = TypeVar("T")

Yes: TypeAlias = Annotated[
    bool, typer.Option("--yes", help="Answer yes to what would be asked on a terminal.")
]
# Finds what has to be agreed to.
Find: TypeAlias = Callable[[Sides], Iterable[Message]]


class _OpenError(Exception):
    """Nobody has agreed to this yet."""

    def __init__(self, statement: Message) -> None:
        super().__init__()
        self.statement = statement


class Consent:
    """What the user agrees to. Each is asked once, and while nothing is locked."""

    def __init__(self, find: Find | None = None, *, yes: bool, is_trial: bool) -> None:
        """Take what else to ask about than the private file."""
        self.find, self.yes, self.is_trial = find, yes, is_trial
        self.given: set[str] = set()

    def __call__(self, sides: Sides) -> None:
        """Let an edit pass that the user has agreed to."""
        for statement in (*_losses(sides), *(self.find(sides) if self.find else ())):
            if statement not in self.given:
                raise _OpenError(statement)

    def settle(self, do: Callable[[], T]) -> T:
        """Do something again until all is agreed to; raises `CmcctError` where it is not."""
        while True:
            try:
                return do()
            except _OpenError as open_:
                self._agree(open_.statement)

    def _agree(self, statement: Message) -> None:
        self.given.add(statement)
        if self.yes or self.is_trial:
            output.remark(statement)
        elif not asking.is_possible():
            raise CmcctError(statement, say("give --yes to do it all the same"))
        elif not asking.agree(output.words().say("{statement}. Go on?", statement=statement)):
            raise CmcctError(say("nothing is written"))


def _losses(sides: Sides) -> Iterable[Message]:
    """Say how many channels leave the private file, which has no history."""
    if number := len(overlay.lost(*sides)):
        yield say_count(
            "{count} channel goes from the private file, for good: it has no history",
            "{count} channels go from the private file, for good: it has no history",
            number,
        )
