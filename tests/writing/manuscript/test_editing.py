"""One place of a manuscript changed on disk: all else stays to the byte, and nothing is written over what was saved meanwhile."""

from __future__ import annotations

import making
import pytest
from making import sound

import litmatrix
from litmatrix.errors import ChangedOutside, Misuse
from litmatrix.manuscript import read_manuscript, split
from litmatrix.manuscript.outline import outline
from litmatrix.writing.manuscript import editing, renewed
from litmatrix.writing.manuscript.offering import offers

TEXT = "# Results\r\n\r\nWe found 4 records – really.\r\n\r\n## Next\r\n\r\nHers.\r\n"


@pytest.fixture
def path(tmp_path):
    folder = making.write_review(tmp_path / "r", **sound())
    (folder / "manuscript.md").write_bytes(b"\xef\xbb\xbf" + TEXT.encode())
    return folder / "manuscript.md"


@pytest.fixture
def review(path):
    return litmatrix.open(path.parent)


def text_of(path):
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    return data[3:].decode()


def saved_meanwhile(path):
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.replace("Hers", "Hers, and more").encode())


def test_a_placeholder_takes_the_place_of_a_typed_number_and_nothing_else_changes(path, review):
    read = read_manuscript(path)
    (offer,) = offers(review, read)
    text = editing.put_number(path, read, offer, "records")
    assert text == text_of(path) == TEXT.replace("4 records", "{{records}} records")


def test_a_block_stands_filled_at_the_end_of_a_section(path, review):
    read = read_manuscript(path)
    text = editing.put_block(review, path, read, outline(read)[0], "findings benefits")
    assert text == text_of(path)
    before, after = TEXT.split("## Next")
    assert text.startswith(before.rstrip()) and text.endswith("\r\n\r\n## Next" + after)
    assert renewed(review, read_manuscript(path), lambda name: None).changed == ()


def test_a_figure_that_is_put_in_is_drawn_where_the_text_looks_for_it(path, review):
    read = read_manuscript(path)
    editing.put_block(review, path, read, outline(read)[1], "flow")
    assert "](out/figures/flow.png)" in text_of(path)
    assert (path.parent / "out" / "figures" / "flow.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("said", ["findings nothing", "figure subthemes-costs", "tabel criteria"])
def test_a_block_that_nothing_fills_is_not_put_in(path, review, said):
    read = read_manuscript(path)
    with pytest.raises(Misuse, match="there is no"):
        editing.put_block(review, path, read, outline(read)[0], said)
    assert text_of(path) == TEXT


def test_what_somebody_edited_becomes_the_reviews_again_when_that_is_asked_for(path, review):
    read = read_manuscript(path)
    filled = editing.put_block(review, path, read, outline(read)[0], "findings benefits")
    path.write_bytes(b"\xef\xbb\xbf" + filled.replace("it helped me", "it HELPED me").encode())
    assert editing.put_review(review, path, read_manuscript(path), 0) == filled == text_of(path)


def test_nothing_is_written_over_what_was_saved_meanwhile(path, review):
    read = read_manuscript(path)
    (offer,) = offers(review, read)
    saved_meanwhile(path)
    before = path.read_bytes()
    for act in (
        lambda: editing.put_number(path, read, offer, "records"),
        lambda: editing.put_block(review, path, read, outline(read)[0], "findings benefits"),
        lambda: editing.save(path, read, "mine"),
    ):
        with pytest.raises(ChangedOutside, match="changed by another program meanwhile"):
            act()
    assert path.read_bytes() == before


def test_where_a_block_is_not_ended_none_is_put_in(path, review):
    path.write_text("# A\n\n<!-- litmatrix: flow -->\n", encoding="utf-8")
    read = read_manuscript(path)
    with pytest.raises(Misuse, match="fix this first"):
        editing.put_block(review, path, read, outline(read)[0], "flow")
    with pytest.raises(Misuse, match="fix this first"):
        editing.put_review(review, path, read, 0)


def test_putting_leaves_what_was_read_as_it_was(path, review):
    read = read_manuscript(path)
    making.assert_left_alone(review, lambda review: (offers(review, read),))
    editing.put_block(review, path, read, outline(read)[0], "findings benefits")
    assert read == read_manuscript_of(TEXT)


def read_manuscript_of(text):
    made = split(text)
    return type(made)(**{**vars(made), "bom": True, "name": "manuscript.md"})
