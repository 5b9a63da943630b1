from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import Chrome

from tests.browser.chromium import CHROMIUM, DESKTOP, DRIVER, MISSING, chromium, resize
from tests.browser.page import Page
from tests.browser.site import ScriptedService, serving

TEXT = "# 😀机场\n\n郑州机场完成货邮吞吐量49万吨。\n洛阳机场完成旅客吞吐量157万人次。\n郑州东站发送旅客31万人。\n"


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    if not (CHROMIUM and DRIVER):
        pytest.skip(MISSING)
    with chromium(tmp_path_factory.mktemp("browser")) as driver:
        yield driver


@pytest.fixture
def service() -> ScriptedService:
    made = ScriptedService()
    made.add(TEXT.encode(), "机场.md", title="机场生产情况", date="2024-09-18")
    return made


@pytest.fixture
def page(browser: Chrome, service: ScriptedService) -> Iterator[Page]:
    """The chat page of a server over ``service``, freshly opened at desktop size."""
    with serving(service) as origin:
        resize(browser, DESKTOP)
        opened = Page(browser, origin)
        opened.open()
        assert opened.requested()  # the browser does report them
        opened.complaints()
        yield opened
        assert all(url.startswith((origin, "blob:" + origin)) for url in opened.requested())
        assert opened.complaints() == []
        browser.get("about:blank")


@pytest.fixture
def downloads(browser: Chrome, tmp_path: Path) -> Path:
    folder = tmp_path / "downloads"
    browser.execute_cdp_cmd(
        "Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(folder)}
    )
    return folder
