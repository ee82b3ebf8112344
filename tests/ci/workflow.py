"""Runs workflows of GitHub as far as those of hallpass go: expressions, a local composite action, and bash steps."""

import json
import os
import re
import shutil
import subprocess
import tempfile

from ruamel.yaml import YAML

TOKEN = re.compile(r"\s*('(?:[^']|'')*'|==|!=|&&|\|\||[!()]|[A-Za-z_][\w.-]*)")


class Failed(Exception):
    """A step ended with another code than 0."""


def load(path):
    with open(path) as file:
        return YAML(typ="safe").load(file)


def evaluate(text, contexts):
    """Evaluates an expression: paths, texts, comparisons and logic."""
    python, at = [], 0
    text = text.strip()
    while at < len(text):
        token = TOKEN.match(text, at)
        assert token, f"not understood: {text[at:]}"
        at = token.end()
        word = token[1]
        words = {"&&": " and ", "||": " or ", "!": " not ", "(": "(", ")": ")", "==": "==", "!=": "!="}
        if word in words:
            python.append(words[word])
        elif word.startswith("'"):
            python.append(repr(word[1:-1].replace("''", "'")))
        else:
            python.append(repr(look_up(word, contexts)))
    return eval("".join(python), {"__builtins__": {}})  # noqa: S307


def look_up(path, contexts):
    value = contexts
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value


def fill(text, contexts):
    """Replaces what stands in ${{ }}; what is not there is empty."""

    def value(found):
        result = evaluate(found[1], contexts)
        return "" if result is None else str(result)

    return re.sub(r"\$\{\{(.*?)\}\}", value, str(text))


class Runner:
    """A runner with a forge that remembers."""

    def __init__(self, repository, folder):
        self.repository = repository
        self.folder = folder
        self.forge_file = os.path.join(folder, "forge.json")
        self.write({"comments": {}, "issues": [], "pulls": [], "runs": []})
        self.secrets = {}

    def read(self):
        with open(self.forge_file) as file:
            return json.load(file)

    def write(self, forge):
        with open(self.forge_file, "w") as file:
            json.dump(forge, file)

    def change(self, do):
        forge = self.read()
        do(forge)
        self.write(forge)

    def run(self, workflow, event_name, event=None, sha=None, from_repository=None):
        """Runs the one job of a workflow; returns its summary, or None where its condition does not hold."""
        name = os.path.basename(workflow)
        (job,) = load(workflow)["jobs"].values()
        head = look_up("pull_request.head.sha", event or {}) or sha
        number = len(self.read()["runs"]) + 1
        contexts = {
            "github": {
                "event": event or {},
                "event_name": event_name,
                "repository": self.repository,
                "sha": sha,
                "token": "of-this-run",
                "action_ref": "",
            },
            "runner": {"os": "Linux", "arch": "X64", "temp": tempfile.mkdtemp(dir=self.folder)},
            "secrets": self.secrets,
            "vars": {},
        }
        if "if" in job and not evaluate(job["if"], contexts):
            return None
        entry = {
            "id": number,
            "workflow": name,
            "event": event_name,
            "head_sha": head,
            "conclusion": "failure",
            "head_repository": {"full_name": from_repository or self.repository},
        }
        self.change(lambda forge: forge["runs"].append(entry))
        summary = os.path.join(contexts["runner"]["temp"], "summary.md")
        open(summary, "w").close()
        for step in job["steps"]:
            self.step(step, contexts, {}, number, summary)
        self.change(lambda forge: forge["runs"][number - 1].update(conclusion="success"))
        with open(summary) as file:
            return file.read()

    def step(self, step, contexts, env, number, summary):
        if "if" in step and not evaluate(step["if"], contexts):
            return
        env = {**env, **{key: fill(value, contexts) for key, value in step.get("env", {}).items()}}
        given = {key: fill(value, contexts) for key, value in step.get("with", {}).items()}
        uses = step.get("uses", "")
        if "run" in step:
            self.bash(step, contexts, env, summary)
        elif uses.startswith("./"):
            action = load(os.path.join(uses, "action.yml"))
            assert action["runs"]["using"] == "composite"
            known = action["inputs"]
            assert set(given) <= set(known), f"unknown inputs: {set(given) - set(known)}"
            defaults = {key: fill(one.get("default", ""), contexts) for key, one in known.items()}
            missing = {key for key, one in known.items() if one.get("required")} - set(given)
            assert not missing, missing
            for inner in action["runs"]["steps"]:
                self.step(inner, {**contexts, "inputs": {**defaults, **given}}, env, number, summary)
        elif uses.startswith("actions/upload-artifact@"):
            place = os.path.join(self.folder, "artifacts", str(number), given["name"])
            os.makedirs(place)
            shutil.copy(given["path"], place)
        else:
            assert uses.startswith(("actions/checkout@", "actions/cache@")), uses

    def bash(self, step, contexts, env, summary):
        assert step["shell"] == "bash"
        assert "${{" not in step["run"], "text of an event would be run as a script"
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": self.folder,
            "FORGE": self.forge_file,
            "GITHUB_REPOSITORY": self.repository,
            "GITHUB_SHA": contexts["github"]["sha"] or "",
            "GITHUB_STEP_SUMMARY": summary,
            "GITHUB_PATH": os.path.join(self.folder, "path"),
            "GITHUB_ACTION_PATH": os.path.abspath(".github/actions/hallpass"),
            "RUNNER_TEMP": contexts["runner"]["temp"],
            **env,
        }
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            env=environment,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise Failed(f"{step['name']}: exit {done.returncode}\n{done.stdout}{done.stderr}")
