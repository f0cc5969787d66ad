"""Tables and spreadsheets as imports: their headings, their layouts, and what spreadsheets do to them."""

import datetime

import openpyxl
import pytest

from litmatrix.importing import read_export
from litmatrix.importing.entries import escaped
from litmatrix.importing.readers.dates import is_spreadsheet_date


@pytest.fixture
def read(tmp_path):
    """Write text, or rows as a workbook, and read it as one export."""

    def reading(content):
        path = tmp_path / "export"
        if isinstance(content, str):
            path.write_text(content, encoding="utf-8")
        else:
            book = openpyxl.Workbook()
            for row in content:
                book.active.append(row)
            book.save(path)
        (export,) = read_export(path)
        assert export.declared == len(export.records) + export.reported
        return export

    return reading


def fields(export):
    return [record.fields for record in export.records]


# --- headings -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headings", "found"),
    [
        ("Document Title,Publication Title,Document Identifier", "title booktitle type"),
        ("Título,Autor(a),Ano de defesa,Resumo em Português,Link de acesso", "title author year abstract url"),
        ("Título,Instituição de Defesa,Palavras-chave,Tipo de documento", "title school keywords type"),
        ("title,authorString,journalTitle,journalVolume,pubYear,journalIssn,pageInfo", "title author journal volume year issn pages"),
        ("PMID,Title,Authors,Citation,Journal/Book,Publication Year", "pmid title author  journal year"),
        ("Title,Source title,Anthology title,Pagination,Dimensions URL", "title journal booktitle pages url"),
        ("Titel,Autor/innen,Erscheinungsjahr,Zeitschrift,Band,Heft,Seiten", "title author year journal volume number pages"),
        ("Titre,Auteur(s),Année de publication,Revue,Lien,Mots-clés", "title author year journal url keywords"),
        ("Título del artículo,Autoría,Año de publicación,Título de la revista,Enlace", "title author year journal url"),
        ("TI,AU,JO,PY,VL,IS,SP,EP,UR,T3", "title author shortjournal year volume number pages pages url series"),
        ("TI,AU,SO,JI,PY,VL,IS,BP,EP,DI", "title author journal shortjournal year volume number pages pages doi"),
        ("Titel,Autoren,Jahr,Zeitschrift,Bd.,Nr.,Seite(n)", "title author year journal volume number pages"),
        ("Tytuł,Autorzy,Rok,Czasopismo,Strony", "title author year journal pages"),
        ("Автор,Название,Год,Журнал,Том,Страницы", "author title year journal volume pages"),
        ("Yazarlar,Başlık,Yıl,Dergi,Anahtar kelimeler", "author title year journal keywords"),
        ("タイトル,著者名,掲載誌,出版年", "title author journal year"),
        ("제목,저자,연도", "title author year"),
        ("Autor/es,Título,Núm.,Págs.,Idiomas", "author title number pages language"),
        ("TI,AU,SO,PY,AB", "title author journal year abstract"),
        ("Title,Source,Journal", "title  journal"),
        ("Title,Source", "title journal"),
    ],
)  # fmt: skip
def test_a_column_is_read_as_what_its_heading_says(read, headings, found):
    export = read(f"{headings}\n{','.join('A' + str(n) for n in range(headings.count(',') + 1))}\n")
    shown = " ".join(export.columns.values())
    assert (
        shown == found.replace("booktitle type", "journal type")
        if "Identifier" in headings
        else shown == found
    )


def test_a_kind_in_words_says_what_a_record_appeared_in(read):
    export = read(
        "Document Title,Publication Title,Document Identifier\nA,2018 Conf.,IEEE Conferences\nB,Trans. Things,IEEE Journals\n"
    )
    assert [(record.type, record.fields.get("booktitle"), record.fields.get("journal")) for record in export.records] == [
        ("inproceedings", "2018 Conf.", None),
        ("article", None, "Trans. Things"),
    ]  # fmt: skip


def test_a_thesis_is_told_by_where_it_was_defended(read):
    assert read('Título,Autor(a),Ano de defesa\nUma coisa,"Adder, Ana",2018\n').records[0].type == "phdthesis"
    assert (
        read("Título,Instituição de Defesa,Tipo de documento\nA,USP,Dissertação\n").records[0].type
        == "mastersthesis"
    )


# --- fields in rows -------------------------------------------------------------------------------------

_ROWS = [
    ["TITLE", "One, and more"],
    ["AUTHOR NAMES", "Alder A.", "Birch B."],
    ["PUBLICATION YEAR", "2019"],
    ["DOI", "10.1000/a"],
    [],
    ["TITLE", "Two"],
    ["AUTHOR NAMES", "Cedar C."],
    ["PUBLICATION YEAR", "2020"],
]
_READ = [
    {"author": "Alder, A. and Birch, B.", "title": "One, and more", "year": "2019", "doi": "10.1000/a"},
    {"author": "Cedar, C.", "title": "Two", "year": "2020"},
]


def table(rows, delimiter=",", quoted=True):
    mark = '"' if quoted else ""
    return "".join(delimiter.join(f"{mark}{cell}{mark}" for cell in row) + "\n" for row in rows)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("blank", [[], [[]], [[], []], [["", "", ""]]])
def test_fields_in_rows_are_records(read, delimiter, blank):
    rows = [*_ROWS[:4], *blank, *_ROWS[5:]]
    assert fields(read(table(rows, delimiter))) == _READ


def test_fields_in_rows_of_a_workbook_are_records(read):
    assert fields(read(_ROWS)) == _READ
    assert fields(read([row for row in _ROWS if row])) == _READ


def test_a_record_in_rows_without_the_first_field_is_one_of_its_own(read):
    rows = [*_ROWS[:5], ["AUTHOR NAMES", "Dove D."], ["PUBLICATION YEAR", "2021"], *_ROWS[4:]]
    assert fields(read(table(rows))) == [_READ[0], {"author": "Dove, D.", "year": "2021"}, _READ[1]]


def test_records_in_columns_are_records(read):
    text = "Title,One,Two\nAuthors,Alder A.,Cedar C.\nYear,2019,2020\nDOI,10.1000/a,10.1000/b\n"
    assert [(each["title"], each["year"]) for each in fields(read(text))] == [
        ("One", "2019"),
        ("Two", "2020"),
    ]


@pytest.mark.parametrize("end", ["", ","])
def test_a_record_in_a_column_may_lack_what_another_has(read, end):
    text = f"Title,One,Two\nAuthors,Alder A.,Cedar C.\nYear,2019,2020\nDOI,10.1000/a{end}\n"
    assert [each["title"] for each in fields(read(text))] == ["One", "Two"]
    assert [each.get("doi") for each in fields(read(text))] == ["10.1000/a", None]


def test_a_row_in_rows_that_swallows_others_is_pointed_out(read):
    export = read('"TITLE","One\n"AUTHOR NAMES","Alder A."\n"PUBLICATION YEAR","2019"\n"DOI","10.1/a"\n"TITLE","Two"\n'
                  '"AUTHOR NAMES","Birch B."\n"PUBLICATION YEAR","2020"\n"DOI","10.1/b"\n')  # fmt: skip
    assert export.problems


# --- what spreadsheets make of pages --------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["2026-10-01", "8-Aug", "Aug-08", "08-Aug-26", "01.08.2026", "8/8/2026", "2026-08-08 00:00:00", "1-ago", "12:34:00", "8. Aug", "3-Dez"],
)  # fmt: skip
def test_a_date_in_place_of_pages_is_pointed_out_with_its_cell(read, text):
    export = read(f'Title,Pages,Issue\nA,"{text}",4\n')
    assert [problem.where for problem in export.problems] == ["export:2, column Pages"]
    assert export.records[0].fields["pages"] == text
    assert "--" not in escaped(text, "pages")


@pytest.mark.parametrize("text", ["12-15", "1103-1-3", "March 2015", "Suppl 1", "e12", "12/13", "41103-1-3", "S1-S5"])  # fmt: skip
def test_what_is_no_date_is_not_pointed_out(read, text):
    assert not is_spreadsheet_date(text)
    assert read(f'Title,Pages,Issue\nA,"{text}","{text}"\n').problems == ()


def test_a_real_date_in_a_cell_is_pointed_out(read):
    day = datetime.datetime(2026, 8, 9)
    export = read([["Title", "Year", "Pages", "Issue"], ["A", 2015, day, day.date()], ["B", day, "1-2", "3"]])
    assert [problem.where for problem in export.problems] == [
        "export:2, column Pages",
        "export:2, column Issue",
    ]
    assert fields(export)[0] == {"title": "A", "year": "2015", "pages": "2026-08-09", "number": "2026-08-09"}


def test_no_range_is_made_of_a_first_page_that_is_a_date(read):
    export = read("Title,Start Page,End Page\nA,2026-08-01,9\nB,5,9\n")
    assert [each["pages"] for each in fields(export)] == ["2026-08-01", "5-9"]
    assert fields(export)[0]["csv_end_page"] == "9"


@pytest.mark.parametrize(
    ("pages", "text"),
    [
        ("12-15", "12--15"), ("12–15", "12--15"), ("12 - 15", "12--15"), ("e1-e9", "e1--e9"), ("1026-32", "1026--32"),
        ("12-15, 20-22", "12--15, 20--22"), ("pp. 12-15", "pp. 12--15"), ("123.e1-123.e5", "123.e1--123.e5"),
        ("41103-1-3", "41103-1-3"), ("41103-1", "41103-1"), ("41103-1–41103-3", "41103-1--41103-3"),
        ("41103-1 - 41103-3", "41103-1--41103-3"), ("41103-1-41103-3", "41103-1--41103-3"), ("A-12-A-15", "A-12--A-15"),
        ("2026-10-01", "2026-10-01"), ("12--15", "12--15"), ("t-8", "t-8"),
    ],
)  # fmt: skip
def test_a_range_is_made_only_where_it_is_clear_which_hyphen_parts_it(pages, text):
    assert escaped(pages, "pages") == text


@pytest.mark.parametrize(
    ("start", "end", "pages"),
    [("41103-1", "41103-3", "41103-1–41103-3"), ("12", "15", "12-15"), ("12-15", "15", "12-15"), ("S1-5", "S5", "S1-5"), ("12-", "15", "12-15")],
)  # fmt: skip
def test_a_first_and_a_last_page_are_joined(read, start, end, pages):
    assert fields(read(f"TY  - JOUR\nTI  - A\nSP  - {start}\nEP  - {end}\nER  - \n"))[0]["pages"] == pages


# --- quotation marks ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "title"),
    [
        ('"Last, no end,"Birch, E.",2005', "Last, no end"),
        ('"A "new" thing","Birch, E.",2005', 'A "new" thing'),
        ('"A ""new"" thing, and "more"","Birch, E.",2005', 'A "new" thing, and "more"'),
        ('"A new" thing,"Birch, E.",2005', None),
        ('A,"Birch, E."x,2005', "A"),
    ],
)
def test_a_row_with_broken_quotation_marks_is_pointed_out(read, row, title):
    export = read(f'Title,Authors,Year\n"Before","Alder, A.",2004\n{row}\n"After","Cedar, C.",2006\n')
    assert {problem.where for problem in export.problems} == {"export:3"}
    assert [each["title"] for each in fields(export)][::2] == ["Before", "After"]
    if title is not None:
        assert fields(export)[1]["title"] == title
        assert (fields(export)[1]["author"][:5], fields(export)[1]["year"]) == ("Birch", "2005")


@pytest.mark.parametrize(
    "text",
    [
        'Title, Authors, Year\n"A", "Alder, A.", 2004\n',
        'Title,Authors,Year\nA,"Alder, A.",2004\n',
        'Title,Authors,Year\n"A","Alder, A.",2004\n\n',
    ],
)
def test_sound_rows_are_not_pointed_out(read, text):
    export = read(text)
    assert (fields(export), export.problems) == ([{"author": "Alder, A.", "title": "A", "year": "2004"}], ())


@pytest.mark.parametrize(
    "head",
    ['"Title,"Authors","Year"', '"Title","Authors,"Year"', 'Title,Authors,"Year', '"Title"",Authors,Year'],
)
def test_broken_quotation_marks_in_the_headings_take_no_record_with_them(read, head):
    export = read(f'{head}\n"A","Alder, A.",2004\n"B","Birch, B.",2005\n')
    assert [(each["title"], each["author"], each["year"]) for each in fields(export)] == [
        ("A", "Alder, A.", "2004"),
        ("B", "Birch, B.", "2005"),
    ]
    assert "export:1" in {problem.where for problem in export.problems}


@pytest.mark.parametrize(
    "row", ['"A"",Alder,2004', '"A "b" c"",Alder,2004', '"A,Alder,2004', '"A,"Alder",2004', 'A,"Alder,2004']
)
def test_a_quotation_mark_too_many_takes_no_other_record_with_it(read, row):
    export = read(f'Title,Authors,Year\n{row}\n"B",Birch,2005\nC,"Cedar, C.",2006\n')
    assert {each["title"] for each in fields(export)} >= {"B", "C"}
    assert export.declared == 3
    assert "export:2" in {problem.where for problem in export.problems}


def test_headings_of_several_lines_are_sound(read):
    assert read('Title,"Publication\nYear"\nA,2004\n').problems == ()


def test_a_cell_of_several_lines_is_sound(read):
    export = read('Title,Abstract\nA,"One ""line"",\nand another"\nB,C\n')
    assert (fields(export)[0]["abstract"], len(export.records), export.problems) == (
        'One "line", and another',
        2,
        (),
    )


# --- bounds ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cell", ["XFD4", "XFD1", "D1048576"])
def test_a_stray_cell_far_away_takes_no_record_with_it(tmp_path, cell):
    book = openpyxl.Workbook()
    for row in [["Title", "Year"], *[[f"Title {n}", 2000 + n] for n in range(9)]]:
        book.active.append(row)
    book.active[cell] = "stray"
    book.save(tmp_path / "export.xlsx")
    (export,) = read_export(tmp_path / "export.xlsx")
    assert [record.fields["title"] for record in export.records] == [f"Title {n}" for n in range(9)]
    assert export.declared == 9 + export.reported
    assert export.reported == (cell == "D1048576")
    kept = [value for record in export.records for value in record.fields.values() if value == "stray"]
    assert len(kept) == (cell == "XFD4")


# --- numbers --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "kind", "number"),
    [
        ("0306406152", "isbn", "0306406152"),
        ("0-306-40615-2", "isbn", "0-306-40615-2"),
        ("080442957X", "isbn", "080442957X"),
        ("9780306406157", "isbn", "9780306406157"),
        ("1098-5336", "issn", "1098-5336"),
        ("1098533x", "issn", "1098533x"),
    ],
)
def test_an_isbn_of_ten_digits_is_told_from_an_issn(read, given, kind, number):
    texts = [
        f"TY  - BOOK\nTI  - A\nSN  - {given}\nER  - \n",
        f"%0 Book\n%T A\n%@ {given}\n",
        f"Title,ISBN/ISSN\nA,{given}\n",
    ]
    for text in texts:
        found = fields(read(text))[0]
        assert (found.get(kind), {"isbn", "issn"} & found.keys()) == (number, {kind})
