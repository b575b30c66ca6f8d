"""`cmcct private`: encrypt the private file, and choose who can read it."""

import os
from collections.abc import Collection, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import ClassVar, Unpack

from cmcct.cli import options
from cmcct.cli.edits import edit_options, editing
from cmcct.cli.edits.edit_options import EditOptions, edit_command, edit_command_without_yes
from cmcct.cli.framework.lazy_group import SuggestingGroup, make_group
from cmcct.cli.options import completion, load_options
from cmcct.cli.screen import output, prompts
from cmcct.clock import today
from cmcct.edit import operations, private_file, transaction
from cmcct.edit.overlay import used_ids
from cmcct.errors.exceptions import CmcctError, NoAccessError
from cmcct.history.git import repository
from cmcct.i18n.messages import Message, OptionalMessage, SafeText, _, join, join_and, quote_text
from cmcct.model import members
from cmcct.storage import atomic, directory_file, encrypted_file
from cmcct.system import is_log
from cmcct.text import shell


class _Commands(SuggestingGroup):
    adding = "cmcct set --private"
    renamed: ClassVar = {"key": "join"}


_CONFIRMED = 4  # characters of the recovery identity that are typed again
_NAME = options.argument("NAME", "Name of the desk or person.")
_PASSPHRASE = options.flag("--passphrase", "Protect a new identity with a passphrase.")


@make_group("cmcct private init --name CTU", _Commands, is_help_first=False)
def app(directory: Path | None) -> None:
    """Share the private file: encrypt it, and choose who can read it.

    The encrypted file, directory.private.toml.age, is committed with the directory. It is in
    age format. Without a command, cmcct private shows your access and the next step.
    """
    path = directory_file.find_directory(directory)
    overlay = directory_file.find_overlay(path)
    is_encrypted = overlay is not None and directory_file.is_encrypted(overlay)
    directory_raw = directory_file.parse_file(path)
    load_options.prepare_access(path, may_ask=True)
    following: OptionalMessage | SafeText
    advice = _("next: {command}")
    try:
        raw = load_options.read_private(path)
    except (NoAccessError, encrypted_file.OtherKeyError) as error:
        state, following = error.message, error.hint
    else:
        members.refuse_change(directory_raw, raw, is_encrypted=is_encrypted)
        if is_encrypted:
            state, following = members.describe(raw), SafeText('cmcct private add "…" age1…')
            advice = _("to add a member: {command}")
        elif overlay:
            state = _("{label}: {text}", label=_("the private file is not encrypted"), text=overlay)
            following = SafeText('cmcct private init --name "…"')
        else:
            state = _("there is no private file yet")
            following = SafeText("cmcct set ID --private phones.0")
            advice = _("to create one, move a number into it: {command}")
    lines = (state, advice.with_values(command=following))
    output.write("".join(f"{output.translator().translate(line)}\n" for line in lines))


@app.command(epilog="Example: cmcct private init --name CTU")
def init(
    directory: Path | None = options.DIRECTORY,
    name: str | None = options.option(
        "NAME", "Name in the list of members: yours, or your desk's."
    ),
    passphrase: bool = _PASSPHRASE,
    recovery: Path | None = options.option(
        "FILE", "Write the recovery identity to a new file [default: show it on the terminal]"
    ),
) -> None:
    """Encrypt the private file for yourself and a recovery identity.

    The recovery identity is shown once: write it on paper and keep the paper in a safe. The
    plain file is deleted after the encrypted one has been read back.
    """
    path = directory_file.find_editable(directory)
    target = private_file.encrypted_path(path)
    plain = directory_file.plain_path(target)
    transaction.read(path)  # no secret is made for files that cannot be edited
    if existed := os.path.lexists(plain):
        directory_file.parse_file(plain)
    load_options.allow_access(may_ask=True)
    if os.path.lexists(target):
        _finish(path, target, plain)
        return
    if name is None and not prompts.is_interactive():
        hint = options.hint_to_run("private", "init", "--name", "CTU")
        raise edit_options.missing_options_error(["name"], hint)
    if name is None:
        name = prompts.prompt(_("Your name, or that of your desk"), _check_name)
    _check_name(name)
    if recovery is None and (is_log() or not prompts.can_ask()):
        message = _("the recovery identity is not written to a pipe or a log")
        raise CmcctError(message, _("give --recovery FILE, or run it in a terminal"))
    if recovery is not None:
        _refuse_repository(recovery)
    own = _own_key(passphrase=passphrase)
    secret, public = encrypted_file.make_identity()
    _hand_over(recovery, encrypted_file.identity_text(secret, public))
    private_file.encrypt_plain(path, {name: own, members.RECOVERY: public}, secret)
    output.note(_("wrote {file}", file=target))
    if existed:
        output.note(_("the unencrypted file was deleted: {file}", file=plain))
    output.note(_state_alone({members.RECOVERY}))
    output.note(_("next: {command}", command="cmcct git-setup && cmcct save"))


def _state_alone(names: Collection[str]) -> Message:
    """Return who can open a private file that no colleague can."""
    openers = [encrypted_file.identity_path(), *[_("the recovery identity")] * len(names)]
    text = _("without another member (cmcct private add), only {names} can open the private file")
    return text.with_values(names=join_and(openers))


def _check_name(name: str) -> str:
    """Return a name for the list of members; raises `CmcctError` for another."""
    if name == members.RECOVERY:
        message = _("{name} is the name of the recovery identity", name=quote_text(name))
        raise CmcctError(message, _("choose another one"))
    private_file.check_name(name)
    return name


def _finish(path: Path, target: Path, plain: Path) -> None:
    """Finish what a killed `private init` began."""
    if not os.path.lexists(plain):
        message = _("the private file is encrypted already: {file}", file=target)
        raise CmcctError(message, _("to add a member: {command}", command="cmcct private add"))
    if not private_file.finish_encryption(path, target, plain):
        message = _("{plain} and {file} have different data", plain=plain, file=target)
        hint = _(
            "move what is new to the encrypted one with cmcct set ID --private; then "
            "delete the plain one"
        )
        raise CmcctError(message, hint)
    transaction.apply(path, private_file.copy_members, today())
    output.note(_("the unencrypted file was deleted: {file}", file=plain))


def _hand_over(file: Path | None, text: bytes) -> None:
    """Give the recovery identity to the user: into a new file, or on the terminal."""
    if file is not None:
        if os.path.lexists(file):
            raise CmcctError(_("{file} exists already", file=file), _("choose another one"))
        atomic.write_file(file, text, private=True)
        output.note(_("wrote the recovery identity to {file}: keep it in a safe", file=file))
        return
    message = _(
        "this is the recovery identity, shown only once: write it on paper and keep the paper in a "
        "safe"
    )
    output.note(message)
    secret = text.decode().split()[-1]
    output.write(f"{secret}\n")
    ending = secret[-_CONFIRMED:]

    def compare(answer: str) -> None:
        if answer.upper() != ending:
            message = _("these are not the last {count} characters", count=_CONFIRMED)
            raise CmcctError(message, _("compare the paper with the screen"))

    prompts.prompt(_("Type the last {count} characters from the paper", count=_CONFIRMED), compare)


def _refuse_repository(file: Path) -> None:
    """Raise `CmcctError` for a new file with a secret key in a git repository, even if ignored.

    `git add --force` would commit it, `git clean` would delete it.
    """
    folders = Path(os.path.realpath(file)).parents
    if repository.is_repository(next(folder for folder in folders if folder.is_dir())):
        message = _("{file} is in a git repository, where no secret key may be", file=file)
        raise CmcctError(message, _("give a file outside the repository"))


def _own_key(*, passphrase: bool) -> str:
    """Return the user's public key; make an identity if there is none."""
    if os.path.lexists(encrypted_file.identity_path()):
        return encrypted_file.own_keys()[0]
    secret = ""
    if os.environ.get("CMCCT_IDENTITY"):
        _refuse_repository(encrypted_file.identity_path())
    if passphrase:
        secret = prompts.ask_secret(_("New passphrase"))
        if not secret or secret != prompts.ask_secret(_("The passphrase again")):
            raise CmcctError(_("the passphrases differ, or are empty"), _("nothing was saved"))
    key = encrypted_file.create_identity(secret)
    output.note(_("made an identity: {file}", file=encrypted_file.identity_path()))
    return key


@app.command("join", epilog="Example: cmcct private join")
def print_key(passphrase: bool = _PASSPHRASE) -> None:
    """Print your public key, for a member to add.

    An identity is made for you if you have none.
    """
    load_options.allow_access(may_ask=True)
    output.write(f"{_own_key(passphrase=passphrase)}\n")
    output.note(_("send this public key to a member; it is not secret"))


@app.command(epilog="Example: cmcct private add CTU age1…")
@edit_command_without_yes
def add(
    chosen: EditOptions,
    name: str = _NAME,
    key: str = options.argument(
        "KEY",
        "The public key that cmcct private join prints for the new member.",
        autocompletion=completion.complete_words(()),
    ),
) -> None:
    """Add a member, who can read the private file."""
    if _change(chosen, partial(private_file.add_member, name, key)).is_written:
        text = _("{name} can read the private file after the next cmcct save and git push")
        output.note(text.with_values(name=name))


@app.command(epilog="Example: cmcct private remove CTU")
@edit_command
def remove(chosen: EditOptions, name: str = _NAME) -> None:
    """Remove a member of the private file.

    A removed member can still read all versions in the git history up to now; the seats with data
    are listed. Every other member must then run cmcct private accept.
    """

    def change(raw: operations.RawTable, private_raw: operations.RawTable) -> list[str]:
        seats = sorted(used_ids(private_raw))
        private_file.remove_member(name, raw, private_raw)
        return seats

    def find_statements(sides: transaction.BeforeAfter) -> Iterator[Message]:
        listed, own = members.read_members(sides.new_overlay_raw), encrypted_file.own_keys()
        names = {member for member, key in listed.items() if key not in own}
        if names <= {members.RECOVERY}:
            yield _state_alone(names)

    outcome = _change(chosen, change, find_statements=find_statements)
    if seats := outcome.report:
        output.note(_("{name} was able to read the numbers of: {ids}", name=name, ids=join(seats)))
    if outcome.is_written and not outcome.statements:
        output.note(_("every other member must now run {command}", command="cmcct private accept"))


@app.command(epilog="Example: cmcct private accept")
def accept(directory: Path | None = options.DIRECTORY, yes: bool = edit_options.YES) -> None:
    """Trust the private file as it is now.

    The file has another key after a member was removed, or because it is forged: ask a member
    first. The copy of its members in the directory is corrected.
    """
    path = _encrypted_of(directory)
    encrypted_file.access.accepts_any_key = True
    overlay = directory_file.overlay_path(path)
    _refuse_unmerged(overlay)
    raw = directory_file.parse_file(overlay)
    random_key = members.read_key(raw)
    if not random_key:
        message = _("{file} was not written by cmcct: it has no key", file=overlay)
        raise CmcctError(message, _("restore it from git"))
    output.note(members.describe(raw))
    if not (yes or encrypted_file.has_known_key(overlay, raw)):
        if not prompts.is_interactive():
            raise CmcctError(_("the file is not trusted yet"), _("use --yes to proceed"))
        prompts.require_yes(_("Did a member confirm this file?"))
    encrypted_file.trust(overlay, random_key)
    outcome = transaction.apply(path, private_file.copy_members, today())
    unchanged = _("the private file is trusted")
    editing.report_changes(outcome.file_changes, dry_run=False, unchanged=unchanged)


def _refuse_unmerged(overlay: Path) -> None:
    """Raise `CmcctError` during a merge: the members of both versions may differ."""
    is_unmerged = False
    with suppress(CmcctError):  # without git, there is no merge
        is_unmerged = repository.Repository.open(overlay).is_unmerged()
    if is_unmerged:
        message = _("git has not merged {file}", file=overlay)
        command = SafeText(f"git add {shell.quote(str(overlay))}")
        raise CmcctError(message, _("take one version, then run {command}", command=command))


def _encrypted_of(directory: Path | None) -> Path:
    """Return the directory file whose private file is encrypted; raises `CmcctError`."""
    path = directory_file.find_editable(directory)
    transaction.read(path)
    overlay = directory_file.find_overlay(path)
    if overlay is None or not directory_file.is_encrypted(overlay):
        advice = options.hint_to_run("private", "init")
        state = _("the private file is not encrypted")
        raise CmcctError(state if overlay else _("there is no private file yet"), advice)
    load_options.allow_access(may_ask=True)
    return path


def _change(
    chosen: EditOptions,
    operation: transaction.Operation[transaction.R],
    **terms: Unpack[editing.Terms],
) -> transaction.Draft[transaction.R]:
    """Change the members, in both files."""
    path = _encrypted_of(chosen.directory)
    overlay = directory_file.overlay_path(path)
    directory_file.parse_file(overlay)  # raises if the user cannot read it
    outcome = editing.run_edit(chosen._replace(directory=path), operation, **terms)
    if outcome.is_written:
        encrypted_file.access.accepts_any_key = True
        encrypted_file.trust(overlay, members.read_key(directory_file.parse_file(overlay)))
    return outcome
