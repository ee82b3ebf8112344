"""A merge request, the merge, and drift: through the very scripts of the jobs, with a GitLab that only remembers."""

import json
import os
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from workflow import Failed, load
from world import commit, edit, fails, hallpass

SPEC = "specs/billing.yaml"
ME = 5


class Forge(BaseHTTPRequestHandler):
    """GitLab's API as far as the jobs use it."""

    notes, issues, merged, pipelines, jobs, artifacts = [], [], {}, [], {}, {}

    def log_message(self, *_):
        pass

    def give(self, value, code=200):
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        self.send_response(code)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def handle_any(self):
        length = int(self.headers.get("Content-Length") or 0)
        fields = {key: value[0] for key, value in parse_qs(self.rfile.read(length).decode()).items()}
        if self.headers["Authorization"] != "Bearer of-the-project":
            return self.give({"message": "401 Unauthorized"}, 401)
        url = urlsplit(self.path)
        asked = {key: value[0] for key, value in parse_qs(url.query).items()}
        way = [self.command, *url.path.removeprefix("/api/v4/").removeprefix("projects/3/").split("/")]
        match way:
            case ["GET", "user"]:
                return self.give({"id": ME})
            case ["GET", "merge_requests", "7", "notes"]:
                return self.give(self.notes)
            case ["POST", "merge_requests", "7", "notes"]:
                self.notes.append({"id": 100 + len(self.notes), "author": {"id": ME}, **fields})
                return self.give(self.notes[-1], 201)
            case ["PUT", "merge_requests", "7", "notes", number]:
                (note,) = [one for one in self.notes if one["id"] == int(number)]
                note.update(fields)
                return self.give(note)
            case ["GET", "repository", "commits", sha, "merge_requests"]:
                return self.give(self.merged.get(sha, []))
            case ["GET", "merge_requests", "7", "pipelines"]:
                return self.give(self.pipelines)
            case ["GET", "pipelines", number, "jobs"]:
                return self.give(self.jobs[number])
            case ["GET", "jobs", number, "artifacts", name]:
                return self.give(self.artifacts[number, name])
            case ["GET", "issues"]:
                assert asked["author_id"] == str(ME)
                return self.give([one for one in self.issues if one["state"] == asked["state"]])
            case ["POST", "issues"]:
                self.issues.append({"iid": 1 + len(self.issues), "state": "opened", **fields})
                return self.give(self.issues[-1], 201)
            case ["PUT", "issues", number]:
                issue = self.issues[int(number) - 1]
                issue.update(fields)
                if fields.get("state_event") == "close":
                    issue["state"] = "closed"
                return self.give(issue)
        return self.give({"message": f"nobody expected {way}"}, 404)

    do_GET = do_POST = do_PUT = handle_any


def run(jobs, name, url, **variables):
    """Runs the script of a job with the variables that GitLab would set."""
    job = jobs[name]
    base = jobs[job["extends"]]
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": os.environ["HOME"],
        "CI_API_V4_URL": url,
        "CI_PROJECT_ID": "3",
        "HALLPASS_GITLAB_TOKEN": "of-the-project",
        **variables,
    }
    for key, value in {**base.get("variables", {}), **job.get("variables", {})}.items():
        environment[key] = value.replace("$CI_API_V4_URL", url).replace("$CI_PROJECT_ID", "3")
    script = "\n".join(job["script"])
    done = subprocess.run(["bash", "-eo", "pipefail", "-c", script], env=environment, capture_output=True, text=True)
    if done.returncode:
        raise Failed(f"{name}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def main():
    jobs = load(".gitlab/hallpass.yml")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Forge)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/api/v4"
    first = commit("a fleet on GitLab")
    edit(SPEC, "Account: [read]", "Account: [read, edit]")
    head = commit("billing edits accounts")

    said = run(jobs, "hallpass-validate", url, CI_MERGE_REQUEST_DIFF_BASE_SHA=first)
    assert "gains edit" in said, said

    # One note, edited in place; what somebody else wrote under the same line is not ours.
    Forge.notes.append({"id": 1, "author": {"id": 9}, "body": "<!-- hallpass:plan org=local -->"})
    for _ in range(2):
        run(jobs, "hallpass-plan", url, CI_MERGE_REQUEST_IID="7")
        assert [one["author"]["id"] for one in Forge.notes] == [9, ME], Forge.notes
    assert Forge.notes[1]["body"].startswith("<!-- hallpass:plan org=local -->\n"), Forge.notes

    # Only the plan of what was merged counts, and only one of this project.
    with open("hallpass.plan", "rb") as file:
        Forge.artifacts["31", "hallpass.plan"] = file.read()
    os.remove("hallpass.plan")
    Forge.jobs["21"] = [{"id": 30, "name": "build"}, {"id": 31, "name": "hallpass-plan"}]
    fails(lambda: run(jobs, "hallpass-apply", url, CI_COMMIT_SHA=head), "nobody has reviewed a plan")
    Forge.merged[head] = [{"iid": 7, "state": "merged", "sha": head}]
    Forge.pipelines.append({"id": 19, "sha": head, "status": "success", "project_id": 4})
    Forge.pipelines.append({"id": 20, "sha": first, "status": "success", "project_id": 3})
    fails(lambda: run(jobs, "hallpass-apply", url, CI_COMMIT_SHA=head), "there is no plan to apply")
    Forge.pipelines.append({"id": 21, "sha": head, "status": "success", "project_id": 3})
    run(jobs, "hallpass-apply", url, CI_COMMIT_SHA=head)
    assert hallpass("drift", "--org", "local").returncode == 0

    # Drift: nothing, then an issue, then the same issue, then none.
    run(jobs, "hallpass-drift", url)
    assert Forge.issues == []
    edit(SPEC, "[read, edit]", "[read, create, edit]")
    for _ in range(2):
        run(jobs, "hallpass-drift", url)
        (issue,) = Forge.issues
        assert issue["state"] == "opened" and issue["title"] == "local is not as its specs say", issue
    fails(lambda: run(jobs, "hallpass-apply", url, CI_COMMIT_SHA=head), "exit 6")
    assert hallpass("apply", "--org", "local", "--auto-approve").returncode == 0
    run(jobs, "hallpass-drift", url)
    assert [one["state"] for one in Forge.issues] == ["closed"]

    # A token that is refused fails the job.
    fails(lambda: run(jobs, "hallpass-plan", url, CI_MERGE_REQUEST_IID="7", HALLPASS_GITLAB_TOKEN="x"), "401")
    server.shutdown()
    print("the scripts of the GitLab jobs do what they say")


if __name__ == "__main__":
    main()
