"""What may be is not told by what may not."""

from __future__ import annotations

import pytest

from qa.modality import denies_nothing, tells_the_reverse


@pytest.mark.parametrize(
    ("question", "said", "reversed_"),
    [
        ("痛风可以吃哪些水果", "苹果籽、咖啡,一口也别给", True),
        ("轮渡上允许带哪些车", "电动自行车和活禽不得带上船", True),
        ("轮渡上允许带哪些车", "婴儿车可以带,活禽不得带上船", False),
        ("轮渡上不允许带哪些车", "电动自行车不得带上船", False),
        ("轮渡上不允许带哪些车", "婴儿车可以带上船", True),
        ("哪些问题不属于自然损耗", "墙面泛黄属于自然损耗,不得从押金里扣", True),
        ("哪些问题属于自然损耗", "墙面泛黄属于自然损耗,不得从押金里扣", False),
        ("哪些亲戚可以当见证人", "下列人不能当见证人", True),
        ("入住必须带什么证件", "不带身份证的不得入住", False),
        ("为什么不用新米", "新米太黏", False),
        ("能不能带活禽", "活禽不得带上船", False),
        ("对失能老人的设备作了什么规定", "不得使用摄像头", False),
        ("有哪些规定", "不得使用摄像头", False),
    ],
)
def test_what_may_not_be_does_not_tell_what_may(question: str, said: str, reversed_: bool) -> None:
    """Of what is asked either way, and where nothing of the kind is asked, either answers."""
    assert tells_the_reverse(question, said) is reversed_


@pytest.mark.parametrize(
    ("question", "near", "nothing"),
    [
        ("哪些老人不用做认证", "年满80周岁的老年人", True),
        ("哪些老人不用做认证", "年满80周岁的老年人免认证", False),
        ("哪些村没有通公交", "青石村尚待开通公交", False),
        ("没有预约的游客可以走什么通道", "走南门", False),
        ("不含税的是什么价格", "出厂净价3200元", False),
        ("有没有取消", "取消了", False),
    ],
)
def test_what_is_so_denies_nothing(question: str, near: str, nothing: bool) -> None:
    """Of whom something is asked may be said in a negation."""
    assert denies_nothing(question, near) is nothing
