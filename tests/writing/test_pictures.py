"""Which pictures a report has."""

from charts.test_charts import coded
from making import review

from litmatrix.writing.report import pictures


def test_a_heat_map_of_more_than_60_sources_has_further_pages_last():
    found = {number: pictures.planned(review(**coded(number, 2))) for number in (60, 61, 130)}
    pages = {
        number: [(plan.name, plan.kind) for plan in plans if plan.name.startswith("heatmap")]
        for number, plans in found.items()
    }
    assert pages == {
        60: [("heatmap", "theme")],
        61: [("heatmap", "theme"), ("heatmap-2", "heatmap-page")],
        130: [("heatmap", "theme"), ("heatmap-2", "heatmap-page"), ("heatmap-3", "heatmap-page")],
    }
    assert [plan.name for plan in found[130] if plan.kind != pictures.ASKED][-2:] == [
        "heatmap-2",
        "heatmap-3",
    ]
    (plan,) = (plan for plan in found[130] if plan.name == "heatmap-3")
    last = pictures.draw(plan, ("svg",))
    assert last.caption.text.startswith("sources 121 to 130 of 130 included sources × 2 themes")


def test_what_is_drawn_if_it_is_asked_for_stands_behind_what_a_build_draws():
    found = review(**coded(3, 2))
    drawn, asked = pictures.reported(found), pictures.planned(found)
    assert [plan.name for plan in asked[: len(drawn)]] == [plan.name for plan in drawn]
    assert {plan.kind for plan in asked[len(drawn) :]} <= {pictures.ASKED}
