"""The documents page, in a real browser; the service and its readers are the real ones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import Chrome

from eval.gold import parse
from tests.browser.chromium import DESKTOP, resize
from tests.browser.page import Page
from tests.browser.site import ScriptedService, serving
from tests.qa.test_service import open_service

SAMPLES = Path(__file__).parents[2] / "corpus" / "samples"
THREE = {
    "关于2023年郑州市生产总值最终核实结果的公告.pdf": ("2023年全市生产总值是多少？", "13742.3亿元"),
    "关于开展2025年汽车以旧换新补贴工作的通知.docx": (
        "购买新能源乘用车补贴多少？",
        "2万元",
    ),
    "2023年郑州市对外开放统计公报（节选）.txt": ("2023年全市货物进出口总值是多少？", "5522.3亿元"),
}


@pytest.fixture
def real(browser: Chrome, tmp_path: Path) -> Iterator[Page]:
    """The documents page over an empty library."""
    service = open_service(tmp_path / "data", log_questions=True)
    with serving(service) as origin:
        resize(browser, DESKTOP)
        page = Page(browser, origin)
        page.open("/documents")
        page.requested()
        yield page
        assert all(url.startswith((origin, "blob:" + origin)) for url in page.requested())
        browser.get("about:blank")
    service.close()


def add(page: Page, *paths: Path) -> list[str]:
    """Chooses files; what the page says of each."""
    page.one("#files").send_keys("\n".join(str(path) for path in paths))
    page.until(lambda: page.text("#uploaded").startswith("完成"))
    return [one.text for one in page.all("#results li")]


def test_three_kinds_of_files_are_added_and_answered_from(real: Page) -> None:
    """pdf, docx and txt go in together; each answers its question with its own words marked."""
    results = add(real, *(SAMPLES / name for name in THREE))
    assert all(one.endswith("：已添加") for one in results)
    assert len(real.all("#documents > li")) == 3
    real.reload("/")
    for number, (question, figure) in enumerate(THREE.values()):
        real.one("#question").send_keys(question + "\n")
        card = real.finished(number)
        assert figure in card.text
        real.all(".marker")[-1].click()
        real.until(lambda figure=figure: figure in real.one("#source-text mark").text)  # type: ignore[misc]
        real.one("#close").click()


def test_what_was_deleted_answers_no_more(real: Page) -> None:
    """Deleting asks first, with the cancel button in focus; afterwards the answer is a refusal."""
    name = "2023年郑州市对外开放统计公报（节选）.txt"
    add(real, SAMPLES / name)
    real.named("删除", "#documents").click()
    assert real.run("return document.activeElement.textContent") == "取消"
    real.driver.switch_to.active_element.send_keys("\n")
    assert len(real.all("#documents > li")) == 1
    real.named("删除", "#documents").click()
    real.named("删除", "dialog").click()
    real.until(lambda: not real.all("#documents > li"))
    real.reload("/")
    assert "资料中没有答案" in real.ask(THREE[name][0]).text


def test_each_file_has_its_own_result(real: Page, tmp_path: Path) -> None:
    """A bad file says why and stops no other; the same bytes again are recognised."""
    good, bad, empty = tmp_path / "好.txt", tmp_path / "坏.exe", tmp_path / "空.txt"
    good.write_text("全市人才总量290万人。", encoding="utf-8")
    bad.write_bytes(b"MZ\x00")
    empty.write_bytes(b"")
    first = add(real, bad, good, empty)
    assert "不支持" in first[0]
    assert first[1] == "好.txt：已添加"
    assert first[2].startswith("空.txt：")
    real.reload("/documents")
    assert add(real, good) == ["好.txt：内容相同，早已在资料库里"]


def test_files_can_be_dropped(real: Page) -> None:
    """Dropping on the field is like choosing."""
    real.run(
        "const data = new DataTransfer();"
        "data.items.add(new File(['全市人才总量290万人。'], '人才.txt'));"
        "document.querySelector('#drop').dispatchEvent("
        " new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true}))"
    )
    real.until(lambda: real.text("#uploaded").startswith("完成"))
    assert real.text("#results") == "人才.txt：已添加"


def test_replacing_keeps_one_version(real: Page, tmp_path: Path) -> None:
    """A new file in the place of an old one leaves one document, which answers."""
    old, new = tmp_path / "人才.txt", tmp_path / "人才新.txt"
    old.write_text("全市人才总量290万人。", encoding="utf-8")
    new.write_text("全市人才总量301万人。", encoding="utf-8")
    add(real, old)
    real.named("替换", "#documents").click()
    real.run("document.querySelector('#replacement').hidden = false")
    real.one("#replacement").send_keys(str(new))
    real.until(lambda: "已替换旧版" in real.text("#results"))
    assert len(real.all("#documents > li")) == 1
    real.reload("/")
    assert "301万人" in real.ask("全市人才总量是多少？").text


def test_the_cut_is_shown_and_the_list_searched(real: Page) -> None:
    """Pieces show their places; the search looks at titles and file names."""
    add(real, *(SAMPLES / name for name in THREE))
    real.one("#filter").send_keys("以旧换新")
    assert len(real.all("#documents > li")) == 1
    real.named("切分", "#documents").click()
    real.until(lambda: len(real.all(".pieces li")) > 1)
    assert "补贴" in real.text(".pieces")


def test_the_work_list_becomes_gold_questions(real: Page, downloads: Path) -> None:
    """A refused question is exported in the harness's own shape, answerable or not."""
    real.reload("/")
    real.ask("空域容量有多大？")
    real.ask("地铁里程是多少？")
    real.reload("/documents")
    real.until(lambda: len(real.all("#work > li")) == 2)
    for fields in real.all("#work details"):
        fields.find_element("css selector", "summary").click()
        fields.find_element("css selector", "input[type=checkbox]").click()
    answerable = real.all("#work details")[0].find_elements("css selector", "input")[1:]
    for box, text in zip(answerable, ("10公里|10千米", "地铁.txt", "里程10公里"), strict=True):
        box.send_keys(text)
    real.one("#export").click()
    gold = parse(real.downloaded(downloads / "worklist.jsonl").decode())
    assert gold.faults == ()
    assert sorted(one.answerable for one in gold.questions) == [False, True]
    assert {one.question for one in gold.questions} == {"空域容量有多大？", "地铁里程是多少？"}


def test_a_reader_is_asked_for_the_admin_key(browser: Chrome, service: ScriptedService) -> None:
    """Without a key the page asks for one; a reader's key is not enough, the admin's is."""
    keys = {"admin_key": "admin-key-0123456789", "reader_key": "reader-key-0123456789"}
    with serving(service, **keys) as origin:
        page = Page(browser, origin)
        page.open("/documents")
        page.one("#box-input").send_keys(keys["reader_key"] + "\n")
        page.until(lambda: "需要管理员密钥" in page.text("main"))
        assert page.all("#documents > li") == []
        page.one("#box-input").send_keys(keys["admin_key"] + "\n")
        page.until(lambda: len(page.all("#documents > li")) == 1)
        browser.get("about:blank")
