"""Whether the members of a whole are told: “六个一流” is named more often than what the six are."""

from __future__ import annotations

import re

_NUMERAL = "[两二三四五六七八九十]|[1-9]\\d?"
_COUNTED = rf"(?<![\d.第])(?:{_NUMERAL})(?:大|个(?!月|百分点|小时|[㐀-鿿]{{0,2}}[日天]|学时|星期|年|字)|家|条|项|所|座|类|种|位|名)(?!以[上下内])"
_WHOLE = re.compile(
    rf"“(?P<quoted>(?:{_NUMERAL})[^“”\d][^“”]{{0,7}})”"
    rf"|(?P<counted>{_COUNTED}(?:[㐀-鿿]{{2,4}}|(?=[，,。；;])))"
)
"""“六个一流”, 8家一流大学, or 首批认定5家，."""
_MEMBERS = re.compile(
    r"(?:是|为(?!什么)|指|有|包括|代表|除[^，,]{1,16}[，,]?(?:外|还)[^，,]{0,4})(?:的是)?(?:哪(?!里|儿|[年月天日]|一)|什么(?!意义|意思|时候|水平|原因|关系|态度|看法|意见|观点|反应|影响|特[点征色]|区别|不同|好处|作用|用途|变化|方式|途径|办法)|谁)"
)
_OPENS = re.compile(
    r"^(?:[,，][^,，。；;]{2,16})?[㐀-鿿]{0,12}?[,，]?(?:[:：—(（]|即|分别|包括|[是为指](?!目标|引领|抓手|主|核心|重点))"
)
_LISTS = re.compile(r"[、；;]|[和与及]|(?:一是|1[.、．])")
_COMMA = re.compile("[,，]")
_BEFORE = re.compile(
    r"[^，,。；;、]{2,}[、和与及][^，,。；;、]{2,}?[等这]?[，,]?(?:一?共|合计|总共|计)?“?$"
)
_SPAN = 60
"""Characters after a whole within which its members begin."""


def untold(question: str, sentence: str) -> bool:
    """Whether the question asks for the members of a whole that the sentence names without them; both in
    matching form."""
    if not _MEMBERS.search(question):
        return False
    wholes = [match for match in _WHOLE.finditer(sentence) if _named(match) in question]
    return bool(wholes) and not any(_tells(sentence, match) for match in wholes)


def _named(match: re.Match[str]) -> str:
    return match["quoted"] or match["counted"]


def _tells(sentence: str, whole: re.Match[str]) -> bool:
    """Its members stand right before it or after it."""
    after = sentence[whole.end() : whole.end() + _SPAN]
    if opens := _OPENS.match(after):
        rest = after[opens.end() :].strip()
        listed = _LISTS.search(rest) or (opens[0][-1] in ":：" and _COMMA.search(rest))
        if not rest or listed:
            return True
    if "；" in after or ";" in after or "一是" in after:
        return True
    return bool(_BEFORE.search(sentence[: whole.start()]))
