"""axe-core over the pages. It is looked for where ``npm install axe-core`` puts it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.chromium import DESKTOP, PHONE, resize
from tests.browser.page import Page

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
pytestmark = pytest.mark.skipif(
    not AXE.is_file(), reason="no axe-core: run npm install --no-save axe-core to run these tests"
)


def start(page: Page) -> None:
    page.until(lambda: bool(page.all(".suggestions button")))


def answered(page: Page) -> None:
    page.ask("货邮吞吐量多少？")
    page.one(".numbers summary").click()
    page.named("没用").click()


def source(page: Page) -> None:
    page.ask("货邮吞吐量多少？")
    page.one(".marker").click()
    page.until(lambda: bool(page.all("mark")))


def refused(page: Page) -> None:
    page.ask("量子计算")


def deleting(page: Page) -> None:
    page.ask("量子计算")
    page.run("document.querySelector('#conversations li button:last-child').click()")


def documents(page: Page) -> None:
    page.ask("量子计算")
    page.reload("/documents")
    page.named("切分", "#documents").click()
    page.until(lambda: bool(page.all(".pieces li")))
    page.one("#work summary").click()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("reach", [start, answered, source, refused, deleting, documents])
def test_axe_finds_nothing(
    page: Page, reach: Callable[[Page], None], look: str, size: tuple[int, int]
) -> None:
    """Labels, names, contrast, structure: no violation of any weight."""
    features = {"features": [{"name": "prefers-color-scheme", "value": look}]}
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", features)
    resize(page.driver, size)
    page.reload()
    reach(page)
    page.driver.execute_cdp_cmd("Runtime.evaluate", {"expression": AXE.read_text("utf-8")})
    found, passed = page.driver.execute_async_script(
        "const done = arguments[0]; axe.run(document).then((all) => done(["
        " all.violations.map((one) => [one.id, one.impact, one.nodes[0].html]), all.passes.length]))"
    )
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    assert found == []
    assert passed > 10
