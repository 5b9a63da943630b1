"""Title and date of a document, from its format, its text and its file name."""

from __future__ import annotations

import datetime
import itertools
import re
import unicodedata
from collections.abc import Iterator
from pathlib import PurePosixPath

from corpus.document import Extracted

_HEAD = 15
_TAIL = 8
"""Lines with text at the two ends where a document says its date."""
_TITLE_LINES = 10
_SHORTEST_TITLE, _LONGEST_TITLE = 4, 60
_HEADLINE = 12
"""Characters; shorter lines above a headline are its kicker or the name of a column."""

_DIGITS = "〇一二三四五六七八九"
_DATE = (
    r"(?P<y>(?:19|20)\d\d)(?:\s*年\s*(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*日"
    r"|(?P<s>[-/.])(?P<m2>\d{1,2})(?P=s)(?P<d2>\d{1,2})(?!\d))"
    r"|(?P<cy>[一二][〇零○OＯ一二三四五六七八九]{3})\s*年\s*(?P<cm>[一二三四五六七八九十]{1,2})\s*月"
    r"\s*(?P<cd>[一二三四五六七八九十]{1,3})\s*日"
)
_ANY_DATE = re.compile(rf"(?<!\d)(?:{_DATE})")
_LABELLED = re.compile(
    rf"(?:^|[\s|•·,，;；（(【\[])(?:成文|发文|发布|公告|印发|签发|公布|公开|生成|刊发|出版|发表|提问|咨询|收录|编制)?(?:日期|时间)"
    rf"\s*(?:[】\]]\s*[:：]?|[:：|])\s*(?:{_DATE})"
)
_OTHER_DATE = re.compile(
    r"(?:会议|活动|开标|报名|截止|施行|实施|生效|开始|结束|出生|更新)(?:日期|时间)"
)
_BESIDE_DATE = re.compile(
    r"(?:[\s|•·,，()（）\[\]【】《》:：—-]|(?:星期|周)[一二三四五六日天]|\d{1,2}:\d\d(?::\d\d)?|农历\S*|印发|"
    r"发布|讯|电|第?[A-Z]?\d{1,4}版(?:[:：\s]\s*[一-鿿]{2,6}(?=\s|$))?|第?[A-Z]?\d{1,4}[版期号]?"
    r"|(?:[一-鿿]{2,8}(?:报|周刊|财经|政府网|新闻网|早知道)|[一-鿿]{2,4}新闻)(?=[\s|•·,，)）》:：—-]|第?[A-Z]?\d|$)|[一-鿿]{0,8}(?:日报|晚报|时报|晨报|早报|商报)"
    r"|[一-鿿]{2,20}(?:办公室|[局委厅处]|中心|公司|集团|委员会|政府|学院|大学|医院)(?=[\s ]+(?:印发|发布)?$|[\s ]+(?:印发|发布))"
    r"|(?:来源|作者|记者|责编|责任编辑|编辑)[:：]?\s*\S{1,12})*"
)
_WIRED = re.compile(rf"^[一-鿿]{{2,12}}\s*(?:{_DATE})\s*[电讯](?![一-鿿])")
_BRACKETED = re.compile(r"^[（(【]([^（）()【】]{0,40})[）)】]")
"""本报广州2024年9月21日电（记者 …） and （黄河日报 2024年9月21日 记者 …）, with which news begin."""
_TIMESTAMP = re.compile(rf"^(?:{_DATE})\s+\d{{1,2}}:\d\d")
_LONGEST_BYLINE = 60
_BYLINES = 5
"""Lines with text at the head among which, below the first, a byline with a date is looked for."""
_STAMP = re.compile(
    rf"(?:^|(?<=[\s|·•】\])])|(?<=[布表稿辑改新订]于)|(?<=[布表稿新订]:)|(?<=[新订](?:日期|时间):))(?:{_DATE})"
    r"(?P<clock>\s*\d{1,2}:\d\d(?::\d\d)?)?(?=$|[\s|·•,])"
)
"""A day set apart from what stands beside it, or after 发布于."""
_WHO = re.compile(
    "来源|作者|记者|编辑|责编|发布|发表|更新|修[改订]|整理|供稿|编[制印]|原创|浏览|阅读|评论|楼主|发帖|提问|回答|解答|答主|^文/"
)
"""What a byline says beside the day."""
_COLUMN = re.compile(r"[^,.;!?。、:]{2,12}\s")
"""研报精选 2024-09-24: the name of a newspaper or a column, and the day."""
_REVISED = re.compile("更新|修[改订]|编辑于")
_NO_BYLINE = re.compile(
    r"会议|活动|开标|投标|报名|截[止至]|施行|实施|执行|生效|开始|结束|有效|出生|成立|最初|首次|初版|[起止至到从自]\s*$|[。;!?]|^[|#]"
)
_OCCASION = re.compile(rf"^(?:[（(]|[—-]{{1,2}}\s*)(?:{_DATE}).{{0,60}}(?:[）)]|(?:会议|大会)上)$")
_SIGNED = re.compile(
    rf"^(?:[^。；，！？,;!?：:]{{0,30}}?(?<![自至于从在到]))(?:{_DATE})\s*(?:印发|发布)?$"
)
_IN_NAME = re.compile(
    r"(?<![0-9A-Za-z])((?:19|20)\d\d)(?:([-_.])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})日|(\d\d)(\d\d))"
    r"(?![0-9A-Za-z])"
)

_PAPER, _PAGE = re.compile(r"[一-鿿]{1,7}(?:报|新闻|周刊)(?=\s|$)"), re.compile(r"\d版")
_STORY, _STORIES = (
    re.compile(r"[报闻]讯(?:\s*[（(](?:本报)?记者|(?=[\s（(一-鿿]))|[（(](?:本报)?记者|本报记者"),
    2,
)
"""What a newspaper's story begins with, and how many a page has that is called by none of them."""

_NUMBERED = re.compile(
    r"[一二三四五六七八九十]+\s*[、.．]|[（(][一二三四五六七八九十\d]+[）)]|第.{1,3}[章节部编条]|\d+\s*[.、．]"
)
_ISSUER = re.compile(
    r"(?:公司|局|委员会|厅|政府|办公室|中心|总?队|学校|大学|学院|医院|集团|银行|项目|工程|上市)$"
)
"""How a line ends that is the first half of a title: whose notice it is, or about what."""
_MOST_ABOVE = 2
_TOLD_OF = 3
"""Times that a text names what it is about, where its first line is no longer than that name."""
_MARKED = re.compile(r"\s*\[(?:编辑|\d{1,2})\]$")
_HEADING = re.compile(r"^ {0,3}#{1,6}\s+(.*?)\s*#*\s*$", re.MULTILINE)
_KINDS = (
    "通知|通报|意见|答复|回复|复函|批复|报告|请示|函|公告|通告|决定|决议|办法|方案|规划|计划|纪要|议案|提案|说明|"
    "条例|规定|细则|纲要|公报|要点|措施|预案|标准|指南|清单|解读|讲话|发言|命令|令"
)
_OFFICIAL = re.compile(rf"(?:.{{0,40}}关于.{{3,}}|.{{4,}})(?:{_KINDS})(?:[（(].{{1,12}}[）)])?")
_ABOUT = re.compile(rf".{{0,40}}关于.{{3,}}(?:{_KINDS})(?:[（(].{{1,12}}[）)])?")
_CRUMBS = re.compile(
    r"[^，。；！？]{1,20}(?:\s+[>＞»›]\s+[^，。；！？>＞»›]{1,20}|(?:\s*[>＞»›]\s*[^，。；！？>＞»›]{1,20}){2,})"
)
"""Where a page stands in its site: 公积金中心 > 政策解读."""
_SITE = re.compile(r"[^，。；！？>＞»›]{1,20}\s+[>＞»›]\s")
_OFFICE = r"(?P<issuer>[㐀-鿿]{4,24}(?:政府|局|厅|委|委员会|管委会|办公室|中心|法院|检察院))"
_ON_SITE, _ISSUED_BY = (
    re.compile(rf"(?:当前位置\s*[:：]\s*)?{_OFFICE}\s*[>＞»›]"),
    re.compile(rf"(?:发布|发文|制发|印发)(?:机构|机关|单位)\s*[:：]\s*{_OFFICE}$"),
)
_GIVEN = re.compile(r"日在(?P<body>[㐀-鿿]{2,10}?[省市县区旗])[^。；]{0,40}(?:会议|大会)上")
"""Where a report was given."""
_OFFICE_LINE = re.compile(
    r"[㐀-鿿]{2,8}[省市县区旗][㐀-鿿]{0,20}(?:政府|局|厅|委员会|管委会|办公室|中心|法院|检察院|医院|学校|大学|学院|馆)"
)
_PLACES, _PLACE = re.compile("([㐀-鿿]{2,}?)(?:[省市县区州盟旗])"), 2
"""What says of what place an office is; where none is told from words, characters with which its name begins."""
_TITLE_LABEL = re.compile(r"^(?:题目|问题?)[:：]\s*")
_STATED = re.compile(
    r"[【\[]?[㐀-鿿]{0,2}(?:标\s*题|(?<![㐀-鿿])名\s*称)(?:[】\]]\s*[:：]?|[:：])\s*(.{4,})"
)
"""信件标题：关于…的问题."""
_NO_TITLE = re.compile(
    r"^[•·●▪*|>]|^—|[|｜].*[|｜]|^第?\s*[A-Z]?\d{1,3}\s*版|^(?:本报|记者|通讯员|来源|作者|编辑|责任编辑|责编|索引号|发布机构|发文机关|主题词?|分类|文号|"
    r"发文字号|标题|名称|有效性|信息|目\s*录|附件|编号|电话|第\s*\d+\s*页)|[〔\[（(]\s*(?:19|20)\d\d\s*[〕\]）)]\s*\d+\s*号"
    r"|[。；，、;,：:]$|(?:记者(?!问)|通讯员|整理(?!的)|摄(?![氏像影])|文/图)\s*\S{0,12}$|https?://|www\."
    r"|^[㐀-鿿]{0,4}(?:时间|日期|类型|来信人|申请人)[:：]|^(?:首页|当前位置)|[>＞»]\s*正文$| [>＞»] .* [>＞»] |(?:代码|简称|编号)[:：]"
)
_BYLINE = re.compile(
    r"记者|作者|来源|编辑|答主|提问|浏览|阅读|(?:19|20)\d{2}\s*[-—年/.]\s*\d{1,2}\s*[-—月/.]"
)
_ENTRY = re.compile(
    r"[《“]?(?P<name>[㐀-鿿·]{2,12}(?<![网报社局委厅])(?<!频道|政府|首页))[》”]?(?=$|[\s（(_|｜—-])"
)
_CREDITS = re.compile(
    r"^本?(?:词条|条目)由|(?:撰稿|执笔|词条|条目|资料来源|楼主|发帖人?|供稿|编者|编校)[^，。]{0,4}[:：]|(?:更新|修订|编辑)于\s*(?:19|20)\d\d|[编撰译]\s+(?:19|20)\d\d\s*年"
)
"""Who wrote it and in what month: 资料来源：地方年鉴 执笔：某人."""
_BYLINE_NAME, _MARK = 20, re.compile("[，。；：！？,;:!?]")
"""Characters of a line that says who writes, without punctuation, above one that says when."""
_LABELLED_LINE = re.compile(r"(?!.{0,4}(?:指南|问答|解读)[:：])[㐀-鿿 \u3000]{2,8}[:：]\s*\S")
"""文号：…, 办理单位：…: where several stand at the head, none is the title."""
_BODY_END = re.compile(r"[。；！？]$|[，。；：！？].*”$|[，。；].{10}")
_DECISION = re.compile("(?:决定书|告知书|判决书|裁定书|处罚决定)$")
_PARTY = re.compile(
    r"(?:当事人|被处罚(?:人|单位|对象)|(?:行政)?相对人|被告)(?:名称|姓名)?[:：]\s*([^，,。；;（(:：\s]{2,30})"
)
_PROGRAM_TITLE = re.compile(
    r"(?:(?:Microsoft|PowerPoint|Word|Excel|WPS|幻灯片|演示文稿|文档|文字|新建|无标题|未命名|Untitled|"
    r"Document|Presentation|Sheet|Book|工作簿|Slide|标题|null|None)[\s\d\-—_]*)+"
    r"|Microsoft\s+\w+\s+-.*|(?:(?:file|https?):|.*\\|/).*|.*\.(?:docx?|xlsx?|pptx?|pdf|wps|indd|qxd|ofd|html?)",
    re.IGNORECASE,
)


_WORKBOOK = ".xlsx"


def title_of(extracted: Extracted, name: str) -> str:
    """The title the format states, else the one the text shows at its head, else the file name.

    At the head of a workbook the name of its first sheet stands, which is a section of it.
    """
    shown = None if name.lower().endswith(_WORKBOOK) else title_in(extracted.text)
    title = sensible_title(extracted.title) or shown or _stem(name)
    return _with_party(title, extracted.text) if _DECISION.search(title) else title


def _with_party(title: str, text: str) -> str:
    """A decision with whom it is about, which its own title never says."""
    parties = (found[1] for line in _filled(text, _HEAD) if (found := _PARTY.match(line)))
    party = next((one for one in parties if one not in title), None)
    return f"{title}（{party}）" if party else title


def date_of(extracted: Extracted, name: str) -> str | None:
    """ISO day of the document, or None when it states none: a day that the text only mentions is
    not the document's own, and a month is no day."""
    return extracted.date or date_in(extracted.text) or _date_in_name(name)


def sensible_title(title: str | None) -> str | None:
    """The title on one line, or None where a program left its own words in its place."""
    text = " ".join((title or "").split())
    if not 2 <= len(text) <= 200 or (_PROGRAM_TITLE.fullmatch(text) and not _ABOUT.match(text)):
        return None
    return text if re.search(r"[㐀-鿿A-Za-z]", text) and "\ufffd" not in text else None


def first_heading(text: str) -> str | None:
    """The first Markdown heading that says something."""
    return next((found[1] for found in _HEADING.finditer(text) if found[1].strip()), None)


def title_in(text: str) -> str | None:
    """The title that stands at the head of a text, or its first Markdown heading."""
    head = list(_filled(text, _TITLE_LINES))
    headings = (found[1] for line in head if (found := _HEADING.match(line)))
    heading = next((h for h in headings if h and not _NUMBERED.match(h)), None)
    labelled = (found[1] for line in head if (found := _STATED.fullmatch(line)))
    stated = (
        heading
        or next(labelled, None)
        or _newspaper_page(text, head)
        or _official(head)
        or _entry(head)
        or _headline(head)
        or _first_line(text)
    )
    title = sensible_title(_MARKED.sub("", stated or first_heading(text) or ""))
    return title and _with_issuer(_with_body(title, head), head)


def _with_body(title: str, head: list[str]) -> str:
    """政府工作报告 of the place in whose congress it was given; a notice under the line of its office."""
    at = next((i for i, line in enumerate(head) if line == title), None)
    if at is None:
        return title
    below = _GIVEN.search(head[at + 1]) if at + 1 < len(head) else None
    body = (
        below["body"]
        if below
        else head[at - 1]
        if at and _OFFICE_LINE.fullmatch(head[at - 1])
        else ""
    )
    known = any(place in title for place in _PLACES.findall(body))
    return title if not body or known or len(body + title) > 2 * _LONGEST_TITLE else body + title


def _with_issuer(title: str, head: list[str]) -> str:
    """A title that does not say of what place it is, after the office on whose site the page stands."""
    told = (match for line in head if (match := _ON_SITE.match(line) or _ISSUED_BY.match(line)))
    issuer = next((match["issuer"] for match in told), "")
    known = not issuer or any(
        place in title for place in _PLACES.findall(issuer) or [issuer[:_PLACE]]
    )
    return title if known or len(issuer + title) > 2 * _LONGEST_TITLE else issuer + title


def date_in(text: str) -> str | None:
    """The day that a text states as its own: labelled, alone near its head, or signing it off."""
    head = [_folded(line) for line in _filled(text, _HEAD)]
    tail = [_folded(line) for line in _last_filled(text, _TAIL)]
    for line in (*head, *tail):
        match = _LABELLED.search(line)
        if match and not _OTHER_DATE.search(line) and (day := _day(match)):
            return day
    found = (_own_date(line) for line in head)
    signed = (_signed(line) for line in reversed(tail))
    bylines = sorted(head[1:_BYLINES], key=lambda line: bool(_REVISED.search(line)))
    below = (_dated_byline(line) for line in bylines)
    return next((day for day in (*found, *signed, *below) if day), None)


def iso_day(text: str) -> str | None:
    """The day that ``text`` begins with, as metadata write it; None if there is none."""
    match = re.match(rf"\s*(?:{_DATE})", text)
    if match:
        return _day(match)
    compact = re.match(r"\s*(\d{4})(\d\d)(\d\d)(?=\D|\d{6}|$)", text)
    return _checked(*map(int, compact.groups())) if compact else None


def _filled(text: str, count: int) -> Iterator[str]:
    start = 0
    while count and start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if line := text[start:end].strip():
            count -= 1
            yield line[:2_000]
        start = end + 1


def _last_filled(text: str, count: int) -> list[str]:
    lines = [line.strip() for line in text[-3_000:].split("\n")]
    return [line for line in lines if line][-count:]


def _folded(line: str) -> str:
    return unicodedata.normalize("NFKC", line).strip()


def _own_date(line: str) -> str | None:
    match = _TIMESTAMP.match(line) or _OCCASION.match(line) or _WIRED.match(line)
    if match:
        return _day(match)
    bracketed = _BRACKETED.match(line)
    line = bracketed[1] if bracketed else line
    match = _ANY_DATE.search(line)
    if match is None:
        return None
    beside = line[: match.start()] + " " + line[match.end() :]
    return _day(match) if len(beside) <= 40 and _BESIDE_DATE.fullmatch(beside) else None


def _dated_byline(line: str) -> str | None:
    """The day of 车市快报 2024-09-02 12:30 记者 王红; that of a revision, where no other is said."""
    match = _STAMP.search(line) if len(line) <= _LONGEST_BYLINE else None
    if match is None or _NO_BYLINE.search(f"{line[: match.start()]} {line[match.end() :]}"):
        return None
    column = match.end() == len(line) and _COLUMN.fullmatch(line[: match.start()])
    told = match["clock"] or column or _WHO.search(line)
    return _day(match) if told else None


def _signed(line: str) -> str | None:
    match = _SIGNED.match(line.strip("()（） "))
    return _day(match) if match else None


def _day(match: re.Match[str]) -> str | None:
    if match["cy"]:
        year = int("".join(str(_DIGITS.index(_zero(c))) for c in match["cy"]))
        return _checked(year, _small(match["cm"]), _small(match["cd"]))
    return _checked(int(match["y"]), int(match["m"] or match["m2"]), int(match["d"] or match["d2"]))


def _zero(character: str) -> str:
    return "〇" if character in "零○OＯ" else character


def _small(text: str) -> int:
    """二十一 → 21."""
    tens, mark, ones = text.rpartition("十")
    if not mark:
        return _DIGITS.index(text) if len(text) == 1 else 0
    high = _DIGITS.find(tens) if tens else 1
    return high * 10 + (_DIGITS.find(ones) if ones else 0)


def _checked(year: int, month: int, day: int) -> str | None:
    try:
        return datetime.date(year, month, day).isoformat() if 1900 <= year < 2100 else None
    except ValueError:
        return None


def _date_in_name(name: str) -> str | None:
    for match in _IN_NAME.finditer(_stem(name)):
        y, _, m1, d1, m2, d2, m3, d3 = match.groups()
        if day := _checked(int(y), int(m1 or m2 or m3), int(d1 or d2 or d3)):
            return day
    return None


def _newspaper_page(text: str, head: list[str]) -> str | None:
    """Name, day and number of a page with several stories, of which the headline of the first says nothing."""
    several = len(_STORY.findall(text)) >= _STORIES
    return " ".join(_page_head(head)) or None if several else None


def _page_head(head: list[str]) -> list[str]:
    """The lines with which a newspaper's page begins: its name, and with it or below it day and number; else none."""
    if not head or not _PAPER.match(head[0]):
        return []
    lines = head[:1] if _PAGE.search(head[0]) else head[:2]
    return lines if _PAGE.search(lines[-1]) and _own_date(_folded(lines[-1])) else []


def _official(head: list[str]) -> str | None:
    """A line, or two or three that belong together, of the form 关于…的通知."""
    for start in range(len(head)):
        for end in range(start + 1, min(start + 4, len(head) + 1)):
            lines = head[start:end]
            if any(_is_no_title(line) or _is_label(line) for line in lines):
                break
            whole = "".join(lines)
            if len(whole) <= 2 * _LONGEST_TITLE and _ABOUT.fullmatch(whole):
                return whole
    return None


def _is_label(line: str) -> bool:
    """公告号：2024年第5号, not 关于…：…的通知."""
    return bool(_LABELLED_LINE.match(line)) and "关于" not in line


def _entry(head: list[str]) -> str | None:
    """A first line with the name of what the text begins to tell about: 沈墨林（画家）_百科, above 沈墨林（1903年—…."""
    named = _ENTRY.match(head[0]) if head and len(head[0]) <= _LONGEST_TITLE else None
    if named is None or _is_no_title(head[0]):
        return None
    begins = re.compile(
        rf"[《“]?{re.escape(named['name'])}[》”]?(?:[（(，,是为]|又[名称]|原名|位于|指)"
    )
    return head[0] if any(map(begins.match, head[1:_BYLINES])) else None


def _headline(head: list[str]) -> str | None:
    """A line above the text that says more than who or when; of a newspaper's page with its name."""
    if page := _page_head(head):
        found = _headline(head[len(page) :])
        return f"{found}（{page[0].split()[0]}）" if found else None
    lines = []
    labelled = [line for line in head if _LABELLED_LINE.match(line)]
    for line in head:
        if len(labelled) > 1 and line in labelled:
            continue
        if len(line) > _LONGEST_TITLE or line.startswith("#") or _BODY_END.search(line):
            break
        if len(line) >= _SHORTEST_TITLE and not _NUMBERED.match(line) and not _is_no_title(line):
            lines.append(line)
    if official := next((line for line in lines if _OFFICIAL.fullmatch(line)), None):
        return _from_above(head, official)
    below = dict(itertools.pairwise(head))
    if above := next((line for line in lines if below.get(line, "").startswith("—")), None):
        return above
    long = (line for line in lines if len(line) >= _HEADLINE)
    return next(iter((*long, *lines)), None)


def _from_above(head: list[str], official: str) -> str:
    """A notice's title with the lines above it that begin it: who issues it, of what project it is."""
    at = first = head.index(official)
    while first and at - first < _MOST_ABOVE:
        above = head[first - 1]
        labelled = _is_no_title(above) or _LABELLED_LINE.match(above)
        if above in official or labelled or not _ISSUER.search(above):
            break
        first -= 1
    whole = "".join(head[first : at + 1])
    return whole if len(whole) <= 2 * _LONGEST_TITLE else official


def _first_line(text: str) -> str | None:
    """A first line, below where a page stands in its site, with commas or a question mark in it, as news and search
    pages have them, where a blank line or a byline sets it off; or a short name of which the text goes on to speak."""
    first, rest = _below_crumbs(text.strip()[:2_000])
    first, below = _TITLE_LABEL.sub("", first), list(_filled(rest, 2))
    if not 2 <= len(first) <= _LONGEST_TITLE or "。" in first or _is_no_title(first):
        return None
    if len(first) < _SHORTEST_TITLE:
        told = any(line.startswith(first) for line in below) or rest.count(first) >= _TOLD_OF
        return first if told else None
    set_off = bool(below) and (not rest.split("\n")[0].strip() or _sets_off(below[0]))
    if len(below) > 1 and len(below[0]) <= _BYLINE_NAME and not _MARK.search(below[0]):
        set_off = set_off or _is_byline(below[1])
    return first if set_off else None


def _below_crumbs(text: str) -> tuple[str, str]:
    """The first line that says more than where the page stands in its site, and what follows it."""
    first, _, rest = text.partition("\n")
    while rest and (not first.strip() or _CRUMBS.fullmatch(first.strip())):
        first, _, rest = rest.partition("\n")
    return first.strip(), rest


def _sets_off(line: str) -> bool:
    """A subtitle, a byline, or where the page stands in its site."""
    return line.startswith("—") or _is_byline(line) or bool(_SITE.match(line))


def _is_byline(line: str) -> bool:
    short = len(line) <= _LONGEST_TITLE and "。" not in line
    return _is_dated(line) or (short and bool(_BYLINE.search(line)))


def _is_no_title(line: str) -> bool:
    told = _NO_TITLE.search(line) or _CREDITS.search(line) or _CRUMBS.fullmatch(line)
    return bool(told) or _is_dated(line)


def _is_dated(line: str) -> bool:
    """Whether a line only says when, and who or where."""
    folded = _folded(line)
    return bool(_own_date(folded) or _dated_byline(folded))


def _stem(name: str) -> str:
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    printable = "".join(c for c in last if c.isprintable())
    return PurePosixPath(printable).stem.strip() or "未命名文档"
