"""docs/settings.md, made from the settings themselves: ``python -m qa.manual``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from qa.settings import FOREIGN, Limits, Settings, variable

PAGE = Path(__file__).parent.parent / "docs" / "settings.md"
_HEAD = """\
# 设置 Settings

`python -m qa.manual` 生成，不要手改。*Written by `python -m qa.manual`; do not edit.*

设置来自环境变量；不认识的 `WENJU_` 变量会报错，空值等于没有设置。大小可带单位，如 `50MiB`。
*Settings are environment variables; an unknown `WENJU_` variable is an error, an empty one counts as
not set. Sizes may carry a unit, such as `50MiB`.*
"""


def settings_page() -> str:
    """The whole page."""
    foreign = "、".join(f"`{ours}` ← `{theirs}`" for theirs, ours in _foreign())
    sections = [
        _HEAD,
        "## 服务 Service\n",
        *_table(Settings.model_fields),
        f"\n没有设置我们的变量时也认 *also honoured when ours is not set*: {foreign}\n",
        "## 限制 Limits\n",
        *_table(Limits.model_fields),
    ]
    return "\n".join(sections) + "\n"


def _foreign() -> list[tuple[str, str]]:
    return [(theirs, variable(ours)) for theirs, ours in FOREIGN.items()]


def _table(fields: dict[str, FieldInfo]) -> Iterator[str]:
    yield "| 变量 variable | 默认 default | 含义 meaning |"
    yield "|---|---|---|"
    for name, field in fields.items():
        if name != "limits":
            meaning = " ".join((field.description or "").split())
            yield f"| `{variable(name)}` | {_default(field)} | {meaning} |"


def _default(field: FieldInfo) -> str:
    default = field.default
    if field.default_factory is not None:
        return "核数 cores"
    if default is None or default == () or isinstance(default, SecretStr):
        return "—"
    return f"`{default}`"


if __name__ == "__main__":
    PAGE.write_text(settings_page(), encoding="utf-8")
