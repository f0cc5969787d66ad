"""axe-core has nothing serious to say of any desk, in the light and in the dark."""

from __future__ import annotations

import pytest
from axe import find_barriers
from worked import copy_worked

import litmatrix
from litmatrix import widgets
from litmatrix.writing import manuscript

pytestmark = pytest.mark.browser

NAME = "litmatrix"
DESKS = {
    "card": lambda review: widgets.screening_card(review, NAME, queue="all"),
    "coding": lambda review: widgets.coding_desk(review, NAME),
    "duplicates": lambda review: widgets.duplicate_desk(review, NAME),
    "manuscript": widgets.manuscript,
    "outputs": widgets.outputs,
    "problems": lambda review: widgets.problems(review, NAME),
    "protocol": lambda review: widgets.protocol_desk(review, NAME),
    "records": lambda review: widgets.record_list(review, NAME),
    "reviewer": lambda review: widgets.reviewer(review, NAME),
    "team": lambda review: widgets.team(review, NAME),
    "themes": lambda review: widgets.theme_desk(review, NAME),
}
#: Keys that open what stands folded: forms and the help.
OPENED = {
    "card": ("e", "Escape", "f", "Escape", "?"),
    "coding": ("a",),
    "records": (
        "f",
        "Escape",
        "c",
        "Escape",
        "a",
        "l",
        "Escape",
        "r",
        "Escape",
        "e",
        "1",
        "Escape",
        "Enter",
        "Escape",
        "?",
    ),
    "manuscript": ("r", "j", "j", "b", "Escape", "?"),
    "team": ("c", "a", "d", "?"),
    "themes": ("n",),
    "protocol": ("?",),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = copy_worked(tmp_path_factory.mktemp("axe") / "review")
    manuscript.begin(litmatrix.open(folder))
    return folder


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", DESKS)
def test_a_desk_has_no_serious_barrier(bare, folder, name, theme):
    desk = bare(DESKS[name](litmatrix.open(folder)), theme=theme)
    assert not find_barriers(desk.page), "\n".join(find_barriers(desk.page))
    for key in OPENED.get(name, ()):
        desk.press(key)
        assert not find_barriers(desk.page), "\n".join(find_barriers(desk.page))
