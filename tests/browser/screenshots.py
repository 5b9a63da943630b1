"""Pictures of the pages for ``docs/``: ``python -m tests.browser.screenshots [FOLDER]``.

Shows the sample documents, read by the real service with the bundled model. Needs Chromium with its
driver and a Chinese font.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from selenium.webdriver import Chrome

from qa.answer import Answer, Question
from qa.bootstrap import open_service
from qa.service import Service
from qa.settings import Settings
from tests.browser.chromium import DESKTOP, PHONE, chromium, resize
from tests.browser.page import Page
from tests.browser.site import serving

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "corpus" / "samples"
QUESTION = "郑州机场2024年1—8月货邮吞吐量是多少？"
REFUSED = "郑州机场2030年货邮吞吐量是多少？"


class _Degraded:
    """The service as it is while its language model does not answer."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def __getattr__(self, name: str) -> object:
        return getattr(self._service, name)

    def ask(self, question: Question) -> Answer:
        return self._service.ask(Question(question.text, question.history, mode="llm"))


def start(page: Page) -> None:
    page.until(lambda: bool(page.all(".suggestions button")))


def answered(page: Page) -> None:
    page.ask(QUESTION)
    page.one(".numbers summary").click()


def source(page: Page) -> None:
    page.ask(QUESTION)
    page.one(".marker").click()
    page.until(lambda: bool(page.all("#source-text mark")))


def refused(page: Page) -> None:
    page.ask(REFUSED)


def degraded(page: Page) -> None:
    page.ask(QUESTION)


def documents(page: Page) -> None:
    page.reload("/documents")
    page.until(lambda: bool(page.all("#documents > li")))


STATES: dict[str, Callable[[Page], None]] = {
    "start": start,
    "answer": answered,
    "source": source,
    "refusal": refused,
    "degraded": degraded,
    "documents": documents,
}


def take(driver: Chrome, origins: dict[str, str], folder: Path) -> None:
    """Each state at both sizes; the degraded one is dark."""
    for name, reach in STATES.items():
        for size, label in ((DESKTOP, "desktop"), (PHONE, "phone")):
            look = "dark" if name == "degraded" else "light"
            features = {"features": [{"name": "prefers-color-scheme", "value": look}]}
            driver.execute_cdp_cmd("Emulation.setEmulatedMedia", features)
            resize(driver, size)
            page = Page(driver, origins.get(name, origins["start"]))
            page.open()
            reach(page)
            driver.save_screenshot(str(folder / f"page-{name}-{label}.png"))


def main(folder: Path) -> None:
    with TemporaryDirectory() as scratch:
        settings = Settings(data=Path(scratch) / "data")
        with closing(open_service(settings)) as service:
            for path in sorted(SAMPLES.iterdir()):
                if path.name != "README.md":
                    service.add(path.read_bytes(), path.name)
            with (
                serving(service) as plain,
                serving(_Degraded(service)) as lame,  # type: ignore[arg-type]
                chromium(Path(scratch)) as driver,
            ):
                take(driver, {"start": plain, "degraded": lame}, folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs")
