"""A title over a picture that is drawn, and the picture without it again."""

from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from litmatrix.charts import heading

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="100" viewBox="0 0 300 100"><rect width="9" height="9"/></svg>'


def test_a_title_and_its_subtitle_stand_over_the_picture_and_the_words_of_it_are_there():
    made = ElementTree.fromstring(heading.headed(SVG, ["One", "two"], ["three"], "In words."))
    assert [one.text for one in made if one.tag.endswith("text")] == ["One", "two", "three"]
    assert (made.get("aria-label"), made.get("role"), made.find("{*}title").text) == (
        "In words.",
        "img",
        "One two",
    )
    assert (made.get("width"), made.get("height")) == ("320", "184")


def test_a_title_that_is_wider_than_the_picture_has_room():
    assert int(ElementTree.fromstring(heading.headed(SVG, ["long " * 30], [], "")).get("width")) > 900


lines = st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=3)


@given(lines, lines, st.text(st.characters(exclude_categories=["Cs"])))
def test_the_picture_under_any_title_is_found_again_and_the_whole_is_xml(title, subtitle, words):
    made = heading.headed(SVG, title, subtitle, words)
    ElementTree.fromstring(made)
    assert heading.bare(made) == SVG


def test_a_picture_without_a_title_is_returned_as_it_is():
    assert heading.bare(SVG) == SVG
