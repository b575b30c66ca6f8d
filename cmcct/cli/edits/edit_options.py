"""Options shared by the editing commands: what to edit, and a key of a table each."""

import inspect
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial, wraps
from pathlib import Path
from typing import Any, NamedTuple

from cmcct.cli import options
from cmcct.cli.options import completion, replace_parameters
from cmcct.cli.screen import form, prompts
from cmcct.edit import operations, parse_value
from cmcct.errors.exceptions import CmcctError
from cmcct.i18n.messages import OptionalMessage, _, join
from cmcct.model.entities import VERIFIED_VIA
from cmcct.model.fields import KEYS, REFERENCES, find_keys
from cmcct.reference import vocabulary
from cmcct.text.folding import fold
from cmcct.text.shell import quote

DRY_RUN = options.flag("--dry-run", "Show the changes without saving them.")
YES = options.flag("--yes", "Answer yes to all questions.")
_FORMAT = options.choice("format", ("text", "json"), "With --dry-run: output format.", "text")
PRIVATE = options.flag("--private", "Write to the private file.")
# By kind of value; other kinds are placeholders themselves.
_PLACEHOLDERS = {
    **dict.fromkeys(("text", "label"), "TEXT"),
    **dict.fromkeys(("day", "moment"), "DATE"),
    "slug": "ID",
    "tag": "LANGUAGE",
    "email": "ADDRESS",
    "phone": "NUMBER",
    "handle": "HANDLE",
    "way": "|".join(VERIFIED_VIA),
}
_ID_HELP = "Id of an entry, or its e-mail address or full name."
ID = options.argument("ID", _ID_HELP)
IDS_OR_SELECTION = options.argument("ID", _ID_HELP, None)


def day_option(help_text: str) -> Any:
    """Return the declaration of a parameter that is the option for a day, by default today."""
    return options.option("DATE", help_text, default="today", show_default=False)


# By table and key, what is asked other than the label.
_QUESTIONS = {
    ("meeting", "date"): _("Days, such as 8 to 10 May 2026"),
    ("focal_point", "name"): _("Full name"),
}
NEW_ID = _("New id: lower-case letters, digits and hyphens.")

# Options for lists take one item each.
_SINGULAR = {
    **{f"{name}s": name for name in ("sector", "language", "email", "phone", "handle", "meeting")},
    "working_groups": "group",
    "countries": "country",
}
# Help of keys whose form on the command line differs from the file.
_OPTION_HELP = {
    "formerly": "Former id of the entry; repeatable, oldest first.",
    "merged": "Id of an entry merged into this one; repeatable.",
    "sectors": "Sector; repeatable, main sector first.",
    "languages": "Language name or BCP 47 tag, e.g. Dutch or pap; repeatable, preferred first.",
    "emails": "E-mail address, or a table as in the file; repeatable, preferred first.",
    "phones": "Phone number, or a table as in the file; repeatable, preferred first.",
    "handles": "Name in a messaging app, such as signal: ada.42, or a table; repeatable.",
    "covers": "Further country that the entry covers; repeatable.",
    "working_groups": "Id of a working group of the entry; repeatable.",
    "validates": (
        "Id of a working group in which the entry validates for its government; repeatable."
    ),
    "meetings": "Id of a meeting attended; repeatable.",
    "since": "First day in the seat: 2024-01-15, or today.",
    "until": "The person's last day in the seat: 2027-01-14, or today.",
    "verified": "Date of the last confirmation: 2026-03-02, or today.",
    "date": "Date, 2019-03-12, or month, 2018-04.",
    "countries": "Country that takes part; repeatable [default: open to all]",
}
_RECORD_COMPLETERS = {
    "meeting": completion.complete_meetings,
    "working_group": completion.complete_groups,
}


class EditOptions(NamedTuple):
    """The options of a command that edits: which files, whether to write, and the consent.

    `is_json` says that the output is JSON, of most commands only with `dry_run`, and `named` are
    the ids of the entries of which the user is asked whether they are meant.
    """

    directory: Path | None
    dry_run: bool
    yes: bool = False
    is_json: bool = False
    named: tuple[str, ...] = ()


def edit_command(command: Callable[..., None], *, asks: bool = True) -> Callable[..., None]:
    """Add `--directory` and the options of edits to a command, in place of its first parameter.

    A command may have a `--format` of its own. One that asks nothing has no `--yes`.
    """

    @wraps(command)
    def wrapper(*, directory: Path | None, dry_run: bool, yes: bool = False, **values: Any) -> None:
        is_json = (values["format_"] if has_format else values.pop("trial_format")) == "json"
        if is_json and not (dry_run or has_format):
            raise options.requirement_error("--format json", "--dry-run")
        command(EditOptions(directory, dry_run, yes, is_json), **values)

    _first, *own = inspect.signature(command, eval_str=True).parameters.values()
    has_format = any(parameter.name == "format_" for parameter in own)
    last = {"yes": (bool, YES), "dry_run": (bool, DRY_RUN), "trial_format": (str, _FORMAT)}
    lacking = {*["yes"] * (not asks), *["trial_format"] * has_format}
    end = sum(parameter.kind is not parameter.KEYWORD_ONLY for parameter in own)
    directory = options.make_parameter(("directory", (Path | None, options.DIRECTORY)))
    added = [options.make_parameter(each) for each in last.items() if each[0] not in lacking]
    return options.sign(wrapper, [directory, *own[:end], *added, *own[end:]])


edit_command_without_yes = partial(edit_command, asks=False)


def field_options(
    *keys: str, table: str = "focal_point", **help_texts: str
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Add an option for each of some keys of a table to a command, in place of `values`.

    `help_texts` has the help of keys that this command treats in its own way.
    """
    texts = {**_OPTION_HELP, **help_texts}
    declared = {f"key_{key}": _declare(table, key, texts.get(key)) for key in keys}

    def parse(key: str, text: list[str] | str) -> Any:
        if isinstance(text, str):
            return parse_value.parse_value((key,), text, table)
        return [value for item in text for value in parse_value.parse_items((key,), item, table)]

    def run(command: Callable[..., None], parameters: Mapping[str, Any], **typed: Any) -> None:
        texts = {name.removeprefix("key_"): text for name, text in typed.items() if text}
        values = {key: parse(key, text) for key, text in texts.items()}
        last = parse_value.parse_last_day(("date",), texts.get("date", ""), table)
        if last and values.setdefault("until", last) != last:
            raise options.conflict_error("--until", f"--date {quote(texts['date'])}")
        command(values=values, **parameters)

    return lambda command: replace_parameters(command, {"values"}, declared, run)


def ask_missing(
    values: operations.RawTable,
    keys: Iterable[str],
    table: str = "focal_point",
    hint: OptionalMessage = "",
    taken: Collection[str] | None = None,
    optional: Collection[str] = (),
) -> None:
    """Ask for the values of some keys; raises `CmcctError` where nobody can answer.

    Those that are `optional` may stay without an answer.

    With the ids that are `taken`, also for the id of a meeting or working group, from its name.
    """
    if not prompts.is_interactive():
        raise missing_options_error([key for key in keys if key not in optional], hint)

    until = values.get("until")

    def read(key: str, text: str) -> Any:
        value = parse_value.parse_value((key,), text, table)
        if (table, key) == ("meeting", "date"):
            values["until"] = parse_value.parse_last_day((key,), text, table) or until
            if not values["until"]:
                del values["until"]
        return form.check_value(values, table, key, value)

    def read_id(text: str) -> Any:
        if text in (taken or ()):
            raise operations.used_id_error(text)
        return read("id", text)

    questions = [
        form.Question(
            key,
            _QUESTIONS.get((table, key), KEYS[table][key].label),
            partial(read, key),
            partial(optional.__contains__, key),
        )
        for key in keys
    ]
    if taken is not None:
        propose = partial(operations.propose_record_id, values, taken)
        questions.append(form.Question("id", NEW_ID, read_id, default=propose))
    form.fill(questions, values)


def missing_options_error(keys: Iterable[str], hint: OptionalMessage = "") -> CmcctError:
    """Return the error that the options for some keys are missing."""
    names = [f"--{option_name(key)}" for key in keys]
    if len(names) > 1:
        return CmcctError(_("missing: {options}", options=join(names)), hint)
    return CmcctError(_("{key} is missing", key=names[0]), hint)


def option_name(key: str) -> str:
    """Return the name of the option for a key; for a list, the singular."""
    return _SINGULAR.get(key, key).replace("_", "-")


def find_options(word: str, names: Collection[str]) -> list[str]:
    """Return those of a command's options that a word of four languages may stand for."""
    if word in names:
        return [word]
    keys = map(option_name, find_keys(word))
    meant = dict.fromkeys([*keys, *vocabulary.typed_words("option").get(fold(word), ())])
    return [name for name in meant if name in names]


def _declare(table: str, key: str, help_text: str | None) -> tuple[Any, Any]:
    """Return the type and the declaration of the option for a key."""
    spec = KEYS[table][key]
    kind = spec.item_kind
    metavar = _PLACEHOLDERS.get(kind, kind.upper())
    completer = completion.find_completer(metavar)
    if key in REFERENCES:
        completer = _RECORD_COMPLETERS[REFERENCES[key]]
    elif kind in vocabulary.SELECTABLE:
        completer = completion.complete_facet(kind)
    elif kind == "slug":  # of a new id
        completer = None
    text, name = help_text or spec.meaning.replace("`", ""), f"--{option_name(key)}"
    declared = options.option(metavar, text, name, autocompletion=completer)
    return list[str] | None if spec.is_list else str | None, declared
