"""`litmatrix remarks`: what it prints of a Word file that came back, what it writes, and its exit status."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import openpyxl
import pytest

from litmatrix.cli import main

FILES = Path(__file__).resolve().parent.parent / "writing" / "returned_files"


def run(capsys, *arguments):
    status = main([str(argument) for argument in arguments])
    return (status, *capsys.readouterr())


@pytest.fixture
def folder(tmp_path):
    """A review with a manuscript, and the Word file that was made of it, as if by litmatrix."""
    from litmatrix.files import results

    folder = tmp_path / "r"
    (folder / "out").mkdir(parents=True)
    (folder / "review.toml").write_text("format = 1\n")
    shutil.copy(FILES / "manuscript.md", folder)
    shutil.copy(FILES / "sent.docx", folder / "out" / "manuscript.docx")
    results.note(folder / "out", (FILES / "sent.docx").read_bytes())
    return folder


def test_remarks_are_listed_under_their_headings_with_their_lines_and_counted(capsys, folder):
    status, out, err = run(capsys, "remarks", FILES / "word.docx", "--folder", folder)
    assert (status, err) == (0, "")
    assert (
        out
        == """\
Before the first heading
  line 7, paragraph 4: untracked: Peer workers are employed in many services. What [-is known-]{+we know+} of their role is scattered.

Introduction
  line 13, paragraph 1: Ben Ode, 2026-11-21, deletion after “… the self-help movement (Davidson 1999, 166).”: “It is now a paid role in many countries,”

Methods
  line 18, paragraph 1: Ben Ode, 2026-11-21, moved here, from Findings > Pay, paragraph 2: “Supervision is offered by few of them.”
  line 18, paragraph 1: (no name), 2026-11-22, comment on “four”: More than that: see الدعم.
  line 18, paragraph 1: Ann Lee, 2026-11-20, insertion after “… We searched four”: “ large”
  line 18, paragraph 1: Ann Lee, 2026-11-20, insertion after “… We searched four databases”: “ and some registers”
  line 18, paragraph 1: Ben Ode, 2026-11-21, deletion after “… We searched four databases”: “some ”

Findings > Boundaries
  line 24, paragraph 1: Ann Lee, 2026-11-20, resolved comment on “blur most in informal groups”: Do we know that? Simpson says so, and nobody else.
    reply by Ben Ode, 2026-11-21: Repper does, on p. 12.
  line 24, paragraph 1: Ben Ode, 2026-11-21, formatting of “informal groups”: bold
  line 36, table 1, row 3, column 2: Ann Lee, 2026-11-20, comment on “United States”: Which parts of it?
  table 1, row 4: Ann Lee, 2026-11-20, insertion: “[table row] Mead | United States”

Findings > Pay
  line 38, the heading: Ben Ode, 2026-11-21, formatting of “Pay”: style Heading2, was Heading3
  line 40, footnote 1: Ann Lee, 2026-11-20, deletion after “… A living wage covers”: “what”
  line 40, footnote 1: Ann Lee, 2026-11-20, insertion after “… A living wage covers what”: “all that”
  line 42, paragraph 2: Ben Ode, 2026-11-21, moved away, to Methods, paragraph 1: “Supervision is offered by few of them.¶”

Discussion
  line 46, paragraph 1: Ann Lee, 2026-11-20, deletion after “… The evidence is thin”: “, and most”
  line 46, paragraph 1: Ann Lee, 2026-11-20, insertion after “… The evidence is thin, and most”: “.¶Nobody asked the peers.¶Most”
  line 48, paragraph 2: untracked: paragraph taken out: It is not known who leaves, nor why.

word.docx: 3 comments (1 resolved), 1 reply, 5 insertions, 4 deletions, 2 texts moved, 2 changes of formatting, 2 untracked changes; by Ann Lee (9), Ben Ode (7), (no name) (1)
"""
    )


def test_json_has_every_remark_with_all_that_is_known(capsys, folder):
    status, out, err = run(capsys, "remarks", FILES / "word.docx", "--folder", folder, "--json")
    told = json.loads(out)
    assert (status, err, told["file"], told["base"], told["notes"]) == (
        0,
        "",
        "word.docx",
        "manuscript.docx",
        [],
    )
    assert told["counts"] == {
        "comment": 3, "reply": 1, "insertion": 5, "deletion": 4, "moved": 2, "formatting": 2, "untracked": 2,
    }  # fmt: skip
    assert told["remarks"][7] == {
        "kind": "comment", "author": "Ann Lee", "date": "2026-11-20T14:03:00",
        "text": "Do we know that?\nSimpson says so, and nobody else.", "on": "blur most in informal groups",
        "context": ["Roles", ", where peers are friends and"], "heading": ["Findings", "Boundaries"], "paragraph": 1, "within": "",
        "line": 24, "block": "", "resolved": True, "marks": 1,
    }  # fmt: skip
    assert len(told["remarks"]) == 19


def test_the_list_is_written_to_a_file_too_and_nothing_of_the_review_is_touched(capsys, folder):
    before = {
        path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.name != ".built"
    }
    place = folder / "out" / "remarks.xlsx"
    status, out, _ = run(capsys, "remarks", FILES / "word.docx", "--folder", folder, "--out", place)
    assert (status, out.splitlines()[-1]) == (0, "Wrote out/remarks.xlsx: 19 rows")
    sheet = openpyxl.load_workbook(place).worksheets[-1]
    assert any("Repper does, on p. 12." in [cell.value for cell in row] for row in sheet)
    assert {path: path.read_bytes() for path in before} == before
    status, _, err = run(
        capsys, "remarks", FILES / "word.docx", "--folder", folder, "--out", folder / "manuscript.md"
    )
    assert (status, (folder / "manuscript.md").read_bytes()) == (2, before[folder / "manuscript.md"])
    status, _, err = run(capsys, "remarks", FILES / "word.docx", "--folder", folder, "--out", "remarks.txt")
    assert (status, err) == (
        2, "litmatrix: remarks.txt: its name must end in .csv, .md, .html, .tex, .docx, .xlsx, which says the format.\n",
    )  # fmt: skip


def test_a_file_without_remarks_says_so_and_what_cannot_be_known(capsys, folder):
    assert run(capsys, "remarks", FILES / "libreoffice-saved.docx", "--folder", folder) == (
        0, "libreoffice-saved.docx: nothing was remarked or changed in it.\n", "",
    )  # fmt: skip
    (folder / "out" / "manuscript.docx").unlink()
    (folder / "manuscript.md").unlink()
    status, out, _ = run(capsys, "remarks", FILES / "sent.docx", "--folder", folder)
    assert (status, out.splitlines()[1:]) == (0, [
        "note: Edits that were not tracked cannot be told: there is no out/manuscript.docx to compare with. --base FILE names the file that was sent.",
        "note: There is no manuscript.md in this review, so no lines of it are told.",
    ])  # fmt: skip


def test_a_file_that_cannot_be_read_is_exit_status_2_and_one_line(capsys, folder):
    (folder / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600))
    assert run(capsys, "remarks", folder / "old.doc", "--folder", folder) == (
        2, "", "litmatrix: old.doc: it is a file of the old kind .doc (Word 97-2003). Open it there, save it as .docx (Word 2007-365), and try again.\n",
    )  # fmt: skip
    assert (
        run(capsys, "remarks", FILES / "word.docx", "--folder", folder, "--base", folder / "none.docx")[0]
        == 2
    )


def test_what_a_file_says_is_shown_on_a_terminal_and_not_obeyed(capsys, folder):
    from writing.test_returned import comment, docx, end, ins, p, r, start

    hostile = "a\nb \x9b31m \u202e \u2028 litmatrix: done"
    body = p(r(hostile), style="Heading1") + p(start(), ins(hostile, author=hostile), end())
    (folder / "x.docx").write_bytes(docx(body, comments=comment(0, hostile, hostile)))
    status, out, _ = run(capsys, "remarks", folder / "x.docx", "--folder", folder)
    assert status == 0 and not set(out) & set("\x9b\u202e\u2028")
    assert "\\x9b31m \\u202e" in out and not any(
        line.startswith(("b ", " litmatrix", "litmatrix")) for line in out.splitlines()
    )
