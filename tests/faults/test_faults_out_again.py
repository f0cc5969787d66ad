"""What goes out again: bibliographies for other programs, our own exports back in, labels, formulas in tables."""

import csv
import io
import json
import re

import pytest

from litmatrix import tables


def out(here, form: str, *more: str) -> str:
    here.done(" ".join(["export bibliography", f"o.{form} --records all", *more]))
    return here.text(f"o.{form}")


def ris(here, *more: str) -> list[list[str]]:
    """The lines of each record as exported to RIS."""
    return [record.split("\r\n") for record in out(here, "ris", *more).split("ER  - \r\n\r\n") if record]


# --- 08: a suffix of a name


def test_a_suffix_stands_where_each_format_has_it(case):
    here = case("08-suffix-of-a-name")
    here.done("import ../a.bib --search s --source X --yes")
    here.done("import ../a.ris --search t --source X --yes")
    assert here.records("author") == [("Alder, Jr., Martin Lee; Birch, III, Sam",), ("Cedar, Jr., Fay W.",)]
    assert [one["author"] for one in json.loads(out(here, "json"))] == [
        [
            {"family": "Alder", "given": "Martin Lee", "suffix": "Jr."},
            {"family": "Birch", "given": "Sam", "suffix": "III"},
        ],
        [{"family": "Cedar", "given": "Fay W.", "suffix": "Jr."}],
    ]
    assert [[line for line in record if line[:2] == "AU"] for record in ris(here)] == [
        ["AU  - Alder, Martin Lee, Jr.", "AU  - Birch, Sam, III"],
        ["AU  - Cedar, Fay W., Jr."],
    ]


FILES = {
    "a.ris": "TY  - JOUR\nAU  - {}\nTI  - One\nER  - \n",
    "a.enw": "%0 Journal Article\n%A {}\n%T One\n",
    "a.nbib": "PMID- 1\nTI  - One\nFAU - {}\nAU  - Alder ML Jr\n",
    "a.bib": "@article{{k, author={{{}}}, title={{One}}}}",
    "a.xml": "<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID><Article><ArticleTitle>One</ArticleTitle><AuthorList><Author>"
    "{}</Author></AuthorList></Article></MedlineCitation></PubmedArticle></PubmedArticleSet>",
    "b.xml": "<xml><records><record><ref-type name='Journal Article'>17</ref-type><contributors><authors><author>{}</author></authors>"
    "</contributors><titles><title>One</title></titles></record></records></xml>",
    "a.txt": "FN Clarivate\nVR 1.0\nPT J\nAU Alder, ML\nAF {}\nTI One\nER\n\nEF\n",
    "a.csv": 'Title,Authors\nOne,"{}"\n',
}


@pytest.mark.parametrize(
    ("file", "name", "family", "given", "suffix"),
    [
        ("a.ris", "Alder, Martin Lee, Jr.", "Alder", "Martin Lee", "Jr."),
        ("a.ris", "de la Cruz, Juan, III", "de la Cruz", "Juan", "III"),
        ("a.ris", "de la Cruz III, Juan", "de la Cruz", "Juan", "III"),
        ("a.ris", "ALDER, M. L., JR", "ALDER", "M. L.", "JR"),
        ("a.enw", "Alder, Martin Lee, Sr.", "Alder", "Martin Lee", "Sr."),
        ("a.enw", "Martin Lee Alder Jr.", "Alder", "Martin Lee", "Jr."),
        ("a.nbib", "Alder, Martin Lee Jr", "Alder", "Martin Lee", "Jr"),
        ("a.nbib", "Alder, Martin Lee 3rd", "Alder", "Martin Lee", "3rd"),
        ("a.bib", "Alder, Jr., Martin Lee", "Alder", "Martin Lee", "Jr."),
        ("a.bib", "{Alder}, {Jr.}, Martin Lee", "Alder", "Martin Lee", "Jr."),
        ("a.bib", "von Alder, Jr., Martin Lee", "von Alder", "Martin Lee", "Jr."),
        ("a.bib", "Alder Jr., Martin Lee", "Alder", "Martin Lee", "Jr."),
        ("a.bib", "Alder, Martin Lee, Jr.", "Alder", "Martin Lee", "Jr."),
        ("a.bib", "Martin Lee Alder Jr.", "Alder", "Martin Lee", "Jr."),
        ("a.csv", "Alder, Martin Lee, Jr.", "Alder", "Martin Lee", "Jr."),
        (
            "a.xml",
            "<LastName>Alder</LastName><ForeName>Martin Lee</ForeName><Suffix>Jr</Suffix>",
            "Alder",
            "Martin Lee",
            "Jr",
        ),
        ("b.xml", "Alder, Martin Lee, Jr.", "Alder", "Martin Lee", "Jr."),
        ("a.txt", "Alder, Martin Lee, Jr.", "Alder", "Martin Lee", "Jr."),
        ("a.ris", "Alder, VI", "Alder", "VI", ""),
        ("a.bib", "Alder, JR", "Alder", "JR", ""),
    ],
)
def test_a_suffix_is_read_wherever_it_stands(case, file, name, family, given, suffix):
    here = case()
    (here.folder.parent / file).write_text(FILES[file].format(name), encoding="utf-8")
    here.done(f"import ../{file} --search s --source X --yes")
    whole = {"family": family, "given": given, "suffix": suffix}
    assert json.loads(out(here, "json"))[0]["author"] == [
        {part: text for part, text in whole.items() if text}
    ]
    names = ", ".join(filter(None, (family, given, suffix)))
    assert [line for line in ris(here)[0] if line[:2] == "AU"] == [f"AU  - {names}"]


def test_a_suffix_of_csl_json_comes_back(case):
    here = case()
    name = {"non-dropping-particle": "de la", "family": "Cruz", "given": "Juan", "suffix": "Jr."}
    item = [{"id": "k", "type": "book", "title": "One", "author": [name, {"literal": "Acme Data"}]}]
    (here.folder / "a.json").write_text(json.dumps(item), encoding="utf-8")
    here.done("import a.json --search s --source X --yes")
    assert here.records("author") == [("de la Cruz, Jr., Juan; Acme Data",)]
    assert [line for line in ris(here)[0] if line[:2] == "AU"] == [
        "AU  - de la Cruz, Juan, Jr.",
        "AU  - Acme Data,",
    ]


# --- 19: fields that exports lost


def test_ris_has_a_place_for_every_field(case):
    here = case("19-export-loses-fields")
    here.done("import ../a.bib --search s --source X --yes")
    assert ris(here) == [
        ["TY  - JOUR", "AU  - Alder, Ann", "TI  - A thing", "T2  - J", "PY  - 1963", "DA  - 1963/08/07/", "VL  - 3",
         "UR  - http://a.example", "Y2  - 2020/01/01/", "LA  - english", "N1  - PMID: 12345678", "ID  - a1", ""],
        ["TY  - CHAP", "AU  - Birch, Bo", "TI  - Chapter", "T2  - Book", "T3  - Ser", "PY  - 2001", "ET  - 2", "PB  - P",
         "ID  - a2", ""],
        ["TY  - CPAPER", "AU  - Cedar, Cy", "TI  - Paper: the rest of it", "T2  - Proc", "PY  - 2019",
         "N1  - event-title: Conf of Things", "ID  - a3", ""],
    ]  # fmt: skip


def test_csl_json_has_a_variable_for_every_field(case):
    here = case("19-export-loses-fields")
    here.done("import ../a.bib --search s --source X --yes")
    assert json.loads(out(here, "json")) == [
        {"id": "a1", "type": "article-journal", "title": "A thing", "author": [{"family": "Alder", "given": "Ann"}], "container-title": "J",
         "volume": "3", "issued": {"date-parts": [[1963, 8, 7]]}, "URL": "http://a.example", "accessed": {"date-parts": [[2020, 1, 1]]},
         "language": "english", "PMID": "12345678"},
        {"id": "a2", "type": "chapter", "title": "Chapter", "author": [{"family": "Birch", "given": "Bo"}], "container-title": "Book",
         "collection-title": "Ser", "issued": {"date-parts": [[2001]]}, "edition": "2", "publisher": "P"},
        {"id": "a3", "type": "paper-conference", "title": "Paper: the rest of it", "author": [{"family": "Cedar", "given": "Cy"}],
         "container-title": "Proc", "event-title": "Conf of Things", "issued": {"date-parts": [[2019]]}},
    ]  # fmt: skip


def test_fields_are_left_out_on_demand_and_other_bytes_stay(case):
    here = case("19-export-loses-fields")
    here.done("import ../a.bib --search s --source X --yes")
    assert out(here, "bib", "--without volume,origin,URL,urldate").split("\n\n")[:2] == [
        "@article{a1, author={Alder, Ann}, title={A thing}, year={1963}, month=aug, day={7}, journal={J}, pmid={12345678},"
        " language={english}}",
        "@incollection{a2, author={Birch, Bo}, title={Chapter}, booktitle={Book}, year={2001}, publisher={P}, edition={2},"
        " series={Ser}}",
    ]
    (first, *_) = ris(here, "--without journal,month,pmid")
    assert first == ["TY  - JOUR", "AU  - Alder, Ann", "TI  - A thing", "PY  - 1963", "VL  - 3", "UR  - http://a.example",
                     "Y2  - 2020/01/01/", "LA  - english", "ID  - a1", ""]  # fmt: skip
    assert {"URL", "accessed"} & json.loads(out(here, "json", "--without url,urldate"))[0].keys() == set()
    done = here.run("export bibliography o.ris --records all --without abstrct")
    assert (done.status, done.err.strip()) == (
        2, "litmatrix: no record has a field 'abstrct' that could be left out. Did you mean abstract?",
    )  # fmt: skip
    assert here.run("export matrix m.csv --without abstract").status == 2


# --- 30: our own exports again


@pytest.mark.parametrize("form", ["ris", "json", "bib"])
def test_an_entry_of_our_own_export_is_found_again(case, form):
    here = case("30-own-export-again")
    here.done("import ../a.bib --search s --source X --yes")
    out(here, form)
    assert "1 records = 0 new + 1 already in the review + 0 not read" in here.done(
        f"import o.{form} --search t --source Y --yes"
    )
    assert here.records("note", "origin") == [("As cited.", "s, t")]


@pytest.mark.parametrize("form", ["ris", "json", "bib"])
@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("note={As cited.}", "note={As cited by others.}"),
        ("year={2000}", "year={2001}"),
        ("author={Alder}", "author={Birch}"),
        ("note={As cited.}", "title={A work}, note={As cited.}"),
    ],
)
def test_a_key_that_another_work_bears_is_no_proof(case, form, before, now):
    here = case("30-own-export-again")
    here.done("import ../a.bib --search s --source X --yes")
    out(here, form)
    text = here.text("bibliography.bib")
    (here.folder / "bibliography.bib").write_text(text.replace(before, now), encoding="utf-8")
    assert "0 new" not in here.done(f"import o.{form} --search t --source Y --yes")
    assert len(here.records("title")) == 2


@pytest.mark.parametrize("form", ["ris", "json", "bib"])
def test_works_without_titles_are_told_apart_by_their_keys_also_by_former_ones(case, form):
    here = case()
    entry = "@misc{{{}, author={{Alder}}, year={{2000}}, origin={{s}}{}}}\n"
    one, other = entry.format("k1", ""), entry.format("k2", "")
    (here.folder / "bibliography.bib").write_text(one + other, encoding="utf-8")
    out(here, form)
    (here.folder / "bibliography.bib").write_text(
        other + entry.format("new", ", ids={old, k1}"), encoding="utf-8"
    )
    done = here.done(f"import o.{form} --search t --source Y --yes")
    found = re.findall(r"already in the review: (\S+) \(it has the same key, (\S+),", done)
    assert found == [("new", "k1"), ("k2", "k2")]
    assert len(here.records("title")) == 2


# --- 37: labels without key or DOI


def test_labels_are_matched_by_a_title_that_one_record_has(case):
    here = case("37-labels-without-key-or-doi", inside=True)
    assert here.done("labels labels.csv --reviewer ben").startswith(
        "2 decisions recorded at title and abstract, by ben (1 include, 1 exclude)."
    )
    decisions = here.review.decisions
    assert list(zip(decisions["key"], decisions["decision"], decisions["note"], strict=True)) == [
        ("a_x", "include", "look"),
        ("b_x", "exclude", ""),
    ]


# --- 53: formulas between semicolons


def test_no_cell_is_a_formula_whatever_parts_the_columns(case):
    here = case("53-formulas-between-semicolons", inside=True)
    here.done("export searches s.csv")
    text = (here.folder / "s.csv").read_text(encoding="utf-8-sig")
    assert "a;'=1+1;b\n'=2+2" in text
    for mark in ",;\t":
        cells = [cell for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark) for cell in row]
        assert [cell for cell in cells if re.match(r"\s*[=+\-@]", cell)] == []


@pytest.mark.parametrize(
    "evil", ["=1+1", "x;=1+1", "x\n@SUM(A1)", "x; +cmd|' /C calc'!A0", 'x;"=1+1', "x\t-2+3", "\u00a0=1"]
)
def test_no_table_of_a_review_has_a_live_cell(case, evil):
    here = case()
    told = json.dumps(evil, ensure_ascii=True)
    (here.folder / "review.toml").write_text(
        f'format = 1\ntitle = {told}\nquestions = [{told}]\n[[searches]]\nid = "s"\nkind = "database"\nsource = {told}\nquery = {told}\n'
        f'[[criteria]]\nid = "c"\ninclude = {told}\nexclude = {told}\n[[themes]]\nid = "t"\nname = {told}\ndefinition = {told}\n',
        encoding="utf-8",
    )
    bib = f"@article{{k, author={{Alder, Ann}}, title={{{evil}}}, journal={{{evil}}}, year={{2000}}, origin={{s}}}}\n"
    (here.folder / "bibliography.bib").write_text(bib, encoding="utf-8")
    quoted = evil.replace('"', '""')
    (here.folder / "matrix.csv").write_text(f'key,t\nk,"{quoted}"\n', encoding="utf-8")
    matrix = (here.folder / "matrix.csv").read_bytes()
    names = [
        *tables.named(here.review),
        *tables.APART,
        "prisma2020",
        "records --for rayyan",
        "records --for asreview",
    ]
    for number, name in enumerate(names):
        what, *more = name.split(" ")
        here.done(" ".join(["export", what, f"t{number}.csv", *more]))
        text = (here.folder / f"t{number}.csv").read_text(encoding="utf-8-sig")
        for mark in ",;\t":
            cells = [
                cell for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark) for cell in row
            ]
            assert [
                cell
                for cell in cells
                if re.match(r"\s*[=+\-@]", cell) and not re.fullmatch(r"[-+][\d.]*", cell)
            ] == [], name
    assert (here.folder / "matrix.csv").read_bytes() == matrix
