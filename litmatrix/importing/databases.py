"""Which database wrote a file, where its records say so: a guess, which a person confirms."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from litmatrix.importing.readers import Export, ImportedRecord


class Database(NamedTuple):
    """Where the records of a file were found: as `source`, `platform` and `kind` of a search say it; empty: it is not known."""

    source: str = ""
    platform: str = ""
    kind: str = ""


# Where the formats keep the name of the database, and that of who runs it.
_NAMED = ("ris_db", "csv_database", "csv_source", "endnote_remote_database_name", "enw_database", "refworks_db", "refworks_ds", "source")  # fmt: skip
_RUN = ("ris_dp", "endnote_remote_database_provider", "refworks_dp", "refworks_ds")
_WOS = ("wos_ut", "unique-id", "unique_id")

# As databases are called in their own exports, and as people call them; the first that fits is taken.
_KNOWN: tuple[tuple[str, str], ...] = (
    (r"pubmed|ncbi", "PubMed"), (r"medline", "MEDLINE"), (r"embase", "Embase"), (r"psyc ?info|^psyh$|^psyc$", "PsycInfo"),
    (r"psyc ?articles|^pdh$", "PsycArticles"), (r"cinahl|^(?:cin20|ccm|c8h|rzh|cul)$", "CINAHL"), (r"scopus", "Scopus"), (r"^eric$|eric\b.*education", "ERIC"),
    (r"web of science|science citation index", "Web of Science"), (r"central|cochrane", "Cochrane Library"),
    (r"google scholar", "Google Scholar"), (r"ieee", "IEEE Xplore"), (r"assia|applied social sciences", "ASSIA"),
    (r"sociological abstracts", "Sociological Abstracts"), (r"social services abstracts", "Social Services Abstracts"),
    (r"lilacs", "LILACS"), (r"scielo", "SciELO"), (r"europe ?pmc", "Europe PMC"), (r"dimensions", "Dimensions"), (r"^(?:the )?lens$|lens\.org", "Lens"),
    (r"openalex", "OpenAlex"), (r"clinicaltrials\.gov", "ClinicalTrials.gov"),
)  # fmt: skip
_PLATFORMS = (
    (r"ovid", "Ovid"),
    (r"ebsco", "EBSCOhost"),
    (r"proquest", "ProQuest"),
    (r"clarivate|web of science", "Web of Science"),
)
_HOSTS = (
    (r"pubmed\.ncbi\.nlm\.nih\.gov", Database("PubMed")), (r"scopus\.com", Database("Scopus")),
    (r"eric\.ed\.gov", Database("ERIC")), (r"ieeexplore\.ieee\.org", Database("IEEE Xplore")),
    (r"clinicaltrials\.gov", Database("ClinicalTrials.gov")), (r"embase\.com", Database("Embase")),
    (r"europepmc\.org", Database("Europe PMC")), (r"webofscience\.com", Database("Web of Science")),
    (r"search\.ebscohost\.com", Database("", "EBSCOhost")), (r"proquest\.com", Database("", "ProQuest")), (r"ovidsp\.ovid|ovid\.com", Database("", "Ovid")),
)  # fmt: skip
#: What a number of Web of Science begins with, where it is another database that is searched there.
_OF_WOS = {
    "MEDLINE": "MEDLINE",
    "INSPEC": "Inspec",
    "KJD": "KCI",
    "SCIELO": "SciELO",
    "BCI": "BIOSIS",
    "CABI": "CABI",
}
_REGISTERS = ("ClinicalTrials.gov",)
_LONGEST = 60


def database_of(exports: Iterable[Export]) -> Database:
    """Return which database most of the records of these files say they come from; what they do not say stays empty."""
    told: Counter[Database] = Counter()
    total = 0
    for export in exports:
        total += len(export.records)
        told.update(_told(export.format, record) for record in export.records)
    parts = []
    for part in range(2):
        counts: Counter[str] = Counter()
        for one, number in told.items():
            counts[one[part]] += number
        most = counts.most_common(1)
        parts.append(most[0][0] if most and 2 * most[0][1] > total else "")
    source, platform = parts
    kind = "register" if source in _REGISTERS else "database" if source else ""
    return Database(source, "" if platform == source else platform, kind)


def _told(format: str, record: ImportedRecord) -> Database:
    fields = record.fields
    number = next((fields[name] for name in _WOS if fields.get(name)), "")
    if format in ("wos", "wos-tab") or number.startswith("WOS:"):
        other = _OF_WOS.get(number.partition(":")[0], "")
        return Database(other, "Web of Science") if other else Database("Web of Science")
    if format == "pubmed" and fields.get("pmid"):
        owner = fields.get("pubmed_own", "")
        return Database("ERIC" if owner == "ERIC" else "PubMed")
    named = next((fields[name] for name in _NAMED if fields.get(name)), "").strip()
    by = next((fields[name] for name in _RUN if fields.get(name)), "").strip()
    platform = _first(_PLATFORMS, by) or _first(_PLATFORMS, named)
    source = _first(_KNOWN, named) or ("" if _is_platform(named) or len(named) > _LONGEST else named)
    if not source and re.match(r"2-s2\.0-", _any(fields, "csv_eid", "eid", "scopus_eid")):
        source = "Scopus"
    if source and platform:
        return Database(source, platform)
    address = fields.get("url", "")
    host = next(
        (found for pattern, found in _HOSTS if re.search(rf"//[^/\s]*{pattern}", address)), Database()
    )
    return Database(source or host.source, platform or (host.platform if not host.source else ""))


def _first(known: Iterable[tuple[str, str]], text: str) -> str:
    return next((name for pattern, name in known if text and re.search(pattern, text, re.IGNORECASE)), "")


def _is_platform(text: str) -> bool:
    return bool(re.fullmatch(r"(?:ovid(?: technologies)?|ebsco(?:host)?|proquest)", text, re.IGNORECASE))


def _any(fields: Mapping[str, str], *names: str) -> str:
    return next((fields[name] for name in names if fields.get(name)), "")
