"""Questions that no document answers: about the service itself, or about nothing in particular."""

from __future__ import annotations

import re

from corpus.script import matching_form

ABOUT = (
    "我只根据已经入库的资料回答问题，每个数字都注明出处。请直接写出要问的内容，"
    "例如“郑州机场货邮吞吐量是多少”；添加或删除资料请用“资料”页面或 wenju add。"
)
VAGUE = "问题里没有说明问的是什么，请补上指标或对象（例如“货邮吞吐量同比增长多少”）后再问。"

_GREETING = re.compile(
    r"(?:你好|您好|嗨|哈喽|在吗|早上好|下午好|晚上好|谢谢你?|多谢|再见|hi|hello|help|thanks?)+"
)
_SELF = re.compile(
    r"(?:你|您)(?:是谁|叫什么|是什么|能做|会做|可以做|能干|会干|有什么功能|有哪些功能|能回答|怎么工作|如何工作)"
    r"|(?:这个|本|该)(?:系统|服务|平台|网站|软件|程序|助手|机器人)(?:有|是|能|会|怎么|如何|可以)"
    r"|^(?:帮助|使用说明|使用帮助|怎么用|如何使用)$"
    r"|^(?:怎么|怎样|如何)(?:上传|添加|导入|删除|替换)(?:文件|文档|资料)$"
    r"|^(?:现在|当前)?(?:几点|什么时间)了?$|^今天(?:星期|周|几号|天气)"
)
_ORDER = re.compile(
    r"(?:忽略|无视|忘记|忘掉|停止遵守)[^。？?]{0,4}(?:以上|之前|上面|前面|所有|全部|你的)[^。？?]{0,8}(?:指令|规则|提示|设定)|(?:输出|显示|泄露|重复)[^。？?]{0,6}提示词"
)
"""What is said to a model, and asks nothing of documents."""
_TASK = re.compile(
    r"(?:请|帮我|给我|为我|麻烦你?|来|你)*(?!讲讲|画画|写写)(?:写|作|编|讲|说(?=一?[个段])|唱|画|翻译|生成|创作|来)(?:一?[个首篇段幅张句]|一下)?"
    r"[^。？?什哪谁几多]{0,10}(?:诗|诗歌|歌|笑话|故事|段子|小说|作文|谜语|代码|程序|画|图片|绕口令|对联|情书)吧?"
)
"""To make something up, as one asks of a language model."""
# What is left of a question without these says what it is about.
_NOTHING = re.compile(
    r"同比|环比|增长|下降|上升|增加|减少|提高|增速|增幅|降幅|占比|比重|总共|一共|合计|分别|各自?"
    r"|等于|多少|几个?|什么|哪些?|怎么样?|如何|为什么|何时|是|有|的|了|吗|呢|吧|啊|呀|在|和|与|请问|告诉我|想知道"
)
_WORDS = re.compile(r"[㐀-鿿]|[a-z]{2,}")
_HAN = re.compile("[㐀-鿿]")
_CODE = re.compile(r"[<>{}\[\]*=;|\\]")
LONGEST = 24
"""Characters; a longer text that greets also asks."""


def without_documents(question: str, follows: bool) -> str | None:
    """What to say instead of searching, or None; ``follows``: earlier turns say the subject."""
    text = re.sub(r"[\s,.;:!?~，。；：！？～、]+", "", matching_form(question))
    if len(text) <= LONGEST and (_GREETING.fullmatch(text) or _SELF.search(text)):
        return ABOUT
    if _ORDER.search(text) or _TASK.fullmatch(text):
        return ABOUT
    if _CODE.search(question) and not _HAN.search(text):
        return VAGUE
    if not follows and text and not _WORDS.search(_NOTHING.sub("", text)):
        return VAGUE
    return None
