"""Asking, reading and checking, in a real browser."""

from __future__ import annotations

import dataclasses
import json
import threading
from pathlib import Path

from selenium.webdriver import Keys
from selenium.webdriver.common.action_chains import ActionChains

from corpus.errors import Unavailable
from qa.answer import NumberCheck, Question
from tests.browser.chromium import PHONE, resize
from tests.browser.page import Page
from tests.browser.site import ScriptedService

CARGO = "货邮吞吐量多少？"


def marked(page: Page) -> str:
    return str(page.one("#source-text mark").get_attribute("textContent"))


def test_the_marked_words_equal_the_quote(page: Page, service: ScriptedService) -> None:
    """Opening a marker shows the document with exactly the quoted words marked and in view."""
    card = page.ask(CARGO)
    assert "完成货邮吞吐量49万吨[1]。" in card.text.replace("\n", "")
    page.one(".marker").click()
    assert marked(page) == service.ask(Question(CARGO)).citations[0].quote
    assert page.text("#source-title") == "机场生产情况"
    assert page.text("#source-about") == "2024-09-18 · 第一节"
    assert page.run(
        "const m = document.querySelector('mark').getBoundingClientRect(),"
        " b = document.querySelector('#source-text').getBoundingClientRect();"
        " return m.top >= b.top && m.bottom <= b.bottom"
    )
    page.one("#close").click()
    assert page.run("return document.activeElement.className") == "marker"


def test_characters_beyond_the_basic_plane_do_not_shift_the_mark(page: Page) -> None:
    """Offsets count code points, though JavaScript counts UTF-16 units."""
    page.ask("东站发送多少？")
    page.one(".marker").click()
    assert marked(page) == "郑州东站发送旅客31万人。"


def test_an_answer_streams(page: Page, service: ScriptedService) -> None:
    """Text grows in the card before the answer is whole, and ends as the answer."""
    page.run(
        "window.seen = []; new MutationObserver(() => {"
        " const p = document.querySelector('article[aria-busy] .answer');"
        " if (p) window.seen.push(p.textContent) })"
        ".observe(document.querySelector('#conversation'),"
        " {childList: true, subtree: true, characterData: true})"
    )
    page.ask(CARGO)
    seen = page.run("return window.seen")
    assert seen[0] == "正在查找……"
    assert seen[-1] == service.ask(Question(CARGO)).answer


def test_pointing_at_a_marker_shows_the_quote(page: Page) -> None:
    """The tip shows on hover and on focus, and is the marker's description."""
    page.ask(CARGO)
    tip, marker = page.one(".tip"), page.one(".marker")
    assert not tip.is_displayed()
    ActionChains(page.driver).move_to_element(marker).perform()
    page.until(tip.is_displayed)
    assert "完成货邮吞吐量49万吨" in tip.text
    assert marker.get_attribute("aria-describedby") == tip.get_attribute("id")


def test_a_follow_up_sends_the_conversation(page: Page, service: ScriptedService) -> None:
    """Earlier questions and answers go along, oldest first; another conversation's do not."""
    page.ask(CARGO)
    page.ask("旅客吞吐量呢？")
    history = service.asked[-1].history
    assert [turn.role for turn in history] == ["user", "assistant"]
    assert history[0].content == CARGO
    page.one("#new").click()
    page.ask("旅客吞吐量呢？")
    assert service.asked[-1].history == ()


def test_a_refusal_has_the_nearest_passages_one_click_away(page: Page) -> None:
    """It says so, and each passage opens marked in its document."""
    card = page.ask("量子计算")
    assert "资料中没有答案" in card.text
    page.one(".passages button").click()
    assert "郑州机场完成货邮吞吐量49万吨。" in marked(page)


def test_a_degraded_answer_says_so(page: Page, service: ScriptedService) -> None:
    """Degradation, the notice, and a figure that is in no quote are visible at once."""
    plain = service.ask(Question(CARGO))
    service.script[CARGO] = dataclasses.replace(
        plain,
        degraded=True,
        notices=("语言模型没有回应，以下是原文摘录。",),
        numbers=(NumberCheck("51万吨", False, None),),
    )
    text = page.ask(CARGO).text
    assert "已降级" in text
    assert "语言模型没有回应" in text
    assert "51万吨，原文里没有" in text


def test_feedback_carries_reasons_and_words(page: Page, service: ScriptedService) -> None:
    """A bad mark takes reasons and a free line; thanks follow."""
    page.ask(CARGO)
    page.named("没用").click()
    page.all(".reasons input[type=checkbox]")[1].click()
    page.one(".reasons input:not([type])").send_keys("应为49.5")
    page.named("提交反馈").click()
    page.until(lambda: "谢谢反馈" in page.text(".opinion"))
    assert service.opinions == [("ans_1", False, "应为49.5", ["数字不对"])]


def test_stop_and_retry(page: Page, service: ScriptedService) -> None:
    """A running question can be stopped; asked again it is answered in the same place."""
    service.hold = threading.Event()
    page.one("#question").send_keys(CARGO + "\n")
    assert service.began.wait(10)
    page.named("停止").click()
    assert "已停止" in page.finished(0).text
    service.hold.set()
    page.named("重试").click()
    page.until(lambda: bool(page.all(".marker")))
    assert len(page.all("#conversation article")) == 1


def test_an_error_is_shown_and_can_be_retried(page: Page, service: ScriptedService) -> None:
    """The reason of the service stands in the card."""
    service.failure = Unavailable("现在很忙，请稍后再试。", retry_after=1)
    assert "现在很忙" in page.ask(CARGO).text
    service.failure = None
    page.named("重试").click()
    page.until(lambda: bool(page.all(".marker")))


def test_conversations_last_and_can_be_managed(page: Page, downloads: Path) -> None:
    """They outlive a reload with their citations; renaming, exporting and deleting work."""
    page.ask(CARGO)
    page.one("#new").click()
    page.ask("旅客吞吐量呢？")
    page.reload()
    assert len(page.all("#conversations li")) == 2
    page.named(CARGO, "#conversations").click()
    assert page.one(".marker").text == "[1]"
    page.named("改名", "#conversations .current").click()
    box = page.one("#box-input")
    box.clear()
    box.send_keys("货邮\n")
    page.until(lambda: page.text("#title") == "货邮")
    page.one("#export").click()
    saved = page.downloaded(downloads / "货邮.md").decode()
    assert saved.startswith("# 货邮\n\n## 货邮吞吐量多少？\n")
    assert "郑州机场完成货邮吞吐量49万吨。" in saved
    page.named("删除", "#conversations .current").click()
    page.named("取消", "dialog").click()
    assert len(page.all("#conversations li")) == 2
    page.named("删除", "#conversations .current").click()
    page.named("删除", "dialog").click()
    page.until(lambda: len(page.all("#conversations li")) == 1)


def test_a_suggested_question_is_asked_by_a_click(page: Page, service: ScriptedService) -> None:
    """Suggestions come from the documents that are there."""
    page.named("机场生产情况讲了什么？").click()
    page.finished(0)
    assert service.asked[-1].text == "机场生产情况讲了什么？"


def test_the_original_can_be_downloaded(
    page: Page, service: ScriptedService, downloads: Path
) -> None:
    """The source panel gives the file as it came in."""
    page.ask(CARGO)
    page.one(".marker").click()
    page.one("#download").click()
    (id,) = service.stored
    assert page.downloaded(downloads / "机场.md") == service.original(id)


def test_on_a_phone_nothing_is_wider_than_the_screen(page: Page) -> None:
    """No sideways scrolling; the source is a sheet over the answer; the list opens and closes."""
    resize(page.driver, PHONE)
    page.reload()
    page.ask(CARGO)
    page.one(".marker").click()
    page.until(lambda: bool(page.all("#source-text mark")))
    for state in ("source", "chat", "menu"):
        assert page.run("return document.documentElement.scrollWidth") == PHONE[0], state
        if state == "source":
            assert page.run("return document.querySelector('#source').matches(':modal')")
            page.one("#close").click()
        elif state == "chat":
            page.one("#menu").click()
            assert page.one("#side").is_displayed()


def test_the_keyboard_is_enough(page: Page) -> None:
    """Ask, reach the marker, open the source, leave it: no mouse; the focus comes back."""
    page.driver.switch_to.active_element.send_keys(CARGO + "\n")
    page.finished(0)
    page.run("document.querySelector('#export').focus()")
    for _ in range(10):
        if page.run("return document.activeElement.className") == "marker":
            break
        ActionChains(page.driver).send_keys(Keys.TAB).perform()
    assert page.one(".tip").is_displayed()
    ActionChains(page.driver).send_keys(Keys.ENTER).perform()
    assert marked(page).startswith("郑州机场")
    ActionChains(page.driver).send_keys(Keys.ESCAPE).perform()
    assert not page.one("#source").is_displayed()
    assert page.run("return document.activeElement.className") == "marker"


def test_dark_follows_the_system_and_can_be_chosen(page: Page) -> None:
    """The system's dark colours are taken over; the choice is kept."""
    back = "return getComputedStyle(document.body).backgroundColor"
    light = page.run(back)
    dark = {"features": [{"name": "prefers-color-scheme", "value": "dark"}]}
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", dark)
    assert page.run(back) != light
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    for _ in range(2):
        page.one("#theme").click()
    assert "深色" in page.text("#theme")
    chosen = page.run(back)
    assert chosen != light
    page.reload()
    assert page.run(back) == chosen


def test_two_hundred_messages_stay_usable(page: Page) -> None:
    """A long conversation loads from the browser and takes the next question."""
    page.ask(CARGO)
    kept = json.loads(page.run("return localStorage.getItem('wenju.conversations')"))
    kept[0]["turns"] *= 100
    page.run("localStorage.setItem('wenju.conversations', arguments[0])", json.dumps(kept))
    page.reload()
    assert len(page.all("#conversation article")) == 100
    assert "[1]" in page.ask("旅客吞吐量呢？").text


def test_an_answer_is_copied_with_its_sources(page: Page) -> None:
    """The clipboard holds the answer, and each source with title, date, section and quote."""
    page.driver.execute_cdp_cmd(
        "Browser.grantPermissions",
        {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"], "origin": page.origin},
    )
    page.ask(CARGO)
    page.one(".tools button").click()
    page.until(lambda: page.text(".tools button") == "已复制")
    copied = page.driver.execute_async_script(
        "navigator.clipboard.readText().then(arguments[0], (error) => arguments[0](String(error)))"
    )
    assert copied == (
        "郑州机场完成货邮吞吐量49万吨[1]。\n"
        "[1] 机场生产情况，2024-09-18，第一节：“郑州机场完成货邮吞吐量49万吨。”"
    )
