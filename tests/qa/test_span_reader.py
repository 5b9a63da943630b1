"""The trained reader, and what the reader does with it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from corpus.errors import ConfigurationError
from qa.question import analyse
from qa.reading import AT_FIRST, LOOKS, WINDOWS, Reader
from qa.sentences import sentences
from qa.span_reader import OnnxSpanReader, Reading
from qa.windows import WINDOW_CHARACTERS, windows
from tests.qa.test_reading import PAGE, retrieved

AIRPORT = "1-8月，郑州机场旅客吞吐量1924.5万人次，增长10.9%，货邮吞吐量49.5万吨，增长32.8%。"
SCHOOLS = "近三年新建、改扩建义务教育学校144所，新增义务教育阶段学位20.29万个。"


@pytest.fixture(scope="module")
def model() -> OnnxSpanReader:
    return OnnxSpanReader()


def test_the_window_with_the_answer_is_the_relevant_one(model: OnnxSpanReader) -> None:
    """The same two windows, two questions: each finds its own."""
    first = model.read("郑州机场货邮吞吐量是多少", [AIRPORT, SCHOOLS])
    second = model.read("近三年新增了多少个学位", [AIRPORT, SCHOOLS])
    assert first[0].relevance > first[1].relevance
    assert second[1].relevance > second[0].relevance


def around_the_figure(reading: Reading) -> float:
    """Probability that the answer is 49.5万吨."""
    at = AIRPORT.index("49.5")
    return reading.share(at - 1, at + 6)


def test_the_answer_is_seen_at_the_figure(model: OnnxSpanReader) -> None:
    """Offsets are characters of the window as it was given."""
    (reading,) = model.read("郑州机场货邮吞吐量是多少", [AIRPORT])
    assert around_the_figure(reading) > 0.5


def test_a_long_sentence_is_read_to_its_end(model: OnnxSpanReader) -> None:
    """Sentences of reports run to three hundred characters."""
    rest = "推动中部地区加快崛起战略深入实施，枢纽经济、口岸经济和临空经济加快发展，" * 8
    long = f"“十四五”期间，{rest}{AIRPORT}"
    (reading,) = model.read("郑州机场货邮吞吐量是多少", [long])
    at = long.index("货邮")
    assert reading.share(at, len(long)) > 0.5


def test_a_window_is_read_the_same_alone_and_among_others(model: OnnxSpanReader) -> None:
    """Neither its neighbours nor the thread that reads it change anything."""
    (alone,) = model.read("新增了多少学位", [SCHOOLS])
    among = model.read("新增了多少学位", [AIRPORT * 2, SCHOOLS, AIRPORT, SCHOOLS])
    assert among[1] == among[3] == alone


@pytest.mark.parametrize("window", ["", " ", "🙂", "长" * 900, "a b c"])
def test_odd_windows_are_read_without_an_error(model: OnnxSpanReader, window: str) -> None:
    """Offsets stay inside the window."""
    (reading,) = model.read("问题", [window])
    assert all(0 <= at < max(1, len(window)) for at, _, _ in reading.tokens)


@pytest.mark.parametrize("heading", ["郑州机场货邮吞吐量60.8万吨", "长" * 500, "🙂", " "])
def test_a_heading_is_read_and_holds_no_answer(model: OnnxSpanReader, heading: str) -> None:
    """Offsets stay those of the window below it."""
    (reading,) = model.read("郑州机场货邮吞吐量是多少", [AIRPORT], [heading])
    assert around_the_figure(reading) > 0.5


def test_every_window_has_its_own_heading(model: OnnxSpanReader) -> None:
    """One is missing: the caller is wrong."""
    with pytest.raises(ValueError, match="zip"):
        model.read("货邮", [AIRPORT, SCHOOLS], ["题"])


def test_the_probability_of_an_answer_is_shared_out(model: OnnxSpanReader) -> None:
    """All of the window holds it for sure, its halves in parts, and none twice."""
    (reading,) = model.read("郑州机场货邮吞吐量是多少", [AIRPORT])
    cut = AIRPORT.index("货邮")
    before, after = reading.share(0, cut), reading.share(cut, len(AIRPORT))
    assert after > 0.5 > before
    assert before + after == pytest.approx(reading.share(0, len(AIRPORT)))
    assert 0.95 < before + after <= 1.0 + 1e-6


def test_no_windows_no_readings(model: OnnxSpanReader) -> None:
    """Nothing to read is no error."""
    assert model.read("问题", []) == []


def test_a_missing_model_is_a_configuration_error(tmp_path: Path) -> None:
    """It says what is wrong and what to do."""
    with pytest.raises(ConfigurationError, match="重新安装"):
        OnnxSpanReader(tmp_path)


def test_windows_hold_whole_sentences_in_order() -> None:
    """Every sentence is in exactly one window, none longer than it must be."""
    text = "第一句话说完了。" * 40 + "很长" * 200 + "。"
    cut = sentences(text)
    found = windows(text, cut)
    assert [i for window in found for i in window.sentences] == list(range(len(cut)))
    for window in found:
        assert window.text == text[window.start : window.end]
        assert len(window.text) <= WINDOW_CHARACTERS or len(window.sentences) == 1


class Pointer:
    """A reader that points at one phrase wherever it stands."""

    def __init__(self, phrase: str) -> None:
        self.phrase = phrase
        self.asked: list[str] = []

    def read(
        self, question: str, windows: Sequence[str], headings: Sequence[str] = ()
    ) -> list[Reading]:
        self.asked.append(question)
        return [self._one(window) for window in windows]

    def _one(self, window: str) -> Reading:
        at = window.find(self.phrase)
        if at < 0:
            return Reading(-4.0)
        end = at + len(self.phrase)
        tokens = ((at, 0.9, 0.0), (end - 1, 0.0, 0.9))
        return Reading(4.0, tokens)


def test_what_the_model_points_at_is_what_is_said() -> None:
    """A question without a word in common is answered where the model sees the answer."""
    question = "飞机拉了多少货"
    model = Pointer("货邮吞吐量49.5万")
    found = Reader(lambda _id: PAGE, model).read(analyse(question), retrieved(PAGE, question))
    assert "49.5万吨" in found[0].text
    assert set(model.asked) == {analyse(question).text}
    blind = Reader(lambda _id: PAGE).read(analyse(question), retrieved(PAGE, question))
    assert found[0].confidence > blind[0].confidence


NOTICE = (
    "# 公告\n\n图书馆闭馆整修的公告已经发布，图书馆闭馆整修期间的还书办法见附件，图书馆闭馆整修请读者谅解，感谢支持"
    "与配合，整修完成后图书馆将以新的面貌迎接读者，借阅区、自习区、少儿区都将扩大，座位也会增加，环境更加舒适安静，"
    "欢迎读者届时前来。\n\n自3月1日起闭馆，4月30日恢复开放，书刊借期顺延，逾期不计罚金，还书可投入门口的还书箱，"
    "箱子每天开两次，电子资源照常使用，数字图书馆的账号密码不变，读者证在此期间也可以照常办理和挂失。\n"
)


class Watcher(Pointer):
    """Remembers what it was shown."""

    def __init__(self, phrase: str) -> None:
        super().__init__(phrase)
        self.shown: list[str] = []

    def read(
        self, question: str, windows: Sequence[str], headings: Sequence[str] = ()
    ) -> list[Reading]:
        self.shown += windows
        return super().read(question, windows, headings)


def test_the_window_with_the_kind_of_thing_asked_for_is_read_first() -> None:
    """The other one holds more words of the question."""
    question = "图书馆闭馆整修到哪一天"
    model = Watcher("4月30日恢复开放")
    Reader(lambda _id: NOTICE, model).read(analyse(question), retrieved(NOTICE, question))
    assert "4月30日" in model.shown[0]


def test_the_reader_looks_again_only_where_it_is_unsure() -> None:
    """Sure after the first look: two windows; never sure: as many as its looks allow."""
    text = "\n\n".join(f"货邮吞吐量{n}万吨，{'同比增长' * 30}。" for n in range(41, 55)) + "\n"
    question = "货邮吞吐量是多少"
    shown = []
    for phrase in ("货邮吞吐量", "没有这句话"):
        model = Watcher(phrase)
        Reader(lambda _id: text, model).read(analyse(question), retrieved(text, question))
        shown.append(len(model.shown))
    assert shown == [WINDOWS, WINDOWS * LOOKS]
    assert len(set(model.shown)) == len(model.shown)


def test_windows_that_are_far_behind_are_not_seen_late() -> None:
    """However unsure it is: of eight paragraphs seven say little of the question."""
    rest = (f"第{n}家企业吞吐量{'持续平稳' * 30}。" for n in range(7))
    text = "\n\n".join([f"郑州机场货邮吞吐量49万吨，{'同比增长' * 30}。", *rest]) + "\n"
    question, model = "郑州机场货邮吞吐量是多少", Watcher("没有这句话")
    Reader(lambda _id: text, model).read(analyse(question), retrieved(text, question))
    assert len(model.shown) == AT_FIRST


def test_where_words_tell_little_windows_that_are_behind_are_seen_too() -> None:
    """Of eight paragraphs none says half of the question."""
    words = ("郑州", "机场", "货邮", "吞吐")
    some = (f"{word}49万吨{'同比增长' * 30}。" for word in words)
    rest = (f"第{n}条其余事项{'照旧办理' * 30}。" for n in range(4))
    text = "\n\n".join([*some, *rest]) + "\n"
    question, model = "郑州机场货邮吞吐量是多少", Watcher("没有这句话")
    Reader(lambda _id: text, model).read(analyse(question), retrieved(text, question))
    assert len(model.shown) > AT_FIRST


def test_a_window_is_read_in_its_own_words(model: OnnxSpanReader) -> None:
    """喝了酒能下水吗 is read as 饮酒能入池吗 where the window says so."""
    window = "饮酒后及患有传染病的人员不得入池。每周一闭馆。"
    asked, put = (model.read(one, [window])[0] for one in ("喝了酒能下水吗", "饮酒能入池吗"))
    assert asked == put


def test_a_question_in_a_document_is_no_answer() -> None:
    """It holds every word of the question that is asked."""
    text = "湖水为什么会变颜色？\n\n湖底深浅不一，阳光的角度不同，散射出来的蓝就有十几个层次。\n"
    question = "湖水为什么会变颜色"
    model = Pointer("湖底深浅不一")
    found = Reader(lambda _id: text, model).read(analyse(question), retrieved(text, question))
    assert found[0].text.startswith("湖底")
