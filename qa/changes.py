"""Questions that only ask by how much something has changed."""

from __future__ import annotations

import re

_ONLY_CHANGE = re.compile(
    "(?:其|又|也|分别)?(?:(?:同比|环比|[比较]|[跟与和同][^，,]{1,8}?比)[^，,]{0,8}?)?(?:是|又|都)?"
    "(?:增长|增加|增幅|增速|下降|降幅|涨幅|跌幅|提高|降低|减少|提前|推迟|变[化动]?|上[涨升]|扩大|缩小|下滑|走[高低]|回[落升调]|收窄|放缓|加快|[多少增减涨降升跌早晚高低快慢])"
    "了?(?:是|有|为)?(?:多少|多大|几|百分|如何|怎)"
)


def asks_only_change(question: str) -> bool:
    """Whether a question asks by how much something has changed, and does not say what: 比前一周变了多少."""
    return bool(_ONLY_CHANGE.match(question))
