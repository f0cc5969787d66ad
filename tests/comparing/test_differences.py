"""What changed between two states of a review: each kind of change alone is exactly that, and nothing is nothing."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import cache

import making
import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import criterion, decided, descriptor, distinct, duplicate, entry, search, sound, theme, withdrawn

from litmatrix.comparing.differences import Differences, find_differences
from litmatrix.comparing.differences.telling import sections
from litmatrix.comparing.differences.values import (
    CellDifference,
    Change,
    DecisionDifference,
    EntryDifference,
    EventCount,
    ExcerptDifference,
    OutcomeDifference,
    ProtocolDifference,
    RowDifference,
    Ruling,
    ThemeDifference,
    Total,
)
from litmatrix.comparing.differences.wording import word_changes
from litmatrix.matrix import excerpts
from litmatrix.matrix.excerpts import Excerpt
from litmatrix.model import ThemeChange

SELF = Excerpt("quotation", "it helped me", "Self", "", "p. 3")
OTHERS = Excerpt("summary", "helped others too", "Others", "+", "p. 4")
NONE = Excerpt("none", locator="2026-11-22", note="ann")
BENEFITS = sound()["cells"]["a_2010"]["benefits"]


def cells(**changed):
    """The cells of the sound review with some of its one row changed."""
    return {"a_2010": {**sound()["cells"]["a_2010"], **changed}}


SOUND = cache(lambda: making.review(**sound()))


def found(then=None, **now):
    """What differs between the sound review (with the changes `then`) and with the changes `now`, without the totals."""
    before = making.review(**sound(**then)) if then else SOUND()
    after = making.review(**sound(**now)) if now else SOUND()
    return replace(find_differences(before, after), totals=())


def only(**expected):
    return Differences(**{name: tuple(values) for name, values in expected.items()})


def cell(column, *changes, name="", states=(), layout="", value=None, key="a_2010", reference="Adams 2010"):
    return CellDifference(
        key, reference, column, name or column.capitalize(), tuple(changes), value, states, layout
    )


def added(one):
    return ExcerptDifference("added", None, one)


def removed(one):
    return ExcerptDifference("removed", one, None)


def changed(one, *what, **members):
    return ExcerptDifference("changed", one, one._replace(**members), what or tuple(members))


def history(change, before=(), after=(), **members):
    return {"time": "2026-11-24", "change": change, "from": list(before), "to": list(after), **members}


# --- nothing --------------------------------------------------------------------------------------------------


def test_nothing_changed_is_nothing():
    before, after = making.review(**sound()), making.review(**sound())
    assert find_differences(before, after) == Differences()
    assert find_differences(before, after).nothing
    assert find_differences(before, before).nothing
    assert sections(Differences()) == ()


def test_two_empty_reviews_do_not_differ():
    assert find_differences(making.review(), making.review()).nothing


def test_the_order_of_rows_columns_and_entries_is_not_compared():
    values = sound()
    rows = {**cells(), "d_2013": {"benefits": "a summary"}}
    columns = ["kind", "methods", "size", "benefits", "costs"]
    before = making.review(**{**values, "cells": rows, "columns": columns})
    after = making.review(
        **{
            **values,
            "entries": values["entries"][::-1],
            "cells": dict(reversed(rows.items())),
            "columns": columns[::-1],
        }
    )
    assert find_differences(before, after).nothing


def test_the_arguments_stay_as_they_are():
    other = making.review(
        **sound(
            cells=cells(benefits='"new" (p. 9)', costs=BENEFITS),
            themes=[theme("gains"), theme("costs")],
            theme_history=[history("rename", ["benefits"], ["gains"])],
        )
    )
    making.assert_left_alone(making.review(**sound()), lambda review: find_differences(review, other))
    making.assert_left_alone(making.review(**sound()), lambda review: find_differences(other, review))


# --- cells ----------------------------------------------------------------------------------------------------


def test_an_excerpt_that_was_added_is_one_difference():
    new = Excerpt("quotation", "well", locator="p. 9")
    assert found(cells=cells(benefits=f'{BENEFITS}\n"well" (p. 9)')) == only(
        cells=[cell("benefits", added(new))]
    )


def test_an_excerpt_that_was_removed_is_one_difference():
    assert found(cells=cells(benefits='[Self] "it helped me" (p. 3)')) == only(
        cells=[cell("benefits", removed(OTHERS))]
    )


@pytest.mark.parametrize(
    ("text", "one", "members"),
    [
        (BENEFITS.replace("[Self]", "[Others]"), SELF, {"subtheme": "Others"}),
        (BENEFITS.replace("[Self]", "[Self -]"), SELF, {"stance": "-"}),
        (BENEFITS.replace("p. 3", "p. 13"), SELF, {"locator": "p. 13"}),
        (BENEFITS.replace("(p. 3)", "(p. 3, quoting b_2005)"), SELF, {"origin": "b_2005"}),
        (BENEFITS.replace("(p. 3)", "(p. 3) so she says"), SELF, {"note": "so she says"}),
        (BENEFITS.replace("helped others", "did help the others"), OTHERS, {"text": "did help the others too"}),
        (BENEFITS.replace('"it helped me"', "it helped me"), SELF, {"kind": "summary"}),
    ],
)  # fmt: skip
def test_an_excerpt_that_differs_in_one_member_is_changed_in_that(text, one, members):
    assert found(cells=cells(benefits=text)) == only(cells=[cell("benefits", changed(one, **members))])


def test_several_members_that_differ_are_one_change():
    text = BENEFITS.replace('[Self] "it helped me" (p. 3)', '[Others ~] "it helped me" (p. 4)')
    assert found(cells=cells(benefits=text)) == only(
        cells=[cell("benefits", changed(SELF, subtheme="Others", stance="~", locator="p. 4"))]
    )


def test_another_text_altogether_is_one_removed_and_one_added():
    text = BENEFITS.replace('"it helped me"', '"whatever the wages may be"')
    told = found(cells=cells(benefits=text))
    assert told == only(
        cells=[cell("benefits", removed(SELF), added(SELF._replace(text="whatever the wages may be")))]
    )


def test_a_text_that_was_made_longer_is_changed():
    longer = "it helped me when nothing else did in all those years, and it still does so now"
    then = {"cells": cells(benefits='"it helped me when nothing" (p. 3)')}
    one = Excerpt("quotation", "it helped me when nothing", locator="p. 3")
    assert found(then, cells=cells(benefits=f'"{longer}" (p. 3)')) == only(
        cells=[cell("benefits", changed(one, text=longer))]
    )


def test_an_excerpt_that_stands_under_another_theme_was_moved():
    then = {"cells": cells(costs='"dear" (p. 1)')}
    moved = ExcerptDifference("moved", OTHERS, OTHERS, (), "benefits", "Benefits")
    assert found(
        then,
        cells=cells(
            benefits='[Self] "it helped me" (p. 3)', costs=f'"dear" (p. 1)\n{BENEFITS.split(chr(10))[1]}'
        ),
    ) == only(cells=[cell("costs", moved)])


def test_a_cell_that_its_last_excerpt_left_is_told_with_its_state():
    then = {"cells": cells(benefits="[Others +] helped others too (p. 4)", costs="")}
    moved = ExcerptDifference(
        "moved", OTHERS, OTHERS._replace(subtheme=""), ("subtheme",), "benefits", "Benefits"
    )
    assert found(then, cells=cells(benefits="", costs="[+] helped others too (p. 4)")) == only(
        cells=[
            cell("benefits", states=("mentioned", "due")),
            cell("costs", moved, states=("due", "mentioned")),
        ]
    )  # fmt: skip


def test_a_copied_excerpt_is_added_and_not_moved():
    then = {"cells": cells(costs="")}
    assert found(then, cells=cells(costs=BENEFITS.split("\n")[0])) == only(
        cells=[cell("costs", added(SELF), states=("due", "mentioned"))]
    )


def test_the_same_excerpt_twice_is_counted_twice():
    line = '[Self] "it helped me" (p. 3)'
    then = {"cells": cells(benefits=f"{line}\n{line}")}
    assert found(then, cells=cells(benefits=f"{line}\n{line}\n{line}")) == only(
        cells=[cell("benefits", added(SELF))]
    )
    assert found(then, cells=cells(benefits=line)) == only(cells=[cell("benefits", removed(SELF))])


def test_none_set_and_taken_away_is_told_with_the_state():
    then = {"cells": cells(costs="")}
    due = ("due", "not mentioned")
    assert found(then, cells=cells()) == only(cells=[cell("costs", added(NONE), states=due)])
    assert found(cells=cells(costs="")) == only(cells=[cell("costs", removed(NONE), states=due[::-1])])
    assert found(cells=cells(costs="none 2026-11-23 bob")) == only(
        cells=[cell("costs", changed(NONE, locator="2026-11-23", note="bob"))]
    )


def test_a_memo_is_told_and_changes_no_state():
    memo = Excerpt("memo", "look again")
    assert found(cells=cells(costs="none 2026-11-22 ann\n# look again")) == only(
        cells=[cell("costs", added(memo))]
    )


def test_the_same_excerpts_in_another_order_or_written_differently_are_said_to_be_so():
    assert found(cells=cells(benefits="\n".join(BENEFITS.split("\n")[::-1]))) == only(
        cells=[cell("benefits", layout="order")]
    )
    assert found(cells=cells(benefits=BENEFITS.replace("] ", "]   "))) == only(
        cells=[cell("benefits", layout="writing")]
    )


def test_the_value_of_a_descriptor_is_told_before_and_after():
    assert found(cells=cells(kind="grey")) == only(
        cells=[cell("kind", name="kind", value=Change("kind", "academic", "grey"))]
    )


def test_a_column_that_review_toml_does_not_know_is_compared_as_text():
    columns = ["kind", "methods", "size", "benefits", "costs", "Remarks"]
    then = {"cells": cells(Remarks='"a" (p. 1)'), "columns": columns}
    told = found(then, cells=cells(Remarks='"b" (p. 1)'), columns=columns)
    assert told == only(cells=[cell("Remarks", value=Change("Remarks", '"a" (p. 1)', '"b" (p. 1)'))])


def test_a_row_that_came_is_told_with_its_cells():
    rows = {**cells(), "d_2013": {"costs": "dear (p. 2)"}}
    new = Excerpt("summary", "dear", locator="p. 2")
    row = {"key": "d_2013", "reference": "Davis 2013"}
    assert found(cells=rows) == only(
        rows=[RowDifference("added", **row)], cells=[cell("costs", added(new), **row)]
    )
    assert found({"cells": rows}) == only(
        rows=[RowDifference("removed", **row)], cells=[cell("costs", removed(new), **row)]
    )


def test_the_excerpts_of_a_retired_theme_are_compared_too():
    themes = [theme("benefits", "Self", "Others"), theme("costs", retired="2026-11-23")]
    told = found({"themes": themes}, themes=themes, cells=cells(costs="dear"))
    assert told == only(cells=[cell("costs", removed(NONE), added(Excerpt("summary", "dear")))])


@pytest.mark.parametrize(
    "text",
    [
        "دعم الأقران يساعد (p. 3)",
        "同伴支持很重要",
        "η ομότιμη υποστήριξη",
        "a\n  second line",
        '"“quoted” words" (p. 1)',
    ],
)
def test_text_of_every_script_and_shape_is_told_as_it_stands(text):
    told = found(cells=cells(costs=text))
    (one,) = excerpts.parse(text)
    assert told.cells[0].excerpts == (removed(NONE), added(one._replace(raw="")))


# --- entries --------------------------------------------------------------------------------------------------


def test_an_entry_that_came_or_went_is_one_difference():
    entries = [*sound()["entries"], entry("e_2014", title="More", author="Evans, E.", year="2014")]
    assert found(entries=entries) == only(entries=[EntryDifference("added", "e_2014", "Evans 2014")])
    assert found({"entries": entries}) == only(entries=[EntryDifference("removed", "e_2014", "Evans 2014")])


def test_an_entry_is_changed_field_by_field():
    entries = sound()["entries"]
    entries[3] |= {"title": "Newer support", "doi": "10.1000/1"}
    assert found(entries=entries) == only(
        entries=[
            EntryDifference(
                "changed", "d_2013", "Davis 2013", "",
                (Change("title", "New support", "Newer support"), Change("doi", "", "10.1000/1")),
            )
        ]
    )  # fmt: skip


def test_what_reads_the_same_is_the_same_entry():
    entries = sound()["entries"]
    entries[3] = {**entries[3], "title": "{New} support"}
    assert found(entries=entries) == only()


def test_a_field_of_biblatex_is_told_once():
    then = {"entries": [*sound()["entries"][:3], entry("d_2013", journaltitle="One", title="T", year="2013")]}
    now = [*sound()["entries"][:3], entry("d_2013", journaltitle="Two", title="T", year="2013")]
    (told,) = found(then, entries=now).entries
    assert told.fields == (Change("journal", "One", "Two"),)


def renamed(*more, **fields):
    """The entries of the sound review; `a_2010` is called adams_2010 now, and says so."""
    first = sound()["entries"][0] | {"key": "adams_2010", "ids": "a_2010", **fields}
    return [first, *sound()["entries"][1:], *more]


def test_a_renamed_key_is_one_entry_with_its_row_and_its_decisions():
    rows = {"adams_2010": sound()["cells"]["a_2010"]}
    told = found(entries=renamed(), cells=rows)
    assert told == only(
        entries=[EntryDifference("renamed", "adams_2010", "Adams 2010", "a_2010")],
        rows=[RowDifference("renamed", "adams_2010", "Adams 2010", "a_2010")],
    )
    back = found({"entries": renamed(), "cells": rows})
    assert back == only(
        entries=[EntryDifference("changed", "a_2010", "Adams 2010", "adams_2010", (Change("ids", "a_2010", ""),))],
        rows=[RowDifference("renamed", "a_2010", "Adams 2010", "adams_2010")],
    )  # fmt: skip


def test_a_row_that_still_has_the_old_key_is_the_same_row():
    assert found(entries=renamed()).rows == ()
    told = found(entries=renamed(title="Peer help"), cells=cells(kind="grey"))
    assert told.entries == (
        EntryDifference(
            "changed", "adams_2010", "Adams 2010", "a_2010", (Change("title", "Peer support", "Peer help"),)
        ),
    )
    assert told.cells == (cell("kind", name="kind", value=Change("kind", "academic", "grey")),)


def test_two_entries_that_became_one_are_told_so():
    then = {"entries": [*sound()["entries"], entry("adams_2010", title="Peer support", year="2010")]}
    told = found(then, entries=renamed())
    assert [(one.change, one.key, one.former) for one in told.entries] == [
        ("changed", "adams_2010", ""),
        ("merged", "adams_2010", "a_2010"),
    ]


# --- decisions ------------------------------------------------------------------------------------------------


def test_a_new_decision_is_told_with_its_event_and_what_came_of_it():
    events = [*sound()["events"], decided("bob", "d_2013", "screening", "exclude", "year", note="too old")]
    ruling = Ruling("exclude", "year", "", "too old", "2026-11-22T10:00:05.000Z")
    assert found(events=events) == only(
        events=[EventCount("bob", "screening", "exclude", 1)],
        decisions=[DecisionDifference("added", "bob", "screening", "d_2013", "Davis 2013", None, ruling)],
        outcomes=[
            OutcomeDifference(
                "d_2013",
                "Davis 2013",
                "pending at title and abstract",
                "excluded at title and abstract (year)",
            )
        ],
    )


def test_a_decision_that_was_taken_anew_is_changed():
    events = [*sound()["events"], decided("ann", "b_2005", "screening", "exclude", "topic")]
    (told,) = found(events=events).decisions
    assert (told.change, told.key, told.before.reason, told.after.reason) == (
        "changed",
        "b_2005",
        "year",
        "topic",
    )


def test_the_same_decision_taken_again_is_an_event_and_no_more():
    events = [*sound()["events"], decided("ann", "b_2005", "screening", "exclude", "year")]
    assert found(events=events) == only(events=[EventCount("ann", "screening", "exclude", 1)])


def test_a_withdrawn_decision_is_told_apart_from_one_that_is_gone_from_the_log():
    told = found(events=[*sound()["events"], withdrawn("ann", "e2")])
    assert [(one.change, one.key) for one in told.decisions] == [("withdrawn", "b_2005")]
    assert told.events == (EventCount("ann", "", "withdraw", 1),)
    assert told.outcomes == (
        OutcomeDifference(
            "b_2005", "Brown 2005", "excluded at title and abstract (year)", "pending at title and abstract"
        ),
    )
    gone = found({"events": [*sound()["events"], decided("bob", "d_2013", "screening", "maybe")]})
    assert [(one.change, one.key, one.reviewer) for one in gone.decisions] == [("missing", "d_2013", "bob")]
    assert gone.events == (EventCount("bob", "screening", "maybe", 1, True),)


def test_a_pair_is_one_decision_whichever_record_is_named_first():
    events = sound()["events"]
    told = found(
        {"events": [*events, distinct("b_2005", "c_2012")]}, events=[*events, distinct("c_2012", "b_2005")]
    )
    assert told == only()
    told = found(events=[*events, duplicate("d_2013", "c_2012")])
    assert [(one.change, one.key, one.after.other) for one in told.decisions] == [
        ("added", "d_2013", "c_2012")
    ]
    assert told.outcomes == (
        OutcomeDifference("d_2013", "Davis 2013", "pending at title and abstract", "duplicate of c_2012"),
    )


def test_a_new_record_that_is_included_already_is_told_among_the_outcomes():
    entries = [*sound()["entries"], entry("e_2014", origin="old", title="More", year="2014")]
    searches = [*sound()["searches"], search("old", "previous")]
    told = found({"searches": searches}, searches=searches, entries=entries)
    assert told == only(
        entries=[EntryDifference("added", "e_2014", "More 2014")],
        outcomes=[OutcomeDifference("e_2014", "More 2014", "", "included")],
    )


# --- themes ---------------------------------------------------------------------------------------------------


def unlogged(change, before=(), after=(), *fields, names):
    return ThemeDifference(change, tuple(before), tuple(after), fields=fields, names=names)


ONE = ("benefits",)
NAMED = (("benefits", "Benefits"),)


@pytest.mark.parametrize(
    ("members", "change", "field"),
    [
        ({"name": "Gains"}, "rename", Change("name", "Benefits", "Gains")),
        ({"definition": "What helps."}, "redefine", Change("definition", "", "What helps.")),
        ({"subthemes": ["Self"]}, "subthemes", Change("subthemes", "Self; Others", "Self")),
        ({"subthemes": ["Others", "Self"]}, "subthemes", Change("subthemes", "Self; Others", "Others; Self")),
        ({"retired": "2026-11-23"}, "retire", Change("retired", "", "2026-11-23")),
        ({"statement": "It helps."}, "state", Change("statement", "", "It helps.")),
        ({"note": "Ours."}, "edit", Change("note", "", "Ours.")),
        ({"question": "Why?"}, "edit", Change("question", "", "Why?")),
    ],
)
def test_a_change_of_a_theme_that_no_history_tells_of_is_one_difference(members, change, field):
    themes = [{**theme("benefits", "Self", "Others"), **members}, theme("costs")]
    names = (("benefits", members.get("name", "Benefits")),)
    assert found(themes=themes) == only(themes=[unlogged(change, ONE, ONE, field, names=names)])


def test_a_theme_is_in_use_again():
    themes = [theme("benefits", "Self", "Others", retired="2026-11-23"), theme("costs")]
    assert found({"themes": themes}) == only(
        themes=[unlogged("reinstate", ONE, ONE, Change("retired", "2026-11-23", ""), names=NAMED)]
    )


def test_a_theme_that_came_or_went_and_another_order():
    themes = [*sound()["themes"], theme("pay", "Low")]
    names = (("pay", "Pay"),)
    fields = (Change("name", "", "Pay"), Change("subthemes", "", "Low"))
    assert found(themes=themes) == only(themes=[unlogged("add", (), ("pay",), *fields, names=names)])
    assert found({"themes": themes}) == only(themes=[unlogged("remove", ("pay",), (), names=names)])
    assert found(themes=sound()["themes"][::-1]) == only(
        themes=[
            unlogged("reorder", (), (), Change("order", "benefits, costs", "costs, benefits"), names=())
        ]
    )  # fmt: skip


def test_a_change_that_the_history_tells_of_is_told_by_its_entry():
    themes = [theme("benefits", "Self", "Others", definition="What helps."), theme("costs")]
    log = [history("redefine", ["benefits"], ["benefits"], why="clearer", by="ann")]
    assert found(themes=themes, theme_history=log) == only(
        themes=[
            ThemeDifference(
                "redefine", ONE, ONE, "", (Change("definition", "", "What helps."),), NAMED, 0, True, False,
                "2026-11-24", "clearer", "ann",
            )
        ]
    )  # fmt: skip


def moved_cells(**now):
    """The one row with its cells under other themes."""
    return {"a_2010": {**{name: cells()["a_2010"][name] for name in ("kind", "methods", "size")}, **now}}


def logged(told):
    return [(one.change, one.before, one.after, one.excerpts, one.undone) for one in told.themes]


def test_a_renamed_theme_takes_its_cells_along():
    themes = [theme("gains", "Self", "Others"), theme("costs")]
    told = found(
        themes=themes,
        cells=moved_cells(gains=BENEFITS, costs="none 2026-11-22 ann"),
        theme_history=[history("rename", ["benefits"], ["gains"])],
    )
    assert logged(told) == [("rename", ("benefits",), ("gains",), 2, False)]
    assert told.themes[0].fields == (Change("id", "benefits", "gains"), Change("name", "Benefits", "Gains"))
    assert replace(told, themes=()) == only()


def test_what_changed_in_a_renamed_theme_besides_is_told_under_its_new_name():
    told = found(
        themes=[theme("gains", "Self", "Others"), theme("costs")],
        cells=moved_cells(gains=BENEFITS.replace("p. 3", "p. 5"), costs="none 2026-11-22 ann"),
        theme_history=[history("rename", ["benefits"], ["gains"])],
    )
    assert told.cells == (cell("gains", changed(SELF, locator="p. 5")),)
    assert logged(told) == [("rename", ("benefits",), ("gains",), 1, False)]


def test_a_rename_that_is_not_in_the_history_is_a_theme_gone_and_another_come():
    told = found(
        themes=[theme("gains", "Self", "Others"), theme("costs")],
        cells=moved_cells(gains=BENEFITS, costs="none 2026-11-22 ann"),
    )
    assert [one.change for one in told.themes] == ["add", "remove"]
    assert [(one.column, [part.change for part in one.excerpts]) for one in told.cells] == [
        ("gains", ["moved", "moved"])
    ]


def test_merged_themes_are_one_line_and_no_difference_of_cells():
    told = found(
        {"cells": cells(costs="dear (p. 2)")},
        themes=[theme("effects", "Self", "Others")],
        cells=moved_cells(effects=f"{BENEFITS}\ndear (p. 2)"),
        theme_history=[history("merge", ["benefits", "costs"], ["effects"], why="one thing")],
    )
    assert logged(told) == [("merge", ("benefits", "costs"), ("effects",), 3, False)]
    assert replace(told, themes=()) == only()


def test_a_merge_into_one_of_the_two_and_the_none_that_yields_to_evidence():
    told = found(
        themes=[theme("benefits", "Self", "Others")],
        cells=moved_cells(benefits=BENEFITS),
        theme_history=[history("merge", ["benefits", "costs"], ["benefits"])],
    )
    assert logged(told) == [("merge", ("benefits", "costs"), ("benefits",), 0, False)]
    assert replace(told, themes=()) == only()


def test_a_merge_may_leave_the_old_themes_retired_and_their_columns_empty():
    told = found(
        themes=[
            theme("benefits", "Self", "Others", retired="2026-11-24"),
            theme("costs", retired="2026-11-24"),
            theme("effects", "Self", "Others"),
        ],
        cells={"a_2010": {**cells()["a_2010"], "benefits": "", "costs": "", "effects": BENEFITS}},
        theme_history=[history("merge", ["benefits", "costs"], ["effects"])],
    )
    assert logged(told) == [("merge", ("benefits", "costs"), ("effects",), 2, False)]
    assert replace(told, themes=()) == only()


def test_two_nones_make_one_and_a_lost_one_is_told():
    then = {"cells": cells(benefits="none 2026-11-22 ann")}
    now = {
        "themes": [theme("effects")],
        "theme_history": [history("merge", ["benefits", "costs"], ["effects"])],
    }
    assert found(then, **now, cells=moved_cells(effects="none 2026-11-22 ann")).cells == ()
    assert found(then, **now, cells=moved_cells(effects="")).cells == (cell("effects", removed(NONE)),)
    half = {"cells": cells(benefits="")}
    assert found(half, **now, cells=moved_cells(effects="")).cells == ()


def test_a_split_theme_is_one_line_and_its_none_goes_to_each_part():
    now = {
        "themes": [theme("self"), theme("others"), theme("costs")],
        "theme_history": [history("split", ["benefits"], ["self", "others"])],
    }
    parts = {"self": '"it helped me" (p. 3)', "others": "[Others +] helped others too (p. 4)"}
    told = found(**now, cells=moved_cells(**parts, costs="none 2026-11-22 ann"))
    assert logged(told) == [("split", ("benefits",), ("self", "others"), 2, False)]
    assert replace(told, themes=()) == only()
    then = {"cells": cells(benefits="none 2026-11-20")}
    nones = {"self": "none 2026-11-20", "others": "none 2026-11-20", "costs": "none 2026-11-22 ann"}
    assert found(then, **now, cells=moved_cells(**nones)).cells == ()


def test_an_excerpt_that_a_merge_lost_is_told():
    told = found(
        themes=[theme("effects", "Self", "Others")],
        cells=moved_cells(effects=BENEFITS.split("\n")[0]),
        theme_history=[history("merge", ["benefits", "costs"], ["effects"])],
    )
    assert told.cells == (cell("effects", removed(OTHERS)),)
    assert logged(told) == [("merge", ("benefits", "costs"), ("effects",), 1, False)]


def test_several_steps_are_followed_one_after_the_other():
    told = found(
        {"cells": cells(costs="dear (p. 2)")},
        themes=[theme("outcomes", "Self", "Others")],
        cells=moved_cells(outcomes=f"{BENEFITS}\ndear (p. 2)"),
        theme_history=[
            history("rename", ["benefits"], ["gains"]),
            history("merge", ["gains", "costs"], ["effects"]),
            history("rename", ["effects"], ["outcomes"]),
        ],
    )
    assert [one[0] for one in logged(told)] == ["rename", "merge", "rename"]
    assert [one[3] for one in logged(told)] == [2, 3, 3]
    assert replace(told, themes=()) == only()


def test_a_step_that_was_taken_out_of_the_history_is_followed_backwards():
    merged = {
        "themes": [theme("effects", "Self", "Others")],
        "cells": moved_cells(effects=f"{BENEFITS}\ndear (p. 2)"),
        "theme_history": [history("merge", ["benefits", "costs"], ["effects"])],
    }
    told = found(merged, cells=cells(costs="dear (p. 2)"))
    assert logged(told) == [("merge", ("benefits", "costs"), ("effects",), 3, True)]
    assert replace(told, themes=()) == only()
    assert [group.title for group in sections(told)[0].groups] == [
        "undone: Benefits and Costs merged into Effects (with 3 excerpts)"
    ]


def test_entries_of_the_history_that_both_states_have_move_nothing():
    log = [history("rename", ["gains"], ["benefits"])]
    assert found({"theme_history": log}, theme_history=log) == only()


def with_history(review, *entries):
    """A review whose history has entries about subthemes: (change, from, to, theme)."""
    made = tuple(
        ThemeChange("2026-11-24", change, before, after, theme=of) for change, before, after, of in entries
    )
    return replace(review, protocol=replace(review.protocol, theme_history=made))


def test_a_renamed_subtheme_takes_its_excerpts_along():
    before = making.review(**sound())
    themes = [theme("benefits", "Oneself", "Others"), theme("costs")]
    after = making.review(
        **sound(themes=themes, cells=cells(benefits=BENEFITS.replace("[Self]", "[Oneself]")))
    )
    after = with_history(after, ("rename", ("Self",), ("Oneself",), "benefits"))
    told = find_differences(before, after)
    assert told == only(
        themes=[
            ThemeDifference(
                "rename", ("Self",), ("Oneself",), "benefits",
                (Change("subthemes", "Self; Others", "Oneself; Others"),), NAMED, 1, True, False, "2026-11-24",
            )
        ]
    )  # fmt: skip
    assert [group.title for group in sections(told)[0].groups] == [
        "Benefits: subtheme Self renamed to Oneself (with 1 excerpt)"
    ]


def test_a_cell_that_a_rename_of_a_subtheme_passed_by_did_not_change():
    before, after = making.review(**sound()), making.review(**sound())
    after = with_history(after, ("rename", ("Self",), ("Oneself",), "benefits"))
    assert [one.excerpts for one in find_differences(before, after).themes] == [0]
    assert find_differences(before, after).cells == ()


def test_a_subtheme_of_a_theme_that_was_renamed_first_is_followed():
    before = making.review(**sound())
    after = making.review(
        **sound(
            themes=[theme("gains", "People"), theme("costs")],
            cells=moved_cells(
                gains='[People] "it helped me" (p. 3)\n[People +] helped others too (p. 4)',
                costs="none 2026-11-22 ann",
            ),
        )
    )
    after = with_history(
        after,
        ("rename", ("benefits",), ("gains",), ""),
        ("merge", ("Self", "Others"), ("People",), "gains"),
    )
    told = find_differences(before, after)
    assert [one.excerpts for one in told.themes] == [2, 2]
    assert (told.cells, told.rows) == ((), ())


# --- protocol and totals --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ({"title": "Another"}, [("title", "changed", "", Change("title", "A review", "Another"))]),
        ({"caption": "as read"}, [("caption", "changed", "", Change("caption", "", "as read"))]),
        ({"reviewers": ["ann", "bob", "cy"]}, [("reviewers", "added", "", Change("reviewers", "", "cy"))]),
        ({"reviewers": ["bob", "ann"]}, [("reviewers", "reordered", "", Change("order", "ann; bob", "bob; ann"))]),
        ({"keys": {"include": "y"}}, [("keys", "changed", "", Change("include", "", "y"))]),
        ({"highlight": {"include": ["peer", "lay"]}}, [("highlight", "changed", "", Change("include", "", "peer; lay"))]),
        ({"divide": {"screening": ["ann", "bob"]}}, [("divide", "changed", "", Change("screening", "", "ann; bob"))]),
        ({"about": {"aims": "To see.", "authors": ["A", "B"]}}, [("about", "changed", "", Change("authors", "", "A; B"), Change("aims", "", "To see."))]),
        ({"searches": [search("db", source="Database", hits=9), search("web", "website", source="Web")]},
         [("searches", "changed", "db", Change("hits", "4", "9"))]),
        ({"searches": [search("web", "website", source="Web"), search("db", source="Database", hits=4)]},
         [("searches", "reordered", "", Change("order", "db, web", "web, db"))]),
        ({"criteria": [criterion("year", {"field": "year", "from": 2011, "to": 2020}), criterion("topic")]},
         [("criteria", "changed", "year", Change("check", "field year, first 2010, last 2020", "field year, first 2011, last 2020"))]),
        ({"descriptors": [descriptor("kind", "academic", "grey", "unknown"), descriptor("methods", "survey", type="choices"), descriptor("size", type="number")]},
         [("descriptors", "changed", "methods", Change("values", "survey; interview", "survey"))]),
        ({"claims": []}, [("claims", "removed", "how-many", Change("text", "One source was included.", ""), Change("value", "1", ""), Change("count", "included", ""))]),
        ({"rounds": [{"id": "pilot", "purpose": "pilot", "stage": "screening", "size": 2, "seed": 1}]},
         [("rounds", "added", "pilot", Change("purpose", "", "pilot"), Change("stage", "", "screening"), Change("seed", "", "1"), Change("size", "", "2"))]),
        ({"findings": [{"id": "f", "statement": "It helps.", "theme": "benefits", "coherence": "minor"}]},
         [("findings", "added", "f", Change("statement", "", "It helps."), Change("theme", "", "benefits"), Change("coherence", "", "minor"))]),
        ({"accepted": [{"check": "none-like", "key": "a_2010", "why": "a dash"}]},
         [("accepted", "added", "none-like a_2010", Change("check", "", "none-like"), Change("keys", "", "a_2010"), Change("why", "", "a dash"))]),
    ],
)  # fmt: skip
def test_each_change_of_the_protocol_alone_is_that_difference(now, expected):
    told = found(**now)
    assert told == only(
        protocol=[ProtocolDifference(table, change, id, tuple(fields)) for table, change, id, *fields in expected]
    )  # fmt: skip


def test_how_many_must_agree_is_told_with_what_comes_of_it():
    told = found({"events": []}, events=[], agree={"screening": 2})
    assert told == only(
        protocol=[ProtocolDifference("agree", "changed", "", (Change("screening", "1", "2"),))]
    )
    waiting = OutcomeDifference(
        "b_2005", "Brown 2005", "excluded at title and abstract (year)", "pending at title and abstract"
    )
    assert found(agree={"screening": 2}).outcomes == (waiting,)


def test_questions_are_compared_one_by_one():
    then = {"questions": ["What is a peer?", "What does it cost?", "Who pays?"]}
    told = found(then, questions=["What is a peer worker?", "What does it cost?"])
    assert [(one.change, *one.fields) for one in told.protocol] == [
        ("changed", Change("questions", "What is a peer?", "What is a peer worker?")),
        ("removed", Change("questions", "Who pays?", "")),
    ]


def test_the_totals_are_the_numbers_that_differ():
    before = making.review(**sound())
    after = making.review(**sound(cells=cells(costs="dear (p. 2)")))
    assert find_differences(before, after).totals == (
        Total("themes.with_evidence", 1, 2),
        Total("excerpts", 2, 3),
        Total("cells.mentioned", 1, 2),
        Total("cells.not mentioned", 1, 0),
    )


# --- all, and only ----------------------------------------------------------------------------------------------

LINES = st.sampled_from(
    ['"one thing" (p. 1)', "[Self] a summary", "[Others -] \"another\" (p. 2) so", "# a memo", "third (sec. 3)"]
)  # fmt: skip
CELL = st.lists(LINES, max_size=4).map("\n".join) | st.just("none 2026-11-22 ann")
ROWS = st.fixed_dictionaries(
    {key: st.fixed_dictionaries({"benefits": CELL, "costs": CELL}) for key in ("a_2010", "d_2013")}
)


def content(text):
    return sorted(one._replace(raw="") for one in excerpts.parse(text) if one.kind != "blank")


@given(then=ROWS, now=ROWS)
def test_random_edits_of_cells_are_told_all_of_them_and_nothing_else(then, now):
    """What is told, applied to the cells of before, gives the excerpts of after; untouched cells are not told."""
    told = found({"cells": then}, cells=now)
    assert replace(told, cells=()) == only()
    kept = {(key, column): content(text) for key, row in then.items() for column, text in row.items()}
    for one in told.cells:
        assert then[one.key][one.column] != now[one.key][one.column]
        assert one.excerpts or one.layout or one.states
        for part in one.excerpts:
            if part.before is not None:
                kept[one.key, part.source or one.column].remove(part.before)
            if part.after is not None:
                kept[one.key, one.column].append(part.after)
    for (key, column), left in kept.items():
        assert sorted(left) == content(now[key][column])


@given(now=ROWS)
def test_a_merge_tells_no_excerpt_that_is_still_there(now):
    told = found(
        {"cells": now},
        themes=[theme("effects", "Self", "Others")],
        cells={
            key: {"effects": "\n".join(line for text in row.values() for line in text.split("\n") if line[:4] not in ("", "none"))}
            for key, row in now.items()
        },
        theme_history=[history("merge", ["benefits", "costs"], ["effects"])],
    )  # fmt: skip
    changes = [part for one in told.cells for part in one.excerpts]
    assert all(part.before.kind == "none" for part in changes)
    moved = sum(
        line[:4] not in ("", "none")
        for row in now.values()
        for text in row.values()
        for line in text.split("\n")
    )
    assert [one.excerpts for one in told.themes] == [moved]


def test_hundreds_of_sources_with_twelve_themes_are_compared_in_seconds():
    themes = [theme(f"theme{number}", "Self") for number in range(12)]
    entries = [entry(f"k{number}", origin="old", title="T", year="2010") for number in range(250)]
    line = '[Self] "it helped me when nothing else did, in all those years" (p. 3)\na summary of it (p. 4)'
    rows = {one["key"]: {each["id"]: line for each in themes} for one in entries}
    others = {
        key: {id: text.replace("nothing", "little") for id, text in row.items()} for key, row in rows.items()
    }
    common = {"entries": entries, "themes": themes, "searches": [search("old", "previous")]}
    before, after = making.review(**common, cells=rows), making.review(**common, cells=others)
    start = time.process_time()
    told = find_differences(before, after)
    assert len(told.cells) == 3_000
    assert time.process_time() - start < 5


# --- words ----------------------------------------------------------------------------------------------------


def test_a_changed_text_is_told_word_by_word():
    assert word_changes("it helped me a lot", "it has helped me a bit") == (
        ("=", "it "),
        ("+", "has "),
        ("=", "helped me a "),
        ("-", "lot"),
        ("+", "bit"),
    )
    assert word_changes("same", "same") == (("=", "same"),)
    assert word_changes("", "new") == (("+", "new"),)
    assert word_changes("同伴支持很重要", "同伴支持不重要") == (
        ("=", "同伴支持"),
        ("-", "很"),
        ("+", "不"),
        ("=", "重要"),
    )


def test_texts_that_share_next_to_nothing_are_told_whole():
    one, other = "The freedom to be, the chance to dream", "A long, dull title, as titles often are"
    assert word_changes(one, other) == (("-", one), ("+", other))


@given(st.text("ab \n,同é", max_size=40), st.text("ab \n,同é", max_size=40))
def test_the_pieces_put_together_are_the_texts(one, other):
    pieces = word_changes(one, other)
    assert "".join(text for sign, text in pieces if sign != "+") == one
    assert "".join(text for sign, text in pieces if sign != "-") == other
    assert all(text for _, text in pieces)
