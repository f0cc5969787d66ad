"""Two people, and one person at two machines, screen in clones of one git repository."""

from __future__ import annotations

import random
import shutil
import subprocess
from pathlib import Path

import pytest
from making import entry, write_review
from pandas.testing import assert_frame_equal

import litmatrix
from litmatrix import decisions, screening
from litmatrix.decisions.log import Event

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

TEMPLATE = Path(litmatrix.__file__).parent / "template"
KEYS = [f"r{number}" for number in range(12)]


def git(folder, *arguments):
    """Run git apart from the machine's own settings; an error of it is the test's."""
    who = [
        "-c",
        "user.name=x",
        "-c",
        "user.email=x@example.org",
        "-c",
        "init.defaultBranch=main",
        "-c",
        "commit.gpgsign=false",
    ]
    done = subprocess.run(["git", *who, *arguments], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def commit(folder):
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", "decided")


def merge(here, there):
    """Bring what stands in `there` over here, as `git pull` does."""
    git(here, "fetch", "-q", str(there), "main")
    git(here, "merge", "-q", "--no-edit", "FETCH_HEAD")


def clones(folder, *names):
    """A review in git with the attributes of the template, and a clone of it for each name."""
    origin = write_review(folder / "origin", [entry(key) for key in KEYS])
    shutil.copy(TEMPLATE / "gitattributes", origin / ".gitattributes")
    # Of the files beside a decisions file only the lock is new; the template's ignore keeps it out.
    shutil.copy(TEMPLATE / "gitignore", origin / ".gitignore")
    git(origin, "init", "-q")
    append(origin, "ann", "mac", "r0", "include")
    commit(origin)
    for name in names:
        git(folder, "clone", "-q", str(origin), str(folder / name))
    return [folder / name for name in names]


def append(folder, reviewer, host, key, decision):
    path = decisions.reviewer_file(folder / "decisions", reviewer, host)
    return decisions.append_events(path, [Event(reviewer, key, "screening", decision)])[0]


def standing(folder):
    """What stands, without the places where it was read."""
    made = litmatrix.open(folder)
    assert made.problems == ()
    return screening.standing(made).drop(columns=["file", "line"])


def test_two_people_merge_both_ways_without_a_conflict(tmp_path):
    ann, bob = clones(tmp_path, "ann", "bob")
    for key in KEYS:
        append(ann, "ann", "mac", key, "include")
        append(bob, "bob", "desk", key, "exclude")
    commit(ann), commit(bob)
    merge(ann, bob)
    merge(bob, ann)
    assert_frame_equal(standing(ann), standing(bob))
    assert len(standing(ann)) == 2 * len(KEYS)
    assert set(screening.outcomes(litmatrix.open(ann))["status"]) == {"conflict"}
    assert git(ann, "status", "--porcelain") == ""


def test_one_person_at_two_machines_and_even_in_one_file_merges_without_a_conflict(tmp_path):
    home, work = clones(tmp_path, "home", "work")
    acknowledged = [append(home, "ann", "mac", "r1", "maybe"), append(work, "ann", "desk", "r1", "include")]
    # A copied machine: both clones append to the same file.
    acknowledged += [append(home, "ann", "mac", "r2", "exclude"), append(work, "ann", "mac", "r2", "include")]
    commit(home), commit(work)
    merge(home, work)
    merge(work, home)
    assert_frame_equal(standing(home), standing(work))
    events, problems = decisions.read_decisions(home / "decisions")
    assert ({event.id for event in acknowledged} <= {event.id for event in events}, problems) == (True, ())
    latest = {
        event.key: event.decision for event in sorted(acknowledged, key=lambda event: (event.time, event.id))
    }
    assert dict(zip(standing(home)["key"], standing(home)["decision"], strict=True)) == {
        "r0": "include",
        **latest,
    }


def test_three_clones_that_meet_again_and_again_come_to_the_same(tmp_path):
    draw = random.Random(5)
    folders = clones(tmp_path, "one", "two", "three")
    for _ in range(4):
        for folder in folders:
            append(
                folder,
                draw.choice(("ann", "bob")),
                draw.choice(("mac", "desk")),
                draw.choice(KEYS),
                draw.choice(("include", "exclude")),
            )
            commit(folder)
        here, there = draw.sample(folders, 2)
        merge(here, there)
    for folder in (*folders, *folders):
        for other in folders:
            if other != folder:
                merge(folder, other)
    assert_frame_equal(standing(folders[0]), standing(folders[1]))
    assert_frame_equal(standing(folders[0]), standing(folders[2]))


def test_a_hundred_merges_in_any_order_give_the_same_standing(tmp_path):
    """Four clones of one file, each with lines of its own, are merged two and two by git's union, in random order."""
    draw = random.Random(11)
    path = decisions.reviewer_file(tmp_path / "decisions", "ann", "mac")
    shared = [write(path, draw, []) for _ in range(8)]
    base = path.read_bytes()
    sides = []
    for _ in range(4):
        path.write_bytes(base)
        own: list[Event] = []
        for _ in range(12):
            own.append(write(path, draw, [*shared, *own]))
        sides.append(path.read_bytes())
    results = []
    for _ in range(34):
        waiting = draw.sample(sides, len(sides))
        while len(waiting) > 1:
            ours, theirs = (
                waiting.pop(draw.randrange(len(waiting))),
                waiting.pop(draw.randrange(len(waiting))),
            )
            waiting.append(union(tmp_path, ours, base, theirs))
        path.write_bytes(waiting[0])
        results.append(standing_of(path.parent))
    assert len(results[0]) > 5
    assert all(result == results[0] for result in results)


def write(path, draw, earlier):
    """Append one more decision, or withdraw an earlier one."""
    undone = draw.choice(earlier).id if earlier and draw.random() < 0.2 else ""
    decision = draw.choice(("include", "exclude", "maybe"))
    event = (
        Event("ann", "", "screening", "withdraw", of=undone)
        if undone
        else Event("ann", draw.choice(KEYS), "screening", decision)
    )
    return decisions.append_events(path, [event])[0]


def union(folder, ours, base, theirs):
    """What git's merge=union makes of two versions of a file."""
    for name, data in (("ours", ours), ("base", base), ("theirs", theirs)):
        (folder / name).write_bytes(data)
    return git(folder, "merge-file", "--union", "-p", "ours", "base", "theirs").encode()


def standing_of(folder):
    """What stands in a folder of decisions, without the places where it was read."""
    events, problems = decisions.read_decisions(folder)
    assert problems == ()
    return decisions.standing(decisions.frame(events)).drop(columns=["file", "line"]).to_dict("records")
