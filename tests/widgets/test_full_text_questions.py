"""What the pane of the full text asks, answered by any desk that has it; and files that arrive in slices."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest
from incoming_folder import made
from pdfs import page, pdf

import litmatrix
from litmatrix import widgets
from litmatrix.errors import Misuse, NotSaved
from litmatrix.files import fulltexts, store, storing
from litmatrix.widgets.base.desk import Desk
from litmatrix.widgets.reading.arriving import Arrivals
from litmatrix.widgets.reading.documents import Documents
from litmatrix.widgets.reading.questions import ReadsFullTexts

A, B = "adams_2011", "clark_2012"


class Plain(ReadsFullTexts, Desk):
    """A desk that has the pane and nothing else: one line in its Python half."""

    NAME, PURPOSE, ASKS = "plain desk", "", False

    def __init__(self, review):
        self.review = review
        super().__init__()

    person = "ann"

    def _acts(self, message, buffers):
        return {}

    def _state(self):
        return {
            "answers": self._answers,
            "message": self._message,
            "files": fulltexts.found(self.review.folder, A),
        }


@pytest.fixture
def folder(tmp_path):
    return made(tmp_path / "review")


@pytest.fixture
def asked(folder, monkeypatch):
    """Ask a question as the page does, of a desk with nothing but the pane."""
    desk = Plain(litmatrix.open(folder))
    sent: list = []
    monkeypatch.setattr(desk, "send", lambda content, buffers=None: sent.append((content, buffers or [])))

    def ask(act, *buffers, **message):
        desk._answer(None, {"act": act, "asked": 1, **message}, list(buffers))
        content, data = sent.pop()
        content.pop("answer"), content.pop("asked")
        return (content, data) if data else content

    ask.desk = desk
    return ask


def test_a_record_without_a_file_says_where_it_may_be_had(asked):
    assert asked("text", key=A) == {
        "key": A, "files": [], "file": "", "kind": "", "why": "", "pages": [], "outline": [], "links": ["https://doi.org/10.1000/jmh.0"],
    }  # fmt: skip
    assert asked("text", key="nobody") == {"error": "the bibliography has no entry nobody."}


def test_a_pdf_is_told_with_its_files_pages_and_outline_and_drawn_as_wide_as_is_asked(folder, asked):
    pytest.importorskip("pypdfium2")
    data = pdf([page("one"), page("two")], labels="<< /S /D /St 12 >>", outline=[(1, "Methods", 2)])
    fulltexts.keep(folder, A, "x.pdf", data)
    fulltexts.keep(folder, A, "x.txt", b"a text")
    told = asked("text", key=A)
    assert (told["file"], told["files"]) == (f"fulltext/{A}.pdf", [f"fulltext/{A}.pdf", f"fulltext/{A}.txt"])
    assert (told["pages"], told["outline"], told["kind"]) == (
        ["p. 12", "p. 13"],
        [[1, "Methods", 1, 0]],
        "pdf",
    )
    for wanted, width in ((0, 1100), (900, 1100), (1200, 1650), (9999, 3000)):
        answer, (png,) = asked("text_page", key=A, page=0, picture=True, width=wanted)
        assert (answer["picture"]["width"], answer["picture"]["points"]) == (width, 400.0)
        assert png.startswith(b"\x89PNG")
    assert asked("text", key=A, file=f"fulltext/{A}.txt")["pages"] == [""]
    # One that was taken away meanwhile gives way to the first.
    assert asked("text", key=A, file="fulltext/gone.pdf")["file"] == f"fulltext/{A}.pdf"
    assert "is no longer a file of" in asked("text_page", key=A, page=0, file="../review.toml")["error"]


def slices(name: str, data: bytes, size: int = 4):
    for at in range(0, max(len(data), 1), size):
        yield {"key": A, "token": "t", "name": name, "at": at, "size": len(data)}, data[at : at + size]


def given(asked, name, data):
    for message, part in slices(name, data):
        answer = asked("text_part", memoryview(part), **message)
    return answer


def test_a_file_arrives_in_slices_is_stored_and_undone_and_the_desk_shows_it(folder, asked):
    answer = given(asked, "x.PDF", b"0123456789")
    assert (answer["stored"], answer["told"]) == (f"fulltext/{A}.pdf", f"Saved as fulltext/{A}.pdf.")
    assert (folder / "fulltext" / f"{A}.pdf").read_bytes() == b"0123456789"
    assert asked.desk.state["files"] == (f"fulltext/{A}.pdf",)
    assert asked.desk.state["answers"] == 0
    assert asked("text_undo", time=answer["undo"]) == {"told": f"Undone: fulltext/{A}.pdf."}
    assert asked.desk.state["files"] == ()


def test_another_file_stays_until_a_person_says_what_becomes_of_it(folder, asked):
    fulltexts.keep(folder, A, "x.pdf", b"older")
    for how, there in (
        ("leave", [b"older"]),
        ("beside", [b"older", b"newer"]),
        ("replace", [b"newest", b"newer"]),
    ):
        answer = given(asked, "x.pdf", b"newest" if how == "replace" else b"newer")
        assert answer["there"]["place"] == f"fulltext/{A}.pdf"
        assert answer["there"]["size"] == 5
        asked("text_keep", key=A, token="t", how=how)
        assert [(folder / one).read_bytes() for one in fulltexts.found(folder, A)] == there
        assert "no longer here" in asked("text_keep", key=A, token="t", how="beside")["error"]
    assert given(asked, "x.pdf", b"newest")["told"] == f"This file is there already, as fulltext/{A}.pdf."


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("x.pdf", b"", "the file is empty"),
        ("noending", b"x", "has no ending"),
        ("x.ending-too-long", b"x", "has no ending"),
    ],
)
def test_what_cannot_be_stored_is_told(folder, asked, name, data, words):
    assert words in given(asked, name, data)["error"]
    assert not (folder / "fulltext").exists()


def test_what_was_changed_since_is_not_taken_away(folder, asked):
    answer = given(asked, "x.pdf", b"01234")
    (folder / "fulltext" / f"{A}.pdf").write_bytes(b"with notes")
    assert (
        asked("text_undo", time=answer["undo"])["error"]
        == f"fulltext/{A}.pdf was left as it is: it was changed since."
    )


def test_slices_that_do_not_follow_each_other_and_files_without_end_are_refused(monkeypatch):
    arrivals = Arrivals()
    assert arrivals.take("t", "x.pdf", 0, 10, b"0123") is None
    with pytest.raises(Misuse, match="it did not arrive completely"):
        arrivals.take("t", "x.pdf", 5, 10, b"56789")
    with pytest.raises(Misuse, match="no longer here"):
        arrivals.take("other", "x.pdf", 4, 10, b"4")
    with pytest.raises(Misuse, match="it is too large"):
        arrivals.take("u", "x.pdf", 0, store.MOST_BYTES + 1, b"")
    one = arrivals.take("../../t", "../../etc/x.pdf", 0, 2, b"ab")
    assert one.path.read_bytes() == b"ab" and one.path.suffix == ".pdf" and "etc" not in str(one.path)


def test_what_arrived_goes_when_the_desk_does():
    arrivals = Arrivals()
    path = arrivals.take("t", "x.pdf", 0, 1, b"a").path
    arrivals.drop("t")
    assert not path.exists()
    other = arrivals.take("u", "x.pdf", 0, 1, b"a").path
    del arrivals
    gc.collect()
    assert not other.parent.exists()


def test_a_disk_that_is_full_is_told_as_such(monkeypatch):
    arrivals = Arrivals()
    arrivals.take("t", "x.pdf", 0, 2, b"a")

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(NotSaved, match="the disk is full"):
        arrivals.take("t", "x.pdf", 1, 2, b"b")


def test_a_document_is_read_once_and_anew_when_its_file_changes(folder, monkeypatch):
    fulltexts.keep(folder, A, "x.txt", b"one")
    documents = Documents()
    first = documents.of(folder, A)
    assert documents.of(folder, A) is first
    storing.store_all(folder, [storing.Wanted(folder / "review.toml", "x.txt", A, storing.REPLACE)])
    assert documents.of(folder, A).pages[0].text.startswith("format = 1")
    for number in range(5):
        fulltexts.keep(folder, f"k{number}", "x.txt", b"x")
        documents.of(folder, f"k{number}")
    assert len(documents._known) == 3


@pytest.mark.parametrize(
    "make",
    [
        lambda review: widgets.coding_desk(review, "ann", "all"),
        lambda review: widgets.full_texts(review, "ann"),
    ],
)
def test_a_file_that_is_put_into_the_folder_elsewhere_shows_when_one_comes_back(folder, make):
    desk = make(litmatrix.open(folder))
    before = desk.state
    desk._answer(None, {"act": "fresh"}, [])
    assert desk.state is before
    fulltexts.keep(folder, "hall_2015", "x.txt", b"words")
    desk._answer(None, {"act": "fresh"}, [])
    assert desk.state != before


def test_the_coding_desk_and_the_desk_of_full_texts_have_the_pane():
    for desk in (widgets.CodingDesk, widgets.FullTextDesk):
        assert ReadsFullTexts.QUESTIONS.items() <= dict(desk.QUESTIONS).items()
        assert "const fullTextPane = " in desk._esm
