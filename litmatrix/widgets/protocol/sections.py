"""What the protocol desk asks: its sections in the order of the work, the fields of each, and an example to take.

Data, and nothing else: which members there are says `model`; here stands how a person is asked for them.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from litmatrix.vocabulary import AGREED_ON, CARD_KEYS, CONCERNS


class Field(NamedTuple):
    """How a member of review.toml is asked for.

    `control`: text, area (several lines), lines (one text a line), number, date, choice, theme, values, check, count or keys.
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
    ("choice", "one value from a list"),
    ("choices", "one or more values from a list"),
    ("text", "free text"),
    ("number", "a number"),
)
_ID = Field(
    "id",
    "Short name",
    hint="one word, which cannot be changed later; made from the text above if you leave it empty",
)

#: The four components of GRADE-CERQual, and what each asks.
_COMPONENTS = (
    (
        "methodological_limitations",
        "Methodological limitations",
        "of the sources that contribute: were they well made?",
    ),
    (
        "coherence",
        "Coherence",
        "does the finding fit what these sources say, also those that speak against it?",
    ),
    ("adequacy", "Adequacy", "is it enough: many sources, or rich ones?"),
    ("relevance", "Relevance", "do these sources fit the question: the people, the place, the time?"),
)
_CONCERNS = (("", "not assessed yet"), *((one, f"{one.replace('none', 'no')} concerns") for one in CONCERNS))
_CONFIDENCE = (
    ("", "not assessed yet"),
    ("high", "high: the finding is highly likely to be right"),
    ("moderate", "moderate: it is likely to be right"),
    ("low", "low: it may be right"),
    ("very low", "very low: nobody can tell whether it is right"),
)

SECTIONS = (
    Section(
        "review", "The review",
        "The title of the review and the questions it asks.",
        (
            ("", (
                Field("title", "Title"),
                Field("questions", "Questions", "lines", "one per line; each theme can name the question it belongs to"),
                Field("caption", "Under charts", hint="a line printed under every chart of the matrix, such as “as read by two of us”"),
            )),
            ("about", (
                Field("authors", "Authors", "lines", "one per line, as the paper will name them"),
                Field("aims", "Aims", "area", "why this review, and for whom"),
                Field("position", "Position of the authors", "area", "who reviews, and with what experience or interest"),
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
        "Who screens, and how many people must agree on a record. If you name nobody, anyone can decide under any name.",
        (("agree", (
            Field("screening", "Title and abstract", "number", "how many people must decide alike on each record"),
            Field("eligibility", "Full text", "number", "how many people must decide alike on each record"),
        )),),
    ),
    Section(
        "searches", "Searches",
        "Every place where you searched, and how: a database with its search string, but also a blog, the references of a "
        "source, a question to colleagues. The report lists them word for word.",
        table="searches", one="search",
        fields=(
            Field("kind", "Kind of search", "choice", options=_SEARCHES),
            Field("source", "Searched in", hint="PubMed, Google Scholar, Mind's library …"),
            _ID,
            Field("query", "Search string", "area", "exactly as it was run; of people or blogs: what you asked or looked for"),
            Field("date", "Date", "date"),
            Field("hits", "Hits", "number", "how many it found; leave empty if not recorded"),
            Field("platform", "Platform", hint="Ovid, EBSCO, ProQuest … if not the place itself"),
            Field("limits", "Limits", hint="years, languages, kinds of publication"),
            Field("filters", "Published filters", hint="such as Cochrane's for trials", more=True),
            Field("examined", "Examined", "number", "of a long list: how many of the hits", more=True),
            Field("removed", "Removed", "number", "hits removed before the file was made", more=True),
            Field("removed_why", "Why removed", hint="duplicates, marked by a tool …", more=True),
            Field("strand", "Strand", hint="academic, grey …, if you tell them apart", more=True),
            Field("updates", "Update of", hint="the short name of the search that this one repeats", more=True),
            Field("peer_review", "Strategy checked by", hint="who, and how (PRESS)", more=True),
            Field("file", "File", hint="the export file; empty for a blog or a question to colleagues", more=True),
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
        "What a record must meet to be included, in the order in which you apply it: the first criterion that it does not meet "
        "is the exclusion reason. A check points out records that seem to fail; a person decides.",
        table="criteria", one="criterion",
        fields=(
            Field("include", "Include if", hint="what a record must meet: “published from 2010 to 2020”"),
            Field("exclude", "Exclusion reason", hint="as the report will print it: “published before 2010”"),
            _ID,
            Field("stage", "Stage", "choice", options=_STAGES),
            Field("check", "Check", "check"),
        ),
        example=(
            ("include", "Published from 2010 to 2020"), ("exclude", "Published before 2010 or after 2020"),
            ("check", {"field": "year", "from": 2010, "to": 2020}),
        ),
    ),
    Section(
        "descriptors", "Descriptors",
        "What you note about each source besides the themes: its country, its method, its quality. Each is a column of the "
        "matrix, and charts and tables can be grouped by it.",
        table="descriptors", one="descriptor",
        fields=(
            Field("name", "Name", hint="as charts and tables will print it"),
            _ID._replace(hint="one word: its column in the matrix; made from the name if you leave it empty"),
            Field("type", "Type", "choice", options=_TYPES),
            Field("values", "Values", "values", "with what each means; “unknown” for what a source does not say"),
            Field("group", "Group", hint="“appraisal” for questions of quality; otherwise leave it empty"),
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
        "What you read each source for. Themes can be added and changed while you read; the theme desk keeps their history.",
    ),
    Section(
        "words", "Highlights and shortcuts",
        "Words that the screening card shows in colour, and its keyboard shortcuts.",
        (
            ("highlight", (
                Field("include", "Words for including", "lines", "one per line; peer* is every word that begins with peer"),
                Field("exclude", "Words for excluding", "lines", "one per line"),
            )),
            ("keys", tuple(
                Field(act, act.replace("_", " ").capitalize(), "key", key) for act, key in CARD_KEYS.items()
            )),
        ),
        example=(("include", ["peer*", "lived experience"]), ("exclude", ["peer review*"])),
    ),
    Section(
        "rounds", "Rounds",
        "A pilot before you start, or a check on the way: everybody gets the same random records, to see whether you agree.",
        table="rounds", one="round",
        fields=(
            Field("purpose", "Purpose", hint="pilot the criteria, check after half …"),
            _ID,
            Field("stage", "At", "choice", options=tuple((one, {"screening": "title and abstract", "eligibility": "full text"}[one]) for one in AGREED_ON)),
            Field("size", "Records", "number", "how many are drawn"),
            Field("seed", "Seed", "number", "any number: with the same one, everybody draws the same records"),
            Field("date", "Date", "date"),
        ),
        example=(("purpose", "Pilot of the criteria"), ("stage", "screening"), ("size", 20), ("seed", 1)),
    ),
    Section(
        "claims", "Stated numbers",
        "Numbers in your text, compared with what is counted from your files: when they differ, litmatrix says so.",
        table="claims", one="number",
        fields=(
            Field("text", "Your sentence", "area", "word for word"),
            Field("value", "Number", hint="the number in that sentence"),
            Field("count", "Compare with", "count", "a number that litmatrix counts; empty if it counts no such number"),
            Field("note", "Note", "area", more=True),
            Field("id", "Short name", more=True),
        ),
        example=(("text", "In total, 39 sources were analysed."), ("value", "39"), ("count", "included")),
    ),
    Section(
        "findings", "Findings (CERQual)",
        "What the review concludes, and how far one can rely on it, after GRADE-CERQual: four components may raise concerns, and the "
        "confidence that is left is yours to judge. The sources that contribute are counted from the excerpts on the theme.",
        table="findings", one="finding",
        fields=(
            Field("statement", "Finding", "area", "in a sentence or two, as the summary of findings will print it"),
            Field("theme", "Theme", "theme", "its excerpts tell which sources contribute"),
            _ID,
            *(
                field
                for name, label, asks in _COMPONENTS
                for field in (
                    Field(name, label, "choice", asks, _CONCERNS),
                    Field(f"{name}_why", f"Why: {label.lower()}"),
                )
            ),
            Field("confidence", "Confidence", "choice", options=_CONFIDENCE),
            Field("why", "Explanation", "area", "why this confidence: which concerns lowered it, or why they did not"),
        ),
        example=(
            ("statement", "Peer workers stay where their role is clear to the team."),
            ("methodological_limitations", "minor"), ("methodological_limitations_why", "Two of five studies do not say how they recruited."),
            ("coherence", "none or very minor"), ("adequacy", "moderate"), ("adequacy_why", "Five studies, three of them thin."),
            ("relevance", "none or very minor"),
            ("confidence", "moderate"), ("why", "Lowered for the thin data of three of the five studies."),
        ),
    ),
    Section(
        "accepted", "Accepted problems",
        "Problems that you know and leave as they are, each with a reason, such as: a web page has no page numbers. They are "
        "listed in the report, and are no longer shown as problems.",
        table="accepted", one="accepted problem",
        fields=(
            Field("check", "Problem"),
            Field("key", "Of", "lines", "the keys of the records or themes, one per line"),
            Field("why", "Reason", "area"),
        ),
    ),
)  # fmt: skip

#: What a field of an entry can be asked for by a check, beside the descriptors.
CHECKED = (
    ("title", "Title"), ("abstract", "Abstract"), ("keywords", "Keywords"), ("year", "Year"), ("language", "Language"),
    ("journal", "Journal"), ("publisher", "Publisher"), ("type", "Kind of entry"),
)  # fmt: skip
