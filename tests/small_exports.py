"""Small made-up exports, one in each format: three records each, which are the same three works."""

import io
import json
import zipfile

RIS = """TY  - JOUR
AU  - Müller, Ann
AU  - van der Berg, J. P.
TI  - Peer support: a first study
T2  - Journal of Care
J2  - J Care
PY  - 2019
DA  - 2019/06/12
VL  - 12
IS  - 3
SP  - 73
EP  - 6
DO  - https://doi.org/10.1000/care.1
SN  - 1234-5678
KW  - peers
KW  - work
AB  - One abstract.
AB  - Ein zweiter.
LA  - English
C1  - custom
ER  -

TY  - CHAP
AU  - World Health Organization
TI  - Roles
T2  - A book of roles
A2  - Lee, Kim
PY  - 2020
PB  - Press
CY  - Geneva
SN  - 978-3-16-148410-0
ER  -

TY  - THES
AU  - Doe, Jane
TI  - On boundaries
PB  - University of X
PY  - 2021///
N1  - a note
ER  -
"""

NBIB = """
PMID- 101
OWN - NLM
IS  - 1234-5678 (Electronic)
VI  - 12
IP  - 3
DP  - 2019 Jun 12
TI  - Peer support: a first study of those who
      do the work.
PG  - 73-6
LID - 10.1000/care.1 [doi]
AB  - One abstract.
FAU - Müller, Ann
AU  - Müller A
AD  - Here.
FAU - van der Berg, J P
AU  - van der Berg JP
CN  - The Peer Group
LA  - eng
PT  - Journal Article
TA  - J Care
JT  - Journal of Care
MH  - Humans
OT  - peers

PMID- 102
TI  - Second
AU  - Lee K
JT  - Journal of Care
DP  - 2020

PMID- 103
TI  - Third
AU  - Doe J
JT  - Journal of Care
DP  - 2021 Mar-Apr
"""

WOS = """FN Clarivate Analytics Web of Science
VR 1.0
PT J
AU Muller, A
   van der Berg, JP
AF Müller, Ann
   van der Berg, Jan Piet
TI Peer support: a first study
   of those who do the work
SO JOURNAL OF CARE
LA English
DT Article
DE peers; work
ID SUPPORT
AB One abstract.
C1 [Muller, A] Univ X, City, Land.
   [van der Berg, JP] Univ Y, City, Land.
CR Smith J, 2000, J CARE, V1, P1
   Jones K, 2001, J CARE, V2, P2
TC 4
Z9 5
PU PRESS
SN 1234-5678
EI 8765-4321
J9 J CARE
PD JUN 12
PY 2019
VL 12
IS 3
BP 73
EP 76
DI 10.1000/care.1
UT WOS:000000000000001
ER

PT C
AU Lee, K
TI Second
SO Proceedings of Care
DT Proceedings Paper
PY 2020
ER

PT J
AU Doe, J
TI Third
SO JOURNAL OF CARE
AR e12
PY 2021
ER

EF
"""

ENW = """%0 Journal Article
%A Müller, Ann
%A van der Berg, J. P.
%T Peer support: a first study
%J Journal of Care
%V 12
%N 3
%P 73-6
%D 2019
%@ 1234-5678
%R 10.1000/care.1
%K peers
work
%X One abstract.
%1 custom

%0 Book Section
%A Lee, Kim
%T Second
%B A book of roles
%E Doe, Jane
%I Press
%D 2020

%0 Thesis
%A Doe, Jane
%T Third
%I University of X
%9 Master's
%D 2021
"""

REFWORKS = """RT Journal Article
SR Electronic
ID 1
A1 Müller, Ann
A1 van der Berg, J. P.
T1 Peer support: a first study
JF Journal of Care
YR 2019
VO 12
IS 3
SP 73
OP 76
DO 10.1000/care.1
SN 1234-5678
K1 peers
K1 work
AB One abstract.
LA English

RT Book, Section
A1 Lee, Kim
T1 Second
T2 A book of roles
A2 Doe, Jane
PB Press
PP Geneva
YR 2020

RT Dissertation/Thesis
A1 Doe, Jane
T1 Third
PB University of X
YR 2021
"""

NOTEEXPRESS = """{Reference Type}: Journal Article
{Title}: Peer support: a first study
{Author}: Müller, Ann
{Author}: van der Berg, J. P.
{Journal}: Journal of Care
{Year}: 2019
{Volume}: 12
{Issue}: 3
{Pages}: 73-76
{Keywords}: peers;work
{Abstract}: One abstract.
{DOI}: 10.1000/care.1
{ISBN/ISSN}: 1234-5678

{Reference Type}: Book Section
{Title}: Second
{Author}: Lee, Kim
{Secondary Title}: A book of roles
{Year}: 2020

{Reference Type}: Thesis
{Title}: Third
{Author}: Doe, Jane
{Publisher}: University of X
{Year}: 2021
"""

ENDNOTE = """<?xml version="1.0" encoding="UTF-8" ?><xml><records>
<record><database name="x.enl">x.enl</database><source-app name="EndNote">EndNote</source-app><rec-number>1</rec-number>
<ref-type name="Journal Article">17</ref-type><contributors><authors><author><style face="normal">Müller, Ann</style></author>
<author>van der Berg, J. P.</author></authors></contributors><titles><title><style face="normal">Peer support: </style><style face="italic">a first study</style></title>
<secondary-title>Journal of Care</secondary-title></titles><pages>73-6</pages><volume>12</volume><number>3</number>
<keywords><keyword>peers</keyword><keyword>work</keyword></keywords><dates><year>2019</year><pub-dates><date>Jun 12</date></pub-dates></dates>
<isbn>1234-5678</isbn><electronic-resource-num>10.1000/care.1</electronic-resource-num><abstract>One abstract &amp; more.</abstract>
<urls><related-urls><url>https://example.org/1</url></related-urls></urls><custom1>custom</custom1></record>
<record><rec-number>2</rec-number><ref-type name="Book Section">5</ref-type><contributors><authors><author>Lee, Kim</author></authors>
<secondary-authors><author>Doe, Jane</author></secondary-authors></contributors><titles><title>Second</title><secondary-title>A book of roles</secondary-title></titles>
<dates><year>2020</year></dates><publisher>Press</publisher></record>
<record><rec-number>3</rec-number><ref-type name="Book">6</ref-type><contributors><authors><author>Doe, Jane</author></authors></contributors>
<titles><title>Third</title></titles><dates><year>2021</year></dates></record>
</records></xml>
"""

SCOPUS_CSV = """"Authors","Author full names","Title","Year","Source title","Volume","Issue","Art. No.","Page start","Page end","Page count","Cited by","DOI","Link","Abstract","Author Keywords","Index Keywords","Document Type","Source","EID"
"Müller A.; van der Berg J.P.","Müller, Ann (57190000001); van der Berg, Jan Piet (57190000002)","Peer support: a first study","2019","Journal of Care","12","3","","73","76","3","4","10.1000/care.1","https://www.scopus.com/1","One abstract, with a comma.","peers; work","human","Article","Scopus","2-s2.0-1"
"Lee K.","Lee, Kim (57190000003)","Second","2020","Proceedings of Care","","","","","","","","","","","","","Conference paper","Scopus","2-s2.0-2"
"Doe J.","Doe, Jane (57190000004)","Third","2021","Journal of Care","13","","e12","","","","","","","","","","Review","Scopus","2-s2.0-3"
"""

CSL = json.dumps(
    [
        {
            "id": "a1", "type": "article-journal", "title": "Peer support: a first study", "container-title": "Journal of Care",
            "author": [{"family": "Müller", "given": "Ann"}, {"family": "Berg", "given": "J. P.", "non-dropping-particle": "van der"}],
            "issued": {"date-parts": [["2019", 6, 12]]}, "volume": "12", "issue": "3", "page": "73-6", "DOI": "10.1000/care.1",
            "abstract": "One abstract.", "citation-key": "muller2019",
        },
        {"id": "a2", "type": "chapter", "title": "Second", "container-title": "A book of roles", "author": [{"literal": "World Health Organization"}], "issued": {"date-parts": [[2020]]}},
        {"id": "a3", "type": "webpage", "title": "Third", "author": [{"family": "Doe", "given": "Jane"}], "accessed": {"date-parts": [[2021, 3, 4]]}, "URL": "https://example.org"},
    ],
    ensure_ascii=False, indent=1,
)  # fmt: skip

BIB = r"""% a comment
@string{joc = {Journal of Care}}

@article{muller_2019,
  author = {M{\"u}ller, Ann and van der Berg, J. P. and {World Health Organization}},
  title = {Peer support: a first {Study} \& more},
  journal = joc,
  year = 2019,
  month = jun,
  pages = {73--76},
  doi = {10.1000/care_1}
}

@book{lee_2020, title = "Second", author = "Kim Lee", year = "2020"}
@misc{doe_2021,
	title = {Third},
	year = {2021}
}
"""

RAYYAN_CSV = """key,title,year,month,day,journal,issn,volume,issue,pages,authors,url,language,publisher,location,abstract,notes,doi,keywords
rayyan-1,Peer support: a first study,2019,6,12,Journal of Care,1234-5678,12,3,73-6,"Müller, Ann and van der Berg, J. P.",https://example.org,eng,Press,Geneva,One abstract.,"RAYYAN-INCLUSION: {""Ann""=>""Included""}",10.1000/care.1,peers
rayyan-2,Second,2020,,,Journal of Care,,,,,"Lee, Kim",,,,,,,,
rayyan-3,Third,2021,,,Journal of Care,,,,,"Doe, Jane",,,,,,,,
"""

ASREVIEW_CSV = """record_id,title,authors,year,doi,abstract,included,asreview_label
1,Peer support: a first study,"Müller, Ann; van der Berg, J. P.",2019,https://doi.org/10.1000/care.1,One abstract.,1,1
2,Second,"Lee, Kim",2020,,,0,0
3,Third,"Doe, Jane",2021,,,,
"""

WOS_TAB = "\n".join(
    "\t".join(row)
    for row in (
        ("PT", "AU", "AF", "TI", "SO", "LA", "DT", "DE", "AB", "TC", "PY", "VL", "BP", "EP", "DI", "UT"),
        ("J", "Muller, A; van der Berg, JP", "Müller, Ann; van der Berg, Jan Piet", 'Peer "support": a first study', "JOURNAL OF CARE", "English", "Article", "peers; work", "One abstract.", "4", "2019", "12", "73", "76", "10.1000/care.1", "WOS:1"),
        ("J", "Lee, K", "", "Second", "JOURNAL OF CARE", "", "", "", "", "", "2020", "", "", "", "", "WOS:2"),
        ("J", "Doe, J", "", "Third", "JOURNAL OF CARE", "", "", "", "", "", "2021", "", "", "", "", "WOS:3"),
    )
) + "\n"  # fmt: skip

#: Each format's text; all hold three records.
TEXTS = {
    "ris": RIS, "pubmed": NBIB, "wos": WOS, "enw": ENW, "endnote-xml": ENDNOTE, "csv": SCOPUS_CSV, "csl-json": CSL,
    "bibtex": BIB, "rayyan-csv": RAYYAN_CSV, "asreview-csv": ASREVIEW_CSV, "wos-tab": WOS_TAB,
    "refworks": REFWORKS, "noteexpress": NOTEEXPRESS,
}  # fmt: skip


def zipped(files: dict[str, bytes]) -> bytes:
    """Return a zip file that holds these files."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return held.getvalue()
