"""What the form asks of a search: how each member of it is called there, and what is meant by it. Data, and nothing else."""

from __future__ import annotations

from litmatrix.widgets.protocol.sections import SECTIONS, Field

#: What each kind of search is, in the words of the protocol desk.
KINDS = next(
    field.options
    for section in SECTIONS
    if section.table == "searches"
    for field in section.fields
    if field.name == "kind"
)

FIELDS = (
    Field("source", "Searched in", hint="PubMed, Scopus, PsycInfo …"),
    Field("id", "Short name", hint="one word, which cannot be changed later; empty: as shown"),
    Field("kind", "Kind of search", "choice", options=KINDS),
    Field("query", "Search string", "area", "exactly as it was run"),
    Field("date", "Date", "date", "when it was run; empty if not known"),
    Field("hits", "Hits", "number", "as the database reported; empty if not known"),
    Field("removed", "Removed", "number", "hits removed before the file was made"),
    Field("removed_why", "Why removed", hint="duplicates, marked by a tool …"),
    Field("updates", "Update of", "search", "the earlier search that this one repeats"),
    Field("platform", "Platform", hint="Ovid, EBSCO, ProQuest … if not the database itself", more=True),
    Field("limits", "Limits", hint="years, languages, kinds of publication", more=True),
    Field("filters", "Published filters", hint="such as Cochrane's for trials", more=True),
    Field("strand", "Strand", hint="academic, grey …, if you tell them apart", more=True),
    Field("examined", "Examined", "number", "of a long list: how many of the hits", more=True),
    Field("peer_review", "Strategy checked by", hint="who, and how (PRESS)", more=True),
    Field("note", "Note", "area", more=True),
)

#: What a column of a table can be said to hold.
COLUMNS = (
    "title", "author", "year", "abstract", "journal", "booktitle", "volume", "number", "pages", "doi", "pmid", "url",
    "keywords", "language", "publisher", "issn", "isbn", "type", "note",
)  # fmt: skip

#: Encodings that files of databases have, beside those that any Python knows.
ENCODINGS = (
    "utf-8", "utf-16", "windows-1252", "windows-1250", "windows-1251", "iso-8859-2", "koi8-r", "gb18030", "big5", "shift_jis", "euc-kr",
)  # fmt: skip

#: Databases that are often searched, offered while one types.
SOURCES = (
    "PubMed", "MEDLINE", "Embase", "PsycInfo", "CINAHL", "Scopus", "Web of Science", "Cochrane Library", "ERIC", "ASSIA",
    "Sociological Abstracts", "IEEE Xplore", "Google Scholar", "ClinicalTrials.gov",
)  # fmt: skip
