"""Remote repositories as a user names them: URLs, scp-like addresses, and paths."""

import os
import re
from pathlib import Path

from cmcct.errors.exceptions import CmcctError
from cmcct.i18n.messages import _, quote_text

# As in the manual of `git push`, under GIT URLS. Of other transports, `ext::…` runs a program.
_URL = re.compile(r"(?:https?|ssh|git|ftps?)://[^\s/-][^\s/]*/\S+|file:///\S+")
# A host of one letter is a drive of Windows.
_SCP_LIKE = re.compile(r"(?:[\w.][\w.-]*@)?(?:\w[\w.-]+|\[[0-9a-f:]+\]):(?!:|//)\S+", re.IGNORECASE)


def parse_remote(text: str) -> str:
    """Return the address of a remote repository, a path of this computer as an absolute one.

    Raises `CmcctError` if git would not read it as an address, and no repository is at that path.
    """
    if _URL.fullmatch(text) or _SCP_LIKE.fullmatch(text):
        return text
    path = Path(text).absolute()
    if text and (_is_git_folder(path) or _is_git_folder(path / ".git")):
        return str(path)
    raise CmcctError(
        _("{text} is not the URL of a git repository", text=quote_text(text)),
        _("write it as in git clone, for example https://github.com/OWNER/contacts"),
    )


def _is_git_folder(path: Path) -> bool:
    # Not `is_file`: it raises for a name that is too long or has a null character.
    places = (os.path.join(path, name) for name in ("HEAD", "objects"))  # noqa: PTH118
    return all(map(os.path.exists, places))
