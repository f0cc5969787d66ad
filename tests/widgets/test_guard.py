import pytest

from litmatrix.errors import Misuse
from litmatrix.widgets.base.guard import guarded


def test_what_an_act_says_is_shown_and_what_it_refuses_too():
    shown = []
    guarded(lambda change: f"did {change}", shown.append)("this")
    guarded(lambda change: None, shown.append)("this")

    def refused(change):
        raise Misuse("not so.")

    guarded(refused, shown.append)("this")
    assert shown == ["did this", "", "Not done: not so."]


def test_a_fault_of_litmatrix_is_shown_and_raised():
    shown = []
    with pytest.raises(ZeroDivisionError):
        guarded(lambda change: 1 / 0, shown.append)("this")
    assert shown == ["Not done, because of an error in litmatrix: ZeroDivisionError: division by zero"]
