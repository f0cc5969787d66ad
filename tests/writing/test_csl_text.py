"""What is mended in the text of a style."""

from __future__ import annotations

import re

import pytest

from litmatrix.writing import csl_text

STYLE = """<?xml version="1.0" encoding="utf-8"?>
<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0">
<info><title>T</title></info>
<locale xml:lang="en"><terms><term name="retrieved">retrieved</term></terms></locale>
{macros}
<citation><layout><text variable="title"/></layout></citation>
<bibliography hanging-indent="true"><sort>{keys}</sort><layout><text macro="author"/></layout></bibliography>
</style>"""
YEAR = '<macro name="year"><date variable="issued"><date-part name="year"/></date></macro>'
ALL = '<macro name="all"><text macro="year"/><text variable="title"/></macro>'


def mended(macros: str = YEAR + ALL, keys: str = '<key variable="title"/>') -> str:
    return csl_text.mended(STYLE.format(macros=macros, keys=keys).encode()).decode()


def keys(given: str) -> list[str]:
    sort = re.search(r"<sort>(.*?)</sort>", mended(keys=given), re.DOTALL)
    return re.findall(r'(?:variable|macro)="([\w-]+)"', sort[1])


def test_a_role_without_a_name_before_it_gets_one():
    names = '<macro name="author"><names variable="author"><label prefix=", "/><substitute><names variable="editor"/></substitute></names></macro>'
    assert '<names variable="author"><name /><label prefix=", " />' in mended(names)
    named = names.replace("<label", '<name form="long"/><label')
    assert mended(named).count("<name ") == 1


def test_retrieved_is_printed_with_its_day_only():
    group = '<macro name="u"><group delimiter=" "><choose><if variable="URL"><text term="retrieved"/><group delimiter=", "><date variable="accessed"/><text term="from"/></group></if></choose></group></macro>'
    assert (
        '<if variable="URL"><choose><if variable="accessed"><group delimiter=" "><text term="retrieved" />'
        '<group delimiter=", "><date variable="accessed" /><text term="from" /></group></group></if></choose></if>'
    ) in mended(group)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ('<key variable="author"/><key variable="issued"/><key variable="title"/>', ["author", csl_text.ORDER, "issued", "title"]),
        ('<key variable="author"/><key macro="year"/>', ["author", csl_text.ORDER, "year"]),
        ('<key variable="author"/><key macro="all"/>', ["author", csl_text.ORDER, "all"]),
        ('<key variable="author"/><key variable="title"/>', ["author", "title"]),
        ('<key variable="issued"/><key variable="author"/>', ["issued", "author"]),
        ('<key variable="author"/><key variable="issued" sort="descending"/>', ["author", "issued"]),
    ],
)  # fmt: skip
def test_works_of_the_same_people_are_sorted_by_litmatrix_before_their_date(given, expected):
    assert keys(given) == expected


def test_what_needs_no_mending_stays_and_the_languages_too():
    text = mended()
    assert 'xml:lang="en"' in text
    assert text.count("xmlns") == 1
    assert 'xmlns="http://purl.org/net/xbiblio/csl"' in text
    assert csl_text.mended(text.encode()).decode() == text


def test_nlms_own_styles_speak_as_nlm_and_no_others():
    nlm = STYLE.replace(
        "<title>T</title>",
        '<title>T</title><link href="https://www.nlm.nih.gov/citingmedicine" rel="documentation"/>',
    )
    text = csl_text.mended(nlm.format(macros="", keys="").encode()).decode()
    assert '<term name="page-range-delimiter"><single>-</single><multiple>-</multiple></term>' in text
    assert '<term name="number" form="short"><single>No.</single><multiple>Nos.</multiple></term>' in text
    assert "page-range-delimiter" not in mended()


def test_macros_that_call_each_other_in_a_circle_end():
    assert "all" in mended(
        '<macro name="a"><text macro="b"/></macro><macro name="b"><text macro="a"/></macro>' + ALL + YEAR,
        '<key variable="author"/><key macro="a"/>',
    )
