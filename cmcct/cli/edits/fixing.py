"""`cmcct check --fix`: which codes to fix, the edit of a file, and the line with the counts."""

from codecs import BOM_UTF8
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from cmcct.check import runner
from cmcct.check.rules import get_rule
from cmcct.check.rules.registry import RULES
from cmcct.cli.edits import editing
from cmcct.cli.screen import output
from cmcct.cli.screen.prompts import STDIN
from cmcct.clock import today
from cmcct.edit import entry_changes, transaction
from cmcct.edit.fixes import FixFindings, FixReport
from cmcct.edit.operations import Parsed, RawTable
from cmcct.edit.transaction import DirectoryOnly, Operation
from cmcct.errors.exceptions import CmcctError
from cmcct.i18n.messages import Message, OptionalMessage, _, ngettext
from cmcct.model import file_format
from cmcct.storage import atomic, directory_file

_MAX_CORRECTIONS = 1000  # of syntax errors: a text from a word processor may have many


def split_codes(arguments: Sequence[Path]) -> tuple[list[Path], frozenset[str]]:
    """Split arguments into files and codes; raises `UnknownValueError` for what is neither.

    A word without a dot or slash is a code unless a file has that name.
    """
    files = [
        path
        for path in arguments
        if str(path) not in RULES
        and (path.suffix or len(path.parts) > 1 or path == STDIN or path.exists())
    ]
    return files, frozenset(get_rule(str(path)).code for path in arguments if path not in files)


@dataclass
class Fixing:
    """Fixes one file after another, and counts what it fixed."""

    codes: frozenset[str]  # empty for all
    with_unsafe: bool
    dry_run: bool
    is_json: bool = False
    reports: list[FixReport] = field(default_factory=list)
    mended: int = 0  # faults of the text, not of its data
    # For JSON, which has all files: what a trial would change, and what the user agrees to.
    changes: list[entry_changes.FileChange] = field(default_factory=list)
    statements: list[Message] = field(default_factory=list)

    def fix_file(self, path: Path, *, has_overlay: bool) -> None:
        """Fix a directory file, and its private file if `has_overlay`; print the changes.

        The check that follows reports a file that is not TOML. Raises `CmcctError`.
        """
        if path == STDIN:
            raise CmcctError(_("standard input cannot be fixed"), _("give a file name"))
        # No check follows a trial.
        reported = () if self.dry_run else (directory_file.TomlSyntaxError,)
        with suppress(*reported), editing.report_rejections():
            data = directory_file.read_file(directory_file.refuse_overlay(path))
            text, raw, errors = directory_file.parse_corrected(path, data, _MAX_CORRECTIONS)
            faults, before = self._find_text_faults(path, data), None
            if errors and raw is not None and "toml-syntax" in (self.codes or RULES):
                file_format.refuse_newer(raw)
                faults, before = [*faults, *errors], Parsed(data, raw)
            fix = FixFindings(today(), self.codes, with_unsafe=self.with_unsafe)
            operation: Operation[FixReport] = DirectoryOnly(lambda raw: fix(raw, {}))

            def mend(now: bytes, raw: RawTable) -> Parsed:
                """Return the text with its syntax corrected, without CRLF or BOM."""
                if now != data:
                    raise atomic.changed_error(path)
                mended = text.replace(b"\r\n", b"\n") if "line-endings" in faults else text
                bom = BOM_UTF8 if "byte-order-mark" in faults else b""
                return Parsed(mended.removeprefix(bom), raw)

            draft = transaction.prepare(
                path,
                fix if has_overlay else operation,
                today(),
                dry_run=self.dry_run,
                find_statements=editing.find_widened_values,
                rewrite=mend if faults else None,
                before=before,
            )
            output.note(*draft.statements)  # `--unsafe-fixes` is the consent
            if not self.dry_run:
                draft.write()
            self.mended += len(faults)
            if "schema-outdated" in (self.codes or RULES) and runner.is_schema_outdated(path):
                self.mended += 1
                if not self.dry_run:
                    editing.update_schema(path)
            # The check that follows reports the warnings.
            changes = [change._replace(new_warnings=()) for change in draft.file_changes]
            self.changes += changes
            self.statements += draft.statements
            if changes and not self.is_json:
                editing.report_changes(changes, dry_run=self.dry_run)
            self.reports.append(draft.report)

    def _find_text_faults(self, path: Path, data: bytes) -> list[object]:
        """Return the codes of what is to be mended in the text alone."""
        held = runner.read_held(path, data)
        faults = {"line-endings": b"\r\n" in held, "byte-order-mark": held.startswith(BOM_UTF8)}
        return [code for code in faults if faults[code] and code in (self.codes or faults)]

    def report(self, errors: Sequence[CmcctError] = ()) -> None:
        """Print how many faults were fixed, and for how many others there are unsafe fixes.

        Nothing is printed if no file could be read, but for an error as JSON.
        """
        if self.is_json and self.reports:
            error: OptionalMessage = errors[0].explanation if errors else ""
            editing.write_trial(self.changes, self.statements, error)
        elif self.is_json:
            output.write_error(errors[0])
        if refused := [id_ for report in self.reports for id_ in report.refused]:
            message = _("not fixed, because the fixes would introduce errors: {ids}")
            output.note(message.with_values(ids=", ".join(refused)))
        fixed = sum(report.fixed for report in self.reports) + self.mended
        unsafe = sum(report.unsafe for report in self.reports)
        done = ngettext("fixed {count} finding", "fixed {count} findings", fixed)
        if self.dry_run:
            done = ngettext("{count} finding can be fixed", "{count} findings can be fixed", fixed)
        done = done if fixed else _("nothing to fix")
        # Translators: {fixed} is: fixed 3 faults
        more = _("{fixed}; {count} more with --unsafe-fixes", fixed=done, count=unsafe)
        if self.reports:
            output.note(more if unsafe else done)
