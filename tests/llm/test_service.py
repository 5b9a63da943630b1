"""A language model in the service: follow-ups, streams over HTTP, the doctor, settings, the guard."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from corpus.errors import ConfigurationError
from qa.answer import Question, Turn
from qa.bootstrap import make_generator
from qa.generation import Generator
from qa.http import create_app
from qa.llm import (
    FAILURES,
    REST_SECONDS,
    WINDOW_SECONDS,
    BadKey,
    Breaker,
    ContextExceeded,
    Finish,
    Guarded,
    Message,
    ModelFailure,
    NoConnection,
    Resting,
)
from qa.probe import examine
from qa.settings import Settings
from qa.verdict import REFUSE_BELOW
from tests.asgi import post_json
from tests.llm.scripted import QUESTION, ScriptedModel, open_service

WHOLE = "2022年郑州机场货邮吞吐量多少"
FOLLOW_UP = "2022年那时候的货呢"
HISTORY = (Turn("user", QUESTION), Turn("assistant", "60.8万吨[1]。"))


def rewrites(to: str, says: str) -> ScriptedModel:
    """Rewrites a follow-up to one text, answers every question with another."""

    def speak(messages: Sequence[Message]) -> str:
        return to if "改写" in messages[0].content else says

    return ScriptedModel(speak)


def test_a_follow_up_is_made_whole_and_shown(tmp_path: Path) -> None:
    """The rewritten question is what is searched, asked and told."""
    model = rewrites(WHOLE, "2022年，郑州机场货邮吞吐量为62.5万吨。")
    service = open_service(tmp_path, model)
    answer = service.ask(Question(FOLLOW_UP, HISTORY))
    service.close()
    assert answer.rewritten_question == answer.as_json()["rewritten_question"] == WHOLE
    assert answer.question == FOLLOW_UP
    assert answer.answer == "2022年，郑州机场货邮吞吐量为62.5万吨[1]。"
    assert f"问题：{WHOLE}" in model.prompts[1][1].content


def test_a_follow_up_that_a_rule_completes_costs_no_call(tmp_path: Path) -> None:
    """The model is asked the question in full, once, and the user sees it."""
    model = ScriptedModel("2022年，郑州机场货邮吞吐量为62.5万吨。")
    service = open_service(tmp_path, model)
    answer = service.ask(Question("那2022年呢", HISTORY))
    service.close()
    assert len(model.prompts) == 1
    assert answer.rewritten_question == QUESTION.replace("2023", "2022")
    assert f"问题：{answer.rewritten_question}" in model.prompts[0][1].content
    assert answer.answer == "2022年，郑州机场货邮吞吐量为62.5万吨[1]。"


@pytest.mark.parametrize(
    "bad", ["", "2019年洛阳机场货邮吞吐量多少", "货邮\n吞吐量", "货邮" * 200, "62.5万吨。"]
)
def test_a_bad_rewriting_falls_back_to_the_rules(bad: str, tmp_path: Path) -> None:
    """Nothing that the talk does not hold gets into the question."""
    service = open_service(tmp_path, rewrites(bad, "郑州机场货邮吞吐量为62.5万吨。"))
    answer = service.ask(Question(FOLLOW_UP, HISTORY))
    by_rule = service.ask(Question(FOLLOW_UP, HISTORY, mode="extractive"))
    service.close()
    assert answer.rewritten_question is None
    assert "rewritten_question" not in answer.as_json()
    assert (answer.refused, answer.confidence) == (by_rule.refused, by_rule.confidence)


def test_a_question_that_stands_alone_is_not_rewritten(tmp_path: Path) -> None:
    """One call to the model, not two."""
    model = ScriptedModel("郑州机场货邮吞吐量为60.8万吨。")
    service = open_service(tmp_path, model)
    service.ask(Question(QUESTION, HISTORY))
    service.close()
    assert len(model.prompts) == 1


class Failing:
    """Raises one failure after another, the last for ever."""

    name = "failing"

    def __init__(self, *failures: ModelFailure | None) -> None:
        self.failures = list(failures)
        self.calls = 0

    def complete(
        self, messages: Sequence[Message], *, max_tokens: int, seconds: float
    ) -> Iterator[str | Finish]:
        failure = self.failures[min(self.calls, len(self.failures) - 1)]
        self.calls += 1
        if failure is not None:
            raise failure
        yield "好"
        yield Finish(True)


def test_a_model_that_cannot_rewrite_is_not_asked_again(tmp_path: Path) -> None:
    """A dead server costs its wait once; the rules complete the question."""
    model = Failing(BadKey())
    service = open_service(tmp_path, model)
    answer = service.ask(Question(FOLLOW_UP, HISTORY))
    by_rule = service.ask(Question(FOLLOW_UP, HISTORY, mode="extractive"))
    service.close()
    assert (model.calls, answer.degraded, answer.mode) == (1, True, "extractive")
    assert answer.answer == by_rule.answer


def talk(model: Guarded) -> list[str | Finish]:
    return list(model.complete([Message("user", "你好")], max_tokens=8, seconds=30))


def test_the_breaker_opens_rests_and_tries_again() -> None:
    """Five failures in thirty seconds open it; after its rest one call decides."""
    now = [100.0]
    model = Failing(*[BadKey()] * (FAILURES + 1), None)
    guarded = Guarded(model, 8, Breaker(lambda: now[0]))
    for _ in range(FAILURES):
        with pytest.raises(BadKey):
            talk(guarded)
    with pytest.raises(Resting):
        talk(guarded)
    now[0] += REST_SECONDS
    with pytest.raises(BadKey):
        talk(guarded)
    with pytest.raises(Resting):
        talk(guarded)
    now[0] += REST_SECONDS
    assert talk(guarded)[0] == "好"
    assert talk(guarded)[0] == "好"
    assert model.calls == FAILURES + 3


def test_failures_far_apart_open_nothing() -> None:
    """One failure a window is a bad day, not a dead server."""
    now = [100.0]
    guarded = Guarded(Failing(BadKey()), 8, Breaker(lambda: now[0]))
    for _ in range(3 * FAILURES):
        now[0] += WINDOW_SECONDS
        with pytest.raises(BadKey):
            talk(guarded)


@pytest.mark.parametrize(
    ("failures", "calls"),
    [((NoConnection(), None), 2), ((BadKey(), None), 1), ((NoConnection(), NoConnection()), 2)],
)
def test_there_is_one_second_try(failures: tuple[ModelFailure, ...], calls: int) -> None:
    """For what a second try can mend, and only then."""
    model = Failing(*failures)
    with suppress(ModelFailure):
        talk(Guarded(model))
    assert model.calls == calls


def events(text: str) -> list[tuple[str, dict[str, object]]]:
    found = []
    for block in text.strip().split("\n\n"):
        name, data = block.split("\n", 1)
        found.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return found


def test_over_http_the_stream_and_the_answer_agree(tmp_path: Path) -> None:
    """Deltas joined are the answer; without streaming it is the same but for id and timings."""
    model = ScriptedModel("郑州机场货邮吞吐量为60.8万吨，同比下降2.5%。旅客吞吐量为999万人次。")
    service = open_service(tmp_path, model)
    app = create_app(service, Settings(data=tmp_path))
    streamed = events(post_json(app, "/api/v1/ask", {"question": QUESTION, "stream": True}).text)
    plain = post_json(app, "/api/v1/ask", {"question": QUESTION}).json()
    service.close()
    deltas = [data["text"] for name, data in streamed if name == "delta"]
    assert [name for name, _ in streamed][-2:] == ["answer", "done"]
    answer = streamed[-2][1]
    assert "".join(map(str, deltas)) == answer["answer"] == plain["answer"]
    assert len(deltas) == 2
    assert plain["mode"] == "llm"
    for own in ("id", "timings"):
        del answer[own], plain[own]
    assert answer == plain


def generator(model: object, **options: object) -> Generator:
    return Generator(model, refuse_below=REFUSE_BELOW, **options)  # type: ignore[arg-type]


def test_the_doctor_tells_of_a_model_in_order() -> None:
    """It answers, so fast, with the context that is counted on."""
    told = examine(generator(ScriptedModel("好" * 30, size=1)))
    assert [ok for _, ok, _, _ in told] == [True, True, True]


def test_the_doctor_sees_a_prompt_cut_in_silence() -> None:
    """Far fewer tokens counted than sent: Ollama's default, and what to set."""

    class Cutting(ScriptedModel):
        def complete(
            self, messages: Sequence[Message], *, max_tokens: int, seconds: float
        ) -> Iterator[str | Finish]:
            yield "好"
            yield Finish(True, prompt_tokens=1000, completion_tokens=1)

    name, ok, message, remedy = examine(generator(Cutting("")))[-1]
    assert (name, ok) == ("语言模型上下文", False)
    assert "静默截断" in message
    assert "OLLAMA_CONTEXT_LENGTH" in remedy


@pytest.mark.parametrize(
    ("failure", "advice"),
    [
        (NoConnection(), "WENJU_LLM_BASE_URL"),
        (BadKey(), "WENJU_LLM_API_KEY"),
        (ContextExceeded(2048), "WENJU_LLM_CONTEXT 设为 2048"),
    ],
)
def test_the_doctor_says_what_to_do(failure: ModelFailure, advice: str) -> None:
    """One finding, one remedy."""
    ((_, ok, _, remedy),) = examine(generator(Failing(failure)))
    assert not ok
    assert advice in remedy


def test_a_model_is_made_from_the_settings_alone() -> None:
    """Without a model's name none is used, whatever keys there are."""
    assert make_generator(Settings.from_environment({"OPENAI_API_KEY": "sk-123456789"})) is None
    made = make_generator(
        Settings.from_environment(
            {
                "WENJU_LLM_MODEL": "qwen3",
                "OPENAI_BASE_URL": "http://127.0.0.1:11434/v1",
                "WENJU_LLM_CONTEXT": "8192",
                "WENJU_LLM_EXTRA_BODY": '{"enable_thinking": false}',
            }
        )
    )
    assert made is not None
    assert (made.model.name, made.context) == ("qwen3", 8192)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WENJU_LLM_EXTRA_BODY", "[1]"),
        ("WENJU_LLM_EXTRA_BODY", "{"),
        ("WENJU_LLM_CONTEXT", "10"),
        ("WENJU_LLM_BASE_URL", "127.0.0.1:11434"),
        ("WENJU_LLM_API_KEY", "钥匙12345678"),
    ],
)
def test_a_wrong_setting_is_named(name: str, value: str) -> None:
    """At the start, not at the first question."""
    given = {"WENJU_LLM_MODEL": "m", "WENJU_LLM_BASE_URL": "http://127.0.0.1:1/v1", name: value}
    with pytest.raises(ConfigurationError, match=name):
        make_generator(Settings.from_environment(given))
