"""Panels of bars: how much room labels and bars get, and what is done where it does not suffice."""

import pytest

from litmatrix.charts import measure, panels
from litmatrix.charts.panels import Room, Side
from litmatrix.errors import Misuse

SHORT = Side(["one", "two"], [(4, "4 of 4"), (2, "2 of 4")], 4)


def test_a_panel_reaches_to_the_text_that_ends_furthest():
    assert Side((), [(1, "a long text after a short bar"), (4, "")], 4).reach(100) == pytest.approx(
        25 + panels.AFTER + 1.02 * measure.width("a long text after a short bar", 11)
    )
    assert Side((), [(4, "")], 4, 120).reach(100) == 120


def test_bars_are_as_long_as_there_is_room_and_no_longer_than_they_may_be():
    assert panels.fitted([SHORT], 1000, 260) == Room(panels.LABEL_ROOM, 260)
    width = 200.0
    room = panels.fitted([SHORT], width, 260)
    taken = panels.widest(SHORT.labels, room.label) + SHORT.reach(room.bar)
    assert width - 1 < taken <= width


def test_labels_are_broken_before_bars_are_too_short_to_tell_anything():
    long = Side(["Training, supervision and support of the workforce"], [(4, "4 of 4")], 4)
    room = panels.fitted([long], 300, 260)
    assert room.label < panels.LABEL_ROOM
    assert room.bar >= panels.ENOUGH


def test_a_word_of_a_label_is_not_broken_but_for_a_very_long_one():
    word = "Professionalisation"
    assert panels.unbroken([word], 84) == measure.width(word, 11)
    assert panels.unbroken(["W" * 80], 84) == 84


def test_panels_that_do_not_fit_side_by_side_have_no_room():
    assert panels.fitted([SHORT, SHORT._replace(labels=())], 130) is None


def test_a_panel_that_cannot_be_had_so_narrow_is_misuse_with_the_width_that_it_takes():
    wide = Side(["one"], [(4, "a text after the bar that cannot be made any shorter by anybody")], 4)
    with pytest.raises(Misuse, match=r"^228 pixels: this chart needs a width of at least (\d+)\.$") as caught:
        panels.single(wide, 200)
    least = int(str(caught.value).split()[-1].rstrip("."))
    assert panels.single(wide, least - 28).bar == panels.LEAST
