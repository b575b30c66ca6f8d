"""Check the subject of a commit message: `area: what`, at most 72 characters, one area.

    python scripts/commit_subject.py FILE

Git passes the file with the message to the hook `commit-msg` (githooks(5)). Subjects that git
writes itself, as for `git revert`, are accepted.
"""

import re
import sys
from pathlib import Path

LIMIT = 72
_OF_GIT = re.compile(r"Merge |Revert \"|Reapply \"|(fixup|squash|amend)! ")
_SUBJECT = re.compile(r"[a-z0-9][a-z0-9_./-]*: \S.*")


def find_fault(message: str) -> str:
    """Return the fault in the subject of a message, or ""."""
    lines = [line for line in message.splitlines() if not line.startswith("#")]
    subject = next((line for line in lines if line.strip()), "")
    if _OF_GIT.match(subject):
        return ""
    if len(subject) > LIMIT:
        return f"the subject has {len(subject)} characters: at most {LIMIT} fit"
    if not _SUBJECT.fullmatch(subject):
        return 'the subject has another form than "area: what", such as "edit: keep comments"'
    return ""


if __name__ == "__main__":
    if text := find_fault(Path(sys.argv[1]).read_text(encoding="utf-8")):
        print(f"error: {text}", file=sys.stderr)
        sys.exit(1)
