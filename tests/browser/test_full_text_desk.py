"""The full-text desk on a bare page: PDFs dropped, matched, stored and undone; a record chosen; what is missing."""

from __future__ import annotations

import csv

import pytest
from bare import FAINT
from incoming_folder import HOSTILE, TITLES, by_doi, by_title, made
from pdfs import page as sheet
from pdfs import pdf

import litmatrix
from litmatrix import screening, widgets

pytestmark = pytest.mark.browser

A, B, C, D, E = TITLES
DROP = ".lm-coming"


@pytest.fixture
def folder(tmp_path):
    return made(tmp_path / "review")


def desk_of(folder, reviewer="ann"):
    return widgets.full_texts(litmatrix.open(folder), reviewer)


def drop(desk, files: dict[str, bytes]) -> None:
    """Drop files on the desk, as from a window of files, and wait until they are read."""
    desk.page.evaluate(
        """([selector, files]) => {
            const carried = new DataTransfer();
            for (const [name, data] of files) carried.items.add(new File([new Uint8Array(data)], name));
            const about = {dataTransfer: carried, bubbles: true, cancelable: true};
            document.querySelector(selector).dispatchEvent(new DragEvent("drop", about));
        }""",
        [DROP, [[name, list(data)] for name, data in files.items()]],
    )
    looked(desk)


def looked(desk) -> None:
    desk.page.locator(".lm-file-row").first.wait_for()
    desk.rest()


def row(desk, name: str):
    return desk.page.locator(f'.lm-file-row[data-file="{name}"]')


def three() -> dict[str, bytes]:
    return {
        f"{A}.pdf": pdf([sheet("words")]),
        "download (7).pdf": by_doi("10.1000/jmh.1"),
        "1-s2.0-S014067.pdf": by_title(C, "Άρης Παπάς"),
    }


def stored(folder) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "fulltext").glob("[!.]*")}


def retrieved(folder) -> list[str]:
    now = screening.standing(litmatrix.open(folder))
    return sorted(now.loc[now["decision"] == "retrieved", "key"])


def test_three_pdfs_are_dropped_matched_by_key_doi_and_title_stored_and_undone(bare, folder, pictures):
    desk = bare(desk_of(folder))
    pictures(desk.root, "fulltexts-empty.png")
    drop(desk, three())
    whys = desk.page.locator(".lm-of .lm-why").all_inner_texts()
    assert [one.split(",")[0] for one in whys] == [
        "the file is named as the key", "DOI 10.1000/jmh.1 on page 1", "its title is in the words of page 1",
    ]  # fmt: skip
    assert desk.page.locator(".lm-becomes code").all_inner_texts() == [
        f"fulltext/{key}.pdf" for key in (A, B, C)
    ]
    assert desk.page.get_by_label("Mark 3 records as retrieved, as ann").is_checked()
    pictures(desk.root, "fulltexts-three.png")
    assert not (folder / "fulltext").exists()
    # By keyboard: to the button, and press it.
    desk.root.focus()
    desk.press("s", "Enter")
    desk.page.locator(".lm-result").wait_for()
    assert stored(folder) == dict(zip((f"{A}.pdf", f"{B}.pdf", f"{C}.pdf"), three().values(), strict=True))
    assert retrieved(folder) == [A, B, C]
    assert (
        desk.text(".lm-result h3")
        == "3 files saved in fulltext/. “Retrieved” was recorded for 3 records, by ann."
    )
    assert (
        desk.page.locator(".lm-result li").first.inner_text()
        == f"{A}.pdf: saved, fulltext/{A}.pdf (Adams 2011)"
    )
    assert desk.text(".lm-saved").startswith("saved ")
    pictures(desk.root, "fulltexts-stored.png")
    desk.root.focus()
    desk.press("u")
    assert desk.text(".lm-message") == "Undone: 3 files removed again. “Retrieved” was undone for 3 records."
    assert (stored(folder), retrieved(folder)) == ({}, [])
    assert desk.page.evaluate("() => window.through") == []


def test_what_was_stored_at_another_time_is_taken_away_only_after_a_second_word(bare, folder, pictures):
    first = bare(desk_of(folder))
    drop(first, three())
    first.page.get_by_role("button", name="Save 3 files").click()
    first.page.locator(".lm-result").wait_for()
    desk = bare(desk_of(folder), theme="dark")
    desk.press("u")
    assert desk.page.evaluate(FAINT) == []
    assert desk.text(".lm-message").startswith("Remove these again: 3 files saved ")
    assert desk.focused == "undo no"
    pictures(desk.root, "fulltexts-undo.png")
    desk.press("Escape")
    assert (len(stored(folder)), desk.focused) == (3, "undo")
    desk.press("u")
    desk.page.get_by_role("button", name="Yes, remove them").click()
    desk.rest()
    assert (stored(folder), retrieved(folder)) == ({}, [])


def test_a_record_is_searched_and_chosen_by_keyboard_and_a_file_left_out(bare, folder, pictures):
    desk = bare(desk_of(folder))
    drop(desk, {**three(), "scan0001.pdf": pdf([sheet()]), "scan0002.pdf": pdf([sheet("nothing")])})
    assert row(desk, "scan0001.pdf").locator(".lm-mark").inner_text() == "please check"
    assert "have no text" in row(desk, "scan0001.pdf").inner_text()
    # Those that a person must look at come first, and the first is at hand.
    desk.root.focus()
    desk.press("c")
    assert desk.focused == "words"
    desk.page.keyboard.type("gray comm")
    desk.page.locator(".lm-hit").wait_for()
    pictures(desk.root, "fulltexts-choose.png")
    assert desk.page.locator(".lm-hit strong").inner_text() == "Gray 2014"
    desk.press("Enter")
    assert row(desk, "scan0001.pdf").locator(".lm-becomes code").inner_text() == f"fulltext/{D}.pdf"
    assert row(desk, "scan0001.pdf").locator("input").is_checked()
    # A tick is taken away, and a choice is left.
    desk.root.focus()
    desk.press("c", "Escape")
    assert desk.page.locator(".lm-choice").count() == 0
    desk.page.get_by_label(f"Save {A}.pdf").uncheck()
    desk.rest()
    desk.page.get_by_role("button", name="Save 3 files").click()
    desk.page.locator(".lm-result").wait_for()
    assert sorted(stored(folder)) == [f"{B}.pdf", f"{C}.pdf", f"{D}.pdf"]
    assert [one.get_attribute("data-file") for one in desk.page.locator(".lm-file-row").all()] == [
        "scan0002.pdf",
        f"{A}.pdf",
    ]
    assert desk.is_plain()


def test_a_file_that_is_there_waits_for_a_choice(bare, folder, pictures):
    (folder / "fulltext").mkdir()
    (folder / "fulltext" / f"{A}.pdf").write_bytes(b"older")
    desk = bare(desk_of(folder))
    drop(desk, three())
    here = row(desk, f"{A}.pdf")
    assert not here.locator("input").is_checked()
    here.locator("select").select_option("beside")
    desk.rest()
    assert here.locator(".lm-becomes code").inner_text() == f"fulltext/{A} (2).pdf"
    pictures(desk.root, "fulltexts-there.png")
    here.locator("select").select_option("replace")
    desk.rest()
    desk.page.get_by_role("button", name="Save 3 files").click()
    desk.page.locator(".lm-result").wait_for()
    assert stored(folder)[f"{A}.pdf"] == three()[f"{A}.pdf"]
    desk.page.get_by_role("button", name="Undo: 3 files").click()
    desk.rest()
    assert stored(folder) == {f"{A}.pdf": b"older"}


def test_a_folder_is_named_and_broken_files_stop_no_other(bare, folder, pictures):
    papers = folder.parent / "papers"
    papers.mkdir()
    files = {
        **three(),
        "empty.pdf": b"",
        "cut.pdf": b"%PDF-1.7",
        "locked.pdf": pdf([sheet("x")], encrypted=True),
        f"{HOSTILE}.pdf": pdf([sheet(HOSTILE)]),
    }
    for name, data in files.items():
        (papers / name.replace("/", "_")).write_bytes(data)
    desk = bare(desk_of(folder))
    field = desk.page.get_by_label("A folder on the computer where the notebook runs")
    field.fill(str(papers))
    desk.press("Enter")
    looked(desk)
    assert desk.page.locator(".lm-file-row").count() == len(files)
    assert desk.data("ready") == "3"
    desk.page.get_by_role("button", name="unusable 3").click()
    desk.rest()
    for name, words in (
        ("empty.pdf", "0 bytes"),
        ("cut.pdf", "damaged or cut short"),
        ("locked.pdf", "encrypted"),
    ):
        assert words in row(desk, name).inner_text()
    pictures(desk.root, "fulltexts-broken.png")
    assert desk.is_plain()
    field.fill("nowhere")
    desk.page.get_by_role("button", name="Add its PDFs").click()
    desk.rest()
    assert desk.text(".lm-message").startswith("Not done: nowhere: there is no such folder.")


def test_looking_is_shown_and_stopped(bare, folder):
    papers = folder.parent / "papers"
    papers.mkdir()
    for number in range(12):
        (papers / f"{number}.pdf").write_bytes(pdf([sheet(f"number {number}")]))
    desk = bare(desk_of(folder))
    look = desk.desk.incoming.look
    desk.desk.incoming.look = lambda: look(0)  # one file an act
    desk.page.get_by_label("A folder on the computer").fill(str(papers))
    desk.page.evaluate("() => window.kernel.hold()")
    desk.page.keyboard.press("Enter")
    desk.page.evaluate("() => window.kernel.answer()")
    desk.page.locator(".lm-going progress").wait_for()
    assert "files read" in desk.text(".lm-going")
    desk.page.keyboard.press("Escape")
    desk.page.wait_for_function("() => document.querySelector('.lm-desk').dataset.looking === 'false'")
    desk.rest()
    assert desk.text(".lm-message").startswith("Stopped; ")
    assert 0 < int(desk.data("files")) < 12


def test_what_is_missing_is_listed_copied_exported_and_filled_one_by_one(bare, folder, pictures):
    desk = bare(desk_of(folder))
    assert desk.page.get_by_role("button", name="Missing (5)").count() == 1
    desk.press("m")
    rows = desk.page.locator("[data-key]")
    assert desk.text(".lm-over-list strong") == "5 of 5 records have no full text"
    assert desk.page.locator(".lm-address a").first.get_attribute("href") == "https://doi.org/10.1000/jmh.0"
    assert "requested" in desk.page.locator(f'tr[data-key="{D}"]').inner_text()
    pictures(desk.root, "fulltexts-missing.png")
    desk.press("l")
    desk.page.locator(".lm-copied").wait_for()
    copied = desk.page.locator(".lm-copied textarea")
    if copied.count():
        assert copied.input_value().split("\n")[0] == "https://doi.org/10.1000/jmh.0"
        assert desk.focused == "copied"
    desk.root.focus()
    desk.press("e")
    with (folder / "out" / "full-texts-missing.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert [one["key"] for one in csv.DictReader(stream)] == list(TITLES)
    assert desk.text(".lm-message") == "Wrote out/full-texts-missing.csv: 5 records."
    desk.page.get_by_label("Full text of Adams 2011").set_input_files(
        {"name": "x.pdf", "mimeType": "application/pdf", "buffer": pdf([sheet("words")])}
    )
    desk.page.get_by_text(f"Saved as fulltext/{A}.pdf.").wait_for()
    desk.rest()
    assert desk.text(".lm-over-list strong") == "4 of 5 records have no full text"
    assert desk.page.locator(f'tr[data-key="{A}"]').count() == 0
    desk.page.get_by_label("Which records").select_option("all")
    desk.rest()
    assert rows.count() >= 6
    assert desk.is_plain()


def test_without_a_name_files_are_stored_and_nothing_is_marked(bare, folder):
    desk = bare(desk_of(folder, ""))
    drop(desk, three())
    assert desk.page.get_by_label("Mark 3 records as retrieved").is_disabled()
    assert "first enter your name above" in desk.text(".lm-buttons")
    desk.page.get_by_role("button", name="Save 3 files").click()
    desk.page.locator(".lm-result").wait_for()
    assert (len(stored(folder)), retrieved(folder)) == (3, [])


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_each_view_is_legible_at_every_width(bare, folder, pictures, theme):
    (folder / "fulltext").mkdir()
    (folder / "fulltext" / f"{A}.pdf").write_bytes(b"older")
    desk = bare(desk_of(folder), theme=theme)
    long = "A very long name of a file as publishers give them " * 3 + HOSTILE
    drop(
        desk,
        {
            **three(),
            f"{D}.pdf": by_doi("10.1000/jmh.3"),
            "دعم الأقران.pdf": pdf([sheet("nothing")]),
            "empty.pdf": b"",
            f"{long}.pdf": pdf([sheet("x")]),
        },
    )
    desk.root.focus()
    desk.press("c")
    for view in ("add", "missing"):
        if view == "missing":
            desk.press("Escape", "m")
        for width in (1000, 1400, 1900):
            desk.page.set_viewport_size({"width": width, "height": 950})
            pictures(desk.root, f"fulltexts-{view}-{theme}-{width}.png")
            assert desk.root.evaluate("root => root.scrollWidth - root.clientWidth") <= 1
            assert "null" not in desk.root.inner_text()
        assert desk.page.evaluate(FAINT) == []
    assert desk.is_plain()
