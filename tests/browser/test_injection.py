"""Text that attacks: sixty payloads in every place where text of others is shown."""

from __future__ import annotations

import dataclasses

from corpus.errors import Unavailable
from qa.answer import Answer, Question
from tests.browser.page import Page
from tests.browser.payloads import PAYLOADS
from tests.browser.site import ScriptedService

TITLE = "机场生产情况"


def poisoned(service: ScriptedService, payload: str) -> Answer:
    """An answer with ``payload`` as answer, quote, title, section, notice and figure."""
    id = "doc_" + str(PAYLOADS.index(payload))
    (real,) = [one for one in service.stored.values() if one.title == TITLE]
    text = f"前文。{payload}后文。"
    service.stored[id] = dataclasses.replace(
        real, id=id, title=payload, source=f"{payload}.txt", text=text
    )
    plain = service.ask(Question("货邮吞吐量多少？"))
    (cited,) = plain.citations
    citation = dataclasses.replace(
        cited,
        document_id=id,
        document_title=payload,
        section=payload,
        quote=payload,
        start=3,
        end=3 + len(payload),
    )
    return dataclasses.replace(
        plain, answer=f"{payload}[1]。", citations=(citation,), notices=(payload,)
    )


def send(page: Page, question: str, before: int) -> str:
    """Asks without typing, for keys would be pressed one by one; the card's own text."""
    page.run(
        "document.querySelector('#question').value = arguments[0];"
        "document.querySelector('#ask').requestSubmit()",
        question,
    )
    return str(page.finished(before).get_attribute("textContent"))


def assert_nothing_ran(page: Page) -> None:
    assert page.run("return window.hit") is None
    made = (
        "script:not([src^='/']), iframe, object, embed, img, svg, video, base, style, main form a"
    )
    assert page.all(made) == []


def test_sixty_payloads_in_answers_and_sources_stay_text(
    page: Page, service: ScriptedService
) -> None:
    """As question, answer, quote, title, section, notice: shown letter by letter, run never.

    That no request left and the console is clean is judged when the page is given back.
    """
    assert len(set(PAYLOADS)) == 60
    for number, payload in enumerate(PAYLOADS):
        service.script[payload] = poisoned(service, payload)
        shown = send(page, payload, number)
        assert shown.count(payload) >= 5
        page.all(".marker")[-1].click()
        page.until(
            lambda text=payload: (
                page.run("return document.querySelector('#source-text mark')?.textContent") == text
            )
        )  # type: ignore[misc]
        assert page.text("#source-title") != ""
    assert_nothing_ran(page)
    page.reload()
    assert len(page.all("#conversation article")) == 60
    assert_nothing_ran(page)


def test_sixty_payloads_in_errors_stay_text(page: Page, service: ScriptedService) -> None:
    """The message of a refusal is text as well."""
    for number, payload in enumerate(PAYLOADS):
        service.failure = Unavailable(payload)
        assert payload in send(page, "问题", number)
    assert_nothing_ran(page)


def test_sixty_payloads_on_the_documents_page_stay_text(
    page: Page, service: ScriptedService
) -> None:
    """As title, file name, piece of a document, question and remark in the work list."""
    for payload in PAYLOADS:
        poisoned(service, payload)
        service.feedback(payload, False, payload, [payload])
        service.ask(Question(payload + "鿕"))
    page.reload("/documents")
    page.until(lambda: len(page.all("#documents > li")) == 61)
    shown = page.one("main").get_attribute("textContent") or ""
    for payload in PAYLOADS:
        assert shown.count(payload) >= 3
    for opener in page.all("#documents button")[::4][:20]:
        opener.click()
    page.until(lambda: len(page.all(".pieces")) == 20)
    assert_nothing_ran(page)
