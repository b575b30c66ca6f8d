"""Run the steps of an action with bash, like a runner; `uses:` steps are left out."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from tests.conftest import ROOT
from tests.support.programs import need

_FIELD = re.compile(r"\$\{\{ (inputs|steps|github)\.([\w.-]+) \}\}")


class Job(NamedTuple):
    """The result of an action: exit code, log, job summary, paths added."""

    code: int
    log: str
    summary: str
    paths: str


class Runner(NamedTuple):
    """A machine with a temporary folder, a checkout, and a folder with the program `cmcct`."""

    temporary: Path
    workspace: Path
    program: Path

    def run(self, action: str, environment: Mapping[str, str], *skipped: str, **inputs: str) -> Job:
        """Run the steps of one of this repository's actions, except the skipped ones.

        `github.…` in the environment is a value of the event.
        """
        path = ROOT / action / "action.yml"
        content = read(path)
        values = {
            "github.repository": "example/contacts",
            "github.token": "secret",
            "github.event.merge_group.base_sha": "",
        } | {key: value for key, value in environment.items() if key.startswith("github.")}
        defaults = {key: each["default"] for key, each in content["inputs"].items()}
        named = {key.replace("_", "-"): value for key, value in inputs.items()}
        for key, value in (defaults | named).items():
            values[f"inputs.{key}"] = _filled(value, values)
        files = {name: self._file(name) for name in ("OUTPUT", "PATH", "STEP_SUMMARY")}
        given = {f"GITHUB_{name}": str(file) for name, file in files.items()} | {
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(path.parent),
            "RUNNER_TEMP": str(self.temporary),
            # The cmcct under test; the action puts its own before it.
            "PATH": f"{self.program}:{Path(sys.executable).parent}:{os.environ['PATH']}",
            "HOME": str(self.temporary),
            "CMCCT_TODAY": os.environ["CMCCT_TODAY"],
            **environment,
        }
        code, log = 0, ""
        for step in runs(content):
            if step["name"] in skipped or not _is_wanted(step.get("if", ""), values, code):
                continue
            env = given | {key: _filled(text, values) for key, text in step.get("env", {}).items()}
            env["PATH"] = ":".join([*files["PATH"].read_text().split(), env["PATH"]])
            done = self._bash(step["run"], env)
            code, log = code or done.returncode, log + done.stdout
            for line in files["OUTPUT"].read_text().splitlines():
                key, _, value = line.partition("=")
                values[f"steps.{step['id']}.outputs.{key}"] = value
            files["OUTPUT"].write_text("")
        summary = files["STEP_SUMMARY"].read_text(encoding="utf-8")
        return Job(code, log, summary, files["PATH"].read_text())

    def _file(self, name: str) -> Path:
        path = self.temporary / name
        path.write_text("")
        return path

    def _bash(self, script: str, env: Mapping[str, str]) -> "subprocess.CompletedProcess[str]":
        # GitHub's options for `shell: bash`.
        path = self.temporary / "step.sh"
        path.write_text(script, encoding="utf-8")
        return subprocess.run(
            [need("bash", "apt install bash"), "--noprofile", "--norc", "-eo", "pipefail", path],
            cwd=self.workspace,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            encoding="utf-8",
        )


def read(path: Path) -> Any:
    """Return the parsed contents of a YAML file."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def runs(action: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the steps that run a script; each must name its shell."""
    for step in action["runs"]["steps"]:
        if "run" in step:
            assert step["shell"] == "bash"
            yield step


def _filled(text: str, values: Mapping[str, str]) -> str:
    """Replace the expressions of an `env`; these actions use no others."""
    filled = _FIELD.sub(lambda found: values[f"{found[1]}.{found[2]}"], text)
    assert "${{" not in filled
    return filled


def _is_wanted(condition: str, values: Mapping[str, str], code: int) -> bool:
    """Return whether a step runs; without a condition, only if no step has failed."""
    if not condition:
        return not code
    tests = re.findall(r" && ([\w.-]+) ([!=]=) ''", condition)
    written = "".join(f" && {name} {sign} ''" for name, sign in tests)
    assert condition == f"${{{{ !cancelled(){written} }}}}"
    return all((values.get(name, "") == "") == (sign == "==") for name, sign in tests)
