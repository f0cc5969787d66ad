"""The protocol desk on a bare page: a review begun from nothing, changed, taken back; what others write meanwhile."""

from __future__ import annotations

import pytest
from bare import FAINT
from worked import copy_worked

import litmatrix
from litmatrix import widgets
from litmatrix.files.folder import make_review

pytestmark = pytest.mark.browser

HOSTILE = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>'


def desk_of(folder):
    return widgets.protocol_desk(litmatrix.open(folder))


def fill(desk, **given):
    """Type into the fields of the form that is open, by the names of members."""
    for name, text in given.items():
        desk.page.locator(f".lm-form [data-focus$='-{name}']").first.fill(text)


def click(desk, name):
    desk.page.locator(f'[data-focus="{name}"]').click()
    desk.rest()


def submit(desk):
    desk.page.locator(".lm-form .lm-go:enabled").last.click()
    desk.rest()


def test_a_review_is_begun_from_nothing_without_a_text_editor(bare, tmp_path, pictures):
    folder = tmp_path / "mine"
    make_review(folder)
    path = folder / "review.toml"
    before = path.read_bytes(), (folder / "matrix.csv").read_bytes()
    desk = bare(desk_of(folder))
    click(desk, "example")
    assert desk.page.locator("[data-focus='/-questions']").input_value().startswith("What makes peer workers")
    fill(desk, title="Peers at work", questions="Who is a peer?\nWhat helps?")
    submit(desk)
    assert desk.text(".lm-message") == "Saved: review: title, questions."
    click(desk, "section-people")
    fill_person = desk.page.locator('[data-focus="new-person"]')
    for name in ("Ann Adams", "Bob"):
        fill_person.fill(name)
        fill_person.press("Enter")
        desk.rest()
    click(desk, "section-searches")
    click(desk, "example")
    fill(desk, date="2026-11-20", hits="123")
    submit(desk)
    click(desk, "add")
    desk.page.locator("[data-focus$='-kind']").select_option("contact")
    fill(desk, source="A call among colleagues")
    submit(desk)
    click(desk, "section-criteria")
    click(desk, "example")
    submit(desk)
    click(desk, "add")
    fill(desk, include="About peers")
    desk.page.locator("[data-focus$='-check-field']").select_option("title")
    desk.page.locator("[data-focus$='-check-test']").select_option("contains")
    fill(desk, **{"check-contains": "peer\nworker"})
    submit(desk)
    click(desk, "down-published_from_2010")
    assert desk.focused in ("down-published_from_2010", "up-published_from_2010")
    click(desk, "section-descriptors")
    click(desk, "add")
    fill(desk, name="Method")
    for value in ("interviews", "survey"):
        click(desk, "descriptors/+-values")
        desk.page.keyboard.type(value)
    submit(desk)
    pictures(desk.root, "protocol.png")
    review = litmatrix.open(folder)
    assert review.problems == ()
    plan = review.protocol
    assert (plan.title, plan.questions, plan.reviewers) == (
        "Peers at work",
        ("Who is a peer?", "What helps?"),
        ("Ann Adams", "Bob"),
    )
    assert [(one.id, one.kind, str(one.date), one.hits) for one in plan.searches] == [
        ("pubmed", "database", "2026-11-20", 123), ("a_call_among", "contact", "None", None),
    ]  # fmt: skip
    assert [(one.id, one.check.field, one.check.contains) for one in plan.criteria] == [
        ("about_peers", "title", ("peer", "worker")), ("published_from_2010", "year", ()),
    ]  # fmt: skip
    assert plan.descriptors[-1].values == {"interviews": "", "survey": ""}
    assert "method" in review.matrix.columns
    for _ in range(9):
        desk.press("u")
    assert desk.page.locator('[data-focus="undo"]').is_disabled()
    assert (path.read_bytes(), (folder / "matrix.csv").read_bytes()) == before


def test_what_others_write_meanwhile_stays_or_is_shown(bare, tmp_path):
    folder = copy_worked(tmp_path / "review")
    path = folder / "review.toml"
    desk = bare(desk_of(folder))

    def outside(old, new):
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    click(desk, "section-criteria")
    click(desk, "change-uk")
    fill(desk, include="UK or Ireland")
    outside('exclude = "Non-UK specific"', 'exclude = "Not from here"')
    submit(desk)
    # The form asks what the new words do; its text stays.
    assert "choose whether the criterion now includes more" in desk.text(".lm-form .lm-message")
    click(desk, "effect-widened")
    submit(desk)
    assert desk.text(".lm-message").startswith("Saved: criterion uk: include. ")
    uk = litmatrix.open(folder).protocol.criteria[-1]
    assert (uk.include, uk.exclude, uk.history[-1].include) == (
        "UK or Ireland",
        "Not from here",
        "UK specific",
    )
    click(desk, "change-uk")
    fill(desk, exclude="Elsewhere")
    click(desk, "effect-same")
    outside('exclude = "Not from here"', 'exclude = "Abroad"')
    submit(desk)
    assert "exclude is now “Abroad”, and you wrote “Elsewhere”" in desk.text(".lm-form .lm-message")
    assert desk.page.locator("[data-focus='criteria/uk-exclude']").input_value() == "Elsewhere"
    submit(desk)
    assert litmatrix.open(folder).protocol.criteria[-1].exclude == "Elsewhere"
    # What is typed is not lost by going elsewhere, nor by a key.
    click(desk, "change-uk")
    fill(desk, include="Half a senten")
    desk.press("Escape")
    click(desk, "section-people")
    assert "•" in desk.text('[data-focus="section-criteria"]')
    click(desk, "section-criteria")
    click(desk, "change-uk")
    assert desk.page.locator("[data-focus='criteria/uk-include']").input_value() == "Half a senten"


@pytest.mark.parametrize(("theme", "width"), [("dark", 1000), ("light", 1900)])
def test_every_section_is_readable_and_hostile_text_stays_text(bare, tmp_path, theme, width):
    folder = copy_worked(tmp_path / "review")
    path = folder / "review.toml"
    text = path.read_text(encoding="utf-8").replace("UK specific", HOSTILE.replace('"', "'"), 1)
    path.write_text(text.replace("Google Scholar", "Ἑλληνικά العربية " * 12, 1), encoding="utf-8")
    desk = bare(desk_of(folder), theme=theme, width=width)
    for section in desk.desk.state["sections"]:
        click(desk, f"section-{section['id']}")
        assert desk.page.evaluate(FAINT) == []
        assert desk.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        if section["table"]:
            click(desk, "add")
            assert desk.page.evaluate(FAINT) == []
            desk.page.locator(".lm-form .lm-buttons button").last.click()
    assert desk.is_plain()


def test_what_the_review_concludes_is_written_down_with_its_theme_by_name(bare, tmp_path, pictures):
    folder = copy_worked(tmp_path / "review")
    desk = bare(desk_of(folder))
    click(desk, "section-findings")
    click(desk, "example")
    desk.page.locator("[data-focus='findings/+-theme']").select_option(label="Benefits and successes")
    desk.page.locator("[data-focus='findings/+-adequacy']").select_option("serious")
    fill(desk, statement="Peers give hope.", adequacy_why="Few words on it.")
    pictures(desk.root, "protocol-finding.png")
    submit(desk)
    assert desk.text(".lm-message") == "Saved: finding Peers give hope.: added."
    (found,) = litmatrix.open(folder).protocol.findings
    assert (found.id, found.theme, found.adequacy, found.confidence) == (
        "peers_give_hope",
        "benefits",
        "serious",
        "moderate",
    )
    assert "Benefits and successes" in desk.text(".lm-entries")
    click(desk, "change-peers_give_hope")
    desk.page.locator("[data-focus='findings/peers_give_hope-confidence']").select_option("")
    submit(desk)
    assert litmatrix.open(folder).protocol.findings[0].confidence == ""
    pictures(desk.root, "protocol-findings.png")
    desk.press("u")
    desk.press("u")
    assert litmatrix.open(folder).protocol.findings == ()
