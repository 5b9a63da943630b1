"""What the form of a line tells, though it says little of the question: a dateline, a label, a byline, a list that
is opened."""

from __future__ import annotations

import re

from corpus.script import matching_form
from qa import row_lists
from qa.bylines import asks_author, tells_author
from qa.evidence import Place
from qa.kept import of_question
from qa.kinds import is_dateline, is_signature, names_body
from qa.matching import held
from qa.places import without_places
from qa.question import FIGURES, Analysis, Kind
from qa.sentences import Segment

NAMED = 0.7
"""Share of a question from which the document or the speech that it asks about is told."""
OF_A_TIER = 0.2
"""Share of a question that is said in the row of a tier or around it."""
OF_STEPS = 0.4
"""Share of a question that is said in the first step or around it: what it is a step of."""
OF_A_LIST = 0.3
"""… from which a list that is opened by so many of what is asked for is the one that is meant."""
OF_A_PAGE = 0.4
"""Share of a question from which its page is known."""
FROM_SOURCE, OTHER_SOURCE = 0.5, 0.6
"""Share of what a question says of a document from which one is known to be meant, and of that share, below which
it is another."""
_ADDRESSES = re.compile(r"(?:你们?|您|贵[会委单党]位?|你[会委单]位?)[^，,。]{0,4}提")
_BODY_IS = re.compile("(?:委员会|委会|委|总支部?|支部)$")
_LABELLED = re.compile(r"[㐀-鿿]{0,4}(?P<what>地点|地址|时间|日期)[:：]")
_LABELS = {"地点": Kind.PLACE, "地址": Kind.PLACE, "时间": Kind.DATE, "日期": Kind.DATE}
"""What a line with a label tells: 地点：文化馆一楼剧场."""
_FIELD = re.compile(
    r"(?:[（(]?[一二三四五六七八九十\d]{1,3}[、.．)）]\s*)?(?P<label>[㐀-鿿]{2,8})[:：]\s*(?=\S)"
)
_FIELDS = tuple(
    (re.compile(asked), re.compile(label))
    for asked, label in (
        (
            "(?:要不要|用不用|需不需要|得|要|收)[^,，。]{0,4}[钱费]|多少钱|收费|免费",
            "(?:是否)?收费(?:标准|情况|依据)?|费用",
        ),
        (
            "多久|几天|多长时间|多少天|几个工作日|[时期]限",
            "(?:承诺|办理|法定|办结|审批)(?:时限|期限|时间)",
        ),
        (
            "(?:什么|哪些|啥)[^,，。]{0,4}条件|谁(?:可以|能)|哪些人",
            "(?:受理|办理|申请|申报|申领)条件|(?:实施|服务|适用|受理)对象",
        ),
        ("跑几[趟次]|几趟|网上办|怎么办理|能不能网办", "办理(?:形式|方式|途径)"),
        ("[在去到]哪|什么地方|哪[里儿]", "(?:办理|受理|办公)(?:地点|地址|窗口)"),
        ("成[份分](?!的)", "(?:主要)?成[份分]|组成"),
        ("副作用|不良反应", "不良反应|副作用"),
        ("用法|用量|怎么[吃服用]|一次吃几", "用法(?:用量)?|用量"),
        ("有效期|保质期", "有效期|保质期"),
        ("电话|怎么联系|联系方式", "(?:咨询|联系|服务|办公)(?:电话|方式)"),
    )
)
"""What is asked, and the label of the field of a guide that tells it."""
_LIFE_ASKED = re.compile(
    "出生|生于|[年天日月时候]生的?$|诞生|去世|逝世|辞世|卒于|病逝|[年天日月时候][死没]的?$|享年|多少岁"
)
_LIFE = re.compile(
    r"(?P<name>[㐀-鿿·]{2,12})[（(][^（）()]{0,20}?\d{3,4}(?:年[^（）()—–~～至-]{0,8})?[—–~～至-]+[^（）()]{0,4}\d{3,4}[^（）()]{0,10}[）)]"
)
_SAYS = "(?:怎么|怎样|如何|咋)(?:说|讲|提|写|谈|表述|描述|部署|安排)"
_SAID_OF = re.compile(
    rf"(?:关于|对于?|就|有关)(?P<topic>[^，,。？?的]{{2,14}}?)(?:[，,]|这[件个]事|的?(?:问题|事情)|[^，,。？?]{{0,12}}(?:里|中|上)?(?=[是又分别都各]*{_SAYS}))[^。？?]*{_SAYS}"
    rf"|{_SAYS}(?:到|起)?(?P<after>[^，,。？?的了]{{2,14}})的?$"
)
_WHICH_ALL = re.compile("哪(?!里|儿|年|天|月|一)|什么|有谁|包括")
_SO_MANY = re.compile(
    r"(?:[两二三四五六七八九十]|(?<![\d.])\d{1,2})(?:个|项|条|点|大|种|类|方面)(?:方面)?的?(?P<of>[㐀-鿿]{2,6})[:：](?=[^。])"
)
_FIRST_OF = re.compile("前(?:[两二三四五六七八九十]|[2-9]|10)")
_LIST_GOES_ON = re.compile("[、；;]|二是|2[.、]|②")
_REASON = re.compile(
    "原因(?:主要|就)?(?:[系是为]|在于)|[系由][^,，。；;]{3,40}(?:所致|引起|引发|造成|导致)"
)
"""A sentence that says itself that it tells a reason: 起火系锂电池热失控所致."""
_STEPS = re.compile("步骤|流程|顺序|程序(?!员)")
_FIRST_STEP = re.compile(r"(?:第一步|[（(]?[1一][）)．.、]\s*(?!\d)|首先)")


def in_tier(analysis: Analysis, sentence: Segment) -> bool:
    """Whether it is the row of the tier of what the question gives, or of one that asks for a figure such an item."""
    items = analysis.kind in FIGURES
    return row_lists.in_tier(analysis.asked.given, sentence, of_items=items)


def is_of_tier(analysis: Analysis, place: Place, coverage: float, near: float) -> bool:
    """The row of the tier of what the question gives."""
    return coverage + near >= OF_A_TIER and in_tier(analysis, place.segment)


def source_told(analysis: Analysis, place: Place) -> float:
    """Share of what the question says of the document that is meant, at the head of that of a sentence."""
    where = place.surroundings
    told = held(f"{where.heading}\n{where.head}", analysis.source)
    return len(told) / len(analysis.source) if analysis.source else 0.0


def shares_held(analysis: Analysis, place: Place) -> tuple[float, float]:
    """What of the question stands in the sentence and around it, 0–1 each.

    Of what somebody speaks, the heading above his name says it all.
    """
    speaker = place.speaker if tells_topic(analysis, place) else None
    if speaker and (name := _known_as(matching_form(speaker.text))) and name in analysis.text:
        return 1.0, 0.0
    if speaks_of_the_document(analysis, place):
        return min(1.0, place.coverage + place.near), 0.0
    return place.coverage, place.near


def _known_as(body: str) -> str:
    """What a body is called beside its place and what it is: 民革 of 民革郑州市委会."""
    return _BODY_IS.sub("", without_places(body).replace(" ", ""))


def speaks_of_the_document(analysis: Analysis, place: Place) -> bool:
    """Of a document's own date its dateline tells, and of who issued it its signature; they name it
    nowhere: the title above does. A letter says to whom it speaks, not about what, and of who says
    something all that stands below his name tells."""
    text = place.segment.text
    return (
        (analysis.asks_document_date and is_dateline(text))
        or (analysis.asks_issuer and is_signature(text))
        or tells_topic(analysis, place)
        or bool(
            analysis.asks_who_said
            and place.speaker
            and (_ADDRESSES.search(text) or names_body(place.speaker.text))
        )
    )


def is_told_by_form(analysis: Analysis, place: Place, coverage: float, near: float) -> bool:
    """The dateline where the document's date is asked for, the signature where who issued it is, the heading where a
    speech's topic is, the byline where its author is, the first of several steps where these are, a list that says how many they are, the row of the
    tier of what is given, what calls itself a reason, the rows of a table where the one with the largest figure is, or those that meet a
    condition."""
    dated = analysis.asks_document_date and is_dateline(place.segment.text)
    if coverage >= NAMED and (dated or tells_topic(analysis, place)):
        return True
    if analysis.asks_issuer and coverage >= OF_A_LIST and _is_signed(place):
        return True
    labelled = _LABELLED.match(place.segment.text)
    if labelled and analysis.kind is _LABELS[labelled["what"]] and coverage + near >= NAMED:
        return True
    if is_field_asked_for(analysis, place) and coverage + near >= OF_A_LIST:
        return True
    if analysis.asks_why and _REASON.search(place.surroundings.sentence):
        return coverage + near >= NAMED
    if _STEPS.search(analysis.text) and _FIRST_STEP.match(place.surroundings.sentence):
        return coverage + near >= OF_STEPS
    if is_of_tier(analysis, place, coverage, near) or _tells_of_life(analysis, place):
        return True
    if asks_author(analysis.text):
        return is_byline_asked_for(analysis, place)
    if coverage + near >= OF_A_LIST and _opens_list(analysis.text, place.surroundings.sentence):
        return True
    if (topic := _topic_of_what_is_said(analysis.text)) and topic in place.surroundings.sentence:
        return source_told(analysis, place) >= FROM_SOURCE or not analysis.source
    return row_lists.may_be_extreme(analysis.text, place.segment) or row_lists.may_meet(
        analysis.text, place.segment
    )


def _is_signed(place: Place) -> bool:
    """A body's name in a line of its own, and the day of the document in the next."""
    where = place.surroundings
    begin = where.chunk.find(where.sentence) + len(where.sentence)
    after = where.chunk[begin:].lstrip().partition("\n")[0]
    return is_signature(place.segment.text) and is_dateline(after)


def is_field_asked_for(analysis: Analysis, place: Place) -> bool:
    """The field of a form or a guide that answers by its label: 收费标准：不收费 where it is asked what has to be paid."""
    found = _FIELD.match(place.surroundings.sentence)
    return found is not None and any(
        label.fullmatch(found["label"]) and asked.search(analysis.text) for asked, label in _FIELDS
    )


def _opens_list(question: str, sentence: str) -> bool:
    """四项建议：一是… where it is asked which 建议 they are, 前三的是…、… where the first three are."""
    if not _WHICH_ALL.search(question):
        return False
    opened = _SO_MANY.search(sentence)
    if opened and opened["of"][-2:] in question and _LIST_GOES_ON.search(sentence[opened.end() :]):
        return True
    first = _FIRST_OF.search(question)
    return first is not None and first[0] in sentence and bool(_LIST_GOES_ON.search(sentence))


def is_byline_asked_for(analysis: Analysis, place: Place) -> bool:
    """Where an author is asked for, that of the page that the question speaks of: its title or its beginning says
    what that is about."""
    if not tells_author(analysis.text, place.segment.text):
        return False
    where = place.surroundings
    told = held(f"{where.heading}\n{where.head}", analysis.terms)
    return len(told) >= OF_A_PAGE * len(analysis.terms)


def _tells_of_life(analysis: Analysis, place: Place) -> bool:
    """When somebody was born or died, what stands behind his name in brackets tells: （1903年4月—1978年10月）."""
    if analysis.kind is not Kind.DATE or not _LIFE_ASKED.search(analysis.text):
        return False
    found = _LIFE.search(place.surroundings.sentence)
    return found is not None and found["name"] in analysis.text


@of_question
def _topic_of_what_is_said(question: str) -> str:
    """桃花峪 of 关于桃花峪，发布会上是怎么说的: any sentence about it answers."""
    found = _SAID_OF.search(question)
    return (found["topic"] or found["after"]).strip("“”《》") if found else ""


def tells_topic(analysis: Analysis, place: Place) -> bool:
    """What 民进 speaks of is the heading above its name."""
    if place.topic is None or place.speaker is None:
        return False
    return analysis.asks_topic and names_body(place.speaker.text)
