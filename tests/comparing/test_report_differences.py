"""The page of what changed: what is on it, that nothing on it is live, and that it can be read anywhere."""

from __future__ import annotations

import re

import making
import pytest
from writing.test_report import EVIL, Seen, evil_review

from litmatrix.comparing.differences import Differences, find_differences
from litmatrix.review import Review
from litmatrix.writing.report.differences import differences_page

HEBREW = '"תמיכת עמיתים עוזרת" (p. 3)'


@pytest.fixture(scope="module")
def page():
    before = making.sound()
    before["entries"][0]["title"] = "Peer support among the staff of clinics in towns"
    after = making.sound(
        themes=[making.theme("benefits", "Self", "Others", definition="What helps."), making.theme("costs")]
    )
    after["entries"][0]["title"] = "Peer support among the staff of hospitals in towns"
    after["cells"]["a_2010"] |= {
        "benefits": f"{HEBREW}\n[Others +] helped others too (p. 5)",
        "costs": "dear (p. 2)\n  at first",
    }
    after["events"].append(making.decided("bob", "d_2013", "screening", "exclude", "year"))
    found = find_differences(making.review(**before), making.review(**after))
    return differences_page(
        found, "A review", "commit 1a2b3c4 of 2026-11-01", notes=["there was no matrix.csv yet."]
    )


def test_the_page_says_what_was_compared_and_begins_with_the_totals(page):
    text = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "A review: what changed since commit 1a2b3c4 of 2026-11-01 until the files as they are now" in text
    assert "there was no matrix.csv yet." in text
    assert re.findall(r'<h2 id="(\w+)">', page) == ["themes", "cells", "decisions", "entries"]
    assert page.index("cells mentioned") < page.index('<h2 id="themes">')
    assert (
        '<tr><th scope="row">cells mentioned</th><td class="n">1</td><td class="n">2</td><td class="n">+1</td></tr>'
        in page
    )


def test_words_that_went_and_came_are_marked_within_a_text(page):
    assert "among the staff of <del>clinics</del><ins>hospitals</ins> in towns" in page
    assert '<span class="what">locator:</span><span dir="auto"><del>p. 4</del> <ins>p. 5</ins></span>' in page


def test_what_came_and_went_whole_is_marked_with_a_sign_a_word_and_not_by_colour_alone(page):
    assert "<ins>“תמיכת עמיתים עוזרת” (p. 3)</ins>" in page
    assert "<del>[Self] “it helped me” (p. 3)</del>" in page
    assert '<span class="mark plus" role="img" aria-label="added">+</span>' in page
    assert '<span class="mark minus" role="img" aria-label="removed">−</span>' in page


def test_every_text_of_the_review_finds_its_own_direction(page):
    for text in ("“תמיכת עמיתים עוזרת” (p. 3)", "What helps.", "dear (p. 2)"):
        at = page.index(text) if text in page else page.index("dear")
        assert 'dir="auto"' in page[max(at - 60, 0) : at]


def test_the_links_of_the_contents_lead_somewhere_and_every_element_is_closed(page):
    seen = Seen(page)
    assert (seen.crossed, seen.open) == ([], [])
    assert {f"#{id}" for id in seen.values("id")} == set(seen.values("href"))


def test_the_page_loads_and_runs_nothing(page):
    seen = Seen(page)
    assert not {"script", "link", "img", "iframe", "object"} & set(seen.tags)
    assert "default-src 'none'" in page
    assert not re.search(r"https?://", page)


def test_nothing_changed_is_said():
    page = differences_page(Differences(), "", "commit 1a2b3c4")
    text = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "A review: what changed" in text
    assert "Nothing changed." in text
    assert "<nav" not in page


def test_hostile_text_is_shown_and_never_live(tmp_path):
    evil = Review.open(evil_review(tmp_path / "evil"))
    plain = making.review()
    other = making.review(
        **making.sound(title=EVIL, themes=[making.theme("evil", EVIL, name=f"{EVIL}x")], cells={"a_2010": {"evil": f'"{EVIL}y" (p. 2)', EVIL: EVIL}},
                       columns=["evil", EVIL], theme_history=[{"time": "2026-11-24", "change": "redefine", "from": ["evil"], "to": ["evil"], "why": EVIL, "by": EVIL}])
    )  # fmt: skip
    for before, after in ((plain, evil), (evil, plain), (evil, other), (other, evil)):
        page = differences_page(find_differences(before, after), EVIL, EVIL, EVIL, [EVIL])
        seen = Seen(page)
        assert {"img", "script"} & set(seen.tags) == set()
        assert not [name for _, name, _ in seen.attributes if name.startswith("on")]
        assert not [value for value in seen.values("href") if not value.startswith("#")]
        assert (seen.crossed, seen.open) == ([], [])
        assert EVIL in "".join(seen.text)


def test_the_worked_review_against_nothing_is_all_of_it(worked):
    page = differences_page(find_differences(making.review(), worked), worked.protocol.title, "the beginning")
    assert page.count('aria-label="added"') > 300
    assert Seen(page).crossed == []
