"""The duplicate desk on a bare page: sure ones settled, pairs decided by keyboard, undone, fields taken."""

from __future__ import annotations

import pytest
from bare import FAINT
from making import entry, search, write_review

import litmatrix
from litmatrix import screening, widgets

pytestmark = pytest.mark.browser

HOSTILE = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>'
ABSTRACT = (
    "Background: Peer support is offered in mental health services in many countries. We asked what it "
    "brings to those who receive it. Methods: Interviews with 24 people in three services. Results: Hope, "
    "a sense of belonging, and practical help were named most often. {} Conclusion: Peer support workers need "
    "supervision and a clear role."
)
TITLES = (
    "Hope and belonging in peer support",
    "Recovery colleges and their students",
    "Peer workers on acute wards",
)


def twins(numbers=range(3)):
    """Works that stand twice: the same in all, and one of them without its abstract."""
    for number in numbers:
        work = {
            "title": TITLES[number] if number < len(TITLES) else f"A study of subject {number} in its own words",
            "author": f"Miller, Ann and Okoro, Ben{number}", "year": str(1980 + number), "journal": "Journal of Mental Health",
            "volume": str(21 + number), "number": "2", "pages": f"{100 + number}--{120 + number}", "doi": f"10.1000/jmh.{number}",
        }  # fmt: skip
        yield entry(f"sure_{number}a", **work, abstract=ABSTRACT.format(""), origin="pubmed")
        yield entry(f"sure_{number}b", **work, origin="scopus")


def doubtful():
    """Pairs that a person must look at; the last are in Chinese and Arabic, and hold script."""
    work = {"author": "Davidson, Larry and Bellamy, Chyrell", "journal": "World Psychiatry"}
    yield entry(
        "davidson_2012", title="Peer support among persons with severe mental illnesses: a review of evidence and experience",
        **work, year="2012", volume="11", number="2", pages="123--128", doi="10.1000/wps.1", abstract=ABSTRACT.format("Nobody left."), origin="pubmed",
    )  # fmt: skip
    yield entry(
        "davidson_2013", title="Peer Support Among Persons with Severe Mental Illness: A Review of Evidence", **work, year="2013",
        volume="12", pages="141--6", abstract=ABSTRACT.format("Two left."), issn="1723-8617", keywords="peers; review", origin="scopus",
    )  # fmt: skip
    chinese = {"author": "王, 芳 and 李, 明", "journal": "中国心理卫生杂志", "year": "2019", "volume": "33"}
    title = "同伴支持工作者在社区精神卫生服务中的角色与作用研究"
    yield entry("wang_2019", title=title, **chinese, pages="210--216", origin="pubmed")
    yield entry("wang_2019a", title=f"{title}: 质性研究", **chinese, pages="240--246", origin="scopus")
    arabic = {
        "author": "حداد, ليلى and منصور, سامي",
        "journal": "المجلة العربية للطب النفسي",
        "year": "2018",
        "volume": "29",
    }
    title = "دعم الأقران في خدمات الصحة النفسية المجتمعية"
    yield entry("haddad_2018", title=f"{title}: دراسة نوعية", **arabic, pages="14--25", origin="pubmed")
    yield entry("haddad_2018a", title=title, **arabic, pages="40--52", note=HOSTILE, origin="scopus")


def made(folder, entries):
    folder.mkdir()
    searches = [search("pubmed", source="PubMed"), search("scopus", source=HOSTILE)]
    return write_review(folder, [*entries], searches=searches)


def desk_of(folder, reviewer="ann"):
    return widgets.duplicate_desk(litmatrix.open(folder), reviewer)


def standing(folder):
    return [(pair.key, pair.other, pair.decision) for pair in screening.pairs(litmatrix.open(folder))]


def go_to(desk, key):
    while key not in desk.data("pair"):
        desk.press("n")


def test_sure_ones_are_settled_pairs_decided_and_undone_and_fields_taken_by_keyboard(
    bare, tmp_path, pictures
):
    folder = made(tmp_path / "review", [*twins(), *doubtful()])
    before = (folder / "bibliography.bib").read_bytes()
    desk = bare(desk_of(folder))
    assert desk.page.locator(".lm-group").count() == 3
    desk.press("ArrowDown", "x")
    pictures(desk.root, "duplicates-sure.png")
    desk.press("a", "Enter")
    assert desk.text(".lm-message").startswith("Confirmed: 2 groups, 2 duplicates.")
    assert desk.text(".lm-saved").startswith("saved ")
    settled = [("sure_0b", "sure_0a", "duplicate"), ("sure_2b", "sure_2a", "duplicate")]
    assert standing(folder) == settled

    # The pair that was taken out is asked about first.
    assert desk.data("pair") == "sure_1a sure_1b"
    desk.press("x")
    go_to(desk, "davidson_2012")
    shown = desk.data("pair").split()
    assert desk.page.locator("[data-field=title] mark").count() > 0
    pictures(desk.root, "duplicates-pair.png")
    desk.press("k", "t")
    pictures(desk.root, "duplicates-take.png")
    desk.press("Enter")
    assert desk.text(".lm-message").startswith("Copied into ")
    assert (folder / "bibliography.bib").read_bytes() != before
    desk.press("u")
    assert desk.text(".lm-message").startswith("Undone: ")
    assert (folder / "bibliography.bib").read_bytes() == before
    desk.press("d", "s")
    assert len(standing(folder)) == 5
    desk.press("u", "u")
    assert standing(folder) == [*settled, ("sure_1a", "sure_1b", "distinct")]
    assert desk.data("pair").split() == shown
    desk.press("u", "u")
    assert standing(folder) == []
    assert desk.data("view") == "sure"


def test_a_group_keeps_the_record_that_is_chosen_and_pages_are_turned(bare, tmp_path):
    folder = made(tmp_path / "review", twins(range(25)))
    desk = bare(desk_of(folder))
    desk.press("ArrowDown", "k")
    assert desk.page.locator(".lm-group.lm-chosen .lm-keeps code").inner_text() == "sure_1b"
    desk.page.get_by_role("button", name="Keep sure_1a").click()
    desk.rest()
    assert desk.page.locator(".lm-group.lm-chosen .lm-keeps code").inner_text() == "sure_1a"
    desk.page.locator(".lm-group").nth(3).click(position={"x": 300, "y": 60})
    assert desk.page.locator(".lm-group.lm-chosen").get_attribute("data-group") == "sure_3a"
    # Choosing draws the list anew, and leaves it where it was scrolled to.
    desk.press(*["ArrowDown"] * 12)
    place = desk.page.locator(".lm-groups").evaluate("list => list.scrollTop")
    desk.press("x")
    assert desk.page.locator(".lm-groups").evaluate("list => list.scrollTop") == place > 0
    desk.press("n")
    assert desk.page.locator(".lm-turn span").inner_text() == "page 2 of 2"
    assert desk.page.locator(".lm-group").count() == 5
    desk.press("n", "p")
    assert desk.page.locator(".lm-group").count() == 20


def test_quick_keys_decide_no_pair_unseen_and_the_help_takes_none(bare, tmp_path, pictures):
    folder = made(tmp_path / "review", doubtful())
    desk = bare(desk_of(folder))
    first = desk.data("pair").split()
    desk.at_once(*"ddssdd")
    assert [sorted(pair[:2]) for pair in standing(folder)] == [sorted(first)]
    desk.press("?")
    assert desk.focused == "lm-help"
    pictures(desk.root, "duplicates-help.png")
    desk.press("d", "s", "Escape")
    assert len(standing(folder)) == 1
    assert desk.page.locator(".lm-help").count() == 0
    desk.at_once(*"s" * 9, repeat=True)
    assert len(standing(folder)) == 2


def test_fields_are_taken_one_by_one_or_left(bare, tmp_path):
    folder = made(tmp_path / "review", doubtful())
    desk = bare(desk_of(folder))
    go_to(desk, "davidson_2012")
    desk.press("t")
    assert desk.focused == "take"
    boxes = desk.page.locator(".lm-taking input")
    assert boxes.count() == 2
    boxes.first.press(" ")
    assert (desk.focused, desk.page.locator(".lm-taking .lm-go").inner_text()) == (
        "take-keywords",
        "Copy 1 field Enter",
    )
    desk.press("t")
    assert desk.page.locator(".lm-taking").count() == 0
    desk.press("t")
    boxes.first.press(" ")
    boxes.last.press(" ")
    assert desk.page.locator(".lm-taking .lm-go").is_disabled()
    desk.press("Enter", "Escape")
    assert desk.page.locator(".lm-message").count() == 0
    # A form that is open when the pair is left is left with it.
    desk.press("t")
    desk.page.get_by_role("button", name="Sure duplicates").click()
    desk.rest()
    desk.press("g")
    assert (desk.data("view"), desk.page.locator(".lm-taking").count()) == ("doubtful", 0)


def test_hostile_and_foreign_text_is_text(bare, tmp_path, pictures):
    bad = {
        "title": HOSTILE,
        "author": HOSTILE,
        "year": "2020",
        "journal": HOSTILE,
        "volume": "1",
        "pages": "1--9",
    }
    hostile = [entry(f"bad_{name}", **bad, origin="scopus") for name in "ab"]
    desk = bare(desk_of(made(tmp_path / "review", [*doubtful(), *twins(), *hostile])), theme="dark")
    desk.press("a", "Enter")
    seen = []
    while pair := desk.data("pair"):
        seen.append(pair)
        pictures(desk.root, f"duplicates-dark-{len(seen)}.png")
        assert desk.is_plain()
        desk.press("n")
    assert len(seen) >= 3
    desk.press("p")
    assert desk.data("pair") == seen[-1]


def test_the_desk_asks_who_decides(bare, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    desk = bare(desk_of(made(tmp_path / "review", doubtful()), ""))
    desk.page.get_by_label("Your name").fill("ann")
    desk.page.get_by_role("button", name="Start").press("Enter")
    desk.rest()
    assert desk.text(".lm-as strong") == "ann"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_each_theme_is_legible_at_every_width(bare, tmp_path, pictures, theme):
    desk = bare(desk_of(made(tmp_path / "review", [*twins(), *doubtful()])), theme=theme)
    for view, keys in (("sure", "x"), ("pair", "gnt")):
        desk.press(*keys)
        for width in (1000, 1400, 1900):
            desk.page.set_viewport_size({"width": width, "height": 950})
            pictures(desk.root, f"duplicates-{view}-{theme}-{width}.png")
            assert desk.root.evaluate("root => root.scrollWidth - root.clientWidth") <= 1
        assert desk.page.evaluate(FAINT) == []
