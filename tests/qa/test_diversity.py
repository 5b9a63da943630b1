"""Which candidates are looked at."""

from __future__ import annotations

from corpus.document import Chunk, Run, StoredChunk
from qa.diversity import diverse, grouped, unflooded
from qa.retrieval import Candidate

REPORT = (
    "{year}年，郑州机场完成旅客吞吐量{people}万人次，货邮吞吐量{freight}万吨，在全国机场中位次前移，"
    "新开通国际货运航线，航空港实验区建设稳步推进。"
)
TRUE = REPORT.format(year=2023, people=2535.8, freight=60.8)
LIE = REPORT.format(year=2023, people=2535.8, freight=99)
OTHERS = [
    "近三年新建、改扩建义务教育学校一百余所，新增学位二十余万个。",
    "地铁三号线二期工程全线贯通，年内开始载客试运营。",
    "对购买新能源汽车的个人消费者给予一次性补贴。",
    "博物院国庆期间延时开放，观众须提前三天预约。",
    "停车场收费标准按区域和时段分为三类。",
]


def candidate(number: int, text: str, document: str = "") -> Candidate:
    chunk = Chunk(0, text, (Run(0, 0, len(text)),), "第一节")
    stored = StoredChunk(number, document or f"d{number}", f"公告{number}", "2024-09-18", chunk)
    return Candidate(stored, 0.9, 1.0, 1 - number / 100)


def test_one_document_fills_two_places_at_most() -> None:
    """Other documents get their say, though they are fewer than the places."""
    one = [candidate(i, text, "same") for i, text in enumerate(OTHERS[:4])]
    other = candidate(9, OTHERS[4])
    assert diverse([*one, other], 6) == [one[0], one[1], other]


def test_a_document_alone_is_not_starved() -> None:
    """Where nobody else is crowded out, all places go to the one document."""
    one = [candidate(i, text, "same") for i, text in enumerate(OTHERS)]
    assert diverse(one, 4) == one[:4]


def test_empty_places_can_be_filled_in_order() -> None:
    """On demand, what the two limits left out comes back where it stood; a copy never does."""
    found = [candidate(i, text, "same") for i, text in enumerate(OTHERS[:4])]
    found.insert(3, candidate(8, OTHERS[0], "copy"))
    found.append(candidate(9, OTHERS[4]))
    assert diverse(found, 6, fill=True) == [*found[:3], *found[4:]]
    assert diverse(found, 4, fill=True) == [*found[:3], found[5]]


def test_two_hundred_copies_are_one_voice() -> None:
    """Numbered, broken over lines or with a word added, they fold into the first of them."""
    ways = (
        lambda i: f"{LIE}（编号{i}）",
        lambda i: f"{LIE}第{i}次转载。",
        lambda i: LIE.replace("，", "，\n" if i % 2 else "， "),
    )
    clones = [candidate(i, ways[i % 3](i)) for i in range(200)]
    true = candidate(999, OTHERS[0])
    (group, other) = grouped([*clones, true], 6)
    assert (group.candidate, other.candidate) == (clones[0], true)
    assert list(group.folded) == clones[1:]


def test_another_figure_is_another_statement() -> None:
    """A rival figure in the same words is kept: the reader tells a conflict, or another year."""
    lie, true = candidate(1, LIE), candidate(2, TRUE)
    year = candidate(3, REPORT.format(year=2022, people=922.2, freight=62.5))
    assert diverse([lie, true, year], 6) == [lie, true, year]
    written = candidate(4, OTHERS[0].replace("三年", "五年"))
    assert diverse([candidate(5, OTHERS[0]), written], 6)[1] == written


def test_one_wording_with_many_figures_leaves_room_for_others() -> None:
    """Copies with a figure of their own each time fill half of the places, not all."""
    many = [candidate(i, REPORT.format(year=2023, people=i, freight=i)) for i in range(1, 30)]
    others = [candidate(100 + i, text) for i, text in enumerate(OTHERS)]
    assert diverse([*many, *others], 6) == [*many[:3], *others[:3]]
    assert diverse(many, 6) == many[:3]


def test_a_longer_chunk_is_no_copy_of_a_shorter_one() -> None:
    """It says more; the other way round nothing is lost."""
    more = "请携带有效证件，按预约时段入馆参观，馆内禁止使用闪光灯拍照，儿童须有成人陪同。"
    short, long = candidate(1, OTHERS[3]), candidate(2, OTHERS[3] + more)
    assert diverse([short, long], 6) == [short, long]
    assert diverse([long, short], 6) == [long]


def test_a_text_with_a_lie_added_does_not_hide_the_text() -> None:
    """Else whoever copies a document and adds a figure would speak in its place."""
    forged, true = candidate(1, f"{TRUE}现更正为99万吨。"), candidate(2, TRUE)
    assert diverse([forged, true], 6) == [forged, true]


def test_nothing_comes_of_nothing() -> None:
    """No candidates, no places, and chunks shorter than a shingle."""
    assert diverse([], 6) == []
    assert diverse([candidate(1, "短")], 0) == []
    tiny = [candidate(1, "甲"), candidate(2, "甲"), candidate(3, "乙")]
    assert diverse(tiny, 6) == [tiny[0], tiny[2]]


def test_a_flood_of_copies_is_searched_past() -> None:
    """The document that they speak against ranks below all of them, and is found."""
    clones = [candidate(i, f"{LIE}第{i}次转载。") for i in range(200)]
    others = [candidate(200 + i, text) for i, text in enumerate([TRUE, *OTHERS])]
    every, sizes = [*clones, *others], []

    def find(most: int) -> list[Candidate]:
        sizes.append(most)
        return every[:most]

    assert unflooded(find, 30) == [clones[0], *others]
    assert sizes == [30, 240]


def test_without_a_flood_nothing_is_searched_twice() -> None:
    """A few copies among the found, or few found at all, stay as they came."""
    some = [candidate(i, text) for i, text in enumerate([TRUE, LIE, *OTHERS, TRUE, LIE])]
    assert unflooded(lambda most: some[:most], 6) == some[:6]
    assert unflooded(lambda most: some[:most], 30) == some
    assert unflooded(lambda most: [][:most], 30) == []


def test_a_flood_without_end_is_given_up() -> None:
    """Two thousand copies and nothing else: one of them, after three searches."""
    clones = [candidate(i, f"{LIE}第{i}次转载。") for i in range(3_000)]
    sizes: list[int] = []
    assert unflooded(lambda most: sizes.append(most) or clones[:most], 30) == clones[:1]
    assert sizes == [30, 240, 1920]
