"""Fields that an entry has from another."""

import pytest

from litmatrix.bibliography import bibtex, crossref


def entries(text):
    return bibtex.parse(text, "b.bib").entries


def taken(text, key="c"):
    """What an entry has that is not its own."""
    read = entries(text)
    whole = crossref.inherited(read).get(key, {})
    return {name: value for name, value in whole.items() if name not in read[key].fields}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@misc{c, title={C}}", {}),
        (
            "@inproceedings{c, title={C}, crossref={p}}\n@proceedings{p, title={P}, subtitle={S}, year={2001}, publisher={X}}",
            {"year": "2001", "publisher": "X", "booktitle": "P", "booksubtitle": "S"},
        ),
        # BibTeX's own way: the title of the book is given twice.
        ("@inproceedings{c, title={C}, crossref={p}}\n@proceedings{p, title={P}, booktitle={Q}}", {"booktitle": "Q"}),
        ("@incollection{c, crossref={p}}\n@collection{p, title={P}, editor={E}}", {"editor": "E", "booktitle": "P"}),
        ("@inbook{c, booktitle={Own}, crossref={p}}\n@book{p, title={P}, author={A}}", {"author": "A"}),
        ("@book{c, title={C}, crossref={p}}\n@mvbook{p, title={P}, volumes={3}}", {"volumes": "3", "maintitle": "P"}),
        ("@article{c, title={C}, crossref={p}}\n@periodical{p, title={P}, issn={1}}", {"issn": "1", "journaltitle": "P"}),
        ("@misc{c, crossref={p}}\n@misc{p, title={P}, howpublished={H}}", {"title": "P", "howpublished": "H"}),
        # What names the parent is not the child's, nor what litmatrix keeps of it.
        (
            "@inbook{c, crossref={p}}\n@book{p, doi={10.1/p}, url={u}, pages={1}, abstract={a}, note={n}, origin={s}, study={t}, "
            "ids={i}, isbn={9}}",
            {"isbn": "9"},
        ),
        # One date, whatever fields hold it.
        ("@inbook{c, year={1999}, crossref={p}}\n@book{p, date={2001-02}, month={feb}, publisher={X}}", {"publisher": "X"}),
        # Capitals of a key do not count, as in BibTeX.
        ("@inbook{c, crossref={PARENT}}\n@book{Parent, publisher={X}}", {"publisher": "X"}),
        # A store of fields passes on all but what is litmatrix's, and stores refer to stores.
        ("@misc{c, xdata={x, y}}\n@xdata{x, note={n}, origin={s}}\n@xdata{y, doi={d}, note={m}}", {"note": "n", "doi": "d"}),
        ("@misc{c, xdata={x}}\n@xdata{x, year={1}, xdata={y}}\n@xdata{y, year={2}, series={S}}", {"year": "1", "series": "S"}),
        # Grandparents; the store of a parent.
        (
            "@inbook{c, crossref={p}}\n@book{p, title={P}, crossref={g}, xdata={x}}\n@mvbook{g, title={G}, publisher={X}}\n"
            "@xdata{x, location={L}}",
            {"location": "L", "publisher": "X", "maintitle": "G", "booktitle": "P"},
        ),
        # Circles end.
        ("@misc{c, crossref={c}, year={1}}", {}),
        ("@misc{c, crossref={d}}\n@misc{d, crossref={c}, year={1}}", {"year": "1"}),
        ("@misc{c, crossref={nobody}}", {}),
    ],
)  # fmt: skip
def test_a_child_has_its_parents_fields(text, expected):
    assert taken(text) == expected


def test_problems_name_who_is_missing_and_who_goes_in_a_circle():
    text = "@misc{a, crossref={b}}\n@misc{b, crossref={a}}\n@misc{c, crossref={a}, xdata={no}}\n@misc{d, crossref={c}}"
    assert [(one.check, one.key, one.where) for one in crossref.check_parents(entries(text), "b.bib")] == [
        ("parent-of-itself", "a", "b.bib:1"),
        ("parent-of-itself", "b", "b.bib:2"),
        ("missing-parent", "c", "b.bib:3"),
    ]


def test_an_entry_goes_with_all_that_it_takes_fields_from():
    text = (
        "@misc{a, crossref={B}}\n@misc{b, xdata={x}}\n@xdata{x, year={1}}\n@misc{d}\n@misc{e, crossref={e}}"
    )
    assert crossref.with_parents(entries(text), ["d", "a", "e"]) == ["d", "a", "e", "b", "x"]
