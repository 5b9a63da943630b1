"""What proof costs, printed: ``python -m tests.llm.costs``. 300 characters, 6 passages."""

from __future__ import annotations

import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from qa.answer import Question
from qa.openai_client import OpenAIModel
from tests.llm.scripted import ScriptedModel, open_service

QUESTION = "2024年1-8月郑州机场货邮吞吐量多少"
FACTS = (
    "2024年{m}月，郑州机场旅客吞吐量{a}万人次，同比增长{b}%，货邮吞吐量{c}万吨，同比增长{d}%。"
    "其中，国际地区货邮吞吐量{e}万吨，占比{f}%，全货机航班{g}架次，新开通国际货运航线{h}条。"
)


def _document(number: int) -> str:
    facts = "".join(
        FACTS.format(m=number, a=1000 + 7 * i, b=10 + i, c=40 + i, d=20 + i, e=9 + i, f=30 + i,
                     g=500 + i, h=3 + i)
        for i in range(number, number + 3)
    )  # fmt: skip
    return f"# 2024年{number}月郑州机场生产情况之{'甲乙丙丁戊己'[number % 6] * 40}\n\n{facts}\n"


def _answer() -> str:
    first = FACTS.format(m=3, a=1021, b=13, c=43, d=23, e=12, f=33, g=503, h=6)
    wrong = FACTS.format(m=3, a=1999, b=99, c=88, d=77, e=66, f=55, g=444, h=333)
    return (first + wrong + first.replace("2024年3月", "当月"))[:300]


def main() -> None:
    documents = {f"d{i}.md": _document(i) for i in range(1, 9)}
    model = ScriptedModel(_answer(), size=300)
    with TemporaryDirectory() as folder:
        service = open_service(Path(folder) / "a", model, **documents)
        question = Question(QUESTION.replace("1-8月", "3月"))
        proofs, firsts, answer = [], [], service.ask(question)
        for _ in range(20):
            begun = time.process_time()
            service.ask(Question(question.text, mode="extractive"))
            between = time.process_time()
            service.ask(question)
            proofs.append((time.process_time() - between - (between - begun)) * 1e3)
            steps = service.stream(question)
            next(steps)
            begun = time.perf_counter()
            next(step for step in steps if step)
            firsts.append((time.perf_counter() - begun) * 1e3)
        passages = model.prompts[0][1].content.count("\n[")
        print(
            f"answer {len(_answer())} characters, {passages} passages, {len(answer.clauses)} clauses"
        )
        print(
            f"proof, prompt and all, of the processor: median {statistics.median(proofs):.1f} ms, most {max(proofs):.1f}"
        )
        print(
            f"first clause out: median {statistics.median(firsts):.1f} ms, most {max(firsts):.1f}"
        )
        service.close()
        stopped = open_service(Path(folder) / "b", OpenAIModel("m", "http://127.0.0.1:9/v1"))
        for _ in range(7):
            begun = time.perf_counter()
            answer = stopped.ask(Question("2023年郑州机场货邮吞吐量多少", mode="llm"))
            print(
                f"server stopped: {(time.perf_counter() - begun) * 1e3:.0f} ms, {answer.notices[0]}"
            )
        stopped.close()


if __name__ == "__main__":
    main()
