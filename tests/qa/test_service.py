"""Documents in, cited answers out, on a real library and index with a fake embedder."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import InvalidValue, NoText, NotFound
from corpus.library import Library
from qa.answer import Filters, Question, Turn
from qa.question import analyse
from qa.reading import Reader
from qa.retrieval import POOL
from qa.service import Service
from qa.verdict import judge
from tests.embedders import PairEmbedder
from tests.services import make_service, service_on

AIRPORT = (
    "# 郑州机场生产情况\n\n1-8月，郑州机场旅客吞吐量1924.5万人次，增长10.9%，货邮吞吐量49.5万吨，增长32.8%。\n\n"
    "全货机航线50条，客货运航线192条。\n"
)
UNSURE = 0.15
"""Operating point for vectors of character pairs, which are less sure."""
SCHOOLS = "# 教育事业\n\n近三年新建、改扩建义务教育学校144所，新增学位20.29万个。\n"


def open_service(folder: Path, *, log_questions: bool = False) -> Service:
    return make_service(folder, PairEmbedder(), refuse_below=UNSURE, log_questions=log_questions)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    opened = open_service(tmp_path / "data")
    yield opened
    opened.close()


def test_an_answer_cites_the_exact_words(service: Service) -> None:
    """The quote is the stored text between start and end, and holds the figure."""
    added = service.add(AIRPORT.encode(), "airport.md")
    answer = service.ask(Question("郑州机场货邮吞吐量多少"))
    assert not answer.refused
    assert "49.5万吨" in answer.answer
    assert "1-8月" in answer.answer
    (citation,) = answer.citations
    text = service.document(added.document_id).text
    assert citation.quote == text[citation.start : citation.end]
    assert all(check.supported for check in answer.numbers)


def test_the_passage_that_answers_comes_first(service: Service) -> None:
    """Whatever retrieval put before it: here a page that says the question again and again."""
    said = service.add(("郑州机场货邮吞吐量多少？" * 8).encode(), "questions.md")
    service.add(AIRPORT.encode(), "airport.md")
    answer = service.ask(Question("郑州机场货邮吞吐量多少"))
    (citation,) = answer.citations
    first = answer.passages[0]
    assert first.document_id == citation.document_id
    assert first.start <= citation.start < citation.end <= first.end
    (nearest, *_) = service.retriever.retrieve(
        analyse("郑州机场货邮吞吐量多少"), 5, Filters()
    ).candidates
    assert nearest.stored.document_id == said.document_id
    found = service.search(Question("郑州机场货邮吞吐量多少"))
    assert (found[0].document_id, found[0].start) == (first.document_id, first.start)
    scores = [one.score for one in found]
    assert scores == sorted(scores, reverse=True)


def test_search_understands_what_leans_on_an_earlier_question(service: Service) -> None:
    """那增长了多少呢 is about schools or the airport, as what was asked before it."""
    text = f"{SCHOOLS}学校数量增长12.5%，学位增长了9.1%。\n"
    schools = service.add(text.encode(), "schools.md")
    airport = service.add(AIRPORT.encode(), "airport.md")
    for asked, about in (("新建学校多少所", schools), ("郑州机场货邮吞吐量多少", airport)):
        before = (Turn("user", asked), Turn("assistant", "如下"))
        (first, *_) = service.search(Question("那增长了多少呢？", history=before))
        assert first.document_id == about.document_id


def test_passages_are_the_documents_text(service: Service) -> None:
    """Search results are spans as well, best first, with scores between 0 and 1."""
    added = service.add(AIRPORT.encode(), "airport.md")
    service.add(SCHOOLS.encode(), "schools.md")
    passages = service.search(Question("货邮吞吐量", top_k=2))
    assert passages[0].document_id == added.document_id
    for passage in passages:
        text = service.document(passage.document_id).text
        assert passage.text == text[passage.start : passage.end]
        assert 0 <= passage.score <= 1
    assert [p.score for p in passages] == sorted((p.score for p in passages), reverse=True)


def test_the_same_bytes_change_nothing(service: Service) -> None:
    """Adding twice gives the same id and no second copy."""
    first = service.add(AIRPORT.encode(), "a.md")
    second = service.add(AIRPORT.encode(), "b.md")
    assert (second.document_id, second.created) == (first.document_id, False)
    assert service.statistics().documents == 1


def test_new_bytes_of_a_source_take_its_place(service: Service) -> None:
    """The old version answers no more."""
    old = service.add(AIRPORT.encode(), "a.md")
    new = service.add(AIRPORT.replace("49.5", "55.5").encode(), "a.md")
    answer = service.ask(Question("郑州机场货邮吞吐量多少"))
    assert new.replaced == old.document_id
    assert "55.5万吨" in answer.answer
    assert "49.5" not in answer.answer
    with pytest.raises(NotFound):
        service.document(old.document_id)


def test_a_deleted_document_is_gone_from_answers_at_once(service: Service) -> None:
    """After the call returns nothing cites it."""
    added = service.add(AIRPORT.encode(), "a.md")
    service.ask(Question("郑州机场货邮吞吐量多少"))
    service.delete(added.document_id)
    answer = service.ask(Question("郑州机场货邮吞吐量多少"))
    assert answer.refused
    assert answer.citations == ()
    assert answer.passages == ()
    with pytest.raises(NotFound):
        service.delete(added.document_id)


def test_what_is_not_there_is_refused_with_the_nearest_passages(service: Service) -> None:
    """A refusal has no citation, and shows what is near."""
    service.add(AIRPORT.encode(), "a.md")
    answer = service.ask(Question("洛阳机场货邮吞吐量多少"))
    assert answer.refused
    assert answer.citations == ()
    assert "49.5" not in answer.answer
    assert "洛阳" in answer.answer
    assert answer.passages


def test_an_empty_library_refuses(service: Service) -> None:
    """Without documents there is nothing to say."""
    assert service.ask(Question("郑州机场货邮吞吐量多少")).refused


def test_two_parts_get_two_statements(service: Service) -> None:
    """Each part of a question is answered and cited."""
    service.add(AIRPORT.encode(), "a.md")
    service.add(SCHOOLS.encode(), "b.md")
    answer = service.ask(Question("郑州机场货邮吞吐量多少？新增义务教育学位多少个？"))
    assert "49.5万吨" in answer.answer
    assert "20.29万个" in answer.answer
    assert {c.marker for c in answer.citations} == {1, 2}
    assert "[1]。" in answer.answer
    assert "[2]。" in answer.answer


def test_two_documents_that_disagree_are_both_given(service: Service) -> None:
    """Different figures for the same thing: both, cited, newest first, and the answer says so."""
    text = "# 公报\n\n2023年，郑州市地区生产总值{}亿元，比上年增长7.4%。\n"
    service.add(text.format("13617.8").encode(), "old.md", date="2024-09-21")
    service.add(text.format("13742.3").encode(), "new.md", date="2024-12-27")
    answer = service.ask(Question("2023年郑州市地区生产总值是多少"))
    assert [c.document_date for c in answer.citations] == ["2024-12-27", "2024-09-21"]
    assert answer.answer.index("13742.3亿元") < answer.answer.index("13617.8亿元")
    assert any("数字不同" in notice for notice in answer.notices)


def test_documents_that_agree_are_cited_together(service: Service) -> None:
    """The same figure in two documents is said once and cited twice; it is no conflict."""
    text = "# {}\n\n{}郑州市地区生产总值13617.8亿元。\n"
    service.add(text.format("甲", "2023年，").encode(), "a.md")
    service.add(text.format("乙", "今年两会上公布，2023年全年").encode(), "b.md")
    answer = service.ask(Question("2023年郑州市地区生产总值是多少"))
    assert answer.answer.count("13617.8亿元") == 1
    assert answer.answer.endswith("[1][2]。")
    assert len({citation.document_id for citation in answer.citations}) == 2
    assert answer.notices == ()


def test_a_figure_of_another_year_contradicts_nothing(service: Service) -> None:
    """Without a year in the question, figures of different years are no conflict."""
    service.add("# 甲\n\n全货机航线50条。\n".encode(), "a.md")
    service.add("# 乙\n\n2022年，全货机航线48条。\n".encode(), "b.md")
    answer = service.ask(Question("全货机航线有多少条"))
    assert answer.notices == ()
    assert len(answer.citations) == 1


def test_a_model_that_is_not_there_is_said_to_be_missing(service: Service) -> None:
    """Asked for a model's answer without one, the service answers from the text and says so."""
    service.add(AIRPORT.encode(), "a.md")
    answer = service.ask(Question("郑州机场货邮吞吐量多少", mode="llm"))
    assert (answer.mode, answer.degraded) == ("extractive", True)
    assert "没有配置语言模型" in answer.notices[0]
    assert "49.5万吨" in answer.answer


def test_filters_leave_out_other_documents(service: Service) -> None:
    """Only the documents asked for, only the days asked for."""
    service.add(AIRPORT.encode(), "a.md", date="2024-09-18")
    other = service.add(SCHOOLS.encode(), "b.md", date="2023-01-01")
    only = Filters(document_ids=(other.document_id,))
    assert service.ask(Question("货邮吞吐量多少", filters=only)).refused
    late = Filters(date_from="2024-01-01")
    found = service.search(Question("学校", filters=late, top_k=20))
    assert {p.document_date for p in found} == {"2024-09-18"}


@pytest.mark.parametrize(
    ("question", "message"),
    [
        (Question(""), "问题是空的"),
        (Question(" \n\t"), "问题是空的"),
        (Question("问" * 2001), "2001 个字符"),
        (Question("\ud800问题"), "无效字符"),
        (Question("问题", top_k=0), "收到 0"),
        (Question("问题", top_k=21), "收到 21"),
    ],
)
def test_a_bad_question_is_an_error_that_says_why(
    service: Service, question: Question, message: str
) -> None:
    """Asked through whatever door, the limits are the same."""
    for call in (service.ask, service.search):
        with pytest.raises(InvalidValue, match=message):
            call(question)


@pytest.mark.parametrize("text", ["？？？", "。", "🙂", "a", "的", "(" * 500, "1" * 2000])
def test_odd_questions_are_refused_without_an_error(service: Service, text: str) -> None:
    """Whatever is typed, the service answers or refuses."""
    service.add(AIRPORT.encode(), "a.md")
    assert service.ask(Question(text)).refused


def test_a_bad_file_leaves_the_library_as_it_was(service: Service) -> None:
    """An unreadable document adds nothing."""
    service.add(AIRPORT.encode(), "a.md")
    before = service.statistics()
    with pytest.raises(NoText):
        service.add(b"", "empty.txt")
    assert service.statistics() == before


def test_another_process_sees_what_was_added(tmp_path: Path) -> None:
    """Two services on one folder keep up with each other."""
    one, two = open_service(tmp_path / "data"), open_service(tmp_path / "data")
    assert two.ask(Question("货邮吞吐量多少")).refused
    added = one.add(AIRPORT.encode(), "a.md")
    assert not two.ask(Question("郑州机场货邮吞吐量多少")).refused
    one.delete(added.document_id)
    assert two.ask(Question("郑州机场货邮吞吐量多少")).refused
    one.close()
    two.close()


def test_rebuilding_changes_no_answer(service: Service) -> None:
    """The index is a cache: made anew, it answers the same."""
    service.add(AIRPORT.encode(), "a.md")
    before = service.ask(Question("郑州机场货邮吞吐量多少"))
    service.rebuild(re_embed=False)
    service.rebuild(re_embed=True)
    after = service.ask(Question("郑州机场货邮吞吐量多少"))
    assert (before.answer, before.citations) == (after.answer, after.citations)


def test_questions_are_logged_only_when_asked_to(tmp_path: Path) -> None:
    """What staff ask is theirs unless the operator turns the log on."""
    for wanted in (False, True):
        service = open_service(tmp_path / str(wanted), log_questions=wanted)
        service.ask(Question("货邮吞吐量多少"))
        logged = service._library.questions(10)
        assert len(logged) == int(wanted)
        service.close()


def test_a_sound_service_has_no_findings(service: Service) -> None:
    """The doctor of a healthy library says that all is well."""
    service.add(AIRPORT.encode(), "a.md")
    assert all(finding.ok for finding in service.doctor())
    service.ready()


class Growing(Library):
    """Does something, such as adding a document, whenever its generation is looked at."""

    looked_at: Callable[[], object]

    def generation(self) -> int:
        self.looked_at()
        return super().generation()


def on_library(library: Library, folder: Path) -> Service:
    return service_on(library, folder, PairEmbedder(), refuse_below=UNSURE)


def test_it_is_ready_while_documents_come_in(tmp_path: Path) -> None:
    """Being a document behind those that are still being added is no reason to turn people away."""
    library = Growing.open(tmp_path, PairEmbedder().name, PairEmbedder().dimension, reserve_bytes=0)
    assert isinstance(library, Growing)
    library.looked_at = lambda: None
    service = on_library(library, tmp_path)
    numbers = itertools.count()

    def add() -> None:
        number = next(numbers)
        service.add(f"第{number}号公告。".encode(), f"{number}.md")

    library.looked_at = add
    service.ready()
    service.close()


class Fleeting(Library):
    """Loses documents right when a text is read: each id in ``doomed`` once."""

    doomed: set[str]

    def excerpt(self, document_id: str, start: int, end: int) -> str:
        if document_id in self.doomed:
            self.doomed.remove(document_id)
            self.delete(document_id)
        return super().excerpt(document_id, start, end)


def test_a_document_deleted_while_it_is_read_is_left_out(tmp_path: Path) -> None:
    """The question is answered from what is still there, not with an error."""
    embedder = PairEmbedder()
    library = Fleeting.open(tmp_path, embedder.name, embedder.dimension, reserve_bytes=0)
    assert isinstance(library, Fleeting)
    library.doomed = set()
    service = on_library(library, tmp_path)
    kept = service.add(AIRPORT.encode(), "airport.md")
    gone = service.add((AIRPORT + "又及。").encode(), "copy.md")
    library.doomed = {gone.document_id}
    answer = service.ask(Question("郑州机场货邮吞吐量多少"))
    assert {one.document_id for one in answer.citations} == {kept.document_id}
    assert {one.document_id for one in answer.passages} == {kept.document_id}
    service.close()


def test_deleted_chunks_do_not_make_words_common(service: Service) -> None:
    """The lexical index counts what was deleted until it merges; no word stands in more chunks than
    there are, and no passage scores below nothing."""
    added = [
        service.add(f"# 机场\n\n{n}号机场货邮吞吐量{n}万吨。\n".encode(), f"{n}.md")
        for n in range(8)
    ]
    service.rebuild(False)
    for one in added[2:]:
        service.delete(one.document_id)
    service.sync()
    index = service.retriever._index
    assert max(index.document_frequency(["货邮", "吞吐"])) <= len(index)
    found = service.search(Question("货邮吞吐量多少"))
    assert found
    assert all(0 <= one.score <= 1 for one in found)


def test_a_typing_error_is_read_as_what_is_meant(service: Service) -> None:
    """And the answer says how the question was understood."""
    for number in (1, 2):
        text = f"# 快报{number}\n\n2024年{number}月，郑州机场完成货邮吞吐量{number}.5万吨。\n"
        service.add(text.encode(), f"{number}.md")
    answer = service.ask(Question("2024年1月郑州基场货油吞吐量多少"))
    assert "1.5万吨" in answer.answer
    assert "问题中的“基场”按“机场”理解。" in answer.notices


def test_two_occasions_are_told_by_two_documents(service: Service) -> None:
    """Each has a document of its own; one occasion has one."""
    for month, said in [("三", "建设合作带"), ("九", "发展新材料")]:
        others = "增加数字经济规模\n\n民进市委会\n\n应当引进数字技术，壮大市场。\n\n"
        text = f"{others}{said}\n\n民盟市委会\n\n{month}月以来{said}进展良好，前景广阔。\n"
        service.add(text.encode(), f"{month}.txt")
    both = service.ask(Question("民盟市委会两次发言的主题是什么？"))
    assert "建设合作带" in both.answer
    assert "发展新材料" in both.answer
    assert len({one.document_id for one in both.citations}) == 2
    asked = "民盟市委会两次发言的主题是什么？数字技术应当怎样？"
    parts = service.ask(Question(asked))
    assert all(said in parts.answer for said in ("建设合作带", "发展新材料", "数字技术"))
    one = service.ask(Question("民盟市委会发言的主题是什么？"))
    assert len({one.document_id for one in one.citations}) == 1


def test_a_part_without_an_answer_is_named_beside_the_answer(service: Service) -> None:
    """The user sees what is answered and what is not."""
    text = "郑州机场简报\n\n郑州机场2023年货邮吞吐量60.8万吨，旅客吞吐量2535.8万人次。\n"
    service.add(text.encode(), "a.txt")
    answer = service.ask(Question("郑州机场2023年货邮吞吐量多少，2019年旅客吞吐量多少？"))
    assert "60.8万吨" in answer.answer
    assert answer.notices == ("没有找到答案的部分：2019年旅客吞吐量多少。",)
    assert service.ask(Question("郑州机场2023年货邮吞吐量多少")).notices == ()


RESCUE = (
    "被困五十一小时，四名探险者全部获救\n"
    "本报贵阳5月6日电 6日凌晨，随着最后一名被困人员被抬出洞口，贵州省紫云县格凸河附近的洞穴救援行动宣告结束，"
    "被困的四人都已送往县里的医院检查，没有生命危险。\n\n"
    "5日10时15分，来自广西的潜水志愿者覃达山第一次穿过水淹段，在距洞口约640米的平台上找到了四人。\n\n"
    "指挥部调来四台水泵抽水，是因为伤员无法潜水。溶洞2011年开工修建步道。\n"
)


def test_an_event_is_where_and_when_its_page_begins(service: Service) -> None:
    """News say it once, at the beginning; and of what year it is nowhere, of which the answer warns."""
    service.add(RESCUE.encode(), "rescue.txt")
    why = service.ask(Question("2023年5月贵州紫云的洞穴救援中，为什么调来四台水泵抽水？"))
    assert "伤员无法潜水" in why.answer
    assert why.notices == ("引用的资料没有写明年份，请核对是否为所问的年份。",)
    far = service.ask(Question("2023年5月贵州紫云的洞穴救援中，平台距洞口约多少米？"))
    assert "640米" in far.answer
    assert service.ask(Question("贵州紫云的洞穴救援为什么调来四台水泵抽水？")).notices == ()


@pytest.mark.parametrize(
    ("asked", "missing"),
    [
        ("2023年8月贵州紫云的洞穴救援中，平台距洞口约多少米？", "8月"),
        ("2023年5月云南紫云的洞穴救援中，平台距洞口约多少米？", "云南"),
        ("2023年5月云南的洞穴救援中，为什么调来四台水泵抽水？", "云南"),
    ],
)
def test_an_event_elsewhere_or_of_another_month_is_another(
    service: Service, asked: str, missing: str
) -> None:
    """What the page begins with speaks against it."""
    service.add(RESCUE.encode(), "rescue.txt")
    answer = service.ask(Question(asked))
    assert answer.refused
    assert missing in answer.answer


def test_who_speaks_is_told_though_his_name_heads_another_chunk(service: Service) -> None:
    """A long speech is cut; the heading of its section is cited besides."""
    others = "增加数字经济规模\n\n民进市委会\n\n应当引进数字技术，壮大市场。\n\n"
    long = "合作带要科学编制规划，明确重点任务和分工，健全跨省市协调机制，定期会商重大事项。" * 9
    speech = f"建设合作带\n\n民盟市委会\n\n{long}还要在沿线布局十二座氢能重卡换装站。\n"
    service.add((others + speech).encode(), "speeches.txt")
    answer = service.ask(Question("哪个党派建议布局氢能重卡换装站？"))
    assert answer.answer.startswith("民盟市委会：")
    assert "民盟市委会" in {one.quote for one in answer.citations}
    assert any("换装站" in one.quote for one in answer.citations)


def test_a_list_of_rows_goes_on_in_the_next_chunk(service: Service) -> None:
    """A table is cut between two rows; the list is not."""
    names = "甲乙丙丁戊己庚辛壬癸子丑"
    rows = "\n".join(
        f"| {name}县人民政府产业园区 | {100 + 20 * i}.5 | {name}县投资促进服务中心联合办公室 |"
        for i, name in enumerate(names)
    )
    table = f"重点园区投资\n\n| 园区 | 投资（亿元） | 责任单位 |\n|---|---|---|\n{rows}\n"
    added = service.add(table.encode(), "table.md")
    assert len(service.chunks(added.document_id)) > 1
    service.sync()
    asked = analyse("投资超过200亿元的有哪些园区？")
    retrieved = service.retriever.retrieve(asked, POOL, Filters())
    chunks = {one.id: one for one in service.chunks(added.document_id)}
    reader = Reader(lambda _id: "", stored=lambda ids: [chunks[i] for i in ids if i in chunks])
    found = next(one for one in reader.read(asked, retrieved) if one.support)
    assert [name for name in names if name in found.text] == list("己庚辛壬癸子丑")
    text = service.document(added.document_id).text
    cited = judge([replace(found, confidence=1.0)], 0.5, lambda _id, start, end: text[start:end])
    assert [name for name in names if name in cited.text] == list("己庚辛壬癸子丑")
    assert all(text[one.start : one.end] == one.quote for one in cited.citations)
