"""What the tests see of the machine that runs them: its programs, and none of its settings."""

import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

_KEPT = re.compile(
    # Programs, and what they are built of.
    r"PATH|(LD|DYLD|NIX|FONTCONFIG)_\w+|LOCALE_ARCHIVE"
    # How pip and git reach what they install.
    r"|PIP_(INDEX_URL|EXTRA_INDEX_URL|FIND_LINKS|NO_INDEX|TRUSTED_HOST|CERT|CONFIG_FILE|CACHE_DIR)"
    r"|(http|https|all|HTTP|HTTPS|ALL)_(proxy|PROXY)|SSL_CERT_(FILE|DIR)|\w+_CA_BUNDLE"
    # What measures coverage, and what this run was asked for.
    r"|COV\w+|PYTEST_\w+|CMCCT_(READINGS|REWRITE)"
)
_LOOPBACK = "127.0.0.1"  # where the servers of the tests are

# Who commits, with no settings of the machine's.
AUTHOR = "Ada Example"
GIT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_AUTHOR_NAME": AUTHOR,
    "GIT_AUTHOR_EMAIL": "ada@example.org",
    "GIT_COMMITTER_NAME": "Bo Example",
    "GIT_COMMITTER_EMAIL": "bo@example.org",
}


def kept(environment: Mapping[str, str]) -> dict[str, str]:
    """Return what the tests see of an environment; all else is somebody's own setting."""
    return {name: value for name, value in environment.items() if _KEPT.fullmatch(name)}


def surroundings(environment: Mapping[str, str], home: Path, temporary: Path) -> dict[str, str]:
    """Return the environment of a test, of somebody who has never used the machine."""
    direct = environment.get("no_proxy") or environment.get("NO_PROXY")
    return {
        **kept(environment),
        **GIT,
        # Folders for temporary files may be in a repository: this one, or somebody's home.
        "GIT_CEILING_DIRECTORIES": str(temporary),
        "HOME": str(home),
        "TMPDIR": tempfile.gettempdir(),  # it may have been given from the folder of that time
        "no_proxy": ",".join(filter(None, (direct, _LOOPBACK))),
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
    }
