"""What may be and is so against what may not and is not: 可以带哪些 is not told by 不得带入的有."""

from __future__ import annotations

import re

_WHICH = re.compile(
    "哪[些几两三四五种类样项]|哪一[种类样项]|(?<!为)什么(?!时候|时间|地方|原因|叫)|(?<!为)啥(?!时候)"
)
_GROUPS = tuple(
    (re.compile(positive), re.compile(negative))
    for positive, negative in (
        ("(?<!不)属于|(?<!不)算(?=自然|正常|工伤|违)", "不属于|不算"),
        (
            "(?<!不)可以|(?<![不可失功性职智潜节技万全本才只动热产核储效低官])能(?:够|(?=[吃喝带用做当打进去买卖办领报申享参养住停骑坐上]))|(?<!不)允许|准许|(?<!不)适合",
            "不(?:可以?(?!或缺|少)|能够?|允许|许|准|得(?!不)|适合|宜|应|要(?!求))|[也都就]不行|禁止|严禁|谢绝|请?勿|切忌|(?<![分区个特识判告级类性派辨])别(?![的人处墅名称])",
        ),
    )
)
"""What says that something is so or may be, and that it is not or may not."""
_NOT = re.compile(
    "不(?:用|需要?|必|会|含|办理?|参加|受|收|享受|开放|营业)|没有|无需|无须|未(?!来|成年)|免(?=[交缴])"
)
_OF_WHOM = re.compile("(?:没有|未|不|免)[^,，。？?]{1,10}?的(?=[㐀-鿿])|不含税")
"""不参加体检的人 are asked about, whatever they may."""
_ANY_NOT = re.compile("[不没无未免非勿禁别除尚]|[之以]外|只|仅|才|取消|停")
"""Without one of these nothing is denied."""


def denies_nothing(question: str, near: str) -> bool:
    """Whether it is asked what is not so, and what stands near by denies nothing: 哪些老人不用做认证."""
    asked = _OF_WHOM.sub(" ", question)
    return bool(_WHICH.search(asked) and _NOT.search(asked)) and not _ANY_NOT.search(near)


def tells_the_reverse(question: str, said: str) -> bool:
    """Whether it is asked what may be, and only what may not be is told, or the other way round; both in
    matching form. Of 能不能 either answers."""
    if not _WHICH.search(question):
        return False
    return any(_reversed(question, said, *group) for group in _GROUPS)


def _reversed(
    question: str, said: str, positive: re.Pattern[str], negative: re.Pattern[str]
) -> bool:
    no, told_no = bool(negative.search(question)), bool(negative.search(said))
    yes = bool(positive.search(negative.sub(" ", question)))
    told = bool(positive.search(negative.sub(" ", said)))
    if yes == no:
        return False
    return told_no and not told if yes else told and not told_no
