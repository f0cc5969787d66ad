"""What may be written where, what may be read, what runs, and what reaches the terminal."""

import os
import re
import shutil
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
    accept = '\n[[accepted]]\ncheck = "orphan-key"\nkeys = ["gone1", "gone2"]\nwhy = "lost"\n'
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
