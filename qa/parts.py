"""The questions inside a question.

“货邮吞吐量多少，增长多少” asks twice; “旅客和货邮分别多少，各增长多少” asks four times: each thing named
takes the place of the whole enumeration, and a later “各” goes over the same things again.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, replace

from qa.constraints import names

_PIECE = re.compile(r"[^？?；;。，,\n]+[？?；;。，,\n]*")
_LATIN_PIECE = re.compile(r"[^?;]+[?;]*")
"""English asks once a sentence, whatever its commas part."""
_ASKING_WORD = re.compile(
    r"多[少久长大高远重宽深]|(?<![这那近好])几(?!乎)|哪|什么|啥|谁|何|怎|如何|是否|是不是|有没有|(?<![是差要])[不没][？?]?$|[吗呢么][？?]|呢[，,]|how |what |wh(?:en|ere|o|ich) "
)
_THING_ASKED = re.compile("哪|什么|啥|谁|何|怎|如何")
_ASKS = re.compile(rf"{_ASKING_WORD.pattern}|[？?]")
_STATEMENT = 8
"""Characters from which a piece that asks by its mark alone goes on with the piece before: “谁主张建机场，
说这是一次机会？” asks once, “产量多少，增速？” twice."""
_EACH = re.compile(
    r"(?P<things>.*?[^和与及、]+(?:[、和与及]|以及).+?)(?P<asks>(?:分别|各自|各).*)", re.DOTALL
)
_EACH_AGAIN = re.compile(r"(?:分别|各自|各)(?P<asks>.+)", re.DOTALL)
_INDUSTRIES = re.compile(
    r"三次产业(?=[^，,。？?]{0,12}(?:分别|各))|(?:第一、第二[、和]第三产业|一二三产业?)(?=[^，,。？?]{0,12}(?:分别|各))"
)
_AND = re.compile(r"以及|[和与及、]")
_SPACE = re.compile(r"(?<=[㐀-鿿])[ \u3000]+(?=[㐀-鿿])")
_WITH = re.compile(r"(?<=[㐀-鿿\d])跟(?=[^，,。？?跟]{1,12}(?:分别|各(?!种|类|界)))")
"""7月跟8月分别多少, not 跟上年比."""
_COMMA_AND = re.compile(r"[，,]\s*(?:以及|和|与|及)")
_IN_BRACKETS = re.compile(
    r"(?P<before>.{2,}?)[（(](?P<things>[^（）()]+)[）)](?P<after>[^（）()]*)"
)
_SUMMED_UP = re.compile(
    r"(?:[这那][两三四五几]|(?<![第十百千\d])[两三四五几])[个次场份家项种篇][^，,、和与及]{0,7}$"
)
"""What sums up an enumeration: 这两次会议上."""
_OF = re.compile(r".{2,}(?:在(?!校|职|建)|的|由|对|参加|出席|围绕|关于)(?=..)")
"""What stands before is said of all: 登封市政协在|双循环议政."""
_LEAD = re.compile(r"(?P<said>[^，,？?。；;]{2,14})[，,]")
_ALIKE = 4
"""Characters; what begins like the lead is a part of its own of an enumeration in it."""
_LEAST_KEYWORDS = 2
_LONGEST_END = 4
"""Characters in which two things may end alike, and that tell them apart."""
_LONGEST_NAME = 6
"""Characters of the last thing of an enumeration from which it is rather a clause than a name: what stands
before the first, its length does not tell."""
_AMONG = re.compile(r"(?<![㐀-鿿]哪)(?<!哪)几[㐀-鿿]{2,8}(?:里面?|之?中|当中)$")
_TWO_ASKED = re.compile(
    r"(?<=[㐀-鿿])[、和与及](?![^、和与及]{1,4}了(?:多少|几))(?=[^、和与及]{0,4}(?:多少|几))"
)
"""新建、改扩建了多少 asks once."""
_OCCASIONS = re.compile(r"(?:先后|分别)(在[^，,。？?]{2,40}?(?:会议?|议政)(?:上|中|里))")
_PLACE = names("places.txt")
_HAN = re.compile("[㐀-鿿]")
_YEAR = re.compile(r"(?:19|20)\d{2}年?")
_PERIOD = re.compile(
    r"[上下]半年|全年|前?第?[一二三四1-4]季度|前?\d{1,2}(?:[-—–~至到]\d{1,2})?个?月(?:份)?"
)
_TIME = re.compile(rf"(?:{_YEAR.pattern})?(?:{_PERIOD.pattern})?")
_ENDS_IN_TIME = re.compile(
    rf"(?P<thing>[㐀-鿿]{{3,}})(?P<time>{_YEAR.pattern}(?:{_PERIOD.pattern})?)"
)
_PLAN = re.compile(r"十[一二三四五六]五(?=”?(?:期间|时期|[末规]|以来))")
_ORDINAL = re.compile(r"第?[\d一二三四五六七八九十]+[届次期号批]")
_ROLE_TAIL = re.compile(
    r"单位|部门|机构|时间|地点|方式|条件|范围|标准|人数|数量|金额|面积|(?:全年|年度)?(?:目标|计划)|吞吐量|增速|增幅"
)
_COUNT = re.compile(r"^[两二三四五六七八九十]年")
_TOLD_HOW = re.compile(
    r"[，,。？?；;\s]*请?(?:都|全部|一一|一并|分别|逐一)?(?:把[^，,。？?；;]{0,8})?(?:列|说|写|讲|报)(?:全|出来|一下|清楚|齐)了?[。！!？?\s]*$"
)
"""How the answer is to be told asks nothing: 请把几类东西说全."""
_PUT = re.compile(r"^(?:请|麻烦|帮我|给我)*把(?P<things>[^？?]{4,60}?)(?:一并|一起|都|分别)*列出$")
_LIST = re.compile(
    r"^(?:请|麻烦|帮我|给我)*(?:列一下|列出|列举(?:一下)?|罗列(?:一下)?)(?P<things>.{4,60})$"
)
_MEASURED = re.compile("[量额值率积资次重速](?=[、和与及]|$)")
_COMPARED = re.compile(
    r"(?P<things>.*?[^和与及跟]+[和与及跟].+?)(?:相比|比起来|比)?[，,]?(?:谁|哪(?:一?[个家座]|[里边]))[^，,]{1,10}[？?，,；;]?"
)
"""A和B，哪个涨得快: what each is asked for comes next."""
_OF_A_FIGURE = (
    "增[速幅]|[涨降]幅|同比(?:增[速幅]|[涨降]幅)?|环比(?:增[速幅]|[涨降]幅)?|占比|排名|名次|位次"
)
"""What is told of a figure, and says nothing without it."""
_ATTRIBUTE = rf"(?:{_OF_A_FIGURE}|[额量率值价数]|面积|规模|投资|收入|利润|金额|比例|[上下]限|期限|费用|成本|区间|标准|额度|时间|地点|电话|地址|工期)"
_TWO_ATTRIBUTES = re.compile(
    rf"(?P<first>[^，,。？?；;、和与及]{{3,}}{_ATTRIBUTE})(?:以及|[及和与、])(?P<second>[^，,。？?；;、和与及的]{{0,8}}?{_ATTRIBUTE})"
    r"(?P<asks>(?:[是为有]|达到?)?(?:多少|几何)?)[？?。]?"
)
"""奶酪收入及增速: two things are asked of one, or the second of the first."""
_TOLD_OF_IT = re.compile(rf"[^\s]{{0,4}}(?:{_OF_A_FIGURE})")
_KEYWORD = re.compile(rf"[^\s]{{0,8}}{_ATTRIBUTE}")
_SET_SIDE_BY_SIDE = re.compile(
    r"^(?:我?想|请|帮我|给我|麻烦)*(?:对比|比较|比一比)(?:一?下)?(?P<one>[^，,。？?和与跟同]+)[和与跟同](?P<rest>[^，,。？?]+)"
)
"""对比一下郑州跟洛阳的进出口 asks for both."""
_TWO_PLACES = re.compile(
    r"(?P<one>[㐀-鿿]{2,5}[市县区省州镇乡])[和与跟及](?P<other>[㐀-鿿]{2,5}[市县区省州镇乡])"
    r"(?P<rest>(?![^，,。？?]*(?:共|合计|总[共和]|之间|合作|联合|交界|两地|相距|哪[个家座]))(?=[^，,。？?]*(?:多少|几|哪[天年月日]|何时|时候|多久))[^，,。？?]{4,}[？?]?)"
)
"""青渡市和松岭县…截止哪天 asks for both."""
_DISTRIBUTIVE = re.compile(r"^(?:分别|各自|各)")


@dataclass(frozen=True, slots=True)
class _Enumeration:
    """``before + thing + after`` for each of ``things``."""

    before: str
    things: tuple[str, ...]
    after: str

    def each(self, asks: str) -> list[str]:
        return [f"{self.before}{thing}{self.after}{asks}" for thing in self.things]


def asks(text: str) -> bool:
    """Whether something is asked in a text."""
    return bool(_ASKS.search(text.lower()))


def parts(question: str) -> list[str]:
    """Each question asked, in order; one that asks once comes back as it is."""
    found: list[str] = []
    last: _Enumeration | None = None
    question = _as_question(_SPACE.sub(_asks_twice, question))
    question = _INDUSTRIES.sub("第一产业、第二产业、第三产业", question)
    question = _WITH.sub("和", question)
    for piece in _pieces(question):
        again = _EACH_AGAIN.match(piece)
        match = _EACH.fullmatch(piece)
        if again and last:
            found.extend(last.each(again["asks"]))
        elif match and not again:
            last = _enumeration(match["things"])
            rest = _DISTRIBUTIVE.sub("", match["asks"])
            found.extend(last.each(rest) if last else [piece])
        else:
            if compared := _COMPARED.fullmatch(piece):
                last = _enumeration(compared["things"])
            found.extend(
                _two_places(piece) or _two_attributes(piece) or _keywords(piece) or _units(piece)
            )
    return _with_lead(found) or [question.strip()]


def _two_places(piece: str) -> list[str]:
    both = _TWO_PLACES.fullmatch(piece.strip())
    asked = both is not None and asks(both["rest"])
    return [both[one] + both["rest"] for one in ("one", "other")] if both and asked else []


def _two_attributes(piece: str) -> list[str]:
    """奶酪收入及增速 asks for 奶酪收入 and 奶酪收入增速, 转债的转股价和发行规模 for those of the same 转债."""
    two = _TWO_ATTRIBUTES.fullmatch(piece.strip())
    if two is None:
        return []
    if _TOLD_OF_IT.fullmatch(two["second"]):
        return [two["first"] + two["asks"], two["first"] + two["second"] + two["asks"]]
    things = _enumeration(f"{two['first']}和{two['second']}")
    return things.each(two["asks"]) if things else []


def _keywords(piece: str) -> list[str]:
    """机场三期 总投资 航站楼面积, as search engines are asked, asks for each that ends it and names a figure."""
    words = piece.strip("？?。 ").split()
    count = len(list(itertools.takewhile(_KEYWORD.fullmatch, reversed(words))))
    lead, asked = words[: len(words) - count], words[len(words) - count :]
    if count < _LEAST_KEYWORDS or not lead or asks(piece):
        return []
    found: list[str] = []
    for word in asked:
        if not _TOLD_OF_IT.fullmatch(word):
            found.append(" ".join([*lead, word]))
            figure = [word]
        elif found:
            found.append(" ".join([*lead, *figure, word]))
        else:
            return []
    return found


def _asks_twice(space: re.Match[str]) -> str:
    """A blank between two askings, as search engines are asked: 补百分之几 封顶多少."""
    before, after = space.string[: space.start()], space.string[space.end() :]
    last = re.split(r"[\s，,；;。？?]", before)[-1]
    first = re.split(r"[\s，,；;。？?]", after)[0]
    return "，" if _asks_in_words(last) and _asks_in_words(first) else space[0]


def _as_question(text: str) -> str:
    """请把交易额和产量一并列出 asks how much each is, 列一下五个产业 which they are."""
    text = _OCCASIONS.sub(r"\1分别", text)
    if both := _SET_SIDE_BY_SIDE.match(text):
        return f"{both['one']}和{both['rest']}分别是多少？"
    if _TOLD_HOW.search(text) and asks(said := _TOLD_HOW.sub("", text)):
        return said
    if put := _PUT.fullmatch(bare := text.strip(" 。！!")):
        return f"{put['things']}{'分别是多少' if _MEASURED.search(put['things']) else '有哪些'}？"
    listed = _LIST.fullmatch(bare)
    return f"{listed['things']}有哪些？" if listed and not asks(listed["things"]) else text


def _with_lead(found: list[str]) -> list[str]:
    """What is named before the first comma and asks nothing is what all is about: “生产性服务业，谁提了
    建议？要打造成什么？”. Of what names a place or year of its own, only where the lead names none."""
    lead = _LEAD.match(found[0]) if len(found) > 1 else None
    if lead is None or asks(lead[0]):
        return found
    pinned = _pinned(lead[0])
    return [
        part
        if part.startswith(lead["said"][:_ALIKE]) or (pinned and _pinned(part))
        else lead[0] + part
        for part in found
    ]


def _pinned(text: str) -> bool:
    """Whether a place, a time or a session is named."""
    return any(name.search(text) for name in (_PLACE, _YEAR, _PERIOD, _PLAN, _ORDINAL))


def _pieces(question: str) -> list[str]:
    """Cut after each piece that asks; what asks nothing belongs to what follows."""
    found: list[str] = []
    begun = ""
    pattern = _PIECE if _HAN.search(question) else _LATIN_PIECE
    for match in pattern.finditer(question):
        begun += match[0]
        if found and found[-1][-1] in "，," and _only_ends(begun):
            found[-1] += begun.strip()
            begun = ""
        elif asks(match[0]) and not _sets_out(match[0], question[match.end() :]):
            found.append(begun.strip())
            begun = ""
    if begun.strip():
        found[-1:] = [f"{found[-1]}{begun}".strip() if found else begun.strip()]
    return found


def _sets_out(piece: str, rest: str) -> bool:
    """和洛阳之间呢？ names what is asked next, where that is a question of its own; 几座水库里， does, too."""
    named = piece.rstrip("？?，, ")
    if piece.rstrip()[-1:] in "，," and _AMONG.search(named) and asks(rest):
        return True
    goes_on = len(rest.strip()) >= _STATEMENT or bool(_THING_ASKED.search(rest))
    return named.endswith("呢") and not asks(named[:-1]) and goes_on


def _asks_in_words(piece: str) -> bool:
    return bool(_ASKING_WORD.search(piece.lower()))


def _only_ends(piece: str) -> bool:
    """Whether a piece has a question mark and is no question by itself."""
    return not _asks_in_words(piece) and len(piece) >= _STATEMENT and piece.rstrip()[-1:] in "？?"


def _units(piece: str) -> list[str]:
    """“多少个国家、多少座城市” are two."""
    asked = [part for part in re.split("[、]", piece) if part.strip()]
    if len(asked) > 1 and all(map(_asks_in_words, asked)):
        return asked
    return [part for part in _TWO_ASKED.split(piece) if part.strip()] or [piece]


def _enumeration(text: str) -> _Enumeration | None:
    """Find what the things have in common before or after them.

    “2023年郑州三级医院和二级医院”: the last thing has the length of the first; what more the first
    piece holds stands before all. “2022年和2023年货邮吞吐量” is the same from the other side.
    """
    text = _COMMA_AND.sub("以及", text).rstrip("，, ")
    if (match := _IN_BRACKETS.fullmatch(text)) and _AND.search(match["things"]):
        inside = tuple(thing.strip() for thing in _AND.split(match["things"]) if thing.strip())
        return _Enumeration(match["before"], inside, match["after"])
    text = _SUMMED_UP.sub("", text)
    lead = text[: max(text.rfind("，"), text.rfind(",")) + 1]
    things = [thing.strip() for thing in _AND.split(text[len(lead) :]) if thing.strip()]
    if len(things) < 2:
        return _before_comma(lead, text[len(lead) :])
    first, *middle, last = things
    if all(map(_TIME.fullmatch, things)):  # 2022年全年和2024年1—8月
        return _Enumeration(lead, tuple(things), "")
    if (timed := _ENDS_IN_TIME.fullmatch(last)) and not _pinned(first):  # 甲公司和乙公司2024年5月
        return _Enumeration(lead, (first, *middle, timed["thing"]), timed["time"])
    if named := _named(lead, things):
        return named
    if (of := last.find("的")) > 0 and not any("的" in one for one in (first, *middle)):
        return _Enumeration(lead, (first, *middle, last[:of]), last[of:])
    if size := _before_role(first, last) or _common_end(first, last):
        each = (first[-size:], *middle, last[:size])
        return _Enumeration(lead + first[:-size], each, last[size:])
    tail = None if _shares_end(first, last) else _shared_tail(first, last)
    if tail is not None:
        return _Enumeration(lead, (first, *middle, last[:tail]), last[tail:])
    cut = 0 if _pinned(last) else max(0, len(first) - len(last))
    pins = 0 if _pinned(last) else _pins_end(first)
    if cut < pins or (cut and len(last) > _LONGEST_NAME and first[-1] != last[-1]):
        cut = pins
    if (of := _OF.match(first)) and not (_OF.match(last) or _pinned(last)):
        cut = of.end()
    return _Enumeration(lead + first[:cut], (first[cut:], *middle, last), "")


def _pins_end(text: str) -> int:
    """Where the place and the time end that a text begins with."""
    begin = int(text.startswith("在"))
    ends = [name.match(text, begin) for name in (_PLACE, _YEAR, _PERIOD)]
    return max((match.end() for match in ends if match), default=0)


def _before_comma(lead: str, rest: str) -> _Enumeration | None:
    """“十八次、二十五次常委会上，区政协分别……”: the things stand before the comma."""
    found = _enumeration(lead.rstrip("，,")) if _AND.search(lead) else None
    return replace(found, after=f"{found.after}{lead[-1]}{rest}") if found else None


def _named(lead: str, things: list[str]) -> _Enumeration | None:
    """Places or years: “2022年郑州和洛阳的进出口”, “郑州市2022、2023、2024三年预算收入”."""
    for name in (_PLACE, _YEAR, _PERIOD, _ORDINAL):
        ends = [match.span() for match in name.finditer(things[0])]
        begins = name.match(things[-1])
        if not ends or begins is None:
            continue
        start, end = ends[-1]
        kind, rest = things[0][end:], things[-1][begins.end() :]
        if not rest.startswith(kind):
            continue
        named = [things[0][start:end], *things[1:]]
        each = [f"{_name(one, name)}{kind}" for one in named]
        return _Enumeration(
            lead + things[0][:start], tuple(each), _COUNT.sub("", rest[len(kind) :])
        )
    return None


def _name(thing: str, name: re.Pattern[str]) -> str:
    match = name.search(thing)
    found = match[0] if match else thing
    return f"{found}年" if found.isdigit() else found


def _before_role(first: str, last: str) -> int:
    """Where the last thing ends before what all of them are asked to be; 0 for nowhere."""
    role = _ROLE_TAIL.search(last)
    if role is None or role[0] in first or first[-1] in "额量值数率":
        return 0
    return role.start()


def _common_end(first: str, last: str) -> int:
    """Where the last thing ends as the first one does, though it goes on: A类, C类这次每份; 0 for nowhere."""
    for size in range(min(_LONGEST_END, len(first) - 1), 0, -1):
        begin = last.find(first[-size:])
        end = begin + size
        told = size > 1 or (first[-2:-1].isascii() and last[max(0, begin - 1) : begin].isascii())
        if 0 < begin <= _LONGEST_END and end < len(last) and end <= len(first) and told:
            return end
    return 0


def _shares_end(first: str, last: str) -> bool:
    """三级医院 and 二级医院 are whole things, whatever stands before the first."""
    return first[-1] == last[-1] and len(last) <= len(first)


def _shared_tail(first: str, last: str) -> int | None:
    """Where the last thing ends when it begins like the first but goes on: 2022年, 2023年货邮."""
    shape = re.sub(r"\d", "0", first)
    alike = re.sub(r"\d", "0", last).startswith(shape) or first[0] == last[0]
    return len(first) if alike and len(last) > len(first) else None
