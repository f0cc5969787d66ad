"""What the protocol desk asks: its sections in the order of the work, the fields of each, and an example to take.

Data, and nothing else: which members there are says `model`; here stands how a person is asked for them.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from litmatrix.vocabulary import AGREED_ON, CARD_KEYS


class Field(NamedTuple):
    """How a member of review.toml is asked for.

    `control`: text, area (several lines), lines (one text a line), number, date, choice, values, check, count or keys.
    `options` are those of a choice: the value, and what it means; the first is taken where nothing is chosen. `hint` is what
    stands below, of a key what it is unless somebody says otherwise. A field that is `more` stands folded away.
    """

    name: str
    label: str
    control: str = "text"
    hint: str = ""
    options: tuple[tuple[str, str], ...] = ()
    more: bool = False


class Section(NamedTuple):
    """A part of the desk: what it is for, where its members stand (`table`; "" the top), and an example of an entry.

    `one` is what an entry is called where the section lists some; `tables` are the single tables that it holds: there, the
    example fills the first.
    """

    id: str
    title: str
    purpose: str
    tables: tuple[tuple[str, tuple[Field, ...]], ...] = ()
    table: str = ""
    one: str = ""
    fields: tuple[Field, ...] = ()
    example: tuple[tuple[str, Any], ...] = ()


_STAGES = (
    ("", "title and abstract, and full text"),
    ("screening", "title and abstract only"),
    ("eligibility", "full text only"),
)
_SEARCHES = (
    ("database", "database: PubMed, PsycInfo, Scopus …"),
    ("register", "register of studies: ClinicalTrials.gov …"),
    ("website", "website or web search: Google Scholar, a blog …"),
    ("organisation", "organisation: its publications or repository"),
    ("citation", "citations: references of a source, or what cites it"),
    ("contact", "people: colleagues, authors, a call for sources"),
    ("other", "another way"),
    ("previous", "an earlier version of this review"),
)
_TYPES = (
    ("choice", "one of some values"),
    ("choices", "one or more of some values"),
    ("text", "free text"),
    ("number", "a number"),
)
_ID = Field("id", "Short name", hint="one word, which stays; made of the words above if you leave it empty")

SECTIONS = (
    Section(
        "review", "The review",
        "What the review is called and what it asks. All that follows serves these questions.",
        (
            ("", (
                Field("title", "Title"),
                Field("questions", "Questions", "lines", "one a line; a theme can say which of them it answers"),
                Field("caption", "Under charts", hint="printed under every chart of the matrix, such as “as read by two of us”"),
            )),
            ("about", (
                Field("authors", "Authors", "lines", "one a line, as the paper shall name them"),
                Field("aims", "Aims", "area", "why this review, and for whom"),
                Field("position", "Where you stand", "area", "who reads here, and with which experience or stake"),
                Field("limitations", "Limitations", "area"),
                Field("registration", "Registration", hint="PROSPERO, OSF …, with its number; or “not registered”"),
                Field("funding", "Funding"),
                Field("competing_interests", "Competing interests"),
                Field("availability", "Data and code", hint="where others find them"),
            )),
        ),
        example=(
            ("title", "What helps peer workers stay"),
            ("questions", ["What makes peer workers leave?", "What helps them to stay?"]),
        ),
    ),
    Section(
        "people", "People",
        "Who decides, and how many must agree. Name nobody, and anyone may decide under any name.",
        (("agree", (
            Field("screening", "Title and abstract", "number", "so many people must agree on a record"),
            Field("eligibility", "Full text", "number", "so many people must agree on a record"),
        )),),
    ),
    Section(
        "searches", "Searches",
        "Every place where you looked, as you looked: a database with its search string, and also a blog, the references of a "
        "source, a call among colleagues. The report tells them word for word.",
        table="searches", one="search",
        fields=(
            Field("kind", "What it was", "choice", options=_SEARCHES),
            Field("source", "Where", hint="PubMed, Google Scholar, Mind's library …"),
            _ID,
            Field("query", "Search string", "area", "exactly as it was run; of people or blogs: what you asked or looked for"),
            Field("date", "When", "date"),
            Field("hits", "Found", "number", "how many it gave; leave it empty if nobody counted"),
            Field("platform", "Through", hint="Ovid, EBSCO, ProQuest … if not the place itself"),
            Field("limits", "Limits", hint="years, languages, kinds of publication"),
            Field("filters", "Published filters", hint="such as Cochrane's for trials", more=True),
            Field("examined", "Looked at", "number", "of a long list: how many of the hits", more=True),
            Field("removed", "Removed before", "number", "hits taken out before the file was made", more=True),
            Field("removed_why", "Removed, why", hint="duplicates, marked by a tool …", more=True),
            Field("strand", "Strand", hint="academic, grey …, if you tell them apart", more=True),
            Field("updates", "Repeats", hint="the short name of the search that this one runs again", more=True),
            Field("peer_review", "Strategy checked by", hint="who, and how (PRESS)", more=True),
            Field("file", "File", hint="the export that it gave; none for a blog or a call", more=True),
            Field("note", "Note", "area", more=True),
        ),
        example=(
            ("kind", "database"), ("source", "PubMed"),
            ("query", '"peer support"[Title/Abstract] AND "mental health"[Title/Abstract]'),
            ("limits", "2010 to 2020, English"),
        ),
    ),
    Section(
        "criteria", "Criteria",
        "What lets a record in and what keeps it out, in the order in which you ask: the first that fails is the reason of an "
        "exclusion. A check points out records that seem to fail; a person decides.",
        table="criteria", one="criterion",
        fields=(
            Field("include", "Let in", hint="what a record must be: “published from 2010 to 2020”"),
            Field("exclude", "Keep out", hint="the reason as the report shall print it: “published before 2010”"),
            _ID,
            Field("stage", "Asked at", "choice", options=_STAGES),
            Field("check", "Check", "check"),
        ),
        example=(
            ("include", "Published from 2010 to 2020"), ("exclude", "Published before 2010 or after 2020"),
            ("check", {"field": "year", "from": 2010, "to": 2020}),
        ),
    ),
    Section(
        "descriptors", "Descriptors",
        "What you note of each source beside the themes: its country, its method, how well it was done. Each is a column of the "
        "matrix, and charts and tables can be parted by it.",
        table="descriptors", one="descriptor",
        fields=(
            Field("name", "Name", hint="as charts and tables shall print it"),
            _ID._replace(hint="one word: its column in the matrix; made of the name if you leave it empty"),
            Field("type", "What is noted", "choice", options=_TYPES),
            Field("values", "Values", "values", "with what each means; “unknown” for what a source does not say"),
            Field("group", "Group", hint="“appraisal” for questions of quality; else leave it empty"),
        ),
        example=(
            ("name", "Method"), ("type", "choice"),
            ("values", [
                {"value": "qualitative", "definition": "Interviews, focus groups, observation."},
                {"value": "quantitative", "definition": "Counts and measures."},
                {"value": "mixed", "definition": "Both."},
                {"value": "unknown", "definition": "Not said."},
            ]),
        ),
    ),
    Section(
        "themes", "Themes",
        "What you read each source for. Themes may come and change while you read; the theme desk keeps their story.",
    ),
    Section(
        "words", "Words and keys",
        "Words that the screening card shows in colour, and its keys.",
        (
            ("highlight", (
                Field("include", "Speaks for", "lines", "one a line; peer* stands for every word that begins so"),
                Field("exclude", "Speaks against", "lines", "one a line"),
            )),
            ("keys", tuple(
                Field(act, act.replace("_", " ").capitalize(), "key", key) for act, key in CARD_KEYS.items()
            )),
        ),
        example=(("include", ["peer*", "lived experience"]), ("exclude", ["peer review*"])),
    ),
    Section(
        "rounds", "Rounds",
        "A pilot before you begin, a check on the way: the same random records for everybody, to see whether you agree.",
        table="rounds", one="round",
        fields=(
            Field("purpose", "What for", hint="pilot the criteria, check after half …"),
            _ID,
            Field("stage", "At", "choice", options=tuple((one, {"screening": "title and abstract", "eligibility": "full text"}[one]) for one in AGREED_ON)),
            Field("size", "Records", "number", "so many are drawn"),
            Field("seed", "Seed", "number", "any number: with the same one, everybody draws the same records"),
            Field("date", "When", "date"),
        ),
        example=(("purpose", "Pilot of the criteria"), ("stage", "screening"), ("size", 20), ("seed", 1)),
    ),
    Section(
        "claims", "Numbers you state",
        "Each number in your text, beside the one that is counted from your files: when they differ, litmatrix says so.",
        table="claims", one="number",
        fields=(
            Field("text", "Your sentence", "area", "as the report words it"),
            Field("value", "States", hint="the number in it"),
            Field("count", "Must equal", "count", "what litmatrix counts; empty if nothing counts it"),
            Field("note", "Note", "area", more=True),
            Field("id", "Short name", more=True),
        ),
        example=(("text", "In total, 39 sources were analysed."), ("value", "39"), ("count", "included")),
    ),
    Section(
        "accepted", "Accepted problems",
        "What is wrong and stays so, each with why: a web page has no page numbers. It is listed in the report, and nobody has "
        "to look at it again.",
        table="accepted", one="accepted problem",
        fields=(
            Field("check", "Problem"),
            Field("key", "Of", "lines", "the records or themes, one a line"),
            Field("why", "Why it stays", "area"),
        ),
    ),
)  # fmt: skip

#: What a field of an entry can be asked for by a check, beside the descriptors.
CHECKED = (
    ("title", "Title"), ("abstract", "Abstract"), ("keywords", "Keywords"), ("year", "Year"), ("language", "Language"),
    ("journal", "Journal"), ("publisher", "Publisher"), ("type", "Kind of entry"),
)  # fmt: skip
