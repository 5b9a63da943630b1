"""Targets, plans and expectations, told apart from what was reached."""

from __future__ import annotations

import re

from qa.kept import of_question
from qa.surroundings import Surroundings

_DONE = re.compile(
    r"实际|真正|完成了|已经|到(?:现在|这会儿|目前)|已(?=[入建完实开投办发达引培认落签])|实现了|超额|超过[^,，。]{0,4}目标|(?:达到|完成|实现|达成)了?[^,，。]*目标(?:了[吗么没]|没有?)"
)
_DONE_CELL = re.compile(r"(?:^|[,，—])[^,，：计预目拟]*完成[^,，：计预目拟]*：\d")
_PLANNED = re.compile(
    r"目标|计划|(?<!市场)(?<!机构)(?<!分析师)(?<!普遍)(?<![超及于合达期])预期(?!差)|预计|力争|确保(?=[^,，。]{0,12}\d)|意向|拟(?=[建设于投])|规划(?![》院局]|顺利|收官|期间)"
)
_FULFILLED = re.compile(
    r"(?:完成|达到?|实现|占)[^,，。;；]{0,8}(?:目标|计划|任务)[^,，。;；]{0,4}的?(?=\s*\d[\d.]*%)"
    r"|以[^,，。;；]{2,20}为目标|[与和同跟比较][^,，。;；]{0,12}(?:目标|计划)[^,，。;；]{0,4}(?:持平|一致|[高低快慢])"
)
"""完成年度计划的68.6% tells what was reached, and neither 以应保尽保为目标 nor 与年初目标持平 is a plan."""
_TARGET = re.compile(
    r"(?:目标|预期|计划)(?:值|数)?(?:又|分别|各)?(?:是|为|定|有)?(?:了|在)?(?:多少|几|多[高大])"
)
_INTENDED = re.compile("(?:打算|准备|力争|预计)[^,，。]{0,12}(?:多少|几)")
_MISSED = re.compile("(?:没有?|未能?)(?:完成|达到|实现|达标)")
"""A target that was missed is told of as well."""
_REACHED = re.compile("累计|已|完成|建成|达到|超额")
_NO_PLAN = re.compile(
    r"(?:不[要是算看]|别|非)[㐀-鿿]{0,2}(?:目标|计划|规划|预期|意向)|(?:目标|计划)(?:不算|除外)"
)
"""不要目标 asks for none."""
_REVIEW = re.compile("总结|回顾|完成情况|进展|通报")
_WITHIN_YEAR = re.compile("年内(?=[㐀-鿿]{0,4}[建完新开投])")
_PLAN_HEADING = re.compile(
    r"安排|打算|目标|任务|(?<!比)(?<!比原)(?<!较)(?<!较原)计划|下一步|重点工作|要点|民生实事(?!.{0,6}(?:完成|落实|办结|进展))"
)
"""Below such a heading nothing has been reached yet."""
_TO_COME = re.compile(
    r"打算|准备|将|争取|瞄准|冲刺|想(?=[㐀-鿿]{0,20}(?:进|达到|建成|做到|排到))|要(?=[在到达建新增实完])"
)
"""With these a question, too, asks for a plan."""


def asks_what_was_done(question: str) -> bool:
    """实际完成多少 does, and 达到400列的目标了吗 though it names a plan."""
    if _NO_PLAN.search(question):
        return True
    done = _DONE.search(question)
    return done is not None and (
        "目标" in done[0] or "实际" in done[0] or not speaks_of_plans(question)
    )


@of_question
def speaks_of_plans(question: str) -> bool:
    """Whether targets, plans and expectations are asked for."""
    question = _NO_PLAN.sub(" ", question)
    return bool(_PLANNED.search(question) or _TO_COME.search(question))


@of_question
def asks_target(question: str) -> bool:
    """Whether a target itself is asked for, not how far it was reached: 年初目标是多少."""
    return bool(_TARGET.search(question)) and not _NO_PLAN.search(question)


def is_no_intention(question: str, sentence: str) -> bool:
    """Whether it is asked what somebody means to do, and the sentence tells what was done: 打算再添多少."""
    return bool(_INTENDED.search(question) and _REACHED.search(sentence))


def plan_words_end(text: str) -> int:
    """Where the words end that make a plan of what follows; 0 without such."""
    text = _FULFILLED.sub(lambda match: " " * len(match[0]), text)
    return max((match.end() for match in _PLANNED.finditer(text)), default=0)


def plans_only(text: str) -> bool:
    """A plan is named, and nothing that was really reached: 年度计划投资 of a row may stand beside 完成投资."""
    return bool(_PLANNED.search(_FULFILLED.sub(" ", text))) and not (
        _DONE.search(text) or _DONE_CELL.search(text)
    )


def is_plan_heading(heading: str) -> bool:
    """Whether what stands below it has not been reached yet."""
    return bool(_PLAN_HEADING.search(heading)) and not _REVIEW.search(heading)


def is_to_come(where: Surroundings) -> bool:
    """年内建成600家, and all that stands below 重点工作安排, unless it is said to be done."""
    to_come = is_plan_heading(where.heading) or _WITHIN_YEAR.search(where.sentence)
    return bool(to_come) and not _DONE.search(where.sentence)


def tells_no_result(where: Surroundings, so_far: Surroundings) -> bool:
    """Whether nothing is told that was reached, or missed; ``so_far`` is up to the end of the answer."""
    if _MISSED.search(where.sentence):
        return False
    return plans_only(where.sentence) or is_to_come(so_far)
