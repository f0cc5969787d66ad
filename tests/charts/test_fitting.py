"""Charts laid out anew for a width, and their titles as words."""

import altair as alt
import pytest

from litmatrix.charts import fitting, style
from litmatrix.charts.fitting import Caption
from litmatrix.errors import Misuse


@fitting.fits
def drawn(words, *, width=fitting.ROOM):
    chart = alt.Chart(style.inline([{"text": words}])).mark_text().encode(text="text:N")
    return style.titled(chart.properties(width=width), words, "of all of them", "", width, "drawn")


def test_a_chart_is_laid_out_anew_for_another_width_and_again_from_there():
    chart = fitting.again(drawn("Words", width=500), 300)
    assert (chart.width, chart.title.text) == (300, ["Words"])
    assert fitting.again(chart, 700).width == 700


@pytest.mark.parametrize("width", ["wide", None, float("nan"), float("inf"), [85]])
def test_a_width_that_is_no_number_is_refused(width):
    with pytest.raises(Misuse, match="give a number of pixels, such as 820"):
        drawn("Words", width=width)


def test_a_chart_of_which_nobody_knows_how_it_was_drawn_is_not_laid_out_anew():
    assert fitting.again(alt.Chart(), 300) is None


def test_a_title_becomes_a_caption_and_the_chart_itself_is_not_changed():
    chart = drawn(
        "A title that is broken over several lines because it is as long as titles of charts can be in reviews"
    )
    bare = fitting.untitled(chart)
    assert fitting.caption(chart) == Caption(
        "A title that is broken over several lines because it is as long as titles of charts can be in reviews",
        "of all of them",
    )
    assert fitting.caption(bare) == Caption("", "")
    assert (bare.padding, chart.padding) == (2, 12)


def test_a_title_of_another_program_is_a_caption_too():
    assert fitting.caption(alt.Chart().properties(title="One")) == Caption("One", "")
    assert fitting.caption(alt.Chart().properties(title=["One", "two"])) == Caption("One two", "")
    assert fitting.caption(alt.Chart()) == Caption("", "")


def test_only_a_chart_that_draws_nothing_says_why():
    assert fitting.nothing(style.message("Title", "No themes yet.", "name")) == "No themes yet."
    assert fitting.nothing(drawn("Words")) == ""


def test_a_caption_is_printed_in_sentences():
    assert str(Caption("Title", "of all · n of N")) == "Title. of all · n of N."
    assert [str(Caption("Is it so?", "")), str(Caption("", ""))] == ["Is it so?", ""]
