"""English questions in the words of the documents."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.answer import Question, Turn
from qa.bootstrap import open_service
from qa.english import stem, translations, words
from qa.question import Kind, analyse
from qa.settings import Settings
from qa.translation import translated

AIRPORT = "1-8月,郑州机场旅客吞吐量1924.5万人次,增长10.9%,货邮吞吐量49.5万吨,增长32.8%。"
SCHOOLS = "全市新建义务教育学校144所。银行、证券、保险等机构向龙湖金融岛集中。"
BANKS = "河岸两侧绿化。"


def said(question: str, *texts: str) -> str:
    return translated(analyse(question), texts or (AIRPORT, SCHOOLS, BANKS)).text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("subsidies", "subsidy"),
        ("services", "service"),
        ("planned", "plan"),
        ("building", "built"),
        ("organisation", "organization"),
        ("centres", "center"),
        ("speeding", "speed"),
        ("people's", "people"),
    ],
)
def test_forms_of_a_word_are_one(one: str, other: str) -> None:
    """Number, tense, possession and spelling make no other word."""
    assert stem(words(one)[0]) == stem(words(other)[0])


def test_the_list_knows_common_words() -> None:
    """What the list came from is turned round: English to Chinese."""
    known = translations()
    assert "熊猫" in known["panda"].split()
    assert "货邮" in known["cargo and mail"].split()


def test_the_texts_choose_the_translation() -> None:
    """A bank is where money lies when the texts speak of money, and of a river when they do."""
    assert "银行" in said("Where are the bank and the insurance?")
    assert "河岸" in said("What grows on the river bank?", BANKS)


def test_the_longest_phrase_is_taken() -> None:
    """Cargo and mail is one word in Chinese, and not two."""
    assert "货邮" in said("What was the cargo and mail throughput of Zhengzhou airport?")


def test_units_are_asked_for_in_chinese() -> None:
    """How many tonnes: the answer is a weight, which tells cargo from passengers."""
    asked = said("How many tonnes of cargo did Zhengzhou airport handle in January-August?")
    assert asked.endswith("多少吨")
    assert "1-8月" in asked


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How many schools were built?", Kind.AMOUNT),
        ("By what percentage did the cargo throughput grow?", Kind.RATIO),
        ("When will the school open?", Kind.DATE),
        ("Where are banks concentrated?", Kind.PLACE),
        ("Who suggests building a school?", Kind.BODY),
        ("Which department built the schools?", Kind.BODY),
        ("What was the passenger throughput of the airport?", Kind.AMOUNT),
        ("Is there a school?", Kind.YES_NO),
    ],
)
def test_the_kind_of_answer_is_understood(question: str, kind: Kind) -> None:
    """What is asked for survives the translation."""
    assert translated(analyse(question), (AIRPORT, SCHOOLS)).kind is kind


def test_years_and_places_still_pin_down() -> None:
    """They are constraints of the translated question, and count as no lost words."""
    found = translated(analyse("What was Luoyang's cargo throughput in 2019?"), (AIRPORT,))
    assert found.asked.years == {2019}
    assert found.asked.places == {"洛阳"}
    assert found.lost == 0


def test_words_that_no_text_holds_are_lost() -> None:
    """They stay in the question in Chinese, and their share is told."""
    found = translated(analyse("How many pandas live at Zhengzhou airport?"), (AIRPORT,))
    assert "熊猫" in found.text
    assert found.lost >= 0.5


def test_what_is_not_understood_stays_as_it_was() -> None:
    """No word of another language is in the list; nor is there anything to choose from."""
    french = analyse("quel est le débit du fret")
    assert translated(french, (AIRPORT,)) == french
    year = analyse("2023")
    assert translated(year, (AIRPORT,)) == year
    english = analyse("How many schools were built in 2023?")
    assert translated(english, ()) == english


def test_english_questions_are_answered_from_chinese_documents(tmp_path: Path) -> None:
    """End to end: the figure asked for, and a refusal for what is not there."""
    service = open_service(Settings(data=tmp_path))
    service.add(f"发布会\n\n{AIRPORT}\n\n{SCHOOLS}\n".encode(), "发布会.txt")
    asked = "What was Zhengzhou airport's cargo and mail throughput in January-August?"
    answer = service.ask(Question(asked))
    assert not answer.refused
    assert "49.5万吨" in answer.answer
    assert "1924.5" not in answer.answer
    again = Question("And passenger throughput?", (Turn("user", asked),))
    assert "1924.5万人次" in service.ask(again).answer
    assert service.ask(Question("How many pandas live in Zhengzhou Zoo?")).refused
    service.close()
