"""Licences of what an installation brings along: all permit use and redistribution."""

import re
from importlib.metadata import PackageNotFoundError, distribution

# Package -> its licence (SPDX). A new dependency is added here after its licence was read.
LICENCES = {
    "annotated-doc": "MIT",
    "annotated-types": "MIT",
    "babel": "BSD-3-Clause",
    "cmcct": "MIT",
    "colorama": "BSD-3-Clause",  # on Windows
    "click": "BSD-3-Clause",  # of older versions of typer
    "dnspython": "ISC",
    "email-validator": "Unlicense",
    "et-xmlfile": "MIT",
    "idna": "BSD-3-Clause",
    "jinja2": "BSD-3-Clause",
    "markdown-it-py": "MIT",
    "markupsafe": "BSD-3-Clause",
    "mdurl": "MIT",
    "opening-hours-py": "MIT OR Apache-2.0",
    "openpyxl": "MIT",
    "phonenumberslite": "Apache-2.0",
    "pydantic": "MIT",
    "pydantic-core": "MIT",
    "pygments": "BSD-2-Clause",
    "pyrage": "MIT",
    "rapidfuzz": "MIT",
    "rich": "MIT",
    "segno": "BSD-3-Clause",
    "shellingham": "ISC",
    "tomli-w": "MIT",
    "tree-sitter": "MIT",
    "tree-sitter-toml": "MIT",
    "typer": "MIT",
    "typst": "Apache-2.0",
    "typing-extensions": "PSF-2.0",
    "typing-inspection": "MIT",
    "tzdata": "Apache-2.0",
    "xlsxwriter": "BSD-2-Clause",
}
SILENT = {"pyrage"}  # only its file LICENSE says so
EXTRAS = ("pdf", "private")


def _installed() -> dict[str, str]:
    """Return what cmcct and its dependencies declare as their licence, by package."""
    found: dict[str, str] = {}
    todo = ["cmcct"]
    while todo:
        name = re.sub(r"[-_.]+", "-", todo.pop()).lower()
        if name in found:
            continue
        try:
            package = distribution(name)
        except PackageNotFoundError:
            continue  # for another system or version of Python
        data = package.metadata
        listed = [line for line in data.get_all("Classifier") or [] if line.startswith("License")]
        for field in ("License-Expression", "License"):
            listed += [text[:60] for text in data.get_all(field) or []]  # some have the whole text
        found[name] = " ".join(listed)
        wanted = [f'extra == "{extra}"' for extra in EXTRAS] if name == "cmcct" else []
        for line in package.requires or []:
            condition = line.partition(";")[2].replace("'", '"')
            if "extra ==" not in condition or any(extra in condition for extra in wanted):
                todo.append(re.split(r"[^\w.-]", line, maxsplit=1)[0])
    return found


def test_each_dependency_has_a_known_licence() -> None:
    found = _installed()
    assert {*found} <= {*LICENCES}
    assert len(found) > len(LICENCES) - 5
    families = {"Unlicense": "Unlicense", "Apache-2.0": "Apache", "PSF-2.0": "PSF"}
    for name, declared in found.items():
        licence = LICENCES[name].partition(" OR ")[0]
        family = families.get(licence, licence.partition("-")[0])
        assert name in SILENT or family in declared, (name, declared)
        assert "GPL" not in declared
