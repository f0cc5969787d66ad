"""A review with records at every stage, for the tests of the full texts; and PDFs that say whose they are."""

from __future__ import annotations

from pathlib import Path

from making import decided, entry, search, write_review
from pdfs import page, pdf

HOSTILE = "<img src=x onerror=window.pwned=1>"
TITLES = {
    "adams_2011": "Hope and belonging among peer support workers",
    "clark_2012": "What supervision means to people with lived experience",
    "egan_2013": "Υποστήριξη από ομοτίμους στην ψυχική υγεία",
    "gray_2014": f"Roles {HOSTILE} and their boundaries in community teams",
    "hall_2015": "An editorial",
}


def entries():
    authors = ("Adams, Zoë", "Clark, Cy and Dow, Di", "Παπάς, Άρης", "Gray, Gil", "Hall, Hew")
    for number, ((key, title), author) in enumerate(zip(TITLES.items(), authors, strict=True)):
        yield entry(
            key, title=title, author=author, year=key[-4:], journal="Journal", doi=f"10.1000/jmh.{number}"
        )
    yield entry(
        "out_2001",
        title="A study that was excluded at once",
        author="Out, O.",
        year="2001",
        doi="10.1000/out",
    )
    yield entry("late_2020", title="Nobody decided on this one yet", author="Late, L.", year="2020")


def events():
    """Five records went on to retrieval; one of them is included, one requested; one was excluded, one waits."""
    found = [decided("ann", key, "screening", "include") for key in TITLES]
    found.append(decided("ann", "out_2001", "screening", "exclude"))
    found.append(decided("ann", "hall_2015", "eligibility", "include"))
    found.append(decided("ann", "gray_2014", "retrieval", "requested"))
    return found


def made(folder: Path) -> Path:
    folder.mkdir()
    write_review(folder, list(entries()), searches=[search("db")], events=events())
    return folder


def by_title(key: str, author: str) -> bytes:
    """A PDF with the title of a record on its first page, broken as columns break it, and an author below."""
    words = TITLES[key].split()
    lines = [" ".join(words[at : at + 4]) for at in range(0, len(words), 4)]
    return pdf([page("Research article", *lines, author), page("more")])


def by_doi(doi: str) -> bytes:
    return pdf([page("Some journal", f"https://doi.org/{doi}", "words")])
