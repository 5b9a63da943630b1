"""A real llama.cpp server whose model says a known text, over HTTP and in this process."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from corpus.errors import ConfigurationError
from qa.answer import Answer, Question
from qa.bootstrap import make_model
from qa.llm import BadKey, ContextExceeded, Finish, LanguageModel, Message
from qa.openai_client import OpenAIModel
from qa.settings import Settings
from tests.llm.gguf import write_model
from tests.llm.scripted import EXTRACTED, QUESTION, open_service

pytest.importorskip("xllamacpp", reason="the extra llama is not installed")
KEY = "a-key-of-the-test"
ANSWER = [
    "根据",
    "资料",
    "，2023年",
    "郑州",
    "机场",
    "货邮",
    "吞吐量",
    "为",
    "60.8",
    "万吨",
    "[1]",
    "。",
]
SCRIPTS: dict[str, list[str | int]] = {
    "answer": [*ANSWER],
    "nothing": [],
    "bytes": [*"郑州".encode(), "机场货邮吞吐量为60.8万吨。"],
    "broken bytes": ["郑州", 0xE9, 0x83, "货邮吞吐量为60.8万吨", "。"],
    "thinking": ["<think>", "先看第二份", "，62.5万吨", "</think>", *ANSWER],
}
HELLO = [Message("user", "你好")]


@contextmanager
def serving(model: Path, context: int = 4096) -> Iterator[str]:
    command = [sys.executable, "-m", "tests.llm.llama_server", str(model), str(context), KEY]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip() + "/v1"
        finally:
            process.kill()


def asked(folder: Path, model: LanguageModel, seconds: float = 40.0) -> Answer:
    service = open_service(folder, model, seconds=seconds)
    try:
        return service.ask(Question(QUESTION))
    finally:
        service.close()


@pytest.mark.parametrize(
    ("script", "mode", "text"),
    [
        ("answer", "llm", "2023年郑州机场货邮吞吐量为60.8万吨[1]。"),
        ("bytes", "llm", "郑州机场货邮吞吐量为60.8万吨[1]。"),
        ("thinking", "llm", "2023年郑州机场货邮吞吐量为60.8万吨[1]。"),
        ("nothing", "extractive", "2023年，郑州机场货邮吞吐量60.8万吨[1]。"),
        ("broken bytes", "extractive", "2023年，郑州机场货邮吞吐量60.8万吨[1]。"),
    ],
)
def test_what_the_server_streams_is_proved(
    script: str, mode: str, text: str, tmp_path: Path
) -> None:
    """Right text is shown with our markers; nothing and broken text become the extract."""
    with serving(write_model(tmp_path / "m.gguf", SCRIPTS[script])) as url:
        answer = asked(tmp_path / "data", OpenAIModel("any", url, KEY))
    assert (answer.mode, answer.answer) == (mode, text)
    assert answer.degraded is (mode == "extractive")


def test_a_model_that_never_ends_is_stopped(tmp_path: Path) -> None:
    """A loop is left after a few repeated clauses; the extract answers."""
    model = write_model(tmp_path / "m.gguf", ["郑州", "是河南", "省会，"], loop=True)
    with serving(model) as url:
        answer = asked(tmp_path / "data", OpenAIModel("any", url, KEY))
    assert (answer.mode, answer.degraded) == ("extractive", True)
    assert EXTRACTED in answer.answer


def test_a_small_context_and_a_wrong_key_are_told_apart(tmp_path: Path) -> None:
    """The server's own limit comes back in tokens; a wrong key is a wrong key."""
    model = write_model(tmp_path / "m.gguf", ["好"])
    with serving(model, 512) as url:
        right, wrong = OpenAIModel("any", url, KEY), OpenAIModel("any", url, "other")
        with pytest.raises(BadKey):
            list(wrong.complete(HELLO, max_tokens=8, seconds=10))
        with pytest.raises(ContextExceeded) as caught:
            list(right.complete([Message("user", "长" * 600)], max_tokens=8, seconds=10))
        pieces = [list(right.complete(HELLO, max_tokens=8, seconds=10)) for _ in range(5)]
    assert caught.value.context == 512
    assert [found[0] for found in pieces] == ["好"] * 5
    finish = pieces[0][-1]
    assert isinstance(finish, Finish)
    assert finish.whole
    assert finish.prompt_tokens


def test_a_file_runs_in_this_process(tmp_path: Path) -> None:
    """WENJU_LLM_GGUF needs no server: the same answer."""
    path = write_model(tmp_path / "m.gguf", SCRIPTS["answer"])
    model = make_model(Settings(llm_gguf=path, threads=1))
    answer = asked(tmp_path / "data", model)
    assert model.name == "m"
    assert (answer.mode, answer.answer) == ("llm", "2023年郑州机场货邮吞吐量为60.8万吨[1]。")


@pytest.mark.parametrize("content", [None, b"", b"GGUF\x03\x00\x00\x00"])
def test_a_file_that_is_no_model_is_refused(content: bytes | None, tmp_path: Path) -> None:
    """One clear line at the start instead of a failure at the first question."""
    path = tmp_path / "m.gguf"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ConfigurationError, match="模型文件"):
        make_model(Settings(llm_gguf=path))
