"""Places and parts of a year in English questions."""

from __future__ import annotations

import pytest

from qa.latin import localised
from qa.question import analyse


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("zhengzhou's gdp", "郑州's gdp"),
        ("hong  kong and xi'an", "香港 and 西安"),
        ("january-august", "1-8月"),
        ("from march to may", "from 3-5月"),
        ("first eight months", "前8个月"),
        ("second half of 2023", "下半年 of 2023"),
        ("third quarter", "3季度"),
        ("in may 2024", "5月 2024"),
        ("by the end of june 2025", "by the 6月底 2025"),
        ("what may change", "what may change"),
        ("suzhou", "suzhou"),
        ("baicheng (柏城)'s measures", "柏城 's measures"),
        ("lanzhou's (澜州) policy", "澜州  policy"),
        ("in the 14th five-year plan period", "in the 十四五"),
    ],
)
def test_names_and_periods_become_chinese(text: str, expected: str) -> None:
    """Suzhou is the name of two cities and stays; may is not always a month."""
    assert localised(text) == expected


def test_an_english_question_has_constraints() -> None:
    """Luoyang is not Zhengzhou in English either."""
    asked = analyse("What was Luoyang's GDP in the first half of 2023?").asked
    assert asked.places == {"洛阳"}
    assert asked.years == {2023}
    assert asked.periods == {"1-6月"}
    assert analyse("How many people live in Paris?").foreign
    assert not analyse("郑州的GDP").foreign
