"""Bytes of a text file → its text, the encoding found from the bytes."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

from corpus import signature
from corpus.errors import UnreadableDocument, UnsupportedFormat

_BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with that of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CANDIDATES = ("utf-8", "gb18030", "cp950", "big5hkscs", "utf-16-le", "utf-16-be")
_FAMILIES = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "big5": "cp950"}
_SAMPLE = 20_000
"""Characters that are weighed; more do not change the verdict."""
_BROKEN = 0.002
"""Share of damaged characters up to which a file still counts as text of that encoding."""
_DOUBT = 0.5
"""A declared encoding gives way to a reading that looks this much more like Chinese."""
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_SURROGATE = re.compile("[\ud800-\udfff]")

_FREQUENT = (
    "的一國在年人中為国大了日是为有和於发上以行地後不成月時时學市民会會动区公之业主生"
    "與作政文軍新部出發对全工南家多来西到個其斯而进个來正法區世等方東开分现自于北要對"
    "能通他這员及展高戰学用力这經下由务被安也者最代后场同关立经建长实並前将报理動開体"
    "名水合都化利们教过期海道爾事第与本亞外资內提德長元此加因保所表統机重心位美過示网"
    "現产度车使共子可機电進任台業金馬据但得次府小特面三活產天稱當我至定目司克查物内羅"
    "交州间更聯入將记治平品应拉持社間强體点题城量制当電情并種设路山十好華信服權管帝王"
    "總运朝东二義防相联性局島界万史警數数兩就議近看明责古設受黨已基队原員然式球語还達"
    "領风約關著省计從流里向院紀比始科标或起灣委回改布调系族项英解則士处该實增消如门意"
    "口总常续推程河组各线些从車源運息星称导尼京隊说臺阿军办縣股組手四收認预直案傳指接"
    "港广選蘭供雨計商今們传爭集場规某屬企濟務创結气巴众土着漢级萬首问林两廣视包营江支"
    "影少党說编無形医太议賽件維团反站書導施變技造線投韓参洲村步決資格求告還術无歐达华"
    "命专舉打皇费女際客蒙统校蘇险帶救類证宗條深护張监空价陸游居书取赛字领清结派老降五"
    "育米升擊視許群該环武质據身歷色別亿兵青辑普带助納号處整氣研术官規知它单需鐵种團果"
    "括让即感境周點户印引論未非济曾战认較注香决很攻况邦石举強权图又约亦张早域先放卡做"
    "門列完沒且没光备除获風友圖超質响言积夫转奧确县郵际報限應显易型协劉去殺态率选構准"
    "头威灾初只优检票級繼獲效獨尔福别隨复观再精號益根志仍排宣构极神響參份續房劃类轉速"
    "闻俄失快興演連題究功急農职波亚值置健给孩網援伊热革走龍条修范極己專記溫识衛令园旅"
    "另往搜邊严致落存每倫央例请越师眾策均节問频標李具融段乐爱製红返單敗镇勢宋变積织築"
    "容協食觀款藝環马織违占想離势较樂象盟农九器她督罗维八财验模副百采低"
)
"""The 500 most frequent characters of Simplified and of Traditional running text, one or the other
in turn (counted in news and encyclopedia articles): three characters of four in any text."""


def decode(data: bytes, declared: str | None = None) -> str:
    """The text of ``data``: UTF-8, UTF-16, GB18030 or Big5; newlines become ``\\n``.

    ``declared`` is the encoding the document claims to have; it is used if the bytes bear it out.
    The result holds no lone surrogate and no NUL. Raises UnsupportedFormat when the bytes are of
    another kind of file, UnreadableDocument when they are no text at all.
    """
    kind = signature.identify(data)
    if kind is not None:
        found = signature.name(kind)
        raise UnsupportedFormat(
            f"内容不是文本，看起来是{found}；请改用正确的扩展名，或另存为 txt。"
        )
    marked = _marked(data)
    text = marked if marked is not None else _claimed(data, declared)
    if _is_binary(text):
        raise UnreadableDocument(
            "文件含有二进制内容，不是可读的文本；请确认文件没有损坏，或另存为 UTF-8 编码的 txt。"
        )
    return _SURROGATE.sub("", text).replace("\r\n", "\n").replace("\r", "\n")


def _marked(data: bytes) -> str | None:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _lenient(data[len(mark) :], (encoding,))
    return None


def _claimed(data: bytes, declared: str | None) -> str:
    """As declared, unless the bytes say otherwise: many a page lies about its encoding."""
    name = (declared or "").strip().lower()
    try:
        claimed = data.decode(_FAMILIES.get(name, name)) if name else None
    except (UnicodeError, LookupError, ValueError):
        claimed = None
    if claimed is None:
        return _guessed(data)
    try:
        guessed = _guessed(data)
    except UnreadableDocument:
        return claimed
    return claimed if _weight(claimed) > _weight(guessed) - _DOUBT else guessed


def _guessed(data: bytes) -> str:
    text = _strict(data, "utf-8")
    if text is not None and "\x00" not in text and (text.isascii() or _weight(text) > 0.5):
        return text
    readings = [(e, _strict(data, e)) for e in _CANDIDATES]
    weighed = [(_weight(text), -rank, text) for rank, (_, text) in enumerate(readings) if text]
    best = max(weighed, default=None)
    if best is not None and best[0] > 0:
        return best[2]
    if text is not None:
        return text
    return _western(data) or _lenient(data, ("utf-8", "gb18030", "cp950"))


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeError:
        return None


def _western(data: bytes) -> str | None:
    """Latin text with a few accented letters: bytes above 7F stand alone among ASCII letters."""
    text = _strict(data, "cp1252")
    high = sum(byte > 0x7F for byte in data)
    return text if text is not None and 0 < high < len(data) / 10 and b"\x00" not in data else None


def _lenient(data: bytes, encodings: tuple[str, ...]) -> str:
    """The reading with the fewest damaged characters, if they are few: a cut or a flipped byte."""
    readings = [data.decode(encoding, "replace") for encoding in encodings]
    best = min(readings, key=lambda text: text.count("\ufffd"))
    if best.count("\ufffd") > max(1, _BROKEN * len(best)):
        raise UnreadableDocument(
            "无法识别文件的编码（试过 UTF-8、UTF-16、GB18030、Big5）；请另存为 UTF-8 编码后再添加。"
        )
    return best


def _is_binary(text: str) -> bool:
    return "\x00" in text or len(_CONTROL.findall(text)) > 0.01 * len(text)


def _weight(text: str) -> float:
    """How much a reading looks like written Chinese: mean over its characters beyond ASCII.

    Plain ASCII weighs 1. Frequent characters weigh much, common ones something, rare ones and
    everything that no document holds weigh against the reading.
    """
    beyond = [character for character in text[:_SAMPLE] if character > "\x7f"]
    if not beyond:
        return -9.0 if "\x00" in text else 1.0
    return sum(map(_worth, beyond)) / len(beyond) - 4.0 * ("\x00" in text)


@lru_cache(maxsize=30_000)
def _worth(character: str) -> float:
    rank = _FREQUENT.find(character)
    if rank >= 0:
        return 4.0 - 1.5 * rank / len(_FREQUENT)
    if "\u4e00" <= character <= "\u9fff":
        return 1.0 if _is_common(character) else -3.0
    if character in "，。、；：？！“”‘’（）《》〈〉「」『』【】〔〕…—·　％○〇●①②③④⑤⑥⑦⑧⑨⑩℃￥～－":
        return 3.0
    if "\uff10" <= character <= "\uff5a" or "\u2010" <= character <= "\u22ff":
        return 0.5
    if "\u0370" <= character <= "\u052f":
        return 0.0
    return -1.0 if character < "\u0250" or "\u3040" <= character <= "\u30ff" else -4.0


def _is_common(character: str) -> bool:
    """In the everyday half of GB2312 (rows 16–55) or of Big5 (A4–C6): what those halves are for."""
    for encoding, low, high in (("gb2312", 0xB0, 0xD7), ("big5", 0xA4, 0xC6)):
        try:
            if low <= character.encode(encoding)[0] <= high:
                return True
        except UnicodeEncodeError:
            continue
    return False
