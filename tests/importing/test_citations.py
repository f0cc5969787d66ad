"""Citations in one value, as portals give them in place of a journal."""

import pytest

from litmatrix.importing import read_export
from litmatrix.importing.readers.citations import read_citation


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Things (2014) 3:3 (152-160). Date of Publication: 2014", "Things|2014||3|3|152-160|"),
        ("Things (2014) 3 SUPPL. 1 (S1-S10). Date of Publication: 1 Jun 2014", "Things|2014||3|SUPPL. 1|S1-S10|"),
        ("Things (2014) 3:3 Article Number: e123. Date of Publication: 1 Jun 2014", "Things|2014||3|3||e123"),
        ("Things. 41(2) (pp 123-145), 2014. Date of Publication: 2014.", "Things|2014||41|2|123-145|"),
        ("Things. 2014;3(3):152-160", "Things|2014||3|3|152-160|"),
        ("Things 2014; 3 (3): 152–160.", "Things|2014||3|3|152-160|"),
        ("Things. 2014 Mar;3(3 Suppl):S152-60", "Things|2014|mar|3|3 Suppl|S152-60|"),
        ("Things. 2014 Mar;3 Suppl 1:S152-60", "Things|2014|mar|3|Suppl 1|S152-60|"),
        ("Things. 2014 Jan-Feb;3(1):e12", "Things|2014|jan|3|1|e12|"),
        ("Things. 2014;3:152", "Things|2014||3||152|"),
        ("Things. 2014;3", "Things|2014||3|||"),
        ("Things;30(2): 183-191, 2021", "Things|2021||30|2|183-191|"),
        ("Rev. bras. thing;30(2): 183-191, abr.-jun. 2021. tab, graf", "Rev. bras. thing|2021|apr|30|2|183-191|"),
        ("Things; 30(2): e123, 2021 Jan 01.", "Things|2021|jan|30|2|e123|"),
        ("Things; 8(1); 132-145", "Things|||8|1|132-145|"),
        ("Things; 49(); -", "Things|||49|||"),
        ("Journal of Things. 3(3):152-160, 2014 Mar.", "Journal of Things|2014|mar|3|3|152-160|"),
        ("Journal of Things. Vol.3(3), 2014, pp. 152-160.", "Journal of Things|2014||3|3|152-160|"),
        ("IEEE Things, vol. 3, no. 4, pp. 152-160, March 2014", "IEEE Things|2014|mar|3|4|152-160|"),
        ("Things, v. 3, n. 4, p. 152-160, jan./mar. 2014", "Things|2014|jan|3|4|152-160|"),
        ("Things, 2014, 3(4), 152‐160", "Things|2014||3|4|152-160|"),
        ("Things 3, 152–160 (2014)", "Things|2014||3||152-160|"),
        ("Things 3 (2014), 152-160", "Things|2014||3||152-160|"),
        ("Cochrane Things. 2018(5):CD001", "Cochrane Things|2018||2018|5|CD001|"),
        ("21st Century Things 2014;3:1-9", "21st Century Things|2014||3||1-9|"),
    ],
)  # fmt: skip
def test_a_citation_is_read_whole(text, said):
    found = read_citation(text)
    assert found is not None
    assert "|".join(found[:-1]) == said
    assert found.whole


@pytest.mark.parametrize(
    "text",
    [
        "", "PLoS ONE", "2018 Conf. on Things", "Lecture Notes in Computer Science, 1234", "3 Biotech", "G3 (Bethesda)",
        "Things (London, England : 1990)", "Journal of Physics: Conference Series, 1234", "Nature. 2014", "Area 51 Studies",
        "Proc. 3rd Int. Conf., 1-5 June 2014", "BMJ (Clinical research ed.)", "Volume 3, Issue 2", "2014", "Scopus",
        "2014 IEEE 12th International Conference on Things, 12-15 May", "Physical Review E 71", "x" * 600 + " 2014;3:1",
    ],
)  # fmt: skip
def test_the_name_of_a_journal_is_no_citation(text):
    assert read_citation(text) is None


def test_what_a_citation_says_besides_is_kept(tmp_path):
    path = tmp_path / "x"
    path.write_text("Title,Source\nA,Things. 2014 Mar;3(3):152-60. doi: 10.1000/x.1. Epub 2013 Jan 2.\n")
    (export,) = read_export(path)
    assert export.records[0].fields == {
        "title": "A", "journal": "Things", "year": "2014", "month": "mar", "volume": "3", "number": "3",
        "pages": "152-60", "doi": "10.1000/x.1",
        "csv_source": "Things. 2014 Mar;3(3):152-60. doi: 10.1000/x.1. Epub 2013 Jan 2.",
    }  # fmt: skip


def test_what_columns_of_their_own_say_goes_before_the_citation(tmp_path):
    path = tmp_path / "x"
    path.write_text(
        "Title,Journal,Year,Citation,Issue\nA,Journal of Things,2014,J Th. 2013 Mar;3(3):152-60,4\n"
    )
    (export,) = read_export(path)
    assert export.records[0].fields == {
        "title": "A", "journal": "Journal of Things", "year": "2014", "volume": "3", "number": "4", "pages": "152-60",
        "csv_citation": "J Th. 2013 Mar;3(3):152-60",
    }  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["TY  - JOUR\nTI  - A\nJO  - Things. 2014;3(3):152-160\nER  - \n", "%0 Journal Article\n%T A\n%J Things. 2014;3(3):152-160\n"],
)  # fmt: skip
def test_other_formats_have_citations_in_one_value_too(tmp_path, text):
    path = tmp_path / "x"
    path.write_text(text)
    fields = read_export(path)[0].records[0].fields
    assert [fields[name] for name in ("journal", "year", "volume", "number", "pages")] == ["Things", "2014", "3", "3", "152-160"]  # fmt: skip
