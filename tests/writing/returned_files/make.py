"""Make sent.docx (pandoc, of manuscript.md) and word.docx (of sent.docx, with what Word writes for comments and changes)."""

import io
import json
import zipfile
from pathlib import Path

from litmatrix.writing.pandoc import run

HERE = Path(__file__).resolve().parent
MADE = "2026-11-18T09:00:00Z"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MICROSOFT = "http://schemas.microsoft.com/office/word"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

WORKS = {
    "davidson_1999": ("Davidson", 1999), "mead_2001": ("Mead", 2001), "simpson_2014": ("Simpson", 2014),
    "repper_2011": ("Repper", 2011), "mowbray_1998": ("Mowbray", 1998),
}  # fmt: skip


def sent():
    works = [
        {"id": key, "type": "article-journal", "title": f"A work of {name}", "author": [{"family": name}],
         "issued": {"date-parts": [[year]]}}
        for key, (name, year) in WORKS.items()
    ]  # fmt: skip
    text = (HERE / "manuscript.md").read_text("utf-8")
    text = text.replace("{{identified}}", "417").replace("{{included}}", "32")
    files = {"works.json": json.dumps(works).encode()}
    return dated(
        run(text, "markdown", "docx", "--citeproc", "--bibliography=works.json", "--toc", files=files)
    )


def dated(data):
    """A Word file that says when it was made: in its sandbox pandoc knows no time."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename == "docProps/core.xml":
                content = content.replace(b"1970-01-01T00:00:00Z", MADE.encode())
            new.writestr(info, content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


# --- as Word writes it ---


def by(id, author="Ann Lee", day=20, time="14:03"):
    return f'w:id="{id}" w:author="{author}" w:date="2026-11-{day}T{time}:00Z"'


def plain(text, about=""):
    about = f"<w:rPr>{about}</w:rPr>" if about else ""
    return f'<w:r>{about}<w:t xml:space="preserve">{text}</w:t></w:r>'


def ins(id, text, **who):
    return f"<w:ins {by(id, **who)}>{plain(text)}</w:ins>"


def cut(id, text, **who):
    return f'<w:del {by(id, **who)}><w:r><w:delText xml:space="preserve">{text}</w:delText></w:r></w:del>'


def begins(*ids):
    return "".join(f'<w:commentRangeStart w:id="{id}"/>' for id in ids)


def ends(*ids):
    called = '<w:r><w:rPr><w:rStyle w:val="CommentReference"/></w:rPr><w:commentReference w:id="{}"/></w:r>'
    return "".join(f'<w:commentRangeEnd w:id="{id}"/>{called.format(id)}' for id in ids)


def note(id, author, day, paragraph, *lines):
    texts = "".join(
        f'<w:p w14:paraId="{paragraph if number == len(lines) else f"0000F0{id}{number}"}" w14:textId="77777777">'
        f'<w:pPr><w:pStyle w:val="CommentText"/></w:pPr>{"<w:r><w:annotationRef/></w:r>" * (number == 1)}{plain(line)}</w:p>'
        for number, line in enumerate(lines, start=1)
    )
    initials = "".join(name[0] for name in author.split())
    return f'<w:comment {by(id, author=author, day=day)} w:initials="{initials}">{texts}</w:comment>'


COMMENTS = (
    f'<w:comments xmlns:w="{WORD}" xmlns:w14="{MICROSOFT}/2010/wordml">'
    + note(0, "Ann Lee", 20, "1A2B3C00", "Do we know that?", "Simpson says so, and nobody else.")
    + note(1, "Ben Ode", 21, "1A2B3C01", "Repper does, on p. 12.")
    + note(2, "Ann Lee", 20, "1A2B3C02", "Which parts of it?")
    + note(3, "", 22, "1A2B3C03", "More than that: see الدعم.")
    + "</w:comments>"
)
THREADS = (
    f'<w15:commentsEx xmlns:w15="{MICROSOFT}/2012/wordml">'
    '<w15:commentEx w15:paraId="1A2B3C00" w15:done="1"/>'
    '<w15:commentEx w15:paraId="1A2B3C01" w15:paraIdParent="1A2B3C00" w15:done="1"/>'
    '<w15:commentEx w15:paraId="1A2B3C02" w15:done="0"/>'
    '<w15:commentEx w15:paraId="1A2B3C03" w15:done="0"/></w15:commentsEx>'
)
ROW = (
    f"<w:tr><w:trPr><w:ins {by(30)}/></w:trPr>"
    + "".join(
        f'<w:tc><w:tcPr/><w:p><w:pPr><w:pStyle w:val="Compact"/><w:rPr><w:ins {by(31 + 2 * number)}/></w:rPr></w:pPr>'
        f"{ins(32 + 2 * number, text)}</w:p></w:tc>"
        for number, text in enumerate(("Mead", "United States"))
    )
    + "</w:tr>"
)
MOVED = "Supervision is offered by few of them."
BEN = {"author": "Ben Ode", "day": 21}

# What pandoc wrote, and what stands there when the co-authors are done.
EDITS = (
    # not tracked
    (plain("What is known of their role is scattered."), plain("What we know of their role is scattered.")),
    (plain("It is not known who leaves, nor why."), ""),
    # comments
    (plain("Roles blur most in informal groups, where peers are"),
     plain("Roles ") + begins(0, 1) + plain("blur most in ")
     + plain("informal groups", f'<w:b/><w:bCs/><w:rPrChange {by(10, **BEN)}><w:rPr/></w:rPrChange>') + ends(0, 1)
     + plain(", where peers are")),
    (plain("United States"), begins(2) + plain("United States") + ends(2)),
    # inserted, deleted, the other's insertion deleted in part
    (plain("It is now a paid role in many countries,"), cut(11, "It is now a paid role in many countries,", **BEN)),
    (plain("We searched four databases. Of 417 records, 32 were included."),
     plain("We searched ") + begins(3) + plain("four") + ends(3) + ins(12, " large") + plain(" databases")
     + f"<w:ins {by(13)}>{plain(' and ')}{cut(14, 'some ', **BEN)}{plain('registers')}</w:ins>"
     + plain(". Of 417 records, 32 were included.")),
    # a paragraph split, one new
    ('<w:p><w:pPr><w:pStyle w:val="FirstParagraph" /></w:pPr>' + plain("The evidence is thin, and most of it comes from one country.") + "</w:p>",
     f'<w:p><w:pPr><w:pStyle w:val="FirstParagraph"/><w:rPr><w:ins {by(15)}/></w:rPr></w:pPr>{plain("The evidence is thin")}'
     f'{cut(16, ", and most")}{ins(17, ".")}</w:p>'
     f'<w:p><w:pPr><w:rPr><w:ins {by(18)}/></w:rPr></w:pPr>{ins(19, "Nobody asked the peers.")}</w:p>'
     f'<w:p><w:pPr><w:pStyle w:val="FirstParagraph"/></w:pPr>{ins(20, "Most")}{plain(" of it comes from one country.")}</w:p>'),
    # a row, and a heading of another level
    ("</w:tr></w:tbl>", f"</w:tr>{ROW}</w:tbl>"),
    ('<w:p><w:pPr><w:pStyle w:val="Heading2" /></w:pPr>' + plain("Pay"),
     f'<w:p><w:pPr><w:pStyle w:val="Heading2"/><w:pPrChange {by(40, **BEN)}><w:pPr><w:pStyle w:val="Heading3"/></w:pPr></w:pPrChange></w:pPr>{plain("Pay")}'),
    # a paragraph moved to the end of the section above
    (f'<w:p><w:pPr><w:pStyle w:val="BodyText" /></w:pPr>{plain(MOVED)}</w:p>',
     f'<w:p><w:pPr><w:rPr><w:moveFrom {by(41, **BEN)}/></w:rPr></w:pPr><w:moveFromRangeStart {by(42, **BEN)} w:name="move200000001"/>'
     f"<w:moveFrom {by(43, **BEN)}>{plain(MOVED)}</w:moveFrom></w:p><w:moveFromRangeEnd w:id=\"42\"/>"),
    (plain("We searched "),
     f'<w:moveToRangeStart {by(44, **BEN)} w:name="move200000001"/><w:moveTo {by(45, **BEN)}>{plain(MOVED)}</w:moveTo>'
     f'<w:moveToRangeEnd w:id="44"/>{plain("We searched ")}'),
)  # fmt: skip
NOTES = ((plain("A living wage covers what a household needs."),
          plain("A living wage covers ") + cut(50, "what") + ins(51, "all that") + plain(" a household needs.")),)  # fmt: skip


def edited(text, edits):
    for before, after in edits:
        assert text.count(before) == 1, (text.count(before), before)
        text = text.replace(before, after)
    return text


def word(data):
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            text = old.read(info).decode("utf-8")
            if info.filename == "word/document.xml":
                text = edited(text, EDITS)
            elif info.filename == "word/footnotes.xml":
                text = edited(text, NOTES)
            elif info.filename == "word/comments.xml":
                text = COMMENTS
            elif info.filename == "word/_rels/document.xml.rels":
                kind = "http://schemas.microsoft.com/office/2011/relationships/commentsExtended"
                added = (
                    f'<Relationship Id="rId99" Type="{kind}" Target="commentsExtended.xml"/></Relationships>'
                )
                text = text.replace("</Relationships>", added)
            elif info.filename == "[Content_Types].xml":
                kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.commentsExtended+xml"
                added = f'<Override PartName="/word/commentsExtended.xml" ContentType="{kind}"/></Types>'
                text = text.replace("</Types>", added)
            new.writestr(info, text, zipfile.ZIP_DEFLATED)
        new.writestr(
            zipfile.ZipInfo("word/commentsExtended.xml", (1980, 1, 1, 0, 0, 0)), THREADS, zipfile.ZIP_DEFLATED
        )
    return stream.getvalue()


if __name__ == "__main__":
    base = sent()
    (HERE / "sent.docx").write_bytes(base)
    (HERE / "word.docx").write_bytes(word(base))
