"""Citation styles: found by name, by title, in a file; listed; refused with what to do."""

from __future__ import annotations

import pytest

from litmatrix.errors import Misuse, Unreadable
from litmatrix.writing import styles
from litmatrix.writing.styles import NoStyles, find_style, list_styles
from writing.handbooks import needs_styles

CSL = """<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0">
<info><title>Ours &amp; mine</title><id>x</id><updated>2020-01-01T00:00:00+00:00</updated></info>
<citation><layout><text variable="title"/></layout></citation>
<bibliography><layout><text variable="title"/></layout></bibliography>
</style>"""
DEPENDENT = """<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0"><info><title>Journal</title><id>x</id>
<link href="http://www.zotero.org/styles/{}" rel="independent-parent"/><updated>2020-01-01T00:00:00+00:00</updated></info></style>"""


@needs_styles
@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("apa", "apa"),
        ("APA", "apa"),
        (" Vancouver ", "nlm-citation-sequence"),
        ("harvard", "harvard-cite-them-right"),
        ("apa 6th edition", "apa-6th-edition"),
        ("http://www.zotero.org/styles/apa", "apa"),
        ("APA Style 7th edition", "apa"),
        ("BMJ", "bmj"),
        ("bmj-open", "bmj"),
    ],
)
def test_a_style_is_found_by_its_name_its_address_its_title_and_a_second_name(name, found):
    assert find_style(name).name == found


@needs_styles
@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("vancover", r"Did you mean vancouver"),
        ("harward", r"Did you mean harvard"),
        ("Harvard Leeds", r"Did you mean harvard-university-of-leeds"),
        ("zzzzqqq", r"litmatrix styles WORDS searches in names and titles; or name a \.csl file"),
        ("../../etc/passwd", r"there is no citation style '\.\./\.\./etc/passwd'"),
        ("", r"there is no citation style ''"),
    ],
)
def test_an_unknown_style_is_refused_with_those_that_are_near(name, hint):
    with pytest.raises(Misuse, match=hint):
        find_style(name)


def test_a_style_is_read_from_a_file_in_the_folder(tmp_path):
    (tmp_path / "Ours.CSL").write_text(CSL, encoding="utf-8")
    style = find_style("Ours.CSL", tmp_path)
    assert (style.name, style.title, style.lists, style.notes, style.numeric) == (
        "Ours",
        "Ours & mine",
        True,
        False,
        False,
    )
    assert find_style(str(tmp_path / "Ours.CSL")) == style


@needs_styles
def test_a_file_that_is_a_second_name_of_a_style_is_that_style(tmp_path):
    (tmp_path / "j.csl").write_text(DEPENDENT.format("apa"), encoding="utf-8")
    assert find_style("j.csl", tmp_path).name == "apa"
    (tmp_path / "k.csl").write_text(DEPENDENT.format("not-there"), encoding="utf-8")
    with pytest.raises(
        Unreadable, match=r"k\.csl: this is another name of the style not-there, which is not there"
    ):
        find_style("k.csl", tmp_path)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (CSL.replace("</info>", ""), r"x\.csl: this is not a citation style: its XML is broken in line 5, column 3"),
        ("", r"its XML is broken in line 1, column 1"),
        ("Not a style", r"its XML is broken in line 1"),
        ("<html><body/></html>", r"it is XML of another kind, and has no <style> of CSL"),
        ("<style><citation/></style>", r"it is XML of another kind"),
        (CSL.replace("citation>", "cited>"), r"it has no <citation>"),
        ('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><style xmlns="http://purl.org/net/xbiblio/csl">&a;</style>', r"its XML cannot be read"),
        ('<?xml version="1.0" encoding="klingon"?><style/>', r"this is not a citation style"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_style_is_refused_with_why(tmp_path, text, why):
    (tmp_path / "x.csl").write_text(text, encoding="utf-8")
    with pytest.raises(Unreadable, match=why):
        find_style("x.csl", tmp_path)


def test_a_file_that_is_not_there_is_unreadable(tmp_path):
    with pytest.raises(Unreadable, match=r"none\.csl"):
        find_style("none.csl", tmp_path)


def test_without_the_package_it_is_said_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setattr(styles.importlib.util, "find_spec", lambda name: None)
    styles._known.cache_clear()
    styles._listed.cache_clear()
    for act in (find_style, list_styles):
        with pytest.raises(NoStyles, match=r'pip install "litmatrix\[word\]"'):
            act()
    (tmp_path / "x.csl").write_text(CSL, encoding="utf-8")
    assert find_style("x.csl", tmp_path).name == "x"


@needs_styles
def test_styles_are_listed_by_words_in_names_and_titles():
    found = {one.name: one.title for one in list_styles(["Vancouver", "york"])}
    assert found == {"university-of-york-vancouver": "University of York - NLM/Vancouver"}
    assert ("apa", "APA Style 7th edition") in list_styles(["7th", "APA"])
    assert list_styles(["zzzzqqq"]) == ()
    assert len(list_styles()) > 5000


@needs_styles
@pytest.mark.parametrize(
    ("name", "numeric", "notes", "hangs", "language"),
    [
        ("apa", False, False, True, "en-US"),
        ("vancouver", True, False, False, "en-US"),
        ("harvard", False, False, False, "en-GB"),
        ("bmj", True, False, False, "en-GB"),
        ("chicago-notes-bibliography", False, True, True, "en-US"),
    ],
)
def test_a_style_says_of_which_kind_it_is(name, numeric, notes, hangs, language):
    style = find_style(name)
    assert (style.numeric, style.notes, style.hangs, style.language) == (numeric, notes, hangs, language)
