"""Who wrote a page: the line that names its reporters, and the questions that ask for them."""

from __future__ import annotations

import re

from qa.kept import of_question

_ASKED = re.compile(
    "(?:记者|(?<!第一)(?<!通讯)(?<!共同)作者|通讯员)(?:的?(?:姓名|名字)|[是叫]|有)|采写|撰[写稿]|哪[两几]?[位个名]?(?:文字|摄影)?(?:记者|作者)"
    "|(?:稿子?|报道|文章|新闻|照片|图片)[^,，。？?]{0,4}(?:是|由|出自)?(?:谁|哪[两几一]?[位个])[^,，。？?]{0,6}(?:写|采写|整理|拍|摄)"
)
_PICTURE_ASKED = re.compile("摄影|照片|图片|拍[的摄]")
_PICTURE = re.compile(r"摄\s*$|图[/／]|摄影[:：]")
_NAMED = re.compile(
    r"(?:记者|通讯员|实习生|作者|撰文|采写|文[/／]|整理)[:：/／\s]*(?![提从问获会见在了注们近招表对])[㐀-鿿·]{2,4}(?![㐀-鿿])|[㐀-鿿·]{2,4}\s+(?:整理|摄)\s*$"
)
_BYLINE = re.compile("本报记者|通讯员|(?:^|[（(])记者[ :：㐀-鿿]")
_WORK = re.compile("《(?P<name>[^《》]{2,30})》")
_WROTE = re.compile("著|撰|创作|所写|写[成下了]|作者|执笔|编纂")
"""What says of a book who wrote it."""
LONGEST = 60
"""Characters of such a line; where a story begins with it, of what stands in brackets before."""
_OPENS = re.compile(r"[^，,。]{0,16}[（(][^（）()]*记者[^（）()]*[）)]")


@of_question
def asks_author(question: str) -> bool:
    """Whether it is asked who wrote a page, put it together or took its pictures."""
    return bool(_ASKED.search(question))


def is_byline(text: str) -> bool:
    """Whether a text begins as the story of a reporter does, or names one."""
    return bool(_BYLINE.search(text))


def tells_author(question: str, line: str) -> bool:
    """Whether a line names who did what is asked: 本报记者 王红 wrote, 马健 摄 took a picture."""
    if (work := _WORK.search(question)) and work["name"] in line:
        return bool(_WROTE.search(line))
    opens = _OPENS.match(line)
    head = opens[0] if opens else line.strip()
    if len(head) > LONGEST or not _NAMED.search(head):
        return False
    return bool(_PICTURE.search(head)) == bool(_PICTURE_ASKED.search(question))
