"""The table “what the user gets” of docs/llm.md: ``python -m tests.llm.outcomes`` writes it."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from qa.answer import Answer, Question
from tests.llm.scripted import QUESTION, ScriptedModel, open_service

PAGE = Path(__file__).parent.parent.parent / "docs" / "llm.md"
BEGIN, END = "<!-- outcomes -->", "<!-- /outcomes -->"
CASES = {
    "答对 right": "2023年，郑州机场货邮吞吐量为60.8万吨，同比下降2.5%[1]。",
    "数字错 wrong figure": "2023年郑州机场货邮吞吐量为72.3万吨[1]。",
    "别的年份的数字 right figure, wrong year": "2023年郑州机场货邮吞吐量为62.5万吨[1]。",
    "别的指标的数字 another label": "郑州机场货邮吞吐量为2535.8万人次[1]。",
    "增减说反 reversed": "货邮吞吐量为60.8万吨，同比增长2.5%[1]。",
    "没有角标 no marker": "郑州机场货邮吞吐量为60.8万吨。",
    "角标错 wrong markers": "郑州机场货邮吞吐量为60.8万吨[3][99]。",
    "编造来源 invented source": "根据《郑州航空港年鉴》，郑州机场货邮吞吐量为60.8万吨，位居中部第一。",
    "拒答 refusal": "资料中没有找到相关信息。",
    "死循环 endless loop": "郑州是河南省会，",
}
UNANSWERABLE = "2021年郑州机场货邮吞吐量多少"


def outcome(question: str, says: str) -> Answer:
    """What the user gets when a model says this."""
    with TemporaryDirectory() as folder:
        service = open_service(Path(folder), ScriptedModel(says, endless=says.endswith("，")))
        try:
            return service.ask(Question(question))
        finally:
            service.close()


def table() -> str:
    rows = [
        "| 语言模型 the model | 它写的 writes | 用户得到的 the user gets | `mode` | `degraded` | 提示 notices |"
    ]
    rows.append("|---|---|---|---|---|---|")
    rows += [_row(name, says, outcome(QUESTION, says)) for name, says in CASES.items()]
    says = f"{UNANSWERABLE[:-2]}为60.8万吨[1]。"
    rows.append(_row("问的是资料没有的 unanswerable", says, outcome(UNANSWERABLE, says)))
    return "\n".join(rows)


def _row(name: str, says: str, answer: Answer) -> str:
    degraded = "true" if answer.degraded else "false"
    notices = " ".join(answer.notices) or "—"
    return f"| {name} | {says} | {answer.answer} | `{answer.mode}` | `{degraded}` | {notices} |"


def page(text: str) -> str:
    """The page with the table as it is now."""
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    return f"{before}{BEGIN}\n{table()}\n{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
