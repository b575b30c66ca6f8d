"""The environment of the tests: the machine's programs, and none of its settings."""

import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

_KEPT = re.compile(
    # Paths of programs and libraries.
    r"PATH|(LD|DYLD|NIX|FONTCONFIG)_\w+|LOCALE_ARCHIVE"
    # Access of pip and git to packages.
    r"|PIP_(INDEX_URL|EXTRA_INDEX_URL|FIND_LINKS|NO_INDEX|TRUSTED_HOST|CERT|CONFIG_FILE|CACHE_DIR)"
    r"|(http|https|all|HTTP|HTTPS|ALL)_(proxy|PROXY)|SSL_CERT_(FILE|DIR)|\w+_CA_BUNDLE"
    # Coverage, and options of this run.
    r"|COV\w+|PYTEST_\w+|CMCCT_(READINGS|REWRITE)"
)
_LOOPBACK = "127.0.0.1"  # the tests' own servers

# The committer, independent of the machine's git settings.
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
    """Return the part of an environment that the tests may see, without personal settings."""
    return {name: value for name, value in environment.items() if _KEPT.fullmatch(name)}


def surroundings(environment: Mapping[str, str], home: Path, temporary: Path) -> dict[str, str]:
    """Return the environment of a test, as for a new user."""
    direct = environment.get("no_proxy") or environment.get("NO_PROXY")
    return {
        **kept(environment),
        **GIT,
        # Temporary folders may be inside a repository: this one, or a home folder.
        "GIT_CEILING_DIRECTORIES": str(temporary),
        "HOME": str(home),
        "TMPDIR": tempfile.gettempdir(),  # absolute: TMPDIR may be relative
        "no_proxy": ",".join(filter(None, (direct, _LOOPBACK))),
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "PAGER": "cat",
    }
