"""Tables, spreadsheets and names, misread."""

import resource
import subprocess
import sys
import zipfile

import pytest

IMPORT = "import ../{} --search s --source X --yes"


def test_lists_of_authors_in_one_value_are_parted_or_pointed_out(case):
    here = case("11-authors-in-one-value")
    here.done(IMPORT.format("a.ris"))
    assert here.records("author") == [
        ("Alder, J.; Birch, K.; Cedar, L.",),
        ("Alder, J; Birch, K",),
        ("Alder, J.; Birch, K.; Cedar, L.",),
    ]
    assert list(here.review.records.index) == ["alder_2009", "alder_2010", "alder_2011"]
    told = here.done("import ../a.bib --search t --source X --yes")
    warning = "one name in author looks like several: “Alder, J. & Birch, K.”"
    assert warning in told
    checked = here.run("check")
    assert (checked.status, warning in checked.out) == (1, True)


def test_a_list_that_is_cut_short_ends_in_others(case):
    here = case("12-list-of-authors-cut-short")
    here.done(IMPORT.format("a.csv"))
    assert here.records("author") == [
        ("Adder, AB; Baker, C",),
        ("Cobra, PK; Dormouse, J; Eagle, M; others",),
    ]


def test_two_authors_of_one_name_are_two(case):
    here = case("13-two-authors-of-one-name")
    here.done(IMPORT.format("a.ris"))
    assert here.records("author") == [("Wren, Y.; Lark, X.; Wren, Y.",)]


def test_names_that_ran_together_are_parted(case):
    here = case("14-names-run-together")
    here.done(IMPORT.format("a.csv"))
    assert here.records("author") == [("Adder, Ann; Baker, Bob B.; de Cruz, Carla",)]


def test_a_citation_in_one_cell_is_taken_apart(case):
    here = case("15-citation-in-one-cell")
    here.done(IMPORT.format("a.csv"))
    assert here.records("journal", "year", "volume", "number", "pages") == [
        ("Endoscopic Things", "2014", "3", "3", "152–160")
    ]


def test_columns_of_a_database_are_read_as_what_they_say(case):
    here = case("16-columns-and-tags-not-known")
    here.done(IMPORT.format("a.csv"))
    assert here.records("type", "booktitle", "journal", "pages") == [
        ("inproceedings", "2018 Conf. on Things", "", "1–6")
    ]


def test_what_a_database_prints_for_none_is_no_value(case):
    here = case("17-words-for-none")
    here.done(IMPORT.format("scopus.csv"))
    assert here.records("author", "abstract", "title") == [("", "", "A thing without author")]
    assert "available" not in here.text("bibliography.bib")


def test_fields_in_rows_are_records(case):
    here = case("18-fields-in-rows")
    out = here.done(IMPORT.format("embase.csv"))
    assert "2 records = 2 new + 0 already in the review + 0 not read" in out
    assert here.records("title", "author", "journal", "year", "volume", "doi") == [
        ("Things in rows", "Alder, A.; Birch, B.", "J Things", "2019", "3", "10.5555/em1"),
        ("Second in rows", "Cedar, C.", "", "2020", "", "10.5555/em2"),
    ]


def test_a_date_in_place_of_pages_or_issue_is_pointed_out(case):
    here = case("22-dates-made-of-pages")
    out = here.done(IMPORT.format("a.csv"))
    for place in ("a.csv:2, column Pages", "a.csv:2, column Issue", "a.csv:3, column Pages"):
        assert f"{place}: there is a date here" in out
    assert out.count("there is a date here") == 3
    assert here.records("pages", "number") == [("2026-10-01", "2026-03-02"), ("8-Aug", "4")]


def test_empty_columns_and_rows_are_nothing(case):
    here = case("26-empty-columns-and-rows")
    (here.folder / "review.toml").write_text(
        here.text("review.toml") + '\n[[themes]]\nid = "thing"\nname = "Thing"\n', encoding="utf-8"
    )
    with (here.folder / "bibliography.bib").open("a", encoding="utf-8") as file:
        file.write("@article{alpha, author={A, B}, title={T}, year={2001}}\n")
    (here.folder / "matrix.csv").write_bytes((here.folder.parent / "matrix.csv").read_bytes())
    assert "no name" not in here.run("check").out
    assert here.review.matrix.to_dict() == {"source_type": {"alpha": ""}, "thing": {"alpha": '"q" (p. 1)'}}
    assert here.review.problems == ()


def test_a_quotation_mark_inside_a_field_is_pointed_out(case):
    here = case("33-quotation-marks-in-a-csv")
    out = here.done(IMPORT.format("a.csv"))
    assert "a.csv:3: there is a quotation mark inside a cell" in out
    assert here.records("title", "author", "year") == [
        ("Whole row", "Alder, A.", "2004"),
        ("Last, no end", "Birch, E.", "2005"),
        ("After it", "Cedar, Z.", "2006"),
    ]


def test_a_page_number_is_not_torn(case):
    here = case("40-hyphens-inside-a-page-number")
    here.done(IMPORT.format("a.csv"))
    assert here.records("pages") == [("41103-1-3",)]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (
            "import stray.xlsx --source X --dry-run",
            "2,000 records = 2,000 new + 0 already in the review + 0 not read",
        ),
        ("import far.xlsx --source X --dry-run", "3 records = 2 new + 0 already in the review + 1 not read"),
        ("matrix import stray.xlsx", "it has no sheet Matrix"),
        ("matrix import far.xlsx", "it has no sheet Matrix"),
    ],
)
def test_a_small_workbook_takes_little_memory_and_time(case, line, told):
    here = case("56-sheets-without-bounds", inside=True)

    def bounded():
        resource.setrlimit(resource.RLIMIT_AS, (1_500_000_000, 1_500_000_000))

    done = subprocess.run(
        [sys.executable, "-m", "litmatrix", *line.split()], cwd=here.folder, capture_output=True, text=True,
        timeout=60, preexec_fn=bounded,
    )  # fmt: skip
    assert told in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_a_workbook_of_the_matrix_without_bounds_is_answered(case):
    here = case("56-sheets-without-bounds", inside=True)
    for name in ("far", "stray"):
        changed = here.folder / f"{name}-matrix.xlsx"
        with (
            zipfile.ZipFile(here.folder / f"{name}.xlsx") as given,
            zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as made,
        ):
            for member in given.namelist():
                made.writestr(member, given.read(member).replace(b"<t>Title</t>", b"<t>key</t>"))
    far = here.run("matrix import far-matrix.xlsx --dry-run")
    assert (far.status, "goes on below row 1,048,576" in far.err) == (2, True)
    stray = here.run("matrix import stray-matrix.xlsx --dry-run")
    assert "Traceback" not in stray.err
    assert "the row has text under no column's name" in stray.out


@pytest.mark.parametrize("more", ["", ",,", ", "])
def test_a_merge_in_git_is_not_stopped_by_columns_that_a_spreadsheet_added(case, more):
    here = case()
    texts = {
        "base": "key,thing\nalpha,one\nbeta,two\n",
        "ours": f"key,thing{more}\nalpha,mine{more}\nbeta,two{more}\n{more}\n",
        "theirs": "key,thing,,\nalpha,one,,\nbeta,yours,,\n,,,\n",
    }
    for name, text in texts.items():
        (here.folder / name).write_text(text, encoding="utf-8")
    assert here.run("merge-driver base ours theirs matrix.csv").status == 0
    assert here.text("ours").startswith("key,thing\nalpha,mine\nbeta,yours\n")
