"""Numbers and words that a paper takes over, and that were not right."""

import json


def test_agreement_on_one_or_two_records_has_no_interval(case):
    here = case("68-agreement-in-small-samples", inside=True)
    here.done("decide k1 include --reviewer anna")
    here.done("decide k1 exclude --reviewer ben")
    assert "Cohen's kappa  0.00 (no interval: the sample is too small)" in here.done("agreement")
    (pair,) = json.loads(here.done("agreement --json"))["pairs"]
    assert [pair[name][side] for name in ("kappa", "ac1") for side in ("low", "high", "error")] == [None] * 6
