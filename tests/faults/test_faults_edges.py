"""What may be written where, what may be read, what runs, and what reaches the terminal."""

import contextlib
import json
import os
import re
import shutil
import socket
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
    assert "belongs to the review in" in done.err or "there is a review in this folder" in done.err
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
def built(quick, case):
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
        assert (
            f"{path}: it was changed since litmatrix wrote it, so it was kept; the new one is {new}." in told
        )
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
    assert f"{out / first}: it is out of date, but may have been changed by somebody, so it was kept." in told
    assert [name for name in (first, *rest) if id in name and (out / name).exists()] == [first]


def test_force_replaces_what_was_changed(built):
    (built.folder / "out" / "codebook.md").write_bytes(b"MY OWN PROSE")
    built.done("build --force")
    assert b"MY OWN" not in (built.folder / "out" / "codebook.md").read_bytes()
    assert list((built.folder / "out").rglob("*.new*")) == []


def test_a_build_that_is_stopped_knows_its_own_files_again(built, monkeypatch):
    from litmatrix.files import store

    toml = built.text("review.toml").replace("format = 1\n", 'format = 1\ntitle = "New"\n', 1)
    (built.folder / "review.toml").write_text(toml, encoding="utf-8")
    real, left = store.write, [4]

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
def test_a_build_that_could_not_write_a_file_exits_1(quick, case, place):
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
    from litmatrix import writing
    from litmatrix.writing import pandoc

    def none():
        raise writing.NoPandoc("Word documents need pandoc.")

    here = case("59-build-says-fine", inside=True)
    monkeypatch.setattr(pandoc, "find_pandoc", none)
    assert "report.docx was left out: Word documents need pandoc." in here.done("build")


def test_the_foot_of_the_report_tells_of_its_state(built):
    import litmatrix

    def foot():
        page = (built.folder / "out" / "report.html").read_text(encoding="utf-8")
        return page[page.index("<footer") :]

    first = foot()
    state = re.search(
        r"Made with litmatrix (\S+) on 2026-11-22 at 10:03 UTC from state ([0-9a-f]{12}) of the review", first
    )
    assert state[1] == litmatrix.__version__
    assert f"State of the files: {state[2]} " in built.run("status").out
    before = (built.folder / "out" / "report.html").read_bytes()
    built.done("build")
    assert (built.folder / "out" / "report.html").read_bytes() == before
    (built.folder / "bibliography.bib").write_bytes(
        (built.folder / "bibliography.bib").read_bytes() + b"\n% more\n"
    )
    built.done("build")
    assert state[2] not in foot()


def test_the_report_counts_what_stands_and_what_is_accepted(built):
    from litmatrix import checking

    toml = built.folder / "review.toml"
    matrix = built.folder / "matrix.csv"
    width = matrix.read_text(encoding="utf-8").split("\n")[0].count(",")
    rows = "".join(f"{key}{',' * width}\n" for key in ("gone1", "gone2", "gone3"))
    matrix.write_text(matrix.read_text(encoding="utf-8") + rows, encoding="utf-8")
    accept = '\n[[accepted]]\ncheck = "orphan-key"\nkey = ["gone1", "gone2"]\nwhy = "lost"\n'
    toml.write_text(toml.read_text(encoding="utf-8") + accept, encoding="utf-8")
    checked = checking.check(built.review)
    assert len(checked.accepted) == 2, checked
    built.run("build")
    page = (built.folder / "out" / "report.html").read_text(encoding="utf-8")
    number = len(checked.problems)
    assert (
        f"<li>{number} open problem{'s' if number > 1 else ''}; 2 known problems, each with why (see " in page
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
            wait_for(f"{found[1]}/api/status?token={found[2]}")
            yield found[1], found[2]
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(started.pid, 15)
            started.wait(30)


def wait_for(address, seconds=60):
    """Wait until an address answers: on a busy machine a server says it before it does."""
    for _ in range(5 * seconds):
        with contextlib.suppress(OSError):
            return urllib.request.urlopen(address, timeout=30).close()
        time.sleep(0.2)
    raise AssertionError(f"{address} does not answer")


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
        # A kernel that starts slowly on a busy machine is not dead because it missed one heartbeat of a second.
        client.hb_channel.time_to_dead = 60.0
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


@pytest.mark.parametrize(
    ("started", "command"),
    [
        *(("-m", command) for command in ("status", "diff .", "build")),
        ("-P -m", "export tables x.xlsx"),
    ],
)
def test_a_command_runs_nothing_that_lies_in_the_folder(case, started, command):
    here = case("54-code-of-the-folder", inside=True)
    keep_programs(here.folder, [name for name in NAMES if name not in BEFORE_US])
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, *started.split(), "litmatrix", *command.split()],
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


@pytest.mark.parametrize("what", SETTINGS)
def test_comparing_with_git_runs_nothing_that_its_settings_name(in_git, what):
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
    shutil.copy(folder / "matrix.csv", folder / "theirs.csv")
    ran.unlink(missing_ok=True)
    for command in (
        "diff",
        "diff HEAD",
        "diff 2098-01-01",
        "matrix import theirs.csv --base HEAD --dry-run",
        "setup-git",
    ):
        done = in_git.run(command)
        assert not ran.exists(), (command, ran.read_text())
        lacks = "extensions.partialClone" in settings and command.startswith("diff")
        assert done.status == (2 if lacks else 0), (command, done)
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


# --- 60: what reaches the terminal ---

CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
EVIL = "a\x1b]0;owned\x07b\x9b2Jc\x7fd\u202ee\u2066f\x08g"


def test_the_key_that_sets_a_windows_title_is_shown_as_text(case):
    here = case("60-terminal-escapes", inside=True)
    out = here.run("check").out
    assert CONTROLS.search(out) is None
    assert "k\\x1b]0;owned\\x07x" in out


@pytest.fixture
def evil(case):
    """A review in which all that can hold a control does: in keys, titles, names, sources, columns, cells, events."""
    here = case("50-export-over-own-files", inside=True)
    folder = here.folder
    quoted = json.dumps(EVIL)
    (folder / "review.toml").write_text(
        f"format = 1\ntitle = {quoted}\nquestions = [{quoted}]\n"
        f'[[searches]]\nid = "db"\nkind = "database"\nsource = {quoted}\nhits = 9\n'
        f'[[themes]]\nid = "t"\nname = {quoted}\ndefinition = {quoted}\n'
        f'[[claims]]\ntext = {quoted}\nvalue = 9\ncount = "{json.dumps(EVIL)[1:-1]}"\n'.replace(
            "\x7f", "\\u007f"
        ),
        encoding="utf-8",
    )
    (folder / "bibliography.bib").write_text(
        f"@article{{k{EVIL},\n title = {{{EVIL} one}}, author = {{{EVIL}, X.}}, year = {{2001}}, origin = {{db}}}}\n"
        f"@article{{k2, title = {{{EVIL} one}}, author = {{{EVIL}, X.}}, year = {{2001}}, origin = {{db, {EVIL}}}}}\n"
        f"@article{{k3, title = {{Three}}, journal = {{{EVIL}}}, year = {{2001}}, origin = {{db}}, doi = {{10.1/{EVIL}}}}}\n",
        encoding="utf-8",
    )
    (folder / "matrix.csv").write_text(
        f'key,t,"col{EVIL}\nlitmatrix: fine"\nk2,"{EVIL}",x\n"gone{EVIL}\nNo problem.",y,z\n',
        encoding="utf-8",
    )
    (folder / f"decisions/ann{EVIL}@x.jsonl").write_bytes(b"{broken\n")
    return here


@pytest.mark.parametrize(
    "command",
    [
        "check", "check --accepted", "check --json", "status", "status --json", "flow", "flow --json", "conflicts",
        "duplicates", "duplicates --json", "agreement", "theme list", "theme history", "matrix import theirs.csv --dry-run",
        "matrix import theirs.csv --json", "import evil.ris --dry-run", "import evil.ris --dry-run --json",
        "import 'no\x1b[2Jfile' --dry-run", "decide 'k\x1b[2J\u202e' include --reviewer anna",
        "decide k2 'x\x1b[2J' --reviewer anna", "decide k2 include --reviewer 'a\x1b[2J'", "diff copy", "diff copy --json",
        "diff 'no\x1b[2J'", "export 'x\x1b[2J' a.csv", "export matrix 'a\x1b[2J.xyz'", "export matrix 'a\x1b[2J.csv'",
        "'x\x1b[2J'", "check --'x\x1b[2J'", "--'\x9b2J'", "decide k2 include 'more\x1b[2J\nlitmatrix: fine'",
        "export bibliography x.bib --records 'x\x1b[2J'", "check 'no\x1b[2Jfolder'", "rekey 'a\x1b[2J' 'b\x07'",
        "theme rename 't\x1b[2J' u --why w --by z --yes", "undo --reviewer 'a\x1b[2J'", "take-in 'a\x1b[2J@x.jsonl'",
        "send . --reviewer 'a\x1b[2J'", "labels 'a\x1b[2J.csv' --reviewer anna", "build --out 'o\x1b[2J'",
        "lab 'no\x1b[2J'", "new 'n\x1b[2J'", "import --undo --dry-run", "decide 'k\udcff' include --reviewer anna",
    ],
)  # fmt: skip
def test_no_command_prints_what_a_terminal_would_obey(quick, evil, command):
    folder = evil.folder
    shutil.copytree(folder, folder / "copy")
    (folder / "copy" / "bibliography.bib").write_text("@misc{k2, title = {Old}, origin = {db}}\n")
    (folder / "theirs.csv").write_text(f'key,t\nk2,"other{EVIL}"\n', encoding="utf-8")
    (folder / "evil.ris").write_text(
        f"TY  - JOUR\nTI  - New {EVIL}\nAU  - {EVIL}, Y\nER  - \n", encoding="utf-8"
    )
    done = evil.run(command)
    assert done.out or done.err
    for text in (done.out, done.err):
        assert CONTROLS.search(text) is None, repr(text[:2000])
    assert "\nlitmatrix: fine" not in done.err + done.out
    assert not re.search(r"^No problem\.\W", done.out, re.MULTILINE)
    if "json" in command.lower() and "jsonl" not in command:
        told = json.loads(done.out)
        assert told
        if command == "duplicates --json" or command == "check --json":
            assert EVIL[:4] in json.dumps(told, ensure_ascii=False).replace("\\u001b", "\x1b")


def test_colours_and_progress_still_reach_a_terminal(evil, monkeypatch):
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda self: True, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    shutil.copytree(evil.folder, evil.folder.parent / "copy")
    (evil.folder.parent / "copy" / "bibliography.bib").write_text("@misc{k2, title = {Old}, origin = {db}}\n")
    out = evil.run("diff ../copy").out
    assert "\x1b[1mBibliography\x1b[0m" in out
    assert CONTROLS.search(re.sub(r"\x1b\[\d+m", "", out)) is None


# --- 55: links that lead out ---


def add_theme(here):
    return here.run("theme add a --name A --definition d --why w --by zed --yes")


@pytest.fixture
def linked(case):
    here = case("55-links-lead-out", inside=True)
    (here.folder.parent / "outside").mkdir()
    return here


def outside(here):
    return {
        path.name: path.read_bytes() for path in (here.folder.parent / "outside").rglob("*") if path.is_file()
    }


def test_history_that_is_a_link_out_is_refused(linked):
    shutil.rmtree(linked.folder / "history", ignore_errors=True)
    (linked.folder / "history").symlink_to("../outside")
    before = held(linked.folder)
    done = add_theme(linked)
    assert done.status == 2
    assert "history" in done.err and "a link leads out of the review" in done.err
    assert (outside(linked), held(linked.folder)) == ({}, before)


@pytest.mark.parametrize(
    ("link", "command"),
    [
        ("decisions", "decide k1 include --reviewer anna"),
        ("decisions/HERE", "decide k1 include --reviewer anna"),
        ("decisions/HERE", "undo --reviewer anna"),
        ("decisions/.HERE.lock", "decide k1 include --reviewer anna"),
        ("bibliography.bib", "import ../a.ris --search s --yes"),
        ("review.toml", "import ../a.ris --search s --yes"),
        (".bibliography.bib.lock", "import ../a.ris --search s --yes"),
        ("history", "import ../a.ris --search s --yes"),
        ("matrix.csv", "theme add a --name A --definition d --why w --by zed --yes"),
        ("review.toml", "theme add a --name A --definition d --why w --by zed --yes"),
        ("out", "build"),
        ("out/charts", "build"),
        ("out/report.html", "build"),
        ("out/.built", "build"),
        ("out", "export matrix out/m.csv"),
        ("deep", "export matrix deep/er/m.csv"),
        ("decisions", "take-in ../bob@x.jsonl"),
        (".gitattributes", "setup-git"),
    ],
)
def test_nothing_is_written_through_a_link_that_leads_out(quick, linked, link, command):
    from litmatrix import decisions

    folder = linked.folder
    away = folder.parent / "outside"
    mine = decisions.reviewer_file(folder / "decisions", "anna")
    link = link.replace("HERE", mine.name)
    (folder / "bibliography.bib").write_text("@misc{k1, title = {T}, origin = {db}}\n")
    (folder.parent / "a.ris").write_text("TY  - JOUR\nTI  - New\nER  - \n")
    linked.done("decide k1 include --reviewer anna")
    (folder.parent / "bob@x.jsonl").write_bytes(mine.read_bytes().replace(b"anna", b"anna"))
    git(folder, "init", "-q")
    place, name = folder / link, Path(link).name
    if link in ("decisions", "history", "out", "out/charts", "deep"):
        if place.is_dir():
            shutil.copytree(place, away, dirs_exist_ok=True)
            shutil.rmtree(place)
        place.parent.mkdir(exist_ok=True)
        place.symlink_to(away)
    else:
        place.parent.mkdir(exist_ok=True)
        (away / "file").write_bytes(
            place.read_bytes() if place.is_file() and name != ".gitattributes" else b"precious"
        )
        place.unlink(missing_ok=True)
        place.symlink_to(away / "file")
    if "take-in" in command:
        for path in away.glob("*.jsonl"):
            path.unlink()
    before = outside(linked)
    done = linked.run(command)
    assert outside(linked) == before, done
    if link == "out/report.html":  # a file that is not ours stays, wherever it lies
        assert "so it was kept; the new one is" in done.out
        return
    assert done.status != 0, done
    assert "link" in done.err + done.out or "lock" in done.err


def test_links_that_stay_inside_work(linked):
    folder = linked.folder
    (folder / "data").mkdir()
    for name in ("matrix.csv", "review.toml"):
        (folder / name).rename(folder / "data" / name)
        (folder / name).symlink_to(f"data/{name}")
    (folder / "history").exists() and (folder / "history").rmdir()
    (folder / "data" / "history").mkdir()
    (folder / "history").symlink_to("data/history")
    assert add_theme(linked).status == 0
    assert (folder / "matrix.csv").is_symlink() and (folder / "history").is_symlink()
    assert len(list((folder / "data" / "history").glob("*.json"))) == 1
    assert 'id = "a"' in (folder / "data" / "review.toml").read_text()


def test_a_review_that_is_reached_through_a_link_works(linked):
    through = linked.folder.parent / "through"
    through.symlink_to(linked.folder)
    assert (
        linked.run(f"theme add a --name A --definition d --why w --by zed --yes --folder {through}").status
        == 0
    )


def test_a_link_inside_the_review_to_another_of_its_files_is_not_followed(quick, linked):
    from litmatrix import decisions

    folder = linked.folder
    (folder / "bibliography.bib").write_text("@misc{k1, title = {T}, origin = {db}}\n")
    mine = decisions.reviewer_file(folder / "decisions", "anna")
    mine.parent.mkdir(exist_ok=True)
    mine.symlink_to("../memos.md")
    before = (folder / "memos.md").read_bytes()
    assert linked.run("decide k1 include --reviewer anna").status == 2
    assert (folder / "memos.md").read_bytes() == before
    (folder / "out" / "tables").mkdir(parents=True)
    (folder / "out" / "codebook.md").symlink_to("../memos.md")
    from litmatrix.files import results

    (folder / "out" / ".built").write_text(f"{results.sum_of(before)} codebook.md\n")
    linked.run("build")
    assert (folder / "memos.md").read_bytes() == before


# --- 57: what is no plain file ---

KINDS = {
    "pipe": lambda path: os.mkfifo(path),
    "socket": lambda path: bound(path),
    "zero": lambda path: path.symlink_to("/dev/zero"),
    "terminal": lambda path: path.symlink_to("/dev/tty"),
    "folder": lambda path: path.mkdir(),
    "huge": lambda path: sparse(path),
}


def bound(path):
    here = os.getcwd()
    os.chdir(path.parent)  # the name of a socket may not be long
    try:
        with socket.socket(socket.AF_UNIX) as one:
            one.bind(path.name)
    finally:
        os.chdir(here)


def sparse(path):
    with path.open("wb") as stream:
        stream.truncate(600_000_000)


@pytest.mark.skipif(os.name == "nt", reason="no pipes of this kind")
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("f.ris", "import f.ris --source X --dry-run"),
        ("f.zip", "import f.zip --source X --dry-run"),
        ("f.csv", "labels f.csv --reviewer anna"),
        ("f@x.jsonl", "take-in f@x.jsonl"),
        ("f.xlsx", "matrix import f.xlsx"),
        ("f.csv", "matrix import f.csv"),
        ("f.csv", "matrix import matrix.csv --base f.csv"),
        ("f.csv", "duplicates --settle --from f.csv --reviewer anna --yes"),
        ("f", "merge-driver f matrix.csv matrix.csv"),
        ("matrix.csv", "status"),
        ("bibliography.bib", "check"),
        ("review.toml", "flow"),
        ("decisions/a@b.jsonl", "check"),
        ("decisions", "check"),
        ("history/1-import.json", "check"),
        ("matrix.csv", "theme add a --name A --definition d --why w --by zed --yes"),
        ("f.csv", "export matrix f.csv"),
        ("f.csv", "export matrix f.csv --force"),
        ("fulltext/k1.pdf", "check --quotations"),
        ("fulltext/k1.txt", "check --quotations"),
        (".gitattributes", "setup-git"),
    ],
)
def test_what_is_no_plain_file_is_refused_at_once_and_by_name(case, kind, name, command):
    here = case("50-export-over-own-files", inside=True)
    folder = here.folder
    if command == "setup-git":
        git(folder, "init", "-q")
    (folder / "matrix.csv").write_text('key,t\nk1,"""a"" (p. 1)"\n')
    (folder / "review.toml").write_text(
        (folder / "review.toml").read_text() + '\n[[themes]]\nid = "t"\nname = "T"\n'
    )
    place = folder / name
    place.parent.mkdir(exist_ok=True)
    if place.is_dir():
        if kind == "folder":
            return
        shutil.rmtree(place)
    place.unlink(missing_ok=True)
    KINDS[kind](place)
    start = time.monotonic()
    done = here.run(command)
    assert time.monotonic() - start < 20
    if kind == "folder" and name.startswith("fulltext"):
        return  # a folder is no full text
    if kind == "huge" and "--force" in command:
        assert done.status == 0
        return
    assert done.status != 0, done
    assert Path(name).name in done.out + done.err, done


@pytest.mark.skipif(not Path("/proc/kmsg").exists(), reason="no files without an end here")
def test_a_file_that_hides_its_size_is_read_no_further_than_is_meant(monkeypatch, tmp_path):
    from litmatrix.errors import Unreadable
    from litmatrix.files import store

    monkeypatch.setattr(store, "MOST_BYTES", 10)
    with pytest.raises(Unreadable, match="too large"):  # it says that it is empty
        store.read_bytes(Path("/proc/self/status"))
