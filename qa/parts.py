"""The questions inside a question.

“货邮吞吐量多少，增长多少” asks twice; “旅客和货邮分别多少，各增长多少” asks four times: each thing named
takes the place of the whole enumeration, and a later “各” goes over the same things again.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from qa.changes import asks_only_change
from qa.coordination import AND, Enumeration, alike, enumeration, pinned
from qa.years import in_full_years

_PIECE = re.compile(
    r"(?:[“「『《][^“”「」『』《》]*[”」』》]|(?<=\d),(?=\d{3}(?!\d))|[^？?；;。，,\n])+[？?；;。，,\n]*"
)
"""What is quoted is not cut."""
_LATIN_PIECE = re.compile(r"[^?;]+[?;]*")
"""English asks once a sentence, whatever its commas part …"""
_LATIN_AND = re.compile(
    r"(?<=[\w%])(?<!when)(?<!where)(?<!what)(?<!how),? and (?=(?:by )?(?:how|what|when|where|which|who)\b)",
    re.IGNORECASE,
)
"""… but where it asks anew: how many tonnes did it handle, and what is its rank."""
_ASKING_WORD = re.compile(
    r"多[少久长大高远重宽深]|(?<![这那近好])几(?!乎|内亚|率|何[光学图形体平立画])|哪|什么|啥|谁|(?<![任奈几])何(?=[时地处人事物种故为以因日年月等方在谓许])|几何(?![光学图形体平立画])|怎|如何|是否|是不是|有没有|(?<![是差要])[不没][？?]?$|(?![时动])(?P<may>[㐀-鿿])[不没](?P=may)|[吗呢么][？?]|呢[，,]|how |what |wh(?:en|ere|o|ich) "
)
_THING_ASKED = re.compile("哪|什么|啥|谁|何|怎|如何")
_ASKS = re.compile(rf"{_ASKING_WORD.pattern}|[？?]")
_STATEMENT = 8
"""Characters from which a piece that asks by its mark alone goes on with the piece before: “谁主张建机场，
说这是一次机会？” asks once, “产量多少，增速？” twice."""
_CLAUSE = 6
"""… and a shorter one where it names no figure: “何处水陆交通便利，而且驿站最多？” asks once."""
_EACH = re.compile(
    r"(?P<things>.*?[^和与及、]+(?:[、和与及]|以及).+?)(?P<asks>(?P<each>分别|各自|各).*)",
    re.DOTALL,
)
_ALL = re.compile(
    r"(?P<things>.*?[^和与及、]+(?:[、和与及]|以及).+?)(?P<asks>都(?=[^，,、和与及]{0,6}(?:多少|几|哪|什么|啥|怎)).*)",
    re.DOTALL,
)
"""… of things of one kind, 三个市的收入都是多少."""
_EACH_AGAIN = re.compile(r"(?:分别|各自|各)(?P<asks>.+)", re.DOTALL)
_INDUSTRIES = re.compile(r"三次产业(?=[^，,。？?]{0,12}(?:分别|各))")
_ORDINALS = re.compile(
    r"(?P<all>第?[一二三四](?:[、和]?第?[一二三四])+)(?P<of>季度|产业|批次?|期|类|档)(?=[^。？?]{0,24}(?:分别|各|都|哪))"
)
"""一、二、三季度 are 一季度, 二季度 and 三季度."""
_WHEN_WHERE = re.compile(
    r"(?P<when>什么时[候间]|啥时候|何时|哪一?[天日年]|几[号点月]|几月几[号日])和?(?P<where>(?:[在到去从]|于)?(?:哪里|哪儿|何[处地]|(?:什么|啥)地[方点]))(?P<what>[^，,。？?多几哪谁什啥何怎]{1,12})(?=[，,。？?]|$)"
)
_SPACE = re.compile(r"(?<=[㐀-鿿])[ \u3000]+(?=[㐀-鿿])")
_WITH = re.compile(r"(?<=[㐀-鿿\d])跟(?=[^。？?跟]{1,24}(?:分别|各(?!种|类|界|自然)))")
"""7月跟8月分别多少, not 跟上年比."""
_LEAD = re.compile(
    r"(?P<said>[^，,？?。；;:：]{2,14}?|[^，,？?。；;:：]{2,16}?(?:先后|分别)?两次[^，,？?。；;:：]{2,12}?)(?:我?(?:要|需要|想要?)?[两三几][个处条](?:提法|表述|说法|数字?|数据|要点))?[，,:：]"
)
"""… 跨境电商我要两个提法："""
_ALIKE = 4
"""Characters; what begins like the lead is a part of its own of an enumeration in it."""
LONGEST_ENUMERATION = 200
"""Characters of a piece in which several things are looked for: the search takes time with their cube."""
_LEAST_KEYWORDS = 2
_AMONG = re.compile(r"(?<![㐀-鿿]哪)(?<!哪)几[㐀-鿿]{2,14}(?:里面?|之?中|当中)$")
_TWO_ASKED = re.compile(
    r"(?<=[㐀-鿿])[、和与及](?![^、和与及]{1,4}了(?:多少|几))(?=[^、和与及]{0,4}(?:多少|几))"
)
"""新建、改扩建了多少 asks once."""
_OCCASIONS = re.compile(r"(?:先后|分别)(在[^，,。？?]{2,40}?(?:会议?|议政)(?:上|中|里))")
_HAN = re.compile("[㐀-鿿]")
_FROM_TO = re.compile(
    r"从?(?P<year>(?:19|20)\d{2}年)?(?P<first>(?:(?:19|20)\d{2}年|\d{1,2}月))[到至](?P<last>(?:(?:19|20)\d{2}年|\d{1,2}月))[，,]?(?=[^？?]*(?:分别|各(?!种|类|界)|逐[年月]))"
)
"""从2022年到2023年，产了多少万吨，分别列一下."""
_TOLD_HOW = re.compile(
    r"[，,。？?；;\s]*请?(?:都|全部|一一|一并|分别|逐一)?(?:把[^，,。？?；;]{0,8})?(?:列|说|写|讲|报)(?:全|出来|一?下|清楚|齐|说|讲|明)了?[。！!？?\s]*$"
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
_OF_THAT_FIGURE = re.compile(rf"[又各是]*(?:[增涨升降跌减占排]|[同环]比|{_OF_A_FIGURE})")
"""那旅客呢，增长多少 asks for the figure as well; 满一百岁的呢，每月多少 asks once."""
_ATTRIBUTE = rf"(?:{_OF_A_FIGURE}|[额量率值价数]|面积|规模|投资|收入|利润|金额|比例|[上下]限|期限|费用|成本|区间|标准|额度|时间|地点|电话|地址|工期)"
_TWO_ATTRIBUTES = re.compile(
    rf"(?P<first>[^，,。？?；;、和与及]{{3,}}{_ATTRIBUTE})(?:以及|[及和与、])(?P<second>[^，,。？?；;、和与及的]{{0,8}}?{_ATTRIBUTE})"
    r"(?P<asks>(?:[是为有]|达到?)?(?:多少|几何)?)[？?。，,]?"
)
"""奶酪收入及增速: two things are asked of one, or the second of the first."""
_NAMES_FIGURE = re.compile(rf"{_ATTRIBUTE}[？?]*$")
_SHARE_NAMED = re.compile("占[^，,。？?]{2,20}的?(?:比例|比重|份额)[？?]*")
"""占全部投资的比例？ asks for a figure of its own."""
_TOLD_OF_IT = re.compile(rf"[^\s]{{0,4}}(?:{_OF_A_FIGURE})")
_KEYWORD = re.compile(rf"[^\s]{{0,8}}{_ATTRIBUTE}")
_AND_ALSO = re.compile(
    rf"(?P<first>[^。？?；;]*{_ATTRIBUTE})[，,](?:以及|还有)(?P<second>[^，,。？?；;]{{2,40}}{_ATTRIBUTE})[。？?]?"
)
"""GDP总量，以及其中服务业增加值: neither is asked for in words."""
_THEN_ASKS = re.compile(
    rf"(?P<first>[^。？?；;]*{_ATTRIBUTE})[，,](?:以及|还有|并|和)(?P<rest>(?![^。]*(?:分别|各))[^。；;]{{4,}})。?"
)
"""经济总量、服务业增加值，以及新增了几家: what stands before is asked for as well."""
_NO_STOP_BETWEEN = re.compile("”“(?=[^。？?]*(?:分别|各))")
"""“东引”“南联”“西进”分别 are three."""
_SET_SIDE_BY_SIDE = re.compile(
    r"^(?:我?想|请|帮我|给我|麻烦)*(?:对比|比较|比一比)(?:一?下)?(?P<one>[^，,。？?和与跟同]+)[和与跟同](?P<rest>[^，,。？?]+)"
)
"""对比一下郑州跟洛阳的进出口 asks for both."""
_DISTRIBUTIVE = re.compile(r"^(?:分别|各自|各|都)")


@dataclass(frozen=True, slots=True)
class Part:
    """One question of those inside a question."""

    text: str
    thing: str = ""
    """Of which of several things it asks …"""
    things: tuple[str, ...] = ()
    """… and all of them."""
    alike: bool = False
    """They are names of one kind: it says all that it asks, and leans on no part before."""


def asks(text: str) -> bool:
    """Whether something is asked in a text."""
    return bool(_ASKS.search(text.lower()))


def parts(question: str) -> list[Part]:
    """Each question asked, in order; one that asks once comes back as it is."""
    found: list[Part] = []
    last: Enumeration | None = None
    question = _as_question(_SPACE.sub(_asks_twice, in_full_years(question)))
    question = _NO_STOP_BETWEEN.sub("”、“", question)
    question = _INDUSTRIES.sub("第一产业、第二产业、第三产业", question)
    question = _ORDINALS.sub(_one_by_one, question)
    question = _WITH.sub("和", question)
    question = _WHEN_WHERE.sub(_when_and_where, question)
    for piece in _pieces(question):
        again = _EACH_AGAIN.match(piece)
        names_several = not again and len(piece) <= LONGEST_ENUMERATION
        match = (_EACH.fullmatch(piece) or _ALL.fullmatch(piece)) if names_several else None
        if again and last:
            found.extend(map(Part, last.each(again["asks"])))
        elif match and (named := alike(match["things"])):
            last = named
            found.extend(_of_each(last, match, alike=True))
        elif match and "each" in match.groupdict() and (last := enumeration(match["things"])):
            found.extend(_of_each(last, match, alike=False))
        else:
            if names_several and (compared := _COMPARED.fullmatch(piece)):
                last = enumeration(compared["things"])
            found.extend(map(Part, _two_attributes(piece) or _keywords(piece) or _units(piece)))
    return _with_lead(found) or [Part(question.strip())]


def _when_and_where(both: re.Match[str]) -> str:
    """展会哪天在哪里办 asks 在哪里办 once more, where the sentence that tells when does not tell it."""
    return f"{both[0]}，{both['where']}{both['what']}"


def _one_by_one(ordinals: re.Match[str]) -> str:
    first = "第" if ordinals["all"].startswith("第") or ordinals["of"] == "产业" else ""
    return "、".join(
        f"{first}{one}{ordinals['of']}" for one in re.findall("[一二三四]", ordinals["all"])
    )


def _of_each(things: Enumeration, match: re.Match[str], *, alike: bool) -> Iterator[Part]:
    each = things.each(_DISTRIBUTIVE.sub("", match["asks"]))
    for text, thing in zip(each, things.things, strict=True):
        yield Part(text, thing, things.things, alike)


def _two_attributes(piece: str) -> list[str]:
    """奶酪收入及增速 asks for 奶酪收入 and 奶酪收入增速, 转债的转股价和发行规模 for those of the same 转债."""
    two = _TWO_ATTRIBUTES.fullmatch(piece.strip())
    if two is None:
        return []
    if _TOLD_OF_IT.fullmatch(two["second"]):
        return [two["first"] + two["asks"], two["first"] + two["second"] + two["asks"]]
    things = enumeration(f"{two['first']}和{two['second']}")
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
    text = _FROM_TO.sub(_each_time, text)
    if both := _SET_SIDE_BY_SIDE.match(text):
        return f"{both['one']}和{both['rest']}分别是多少？"
    if _TOLD_HOW.search(text) and asks(said := _TOLD_HOW.sub("", text)):
        return said
    also = _AND_ALSO.fullmatch(text.strip())
    if also and not asks(text.rstrip("？? ")):
        return f"{also['first']}是多少，{also['second']}是多少？"
    then = _THEN_ASKS.fullmatch(text.strip())
    if then and not asks(then["first"]) and asks(then["rest"].rstrip("？?")):
        return f"{then['first']}是多少，{then['rest']}"
    if put := _PUT.fullmatch(bare := text.strip(" 。！!")):
        return f"{put['things']}{_asked_for(put['things'])}？"
    listed = _LIST.fullmatch(bare)
    if listed and not asks(listed["things"]):
        return f"{listed['things']}{_asked_for(listed['things'])}？"
    return text


def _asked_for(things: str) -> str:
    return "分别是多少" if _MEASURED.search(things) and AND.search(things) else "有哪些"


def _each_time(from_to: re.Match[str]) -> str:
    year = from_to["year"] or ""
    return f"{year}{from_to['first']}和{year}{from_to['last']}"


def _with_lead(found: list[Part]) -> list[Part]:
    """What is named before the first comma and asks nothing is what all is about: “生产性服务业，谁提了
    建议？要打造成什么？”. Of what names a place or a time of its own, only where the lead names none."""
    lead = _LEAD.match(found[0].text) if len(found) > 1 else None
    if lead is None or asks(lead[0]):
        return found
    named, about = pinned(lead[0]), f"{lead['said']}，"
    first = replace(found[0], text=about + found[0].text[lead.end() :])
    return [
        part
        if part.text.startswith(lead["said"][:_ALIKE])
        or named & pinned(part.text)
        or part.alike
        or (found[0].thing and found[0].thing in lead["said"])
        or _only_names(part.text)
        or asks_only_change(part.text)
        else replace(part, text=about + part.text)
        for part in (first, *found[1:])
    ]


def _pieces(question: str) -> list[str]:
    """Cut after each piece that asks; what asks nothing belongs to what follows."""
    found: list[str] = []
    begun = ""
    if not _HAN.search(question):
        question = _LATIN_AND.sub("; ", question)
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
    goes_on = (
        len(rest.strip()) >= _STATEMENT
        or bool(_THING_ASKED.search(rest))
        or not (rest.strip() == "" or _OF_THAT_FIGURE.match(rest))
    )
    return named.endswith("呢") and not asks(named[:-1]) and goes_on


def _only_names(piece: str) -> bool:
    """2024年7月起呢 asks what was asked before."""
    named = piece.rstrip("？?，, ")
    return named.endswith("呢") and not asks(named[:-1])


def _asks_in_words(piece: str) -> bool:
    return bool(_ASKING_WORD.search(piece.lower()))


def _only_ends(piece: str) -> bool:
    """Whether a piece has a question mark and is no question by itself."""
    said = piece.rstrip()
    if _asks_in_words(piece) or said[-1:] not in "？?":
        return False
    if _only_names(said) or _SHARE_NAMED.fullmatch(said):
        return False
    return len(said) >= _STATEMENT or (len(said) >= _CLAUSE and not _NAMES_FIGURE.search(said))


def _units(piece: str) -> list[str]:
    """“多少个国家、多少座城市” are two."""
    asked, begun = [], ""
    for part in piece.split("、"):
        begun = f"{begun}、{part}" if begun else part
        if _asks_in_words(part):
            asked.append(begun)
            begun = ""
    if len(asked) > 1 and not begun:
        return asked
    two = [part for part in _TWO_ASKED.split(piece) if part.strip()]
    return two if all(map(_asks_in_words, two)) and two else [piece]
