"""Classes of development follow from the flags."""

import pandas as pd
import pytest

from skillcast.programmes.rules import development_class, rule_books
from skillcast.programmes.rules.classes import HELD, OUT


@pytest.mark.parametrize(
    ("consequences", "promoted", "expected"),
    [
        ([], set(), "一般"),
        ([], {"460103"}, "重点发展"),
        (["no-new-site"], {"460103"}, "控制发展"),
        (["cap", "cut"], {"460103"}, "优化淘汰"),
        (["keep"], set(), "一般"),
        (["priority"], {"460103"}, "重点发展"),
    ],
)
def test_class(consequences: list[str], promoted: set[str], expected: str) -> None:
    programmes = pd.DataFrame({"school": ["甲校"], "programme": ["460103"]})
    flags = pd.DataFrame({"school": "甲校", "programme": "460103", "consequence": consequences}, dtype=object)
    assert development_class(programmes, flags, promoted)["development"].tolist() == [expected]


def test_every_consequence_has_its_place() -> None:
    used = {rule.consequence for book in rule_books().values() for rule in book.rules}
    assert used - OUT - HELD == {"keep", "priority"}
