"""A repository with a fleet, as pipelines meet it."""

import subprocess


def git(*arguments):
    identity = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.com", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", *identity, *arguments], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def commit(message):
    git("add", "--all")
    git("commit", "--quiet", "--allow-empty", "--message", message)
    return git("rev-parse", "HEAD")


def edit(path, old, new):
    with open(path) as file:
        text = file.read()
    assert old in text, f"{path} does not hold {old}"
    with open(path, "w") as file:
        file.write(text.replace(old, new, 1))


def hallpass(*arguments):
    return subprocess.run(["hallpass", *arguments], capture_output=True, text=True)


def fails(run, words):
    """Expects that something fails, and says why."""
    try:
        run()
    except Exception as failure:  # noqa: BLE001
        assert words in str(failure), failure
        return
    raise AssertionError(f"nothing failed with {words}")
