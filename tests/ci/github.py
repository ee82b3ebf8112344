"""A pull request, its review, the merge, and drift: through the very steps of the workflows."""

import tempfile

from workflow import Runner
from world import commit, edit, fails, git, hallpass

REPOSITORY = "acme/access"
SPEC = "specs/billing.yaml"
MARKER = "<!-- hallpass:plan org=local -->"


def of(name):
    return f".github/workflows/hallpass-{name}.yml"


def pull_request(number, sha, repository=REPOSITORY):
    return {"pull_request": {"number": number, "head": {"sha": sha, "repo": {"full_name": repository}}}}


def merged(runner, number, head, sha):
    entry = {"number": number, "merged_at": "2026-11-22T06:00:00Z", "merge_commit_sha": sha, "head": {"sha": head}}
    runner.change(lambda forge: forge["pulls"].append(entry))


def main():
    runner = Runner(REPOSITORY, tempfile.mkdtemp())
    commit("a fleet")

    # Validate sees the merge of both sides, and needs nothing else.
    git("checkout", "--quiet", "-b", "more")
    edit(SPEC, "Account: [read]", "Account: [read, edit]")
    head = commit("billing edits accounts")
    git("checkout", "--quiet", "--detach", "HEAD~1")
    git("merge", "--quiet", "--no-ff", "--no-edit", "more")
    summary = runner.run(of("validate"), "pull_request", pull_request(7, head))
    assert "hallpass:diff" in summary and "edit" in summary, summary

    # One comment, edited in place; what somebody else wrote under the same line is not ours.
    stranger = {"id": 1, "user": {"login": "mallory", "type": "User"}, "body": MARKER}
    runner.change(lambda forge: forge["comments"].update({"7": [stranger]}))
    runner.run(of("plan"), "pull_request", pull_request(7, head))
    comments = runner.read()["comments"]["7"]
    assert [one["user"]["login"] for one in comments] == ["mallory", "github-actions[bot]"], comments
    assert comments[0] == stranger and comments[1]["body"].startswith(MARKER), comments
    runner.run(of("plan"), "pull_request", pull_request(7, head))
    assert len(runner.read()["comments"]["7"]) == 2

    # A fork gets no plan.
    assert runner.run(of("plan"), "pull_request", pull_request(8, head, "mallory/access")) is None

    # Without a reviewed plan nothing is applied.
    sha = git("rev-parse", "HEAD")
    fails(lambda: runner.run(of("apply"), "push", sha=sha), "nobody has reviewed a plan")
    merged(runner, 9, "0" * 40, sha)
    fails(lambda: runner.run(of("apply"), "push", sha=sha), "there is no plan to apply")

    # After the merge the plan of the pull request is applied.
    git("checkout", "--quiet", "-B", "trunk")
    runner.change(lambda forge: forge["pulls"].clear())
    merged(runner, 7, head, sha)
    assert hallpass("drift", "--org", "local").returncode == 2
    runner.run(of("apply"), "push", sha=sha)
    assert hallpass("drift", "--org", "local").returncode == 0

    # Drift: nothing, then an issue, then the same issue, then none.
    runner.run(of("drift"), "schedule")
    assert runner.read()["issues"] == []
    edit(SPEC, "[read, edit]", "[read, create, edit]")
    for _ in range(2):
        runner.run(of("drift"), "schedule")
        (issue,) = runner.read()["issues"]
        assert issue["state"] == "open" and issue["body"].startswith("<!-- hallpass:drift org=local -->"), issue
    assert issue["title"] == "local is not as its specs say", issue

    # What was reviewed is applied, or nothing: the specs have moved since.
    fails(lambda: runner.run(of("apply"), "push", sha=sha), "exit 6")
    assert hallpass("apply", "--org", "local", "--auto-approve").returncode == 0
    runner.run(of("drift"), "schedule")
    assert [one["state"] for one in runner.read()["issues"]] == ["closed"]

    # What is broken fails, and says nothing on the pull request.
    edit(SPEC, "Account:", "Acount: x\n    Account:")
    fails(lambda: runner.run(of("plan"), "pull_request", pull_request(10, head)), "exit 1")
    fails(lambda: runner.run(of("validate"), "pull_request", pull_request(10, head)), "exit 1")
    fails(lambda: runner.run(of("drift"), "schedule"), "exit 1")
    assert "10" not in runner.read()["comments"]
    git("checkout", "--quiet", SPEC)
    print("the steps of the GitHub workflows do what they say")


main()
