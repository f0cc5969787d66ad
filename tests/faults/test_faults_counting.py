"""Numbers and words that a paper takes over, and former not right."""

import json
from pathlib import Path

from litmatrix import charts

HERE = Path(__file__).resolve().parent


def test_agreement_on_one_or_two_records_has_no_interval(case):
    here = case("68-agreement-in-small-samples", inside=True)
    here.done("decide k1 include --reviewer anna")
    here.done("decide k1 exclude --reviewer ben")
    assert "Cohen's kappa  0.00 (no interval: the sample is too small)" in here.done("agreement")
    (pair,) = json.loads(here.done("agreement --json"))["pairs"]
    assert [pair[name][side] for name in ("kappa", "ac1") for side in ("low", "high", "error")] == [None] * 6


def test_a_removed_duplicate_takes_no_letter(case):
    here = case("74-letters-of-removed-duplicates", inside=True)
    here.done("decide k2 duplicate --other k1 --stage identification --reviewer anna")
    for stage in ("screening", "eligibility"):
        here.done(f"decide k1 include --stage {stage} --reviewer anna")
    here.done("export characteristics c.csv")
    assert here.text("c.csv").splitlines()[1].startswith('"Zed 2019",')
    assert "Zed 2019a" not in here.done("flow") + here.done("conflicts")


def test_one_excerpt_against_beside_three_neutral_is_one_of_four(case):
    here = case("71-stance-of-a-cell", inside=True)
    for stage in ("screening", "eligibility"):
        here.done(f"decide k1 include --stage {stage} --reviewer anna")
    here.done("export synthesis synthesis.csv")
    charts.save(charts.heatmap(here.review), here.folder / "heatmap.svg")
    drawn = here.text("heatmap.svg")
    assert 'aria-label="Zed 2019, Tea: mentioned, 4 excerpts: 1 of 4 against"' in drawn
    assert ">1/4</text>" in drawn
    assert '"1: Zed 2019 (1 of 4 against)"' in here.text("synthesis.csv")


def test_a_chart_has_the_same_bytes_whatever_fonts_there_are(tmp_path, monkeypatch):
    """Here: fonts that are looked for in a folder of their own. `.ci/run` installs those that made the difference."""
    import os
    import subprocess
    import sys

    root = HERE.parents[1]
    (tmp_path / "none.conf").write_text("<fontconfig><dir>/no/such/folder</dir></fontconfig>")
    code = (
        "import litmatrix, pathlib, sys; from litmatrix import charts\n"
        "review = litmatrix.open(sys.argv[1]); place = pathlib.Path(sys.argv[2])\n"
        "for name, chart in (('a', charts.theme_life(review)), ('b', charts.theme_by_descriptor(review, 'country'))):\n"
        "    [charts.save(chart, place / f'{name}{end}') for end in ('.svg', '.png')]"
    )
    (tmp_path / "draw.py").write_text(code)
    kept = {name: value for name, value in os.environ.items() if name != "FONTCONFIG_FILE"}
    environment = {**kept, "FONTCONFIG_FILE": str(tmp_path / "none.conf"), "PYTHONPATH": str(root)}
    command = [sys.executable, str(tmp_path / "draw.py"), str(root), str(tmp_path / "none")]
    there = subprocess.Popen(command, env=environment)
    monkeypatch.setattr(sys, "argv", ["draw.py", str(root), str(tmp_path / "here")])
    exec(code, {})
    assert there.wait(300) == 0
    here, there = (
        {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("here", "none")
    )
    assert len(here) == 4 and here == there
