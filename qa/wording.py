"""What the words of a clause may not do: turn the meaning round, name what is not there, or carry
links, tags, telephone numbers and orders."""

from __future__ import annotations

import re

from corpus.script import matching_form
from qa.claims import Claim, Source, amounts
from qa.matching import holds


def names_hold(claim: Claim, source: Source, question: str) -> bool:
    near = f"{source.where.sentence} {source.around} {source.where.chunk} {question}"
    return all(matching_form(name) in near for name in _NAMES.findall(claim.text))


_NAMES = re.compile(r"(?<=《)[^《》]+(?=》)|(?<=[“「『])[^”」』]+(?=[”」』])|[A-Za-z][A-Za-z0-9]+")


def is_reversed(claim: Claim, source: Source) -> bool:
    """Says no where the source says yes, or down where it says up, or the other way round."""
    sentence = source.where.sentence
    for words in (_UP, _DOWN):
        if words.search(claim.form) and not words.search(sentence):
            return True
    for figure in amounts(claim.figures):
        directions = {_direction(source.clauses[i]) for i in source.holding(figure)} | {""}
        if _direction(claim.form[: figure.end]) not in directions and len(directions) > 1:
            return True
    if _NO.search(_NO_IN_WORDS.sub("", claim.form)):
        return not _NO.search(_NO_IN_WORDS.sub("", sentence))
    nearest = max(
        source.clauses, key=lambda form: sum(holds(form, term) for term in claim.new), default=""
    )
    return bool(_NO.search(_NO_IN_WORDS.sub("", nearest)))


def _direction(form: str) -> str:
    """Up or down, whichever is said last."""
    up, down = ([match.end() for match in words.finditer(form)] for words in (_UP, _DOWN))
    if not up and not down:
        return ""
    return "up" if max(up, default=-1) > max(down, default=-1) else "down"


_UP = re.compile(r"增长|上升|提高|增加|上涨|提升|扩大")
_DOWN = re.compile(r"下降|减少|降低|回落|下滑|下跌|缩小|负增长")
_NO = re.compile(r"不|未|没|无|非|禁止|取消|停止|拒绝")
_NO_IN_WORDS = re.compile(
    r"不仅|不断|不少|不同|不过|不低于|不超过|不足|不到|不含|不限|不动产|不良|不锈|未来|未央|无人|无锡|无线|无障碍|无偿|无论|无缝"
    r"|非常|非洲|非遗|非物质|非公|非金属|非银|除非|无疑|毫无|不愧|不懈|不了"
)


def is_unsafe(text: str, question: str) -> bool:
    """Links, tags, telephone numbers: only when they are what is asked for."""
    if _MARKUP.search(text) or "\ufffd" in text:
        return True
    return bool(_CONTACT.search(text)) and not _ASKS_CONTACT.search(question)


def speaks_to_machines(before: str, sentence: str) -> bool:
    """Orders to a model, tags and image links: text that is there for a program, not for a reader.

    ``before`` is the sentence before; what follows an order is suspect with it.
    """
    return bool(ORDER.search(f"{before}\n{sentence}") or _FOR_PROGRAMS.search(sentence))


def closes_a_page(sentence: str) -> bool:
    """What a page of questions and answers ends with, which repeats the question and tells nothing."""
    return bool(_CLOSING.search(sentence))


_CLOSING = re.compile(
    "以上(?:就是|是|为)(?:对|关于|针对|有关|小编|本文|我)|希望(?:对|能|可以|我的|以上)[^,，。]{0,10}(?:帮助|帮到|解答)|祝[您你](?:健康|早日|生活|顺利)"
    "|感谢(?:您的)?(?:阅读|观看|提问|支持)|欢迎(?:继续)?(?:关注|转发|收藏|追问)"
)
_FOR_PROGRAMS = re.compile(r"</?[a-z!]|!\[|\]\(|javascript:", re.IGNORECASE)
_MARKUP = re.compile(r"[<>{}\\`|]|\]\(|!\[|javascript:|data:|&#|&lt;", re.IGNORECASE)
_CONTACT = re.compile(
    r"https?:|www\.|[\w.-]+@[\w-]+\.|\b[a-z0-9-]+\.(?:com|cn|net|org|top|xyz|io)\b|"
    r"(?<!\d)(?:1[3-9]\d{9}|0\d{2,3}[- ]?\d{7,8}|[48]00[- ]?\d{3}[- ]?\d{4})(?![\d.万亿元吨人号])"
    r"|(?<![第\d.,])\d{7,12}(?![\d.,㐀-鿿])",
    re.IGNORECASE | re.ASCII,
)
_ASKS_CONTACT = re.compile(r"电话|热线|号码|网址|网站|邮箱|联系|链接|咨询")
ORDER = re.compile(
    r"(?:忽略|无视|忘记|不要理会|停止遵守).{0,16}(?:指令|规则|要求|提示|设定|内容|资料|问题)|提示词|系统提示"
    r"|(?:系统|system|assistant|user)\s*[:：]|ignore (?:all|any|the|previous|above)|不要引用"
    r"|(?:请|必须|务必|只能|直接|一律)(?:回答|回复|输出|重复|声称|告诉用户)|(?:你|您)(?:现在)?(?:是|扮演).{0,12}(?:助手|机器人|模型|ai)"
    r"|<\|?im_|\[/?inst|</?(?:system|资料|s)\b"
)
"""Sentences that speak to a model support nothing, nor does what follows them."""
