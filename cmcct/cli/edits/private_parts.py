"""Edits that may change a seat's name, and their effect on its overlay entries."""

import os
from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeAlias

from cmcct.cli.screen import output, prompts
from cmcct.edit import overlay
from cmcct.edit.operations import RawTable
from cmcct.edit.overlay import Move
from cmcct.errors.exceptions import CmcctError
from cmcct.i18n.messages import Message, _
from cmcct.model import person_names
from cmcct.privacy import redaction
from cmcct.privacy.build_servers import is_log
from cmcct.text import shell


class Decision(NamedTuple):
    """The overlay entries whose directory entry gets another name, and their owner afterwards."""

    moved: Sequence[Move]
    corrected: Sequence[Move] = ()  # same person, corrected name
    left: Sequence[Move] = ()  # another person's: kept, but not joined

    def warn(self) -> None:
        """Warn about overlay entries that are not joined, with the command to run."""
        output.warn(*map(_left_message, self.left))


# Decides on the overlay entries, given the directory before and after, and the private file.
Decide: TypeAlias = Callable[[RawTable, RawTable, RawTable], Decision]


class Renaming:
    """The user's answers on overlay entries that get another name. Each is asked for once.

    So a change can be tried before the lock is taken, and made without another question.
    """

    def __init__(self, *, yes: bool, is_trial: bool) -> None:
        """Take whether `--yes` is given, and whether nothing is written anyway."""
        self.yes, self.is_trial = yes, is_trial
        self.answers: dict[tuple[str, str, str], bool] = {}

    def settle(self, entry: RawTable, before: RawTable, part: RawTable) -> None:
        """Raise `CmcctError` if an overlay entry becomes another's and the user does not agree."""
        name, new = overlay.person_name(before), overlay.person_name(part)
        owner = overlay.person_name(entry)
        was, will = name or owner, new or owner
        if name == new or (was and will and person_names.is_same_person(was, will)):
            return
        if not self._is_agreed(str(entry["id"]), was, will):
            raise CmcctError(_("nothing was saved"))

    def correct_others(
        self, raw: RawTable, overlay_raw: RawTable, entry: RawTable, name: str
    ) -> bool:
        """Join the overlay entries of an entry that name another person, if the user agrees.

        Returns False if there are some and the user refuses. Raises `CmcctError` where one answer
        would count for several persons.
        """
        owner, id_ = overlay.person_name(entry), str(entry["id"])
        foreign = [
            part
            for part in overlay.parts_for(raw, overlay_raw, entry)
            if not person_names.may_join(overlay.person_name(part), owner)
        ]
        names = list(dict.fromkeys(map(overlay.person_name, foreign)))
        if len(names) > 1 and not self._can_ask():
            message = _(
                "the private file has several other names for {id}: {names}",
                id=id_,
                names=", ".join(map(display_name, names)),
            )
            raise CmcctError(
                message, _("run it in a terminal without --yes to be asked about each")
            )
        corrected = [
            part for part in foreign if self._is_agreed(id_, overlay.person_name(part), name)
        ]
        for part in corrected:
            part["name"] = name
        if corrected:
            overlay.merge_parts(raw, overlay_raw, entry)
        return bool(corrected) or not foreign

    def _is_agreed(self, id_: str, name: str, owner: str) -> bool:
        change = (id_, name, owner)
        if change not in self.answers:
            self.answers[change] = self._ask(_renamed_statement(*change))
        return self.answers[change]

    def _can_ask(self) -> bool:
        return prompts.is_interactive() and not (self.yes or self.is_trial)

    def _ask(self, statement: Message) -> bool:
        if self._can_ask():
            question = output.translator().gettext(
                "{statement}. The same person, corrected?", statement=statement
            )
            return prompts.confirm(question)
        if not (self.yes or self.is_trial):
            raise CmcctError(statement, _("if it is the same person, corrected, use --yes"))
        output.note(statement)
        return True


def display_name(name: str) -> str:
    """Return a name for a message; in a log, "…" in place of one that may hold a contact."""
    return name if not is_log(os.environ) or redaction.is_plain(name) else "…"


def _renamed_statement(id_: str, name: str, owner: str) -> Message:
    text = _("{id}: data of {name} in the private file would belong to {owner}")
    if not name:
        text = _("{id}: data without a name in the private file would belong to {owner}")
    elif not owner:
        text = _("{id}: data of {name} in the private file would have no name")
    return text.with_values(id=id_, name=display_name(name), owner=display_name(owner))


def decide_replaced(raw: RawTable, after: RawTable, overlay_raw: RawTable) -> Decision:
    """Decide that the seat has a new person: overlay entries of the previous one are not joined."""
    return Decision(overlay.find_moves(raw, after, overlay_raw))


def decide_renamed(raw: RawTable, after: RawTable, overlay_raw: RawTable, *, yes: bool) -> Decision:
    """Decide who owns the overlay entries after an edit; asks if the names differ too much."""
    moved = overlay.find_moves(raw, after, overlay_raw)
    corrected = [move for move in moved if move.is_same or _is_corrected(move, yes=yes)]
    return Decision(moved, corrected, [move for move in moved if move not in corrected])


def _is_corrected(move: Move, *, yes: bool) -> bool:
    if not move.owner:
        return False
    if yes or not prompts.is_interactive():
        return yes
    question = output.translator().gettext(
        "{id}: the private file has {name}, the entry now has {owner}. The same person, corrected?",
        id=move.entry_id,
        name=display_name(move.name),
        owner=display_name(move.owner),
    )
    return prompts.confirm(question)


def unjoined_messages(part: RawTable, entry: RawTable) -> tuple[Message, ...]:
    """Return a warning if an overlay entry is not joined to its entry: it names another person."""
    name, owner = overlay.person_name(part), overlay.person_name(entry)
    if person_names.may_join(name, owner):
        return ()
    name, id_ = display_name(name), str(entry["id"])
    text = _(
        "{id} has no name, so data of {name} in the private file is not included yet; "
        "when {name} takes the seat, run {command}"
    )
    if owner:
        text = _(
            "{id} is {owner}, so data of {name} in the private file is not included yet; "
            "when {name} takes the seat, run {command}"
        )
    command = f"cmcct replace {shell.quote(id_)} --name {shell.quote(name)}"
    return (text.with_values(id=id_, name=name, owner=display_name(owner), command=command),)


def _left_message(move: Move) -> Message:
    name, owner, id_ = display_name(move.name), display_name(move.owner), shell.quote(move.entry_id)
    text = _(
        "data of {name} in the private file is no longer included in {id}; for the same "
        "person, run {same}; for a new person, run {command}"
    )
    if move.is_merged:
        text = _("data of {name} in the private file is not included in {id}")
    elif not move.owner:
        text = _("data of {name} in the private file is no longer included in {id}")
    return text.with_values(
        name=name,
        id=move.entry_id,
        same=f"cmcct set {id_} --private {shell.quote(f'name={owner}')}",
        command=f"cmcct replace {id_} --name {shell.quote(owner)} --force",
    )
