"""What may be written where, what may be read, what runs, and what reaches the terminal."""

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest


def held(folder):
    """What a review holds, by path: the bytes of each file but those of out/ and locks."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.relative_to(folder).parts[0] != "out" and path.suffix != ".lock"
    }


@pytest.fixture
def decided(case):
    """The review of case 50, with what its README decides."""
    here = case("50-export-over-own-files", inside=True)
    here.done("decide k1 include --reviewer anna")
    here.done("decide k1 include --stage eligibility --reviewer anna")
    return here


# --- 50: results over the review's own files ---


@pytest.mark.parametrize(
    "command",
    [
        "export bibliography bibliography.bib",
        "export bibliography ./out/../bibliography.bib",
        "export bibliography BIBLIOGRAPHY.bib",
        "export bibliography bibliography.bib --force",
        "export bibliography link.bib",
        "export bibliography link.bib --force",
        "export bibliography hard.bib --force",
        "export bibliography aside/bibliography.bib",
        "export matrix matrix.csv --force",
        "export matrix Matrix.CSV",
        "export codebook memos.md --force",
        "export matrix decisions/new.csv",
        "export matrix history/deep/new.csv",
        "export matrix fulltext/new.csv",
        "export matrix FullText/new.csv",
        "export matrix notebooks/new.html",
        "export matrix dlink/new.csv",
        "export records matrix.csv --for asreview --force",
        "export bibliography ../other/bibliography.bib --force",
        "export bibliography ../other/decisions/new.bib",
        "export tables ../other/fulltext/a.xlsx",
        "export linked notebooks/linked.html",
        "diff ../other --html bibliography.bib --force",
        "diff ../other --html memos.md",
        "diff ../other --html ../other/review.toml",
        "send ../other/decisions --reviewer anna",
        "build --out decisions",
        "build --out notebooks/deep",
        "build --out dlink",
        "build --out ../other",
        "build --out ../other/history",
        "build --out .",
        "build --out ..",
    ],
)
def test_no_result_is_written_over_what_a_review_holds(decided, command):
    folder = decided.folder
    shutil.copytree(folder, folder.parent / "other")
    (folder / "link.bib").symlink_to("bibliography.bib")
    (folder / "dlink").symlink_to("notebooks")
    (folder / "aside").symlink_to(".")
    os.link(folder / "bibliography.bib", folder / "hard.bib")
    before = held(folder), held(folder.parent / "other")
    done = decided.run(command)
    assert (done.status, done.out) == (2, "")
    assert "belongs to the review in" in done.err or "a review itself stands there" in done.err
    assert (held(folder), held(folder.parent / "other")) == before
    assert decided.text("bibliography.bib").count("@") == 3


def test_an_export_is_made_anew_but_nothing_else_is_replaced_without_force(decided):
    place = decided.folder.parent / "thesis.bib"
    for where in ("../thesis.bib", "mine.csv", "out/matrix.xlsx", "deep/er/matrix.csv"):
        what = "bibliography" if where.endswith("bib") else "matrix"
        assert decided.done(f"export {what} {where}") == f"Wrote {where}\n"
        decided.done(f"export {what} {where}")
    decided.done("decide k2 include --reviewer anna")
    decided.done("decide k2 include --stage eligibility --reviewer anna")
    decided.done("export bibliography ../thesis.bib")  # another content over the one from before
    assert place.read_bytes().count(b"@") == 2

    place.write_bytes(mine := place.read_bytes() + b"% my own word\n")
    done = decided.run("export bibliography ../thesis.bib")
    assert (done.status, place.read_bytes()) == (2, mine)
    assert "changed since. It was not replaced." in done.err
    assert decided.run("diff ../r --html ../thesis.bib").status == 2
    decided.done("export bibliography ../thesis.bib --force")
    assert place.read_bytes().count(b"my own word") == 0


@pytest.mark.parametrize("name", ["a.csv", "a.html", "a.xlsx", "a.md"])
def test_a_file_of_another_program_is_not_replaced(decided, name):
    (decided.folder / name).write_bytes(b"a year of work")
    assert decided.run(f"export matrix {name}").status == 2
    assert (decided.folder / name).read_bytes() == b"a year of work"
    decided.done(f"export matrix {name} --force")
    assert (decided.folder / name).read_bytes() != b"a year of work"


# --- 70, 59, 72: builds ---


@pytest.fixture
def built(case):
    here = case("70-build-over-own-words", inside=True)
    here.done("build")
    return here


def test_a_build_keeps_what_a_person_changed_and_puts_the_new_one_beside_it(built):
    out = built.folder / "out"
    for name in ("codebook.md", "report.html", "tables/matrix.csv"):
        with (out / name).open("ab") as stream:
            stream.write(b"MY OWN PROSE\n")
    (out / "tables" / "mine.csv").write_bytes(b"mine")
    untouched = {path: path.read_bytes() for path in out.rglob("*.svg")}
    told = built.done("build")
    for name in ("codebook.md", "report.html", "tables/matrix.csv"):
        path = out / name
        new = path.with_name(f"{path.stem}.new{path.suffix}")
        assert path.read_bytes().endswith(b"MY OWN PROSE\n")
        assert new.read_bytes() == path.read_bytes().removesuffix(b"MY OWN PROSE\n")
        assert f"{path}: it is not as litmatrix wrote it, so it stays; the new one is {new}." in told
    assert (out / "tables" / "mine.csv").read_bytes() == b"mine"
    assert {path: path.read_bytes() for path in out.rglob("*.svg")} == untouched

    # A second build adds nothing; when mine is moved away, the place is litmatrix's again.
    before = sorted(path.name for path in out.rglob("*"))
    built.done("build")
    assert sorted(path.name for path in out.rglob("*")) == before
    (out / "codebook.new.md").write_bytes(b"ALSO MINE")
    built.done("build")
    assert (out / "codebook.new.md").read_bytes() == b"ALSO MINE"
    assert (out / "codebook.new2.md").is_file()
    for name in ("codebook.md", "report.html", "tables/matrix.csv", "codebook.new.md"):
        (out / name).rename(built.folder / Path(name).name.replace("matrix", "my-matrix"))
    built.done("build")
    assert [path.name for path in out.rglob("*.new*")] == []
    assert b"MY OWN" not in (out / "codebook.md").read_bytes()


@pytest.mark.parametrize("list_is", ["gone", "empty", "garbage", "of an earlier version", "a folder"])
def test_without_its_list_a_build_replaces_nothing_that_differs(built, list_is):
    out = built.folder / "out"
    manifest = out / ".built"
    with (out / "codebook.md").open("ab") as stream:
        stream.write(b"MY OWN PROSE\n")
    names = [line.split(" ", 1)[1] for line in manifest.read_text().splitlines()]
    manifest.unlink()
    if list_is == "a folder":
        manifest.mkdir()
    elif list_is != "gone":
        texts = {
            "empty": "",
            "garbage": "\0\xff{",
            "of an earlier version": "".join(f"{name}\n" for name in names),
        }
        manifest.write_text(texts[list_is], encoding="latin-1")
    done = built.run("build")
    assert (out / "codebook.md").read_bytes().endswith(b"MY OWN PROSE\n")
    assert done.status == (2 if list_is == "a folder" else 0)
    if list_is != "a folder":
        assert [path.name for path in out.rglob("*.new*")] == ["codebook.new.md"]


def test_what_a_theme_left_behind_is_removed_unless_it_was_changed(built):
    out = built.folder / "out" / "tables"
    (first, *rest) = sorted(path.name for path in out.glob("findings-*"))
    with (out / first).open("ab") as stream:
        stream.write(b"MY OWN PROSE\n")
    toml = built.text("review.toml")
    id = re.search(r'\[\[themes\]\]\s+id *= *"([^"]+)"', toml)[1]
    built.done(f"theme rename {id} other --why w --by zed --yes")
    told = built.done("build")
    assert (
        f"{out / first}: it is out of date, but not known to be as litmatrix wrote it, so it stays." in told
    )
    assert [name for name in (first, *rest) if id in name and (out / name).exists()] == [first]


def test_force_replaces_what_was_changed(built):
    (built.folder / "out" / "codebook.md").write_bytes(b"MY OWN PROSE")
    built.done("build --force")
    assert b"MY OWN" not in (built.folder / "out" / "codebook.md").read_bytes()
    assert list((built.folder / "out").rglob("*.new*")) == []


def test_a_build_that_is_stopped_knows_its_own_files_again(built, monkeypatch):
    from litmatrix import store

    toml = built.text("review.toml")
    (built.folder / "review.toml").write_text(
        toml.replace('title = "', 'title = "New: ', 1), encoding="utf-8"
    )
    real, left = store.write, [60]

    def stops(path, data):
        left[0] -= 1
        if not left[0]:
            raise KeyboardInterrupt
        real(path, data)

    with monkeypatch.context() as patch:
        patch.setattr(store, "write", stops)
        assert built.run("build").status == 130
    built.done("build")
    assert list((built.folder / "out").rglob("*.new*")) == []


@pytest.mark.parametrize("place", ["report.html", "codebook.md", "tables/matrix.csv", "charts/heatmap.svg"])
def test_a_build_that_could_not_write_a_file_exits_1(case, place):
    here = case("59-build-says-fine", inside=True)
    (here.folder / "out" / place / "mine").mkdir(parents=True)
    done = here.run("build")
    if place == "charts/heatmap.svg" and done.status == 0:
        pytest.skip("no such chart in this review")
    assert done.status == 1
    assert f"note: {here.folder / 'out' / place}: this is a folder, not a file." in done.out
    assert (here.folder / "out" / "review.xlsx").is_file()
    (here.folder / "out" / place / "mine").rmdir()
    (here.folder / "out" / place).rmdir()
    here.done("build")


def test_an_extra_that_is_not_installed_is_no_failure(case, monkeypatch):
    from litmatrix import exports
    from litmatrix.exports import word

    def none():
        raise exports.NoPandoc("Word documents need pandoc.")

    here = case("59-build-says-fine", inside=True)
    monkeypatch.setattr(word, "find_pandoc", none)
    assert "report.docx was left out: Word documents need pandoc." in here.done("build")


def test_the_head_of_the_report_tells_of_problems_and_of_its_state(built):
    import litmatrix

    def head():
        page = (built.folder / "out" / "report.html").read_text(encoding="utf-8")
        return page[page.index("<header>") : page.index("</header>")]

    first = head()
    assert "met on reading" not in first
    state = re.search(r"made by litmatrix (\S+) from state ([0-9a-f]{12}) of the review", first)
    assert state[1] == litmatrix.__version__
    assert f"State of the files: {state[2]} " in built.run("status").out
    before = (built.folder / "out" / "report.html").read_bytes()
    built.done("build")
    assert (built.folder / "out" / "report.html").read_bytes() == before
    (built.folder / "bibliography.bib").write_bytes(
        (built.folder / "bibliography.bib").read_bytes() + b"\n% more\n"
    )
    built.done("build")
    assert state[2] not in head()


def test_the_head_counts_what_stands_and_what_is_accepted(built):
    from litmatrix import checks

    toml = built.folder / "review.toml"
    matrix = built.folder / "matrix.csv"
    width = matrix.read_text(encoding="utf-8").split("\n")[0].count(",")
    rows = "".join(f"{key}{',' * width}\n" for key in ("gone1", "gone2", "gone3"))
    matrix.write_text(matrix.read_text(encoding="utf-8") + rows, encoding="utf-8")
    accept = '\n[[accepted]]\ncheck = "orphan-key"\nkey = ["gone1", "gone2"]\nwhy = "lost"\n'
    toml.write_text(toml.read_text(encoding="utf-8") + accept, encoding="utf-8")
    checked = checks.check(built.review)
    assert len(checked.accepted) == 2, checked
    built.run("build")
    page = (built.folder / "out" / "report.html").read_text(encoding="utf-8")
    number = len(checked.problems)
    assert (
        f"<li>{number} problem{'s stand' if number > 1 else ' stands'}; 2 are accepted, with why (see Problems)</li>"
        in page
    )


# --- 54: program text of the folder ---

#: What people and attackers keep in a folder, each with a name that some program of ours imports or reads.
NAMES = (
    "jupyterlab", "json", "random", "token", "typing", "pathlib", "litmatrix", "ipykernel_launcher", "ipykernel",
    "pandas", "traitlets", "tornado", "argparse", "tomllib", "sitecustomize", "usercustomize",
    "jupyter_server_config", "jupyter_lab_config", "jupyter_config", "ipython_config", "ipython_kernel_config",
)  # fmt: skip
#: Python itself reads these before it comes to us, when it is started with -m and without -P.
BEFORE_US = ("sitecustomize", "usercustomize", "litmatrix")


def keep_programs(folder, names=NAMES):
    for name in names:
        (folder / f"{name}.py").write_text(f"open({str(folder / 'RAN')!r}, 'a').write({name!r} + ' ')\n")


@contextlib.contextmanager
def served(here, *more):
    """`litmatrix lab`, as a person starts it: the address that it answers at, with the token."""
    folders = {
        name: str(here.folder.parent / name)
        for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    }
    config = Path(folders["JUPYTER_CONFIG_DIR"])
    config.mkdir()
    (config / "jupyter_server_config.json").write_text('{"ServerApp": {"allow_root": true}}')
    root = Path(__file__).resolve().parents[2]
    code = f"import sys; sys.path.insert(0, {str(root)!r}); from litmatrix.cli import main; sys.exit(main())"
    log = here.folder.parent / "lab.log"
    with log.open("w") as stream:
        started = subprocess.Popen(
            [sys.executable, "-P", "-c", code, "lab", *more, "--no-browser"],
            cwd=here.folder, env={**os.environ, **folders, "HOME": str(here.folder.parent)}, stdout=stream, stderr=stream,
            start_new_session=True,
        )  # fmt: skip
        try:
            for _ in range(600):
                said = log.read_text(errors="replace")
                found = re.search(r"(http://(?:localhost|127\.0\.0\.1):\d+)/lab\S*\?token=(\w+)", said)
                if found or started.poll() is not None:
                    break
                time.sleep(0.2)
            assert found and started.poll() is None, said
            yield found[1], found[2]
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(started.pid, 15)
            started.wait(30)


@pytest.mark.skipif(os.name == "nt", reason="process groups")
def test_lab_and_its_kernels_run_nothing_that_lies_in_the_folder(case):
    from jupyter_client import BlockingKernelClient

    here = case("54-code-of-the-folder", inside=True)
    folder = here.folder
    for place in (folder, folder / "notebooks"):
        keep_programs(place)
    started = folder / "RAN", folder / "notebooks" / "RAN"

    def asked(path, /, **body):
        request = urllib.request.Request(
            f"{address}/api/{path}",
            json.dumps(body).encode() if body else None,
            {"Authorization": f"token {token}"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    with served(here) as (address, token):
        assert "started" in asked("status")
        notebook = next((folder / "notebooks").glob("01*.ipynb"))
        name = f"notebooks/{notebook.name}"
        session = asked("sessions", path=name, name=name, type="notebook", kernel={"name": "python3"})
        runtime = folder.parent / "JUPYTER_RUNTIME_DIR"
        client = BlockingKernelClient(connection_file=str(runtime / f"kernel-{session['kernel']['id']}.json"))
        client.load_connection_file()
        client.start_channels()
        client.wait_for_ready(timeout=60)
        said = []
        code = "import litmatrix, os, json, random, pandas; print(os.getcwd(), litmatrix.__version__, len(json.dumps([])))"
        client.execute_interactive(
            code, timeout=60, output_hook=lambda message: said.append(message["content"].get("text", ""))
        )
        client.stop_channels()
    import litmatrix

    assert "".join(said) == f"{folder / 'notebooks'} {litmatrix.__version__} 2\n"
    assert [path.read_text() for path in started if path.exists()] == []


@pytest.mark.parametrize("started", [["-P", "-m", "litmatrix"], ["-m", "litmatrix"]])
@pytest.mark.parametrize("command", ["status", "check", "diff .", "build", "export tables x.xlsx", "--help"])
def test_a_command_runs_nothing_that_lies_in_the_folder(case, started, command):
    here = case("54-code-of-the-folder", inside=True)
    keep_programs(here.folder, [name for name in NAMES if name not in BEFORE_US])
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, *started, *command.split()],
        cwd=here.folder, env={**os.environ, "PYTHONPATH": str(root)}, capture_output=True, text=True,
    )  # fmt: skip
    assert not (here.folder / "RAN").exists(), (here.folder / "RAN").read_text()
    assert done.returncode in (0, 1), done


# --- 65: programs that git is told of ---


def git(folder, *arguments, **more):
    names = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    done = subprocess.run(
        ["git", *names, *arguments], cwd=folder, capture_output=True, text=True, check=True, **more
    )
    return done.stdout.strip()


@pytest.fixture
def in_git(case):
    here = case("65-filters-of-git", inside=True)
    git(here.folder, "init", "-q")
    git(here.folder, "add", "-A")
    git(here.folder, "commit", "-qm", "one")
    for name in ("bibliography.bib", "matrix.csv"):
        with (here.folder / name).open("ab") as stream:
            stream.write({"bibliography.bib": b"% more\n", "matrix.csv": b""}[name])
    return here


SETTINGS = {
    "smudge": ({"filter.x.smudge": "RUN; cat", "filter.x.clean": "RUN; cat"}, "*.bib filter=x\n*.csv filter=x"),
    "process": ({"filter.x.process": "RUN", "filter.x.required": "true"}, "* filter=x"),
    "textconv": ({"diff.x.textconv": "RUN; cat"}, "* diff=x"),
    "diff driver": ({"diff.x.command": "RUN"}, "* diff=x"),
    "external diff": ({"diff.external": "RUN"}, ""),
    "merge driver": ({"merge.x.driver": "RUN", "merge.default": "x"}, "* merge=x"),
    "fsmonitor": ({"core.fsmonitor": "RUN"}, ""),
    "pager": ({"core.pager": "RUN", "pager.show": "RUN"}, ""),
    "alias": ({f"alias.{name}": "!RUN" for name in ("show", "cat-file", "rev-parse", "ls-tree")}, ""),
    "signature": ({"log.showSignature": "true", "gpg.program": "RUN"}, ""),
    "ssh": (
        {
            "core.repositoryformatversion": "1", "extensions.partialClone": "origin", "remote.origin.promisor": "true",
            "remote.origin.url": "ssh://example.org/x", "core.sshCommand": "RUN",
        },
        "",
    ),
    "helper": (
        {
            "core.repositoryformatversion": "1", "extensions.partialClone": "origin", "remote.origin.promisor": "true",
            "remote.origin.url": "ext::RUN", "protocol.ext.allow": "always", "protocol.allow": "always",
        },
        "",
    ),
    "upload pack": (
        {
            "core.repositoryformatversion": "1", "extensions.partialClone": "origin", "remote.origin.promisor": "true",
            "remote.origin.url": ".", "remote.origin.uploadpack": "RUN",
        },
        "",
    ),
    "editor": ({"core.editor": "RUN", "sequence.editor": "RUN", "core.askPass": "RUN", "credential.helper": "!RUN"}, ""),
}  # fmt: skip


@pytest.mark.parametrize("command", ["diff", "diff HEAD", "diff 2098-01-01", "matrix import theirs.csv --base HEAD --dry-run", "setup-git"])  # fmt: skip
@pytest.mark.parametrize("what", SETTINGS)
def test_comparing_with_git_runs_nothing_that_its_settings_name(in_git, what, command):
    folder = in_git.folder
    ran = folder.parent / "RAN"
    program = folder.parent / "run.sh"
    program.write_text(f"#!/bin/sh\necho {what} >> '{ran}'\ncat 2>/dev/null\n")
    program.chmod(0o755)
    settings, attributes = SETTINGS[what]
    (folder / ".gitattributes").write_text(attributes + "\n")
    (folder / ".git" / "info" / "attributes").write_text(attributes + "\n")
    for name in (
        "post-checkout",
        "post-index-change",
        "reference-transaction",
        "pre-commit",
        "fsmonitor-watchman",
    ):
        shutil.copy(program, folder / ".git" / "hooks" / name)
    for name, value in settings.items():
        git(folder, "config", name, value.replace("RUN", str(program)))
    if "extensions.partialClone" in settings:  # what is missing would be fetched
        missing = git(folder, "rev-parse", "HEAD:bibliography.bib")
        (folder / ".git" / "objects" / missing[:2] / missing[2:]).unlink()
        ran.unlink(missing_ok=True)
    shutil.copy(folder / "matrix.csv", folder / "theirs.csv")
    ran.unlink(missing_ok=True)
    done = in_git.run(command)
    assert not ran.exists(), ran.read_text()
    lacks = "extensions.partialClone" in settings and command.startswith("diff")
    assert done.status == (2 if lacks else 0), done
    if command == "diff" and not lacks:
        assert "Nothing changed." in done.out  # a comment is no entry
        assert ("goes through the filter x of git, which is not run" in done.out) == (
            "filter=x" in attributes
        )


def test_a_merge_runs_nothing_that_git_is_told_of(in_git):
    folder = in_git.folder
    ran = folder.parent / "RAN"
    git(folder, "config", "merge.conflictStyle", "diff3")
    git(folder, "config", "core.fsmonitor", f"touch {ran}")
    git(folder, "config", "diff.external", f"touch {ran}")
    for name in ("o", "a", "b"):
        (folder / name).write_text("no matrix\n" + name * (name != "o") + "\n")
    assert in_git.run("merge-driver o a b").status == 1
    assert not ran.exists()
    assert "<<<<<<< ours" in (folder / "a").read_text()


def test_the_bytes_of_the_commit_are_compared(in_git):
    folder = in_git.folder
    git(folder, "config", "filter.x.smudge", "tr a-z A-Z")
    (folder / ".gitattributes").write_text("*.bib filter=x\n")
    bib = folder / "bibliography.bib"
    bib.write_text(bib.read_text().replace("title = {", "title = {New ", 1))
    out = in_git.done("diff")
    assert "title: A work → New A work" in out
