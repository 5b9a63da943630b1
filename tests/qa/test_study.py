"""What is read for each part of a question, and for each of the like things that it names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from corpus.document import Chunk, StoredChunk
from qa.confidence import Signals
from qa.evidence import Evidence
from qa.question import Analysis, analyse_parts
from qa.retrieval import Candidate, Retrieved
from qa.study import Study, Told

AT = 0.25
NOTHING = Retrieved((), {}, frozenset())


def evidence(text: str, confidence: float) -> Evidence:
    stored = StoredChunk(1, "doc", "标题", None, Chunk(0, text, (), ""))
    signals = Signals(0.5, 0.1, 0.8, True, True)
    return Evidence(Candidate(stored, 0.5, 0.5, 0.5), ((0, 1),), text, signals, confidence, ())


def told(question: str, known: Mapping[str, float]) -> list[tuple[str, float]]:
    """What is said for the parts, where a part that holds a known word is answered so surely."""

    def read(analysis: Analysis, _: Retrieved, anchor: Evidence | None) -> list[Evidence]:
        sure = [confidence for word, confidence in known.items() if word == analysis.text]
        return [evidence(analysis.text, sure[0] if sure else 0.01)]

    study = Study(lambda _: NOTHING, read, AT)
    found: list[Told] = study.told([(one, NOTHING) for one in analyse_parts(question)])
    return [(one.evidence[0].text, round(one.evidence[0].confidence, 2)) for one in found]


WHICH = "洛阳和襄阳2023年零售额哪个城市更高"
EACH = ["洛阳2023年零售额是多少", "襄阳2023年零售额是多少"]


def test_a_comparison_is_answered_with_each() -> None:
    """Where each is found."""
    assert told(WHICH, dict.fromkeys(EACH, 0.8)) == [(EACH[0], 0.8), (EACH[1], 0.8)]


def test_a_comparison_of_which_only_one_is_found_is_no_answer() -> None:
    """The whole question is left, and what there is of it."""
    assert told(WHICH, {EACH[0]: 0.8}) == [(WHICH, 0.01)]
    assert told(WHICH, {EACH[0]: 0.8, WHICH: 0.7}) == [(WHICH, 0.7)]


def test_a_figure_of_several_may_be_told_of_those_that_are_found() -> None:
    """Nothing is compared there; what is not found is unsure beside it."""
    asked = "洛阳、襄阳两市2023年末的人口数"
    first = "洛阳市2023年末的人口数"
    assert told(asked, {first: 0.8}) == [(first, 0.8), ("襄阳市2023年末的人口数", 0.02)]
    assert told(asked, {asked: 0.8, first: 0.8}) == [(asked, 0.8)]


def test_what_one_sentence_may_tell_of_all_is_asked_whole_first() -> None:
    """Each only where that is not sure."""
    asked = "洛阳和襄阳的主导产业有哪些"
    each = ["洛阳的主导产业有哪些", "襄阳的主导产业有哪些"]
    assert told(asked, {asked: 0.8, **dict.fromkeys(each, 0.9)}) == [(asked, 0.8)]
    assert told(asked, dict.fromkeys(each, 0.9)) == [(each[0], 0.9), (each[1], 0.9)]


def test_names_are_told_by_the_titles_of_what_was_retrieved() -> None:
    """青峰岭和云泽湖, of which each has a document of its own."""
    asked = "青峰岭跟云泽湖一天最多放多少人"
    each = ["青峰岭一天最多放多少人", "云泽湖一天最多放多少人"]
    titles = ["青峰岭门票公告", "云泽湖恢复开放"]
    stored = [StoredChunk(i, t, t, None, Chunk(0, t, (), "")) for i, t in enumerate(titles)]
    found = Retrieved(tuple(Candidate(one, 0.5, 0.5, 0.5) for one in stored), {}, frozenset())

    def read(analysis: Analysis, _: Retrieved, anchor: Evidence | None) -> list[Evidence]:
        return [evidence(analysis.text, 0.8 if analysis.text in each else 0.01)]

    study = Study(lambda _: found, read, AT)
    told_ = study.told([(one, found) for one in analyse_parts(asked)])
    assert [one.evidence[0].text for one in told_] == each


def test_a_follow_up_may_name_what_another_document_is_about() -> None:
    """It asks again what was asked, and leans on nothing."""
    titles = ["青峰岭门票公告", "云泽湖恢复开放"]
    stored = [StoredChunk(i, t, t, None, Chunk(0, t, (), "")) for i, t in enumerate(titles)]
    found = Retrieved(tuple(Candidate(one, 0.5, 0.5, 0.5) for one in stored), {}, frozenset())
    read: list[str] = []

    def noted(analysis: Analysis, _: Retrieved, anchor: Evidence | None) -> list[Evidence]:
        read.append(analysis.text)
        return []

    parts = analyse_parts("那云泽湖那边呢", ["青峰岭一天最多放多少人"])
    Study(lambda _: found, noted, AT).told([(one, found) for one in parts])
    assert read == ["云泽湖一天最多放多少人"]


def test_each_part_is_answered_from_the_document_that_it_names() -> None:
    """What stands in that of another part, and tells that better, makes room, if its own tells it too."""
    plan = replace(evidence("向十向跃升", 0.6), trust=0.5)
    report = replace(evidence("率先建成", 0.5), ranges=((5, 9),))

    def read(analysis: Analysis, _: Retrieved, anchor: Evidence | None) -> list[Evidence]:
        if "规划" in analysis.text:
            return [replace(plan, trust=1.0)]
        return [plan, report] if report.confidence >= AT else [plan]

    asked = analyse_parts("高铁网，新闻发布会上说到了什么程度？“十五五”规划里打算怎样？")
    study = Study(lambda _: NOTHING, read, AT)
    found = study.told([(one, NOTHING) for one in asked])
    assert [one.evidence[0].text for one in found] == ["率先建成", "向十向跃升"]
    report = replace(report, confidence=0.1)
    found = study.told([(one, NOTHING) for one in asked])
    assert found[0].evidence[0].text == "向十向跃升"
