# SPDX-License-Identifier: Apache-2.0
"""action.yml, run as GitHub's runner would: its steps in order, with the runner's variables and files, on stand-ins.

tests/ci/action.py     says what it holds; exit 1 where something does not hold
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
STUBS = ROOT / "tests/ci/stub"
ACTION = yaml.safe_load((ROOT / "action.yml").read_text())


def must(holds, sentence, told=""):
    if not holds:
        sys.exit(f"action: {sentence}\n{told}")


class Contexts(dict):
    """Of a dotted name the value, of an unknown one the empty text, as a runner has it."""

    def lookup(self, name):
        value = self
        for part in name.split("."):
            value = value.get(part, "") if isinstance(value, dict) else ""
        return value


def evaluate(expression, contexts):
    """The few operators that action.yml uses: names, texts, ==, !=, &&, ||, !, cancelled()."""
    code = expression.replace("cancelled()", "False")
    names = r"'[^']*'|\b(?:inputs|steps|github)(?:\.[\w-]+)+"
    code = re.sub(names, lambda m: m[0] if m[0][0] == "'" else repr(contexts.lookup(m[0])), code)
    code = code.replace("&&", " and ").replace("||", " or ")
    return eval(re.sub(r"!(?!=)", " not ", code), {"__builtins__": {}})


def filled(text, contexts):
    return re.sub(r"\$\{\{(.*?)\}\}", lambda m: str(evaluate(m[1].strip(), contexts)), str(text))


class Runner:
    def __init__(self, inputs, action=ROOT, environment=None, number=12):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.action = action
        self.stub_log = self.folder / "stub.log"
        self.summary = self.folder / "summary"
        self.event = self.folder / "event.json"
        self.event.write_text(json.dumps({"pull_request": {"number": number}} if number else {}))
        (self.folder / "workspace").mkdir()
        self.contexts = Contexts(github={"token": "secret"}, steps={}, inputs={})
        for name, entry in ACTION["inputs"].items():
            must(name in inputs or not entry.get("required"), f"the input {name} is needed")
            self.contexts["inputs"][name] = inputs.get(name, filled(entry.get("default", ""), self.contexts))
        self.environment = environment or {}
        self.output = ""
        self.code = 0
        for step in ACTION["runs"]["steps"]:
            self.run(step)
        self.outputs = {k: filled(v["value"], self.contexts) for k, v in ACTION["outputs"].items()}

    def run(self, step):
        condition = step.get("if", "true")
        bare = re.sub(r"^\$\{\{|\}\}$", "", condition).strip()
        always = "cancelled()" in bare
        if (self.code and not always) or (bare != "true" and not evaluate(bare, self.contexts)):
            return
        outputs = {}
        if "run" in step:
            outputs = self.shell(step)
        self.contexts["steps"][step.get("id", step["name"])] = {"outputs": outputs}

    def shell(self, step):
        file = self.folder / "output"
        file.write_text("")
        environment = {
            "PATH": f"{STUBS}:{os.environ['PATH']}", "HOME": str(self.folder), "STUB_LOG": str(self.stub_log),
            "GITHUB_ACTION_PATH": str(self.action), "GITHUB_OUTPUT": str(file), "GITHUB_REPOSITORY": "some/shop",
            "GITHUB_STEP_SUMMARY": str(self.summary), "GITHUB_EVENT_PATH": str(self.event), **self.environment}
        for name, value in step.get("env", {}).items():
            environment[name] = filled(value, self.contexts)
        script = self.folder / "script.sh"
        script.write_text(step["run"])
        done = subprocess.run(["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", script], env=environment,
                              cwd=self.folder / "workspace", capture_output=True, text=True)
        self.output += done.stdout + done.stderr
        self.code = self.code or done.returncode
        return dict(line.split("=", 1) for line in file.read_text().splitlines())

    def arguments(self, program):
        """Of every call of a stand-in its arguments."""
        calls = self.stub_log.read_text().split("---\n") if self.stub_log.exists() else []
        return [c.splitlines()[1:] for c in calls if c and c.splitlines()[0].endswith(program)]


def with_program(**more):
    return {"files": "a.yaml\n", "program": str(STUBS / "bulkhead"), **more}


def no_script_holds_an_expression():
    for step in ACTION["runs"]["steps"]:
        must("${{" not in step.get("run", ""), f"the script of '{step['name']}' holds an expression")
        must("run" not in step or step.get("shell"), f"'{step['name']}' names no shell")


def a_green_check_is_green():
    run = Runner(with_program())
    must(run.code == 0 and run.outputs["exit-code"] == "0", "a green check is not green", run.output)
    must(run.outputs["junit"] == "bulkhead-reports/bulkhead.xml", "there is no path of the JUnit report")
    must(run.summary.read_text() == "### Bulkhead check: red\n", "there is no summary of the job")
    must(not run.arguments("gh"), "a comment was written that nobody asked for")


def every_exit_code_is_handed_on_and_commented():
    for code in (1, 2, 3, 4, 5):
        run = Runner(with_program(comment="true"), environment={"STUB_EXIT": str(code)})
        must(run.code == code and run.outputs["exit-code"] == str(code), f"exit code {code} is lost", run.output)
        must(len(run.arguments("gh")) == 2, f"no comment is written after exit code {code}")
    must("::error file=a.yaml,line=3,title=missed::too low\n" in run.output, "the annotation does not reach the log")


def inputs_are_words_and_never_code():
    evil = 'a b.yaml\n$(touch pwned)\n"; touch pwned; "\n`touch pwned`'
    run = Runner(with_program(files=evil, args="--set=x=$(touch pwned)\n\n  --seed=7  ", baseline="b c.json",
                              reports="r $(touch pwned)"))
    call = run.arguments("bulkhead")[0]
    must(call[:7] == ["check", "a b.yaml", "$(touch pwned)", '"; touch pwned; "', "`touch pwned`",
                      "--set=x=$(touch pwned)", "--seed=7"], "the words are others", str(call))
    must(call[7:9] == ["--baseline", "b c.json"], "the baseline is lost", str(call))
    must(not list(run.folder.rglob("pwned")), "an input was run as code")


def without_files_it_is_an_error_of_usage():
    run = Runner(with_program(files=" \n\n"))
    must(run.code == 2 and "::error title=Bulkhead check::The input 'files'" in run.output, "no files are accepted")


def one_comment_is_written_and_then_replaced():
    fresh = Runner(with_program(comment="true", name="peak hours")).stub_log.read_text()
    must("-X\nPOST\nrepos/some/shop/issues/12/comments" in fresh, "no comment is written", fresh)
    must("<!-- bulkhead check: peak hours -->\n### Bulkhead check: red\n" in fresh, "the marker is another", fresh)
    again = Runner(with_program(comment="true"), environment={"STUB_COMMENT": "77"}).stub_log.read_text()
    must("-X\nPATCH\nrepos/some/shop/issues/comments/77" in again, "the comment is not replaced", again)


def a_comment_that_fails_is_only_a_warning():
    refused = Runner(with_program(comment="true"), environment={"STUB_GH_FAILS": "1"})
    must(refused.code == 0 and "::warning title=Bulkhead check::The comment was not" in refused.output, "it fails")
    pushed = Runner(with_program(comment="true"), number=None)
    must(pushed.code == 0 and "There is no pull request" in pushed.output, "a push fails", pushed.output)
    named = Runner(with_program(comment="true", name="--> <b>"))
    must("may hold letters" in named.output and not named.arguments("gh"), "a name leaves its marker", named.output)


def without_a_program_one_is_built():
    action = pathlib.Path(tempfile.mkdtemp())
    shutil.copytree(ROOT / "ci", action / "ci")
    for name in ("sim", "models", "scenarios", "analysis"):
        (action / name).mkdir()
    for name in ("CMakeLists.txt", "CMakePresets.json"):
        (action / name).touch()
    quickstart = action / "quickstart"
    quickstart.write_text(f'#!/bin/sh\ncd "$(dirname "$0")"\necho "quickstart $1"\n[ "$1" = packages ] && exit 0\n'
                          f'mkdir -p build/release && cp "{STUBS}/bulkhead" build/release/bulkhead\n')
    quickstart.chmod(0o755)
    run = Runner({"files": "a.yaml"}, action=action)
    must(run.code == 0 and run.arguments("release/bulkhead"), "what was built does not run", run.output)
    must("quickstart packages\nquickstart build\n" in run.output, "nothing was built", run.output)
    must(re.fullmatch(r"[0-9a-f]{40}", run.contexts.lookup("steps.source.outputs.digest")), "there is no digest")


def the_manual_shows_what_there_is():
    page = (ROOT / "docs/ci.md").read_text()
    blocks = [yaml.safe_load(block) for block in re.findall(r"^```yaml\n(.*?)^```$", page, re.M | re.S)]
    with_action = [step for block in blocks for job in block.get("jobs", {}).values() for step in job["steps"]
                   if "/bulkhead@" in step["uses"]]
    must(with_action and all(set(step["with"]) <= set(ACTION["inputs"]) for step in with_action), "it shows no input")
    for name in [*ACTION["inputs"], *ACTION["outputs"]]:
        must(f"`{name}`" in page, f"the manual does not tell of {name}")
    hooks = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}
    shown = {hook["id"] for block in blocks for repo in block.get("repos", []) for hook in repo["hooks"]}
    must(shown == hooks, "the manual shows other hooks")
    job = yaml.safe_load((ROOT / "ci/gitlab/bulkhead.gitlab-ci.yml").read_text())
    for block in blocks:
        must(set(block.get("variables", {})) <= set(job["variables"]), "the manual sets other variables of GitLab's job")


CHECKS = [no_script_holds_an_expression, a_green_check_is_green, every_exit_code_is_handed_on_and_commented,
          inputs_are_words_and_never_code, without_files_it_is_an_error_of_usage,
          one_comment_is_written_and_then_replaced, a_comment_that_fails_is_only_a_warning,
          without_a_program_one_is_built, the_manual_shows_what_there_is]
for check in CHECKS:
    check()
    print("holds:", check.__name__.replace("_", " "))
