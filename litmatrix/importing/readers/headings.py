"""The headings of tables, and the BibTeX field that each column fills."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Sequence, Set

# The fields, and the headings that name them: letters and digits only, small, without accents.
_HEADINGS = {
    "title": "tytuł название заглавие baslık タイトル 論文名 論題 论文题名 論文名稱 제목 논문명 otsikko naslov titulodoartigo titulodotrabalho titulodelarticulo titredelarticle titeldesartikels title articletitle documenttitle primarytitle paper papertitle titel titulo titre titolo ti t1 studytitle itemtitle reftitle displayname 题名 标题 篇名 文献标题",
    "author": "authorfullnames autoren autorenn verfassern verfassernamen forfattare forfatter autorzy автор авторы yazar yazarlar 著者名 저자 저자명 authorsname listofauthors authorlist authorstring authorsraw authornamesraw authorshipsrawauthorname autora autoresas autoras autoria autorinnen verfasserin verfasserinnen authorshipsauthordisplayname author authors firstauthors authornames authorname autor autores auteur auteurs autori verfasser creators creator contributors au a1 authorslist authorssnames 作者 著者",
    "editor": "editor editors secondaryauthors ed bookeditors herausgeber editores",
    "translator": "translator translators",
    "journal": "tidskrift tijdschrift czasopismo журнал источник dergi 掲載誌 雑誌名 저널명 학술지명 刊物名称 periodico titulodoperiodico nomedoperiodico titulodelarevista nombredelarevista titredelarevue nomdelarevue zeitschriftentitel journalbookhostvenue jo journal sourcetitle publicationtitle journaltitle journalname publication publicationname periodical secondarytitle journalbook hostpublication containertitle zeitschrift revista revue rivista journalfull jf t2 primarylocationsourcedisplayname primarylocationdisplayname pubtitle venue conferencejournal sourcepublication hostvenuedisplayname publicationvenue 刊名 文献来源 来源 期刊",
    "booktitle": "anthologytitle booktitle bookname conferenceproceedingstitle proceedingstitle",
    "series": "series seriestitle bookseriestitle collectiontitle",
    "shortjournal": "abbreviatedsourcetitle journalabbreviation journalabbrev isosourceabbreviation journalisoabbreviation journalabbreviations sourceabbreviation abbrevsourcetitle",
    "year": "ar jaar jaartal rok год yıl 연도 발행연도 发表年份 yearofpub publyear pubyr anodedefesa anodadefesa anodepublicacao anodapublicacao anodepublicacion anneedepublication erscheinungsjahr publikationsjahr veroffentlichungsjahr annodipubblicazione dateofpublicationyyyy pyyear year publicationyear pubyear yearpublished yearofpublication py jahr ano annee anno publishedyear datepublishedyear 年 出版年 发表时间 年份",
    "date": "firstpublicationdate datadepublicacao fechadepublicacion datedepublication datadedefesa erscheinungsdatum date publicationdate datepublished pubdate publisheddate coverdate dateofpublication issued da 日期",
    "month": "publishedmonth month pubmonth publicationmonth",
    "volume": "bd jaargang том band jahrgang journalvolume volumenumber volume vol vl biblio volumen bibliovolume 卷",
    "number": "num nums nro nr iss issueno issuenum номер ausgabe fascicolo issue number issuenumber no journalissue is biblioissue heft numero 期",
    "pages": "pags pag страницы ページ pagesfromto sidor strony pageinfo pagine seite seitenzahlen intervalodepaginas pages page pagination pagerange pagenumbers seiten paginas 页码 页",
    "start": "startpage pagestart firstpage beginningpage spage sp bibliofirstpage startingpage pagefirst",
    "end": "endpage pageend lastpage endingpage epage ep bibliolastpage pagelast",
    "eid": "artno articlenumber articleno artnum",
    "doi": "doi号 urldoi digobjid itemdoi idsdoi doi dois doinumber digitalobjectidentifier doilink doiurl articledoi do",
    "url": "fulltextlink embaselink openurllink sourceurls sourcelinkout linkdeacesso linkdoacesso linkacesso urldeacesso linkparaotextocompleto textocompleto enlace lien linkzumvolltext articlewebaddress url urls link links fulltexturl sourceurl articleurl weburl itemurl documenturl articlelink recordurl publisherurl scopuslink dimensionsurl landingpageurl primarylocationlandingpageurl ur externalurl",
    "issn": "journalissn sourceissn issn issns printissn electronicissn eissn onlineissn issnprint issnonline primarylocationsourceissn issnl",
    "isbn": "isbn isbns printisbn electronicisbn eisbn",
    "serial": "isbnissn issnisbn isxn sn",
    "abstract": "аннотация 抄録 초록 ozet sammanfattning samenvatting abstracten resumopt resumenes resumo resumoemportugues resumoportugues resumoenespanol abstrakt kurzfassung resumoeningles originalnonenglishabstract abstract abstracts summary abstractnote abstracttext abstractenglish resumen resume zusammenfassung riassunto ab n2 description 摘要",
    "keywords": "ключевыеслова キーワード 키워드 anahtarkelimeler mesh keywordsauthor palavraschave palavraschaveemportugues assunto assuntos assuntoemportugues schlagworte schlusselworter stichworter stichworte parolechiave meshdescriptors emtreedrugindextermsmajorfocus emtreedrugindexterms emtreemedicalindexterms keywordsdisplayname keywords keyword authorkeywords indexkeywords manualtags automatictags tags subjects subject subjectterms meshterms meshheadings keywordsplus authorskeywords identifierkeywords ieeeterms inspeccontrolledterms inspecnoncontrolledterms identifierskeywords palabrasclave motscles schlagworter descriptors kw 关键词",
    "language": "idiomas язык 言語 languageofarticle lingua articlelanguage language languages languageoforiginaldocument lang idioma sprache langue la 语种",
    "publisher": "editora editore bookpublisher publisher publishers publishername verlag editorial editeur pb 出版社",
    "address": "ort erscheinungsort lugardepublicacion localdepublicacao publishercity publisherlocation placeofpublication publisherplace publisheraddress place placepublished location cy",
    "edition": "edition",
    "note": "notes note comments comment n1",
    "pmid": "medlinepmid pmid pubmedid pubmed pubmedidpmid medlineid idspmid",
    "pmcid": "pmcid pmc pubmedcentralid idspmcid",
    "affiliation": "authoraddresses authoraddress afiliacao affiliation affiliations authoraffiliation authoraffiliations institutions auaffiliation",
    "school": "instituicao instituicaodedefesa instituicaodadefesa institucion degreegrantinginstitution universidade universidad universityinstitution",
    "citation": "citation bibliographiccitation fullcitation sourcecitation citacao cita",
    "kind": "documentidentifier tipodedocumento tipodepublicacao tipodepublicacion typededocument typedepublication dokumenttyp dokumentart publikationstyp publikationsart medientyp tipodemidia contenttype articletype documenttype publicationtype typeofreference itemtype type sourcetype referencetype reftype resourcetype entrytype ty document pubtype doctype doctypes 文献类型",
    "key": "citationkey citekey bibtexkey bibkey citationkeys",
    "urldate": "accessdate",
    "shorttitle": "shorttitle",
    "pagetotal": "numpages pagecount",
    "eventtitle": "conferencename conferencetitle meetingname",
    "venue": "conferencelocation conflocation",
    "volumes": "numberofvolumes",
    "eventdate": "conferencedate confdate",
}  # fmt: skip
_FIELDS = {
    unicodedata.normalize("NFKD", heading): field
    for field, headings in _HEADINGS.items()
    for heading in headings.split()
}
_FIELDS["venue"] = "journal"

_SOURCES = frozenset({"source", "so", "fonte", "fuente", "quelle", "fonti"})

# A line with more cells than this is no row of headings.
_WIDEST = 3000

#: A table is taken for an export only if a column is recognised that says what the work is.
_TELLING = frozenset({"title", "doi", "pmid"})


@functools.lru_cache(maxsize=4096)
def folded(heading: str) -> str:
    """Return a heading's letters and digits, small and without accents.

    >>> folded("Author(s)"), folded("Année")
    ('authors', 'annee')
    """
    flat = unicodedata.normalize("NFKD", heading).casefold()
    return "".join(sign for sign in flat if sign.isalnum())


def field_for(heading: str, headings: Sequence[str] = ()) -> str:
    """Return the field that a column fills by its heading (and the others of its table), or nothing."""
    return _field_for(heading, {folded(each) for each in headings})


def _field_for(heading: str, others: Set[str]) -> str:
    name = folded(re.sub(r"^[a-z]+:", "", heading.strip()))
    if name in _SOURCES:
        # Of some portals it is the journal, of others the whole citation beside it.
        return "citation" if any(_FIELDS.get(other) == "journal" for other in others) else "journal"
    if name == "authors" and "authorfullnames" in others:
        # Scopus: the full names go first, and these stand in for them where a row has none.
        return ""
    if name == "publicationtitle" and not others & {"title", "articletitle", "documenttitle", "itemtitle"}:
        return "title"
    if name == "displayname" and "title" in others:
        return ""
    if name == "location" and "publisher" not in others:
        return ""
    if name in ("description", "summary") and "abstract" in others:
        return ""
    return _FIELDS.get(name, "")


def recognised(cells: Sequence[str]) -> int:
    """Return how many headings a row holds; 0 if none of them says what a work is."""
    if len(cells) > _WIDEST:
        return 0
    others = {folded(cell) for cell in cells}
    found = [field for cell in cells if len(cell) < 80 and (field := _field_for(cell, others))]
    return len(found) if _TELLING & set(found) else 0
