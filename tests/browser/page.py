"""What a reader does on the pages, and what may never happen there."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

PATIENCE = 20.0


class Page:
    """The browser on one server."""

    def __init__(self, driver: Chrome, origin: str) -> None:
        self.driver, self.origin = driver, origin

    def open(self, path: str = "/") -> None:
        """A fresh page of a browser that remembers nothing."""
        self.driver.get(self.origin + "/icon.svg")
        self.driver.execute_script("localStorage.clear(); sessionStorage.clear()")
        self.reload(path)

    def reload(self, path: str = "/") -> None:
        self.driver.get(self.origin + path)

    def all(self, selector: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector: str) -> WebElement:
        """The first such element, once it is there."""
        self.until(lambda: bool(self.all(selector)))
        return self.all(selector)[0]

    def named(self, name: str, within: str = "body") -> WebElement:
        """The button that reads ``name``, once it is there."""

        def found() -> list[WebElement]:
            return [one for one in self.all(f"{within} button") if one.text == name]

        self.until(lambda: bool(found()))
        return found()[-1]

    def text(self, selector: str) -> str:
        return str(self.one(selector).text)

    def until(self, true: Callable[[], object]) -> None:
        WebDriverWait(self.driver, PATIENCE, poll_frequency=0.02).until(lambda _: true())

    def downloaded(self, path: Path) -> bytes:
        """What a download left at ``path``, once it is whole.

        The browser holds the name with an empty file until the content takes its place.
        """
        self.until(lambda: path.exists() and path.stat().st_size > 0)
        return path.read_bytes()

    def run(self, script: str, *arguments: Any) -> Any:
        return self.driver.execute_script(script, *arguments)

    def ask(self, question: str) -> WebElement:
        """Types a question, sends it, and gives its card once the answer is whole."""
        before = len(self.all("#conversation article"))
        self.one("#question").send_keys(question + "\n")
        return self.finished(before)

    def finished(self, before: int) -> WebElement:
        """The card after ``before`` others, when it waits for nothing any more."""
        self.until(
            lambda: (
                len(self.all("#conversation article:not([aria-busy])")) > before
                and not self.one("#send").get_attribute("hidden")
            )
        )
        return self.all("#conversation article")[before]

    def requested(self) -> list[str]:
        """Addresses that the browser asked for since the last call."""
        events = [
            json.loads(one["message"])["message"] for one in self.driver.get_log("performance")
        ]
        return [
            str(one["params"]["request"]["url"])
            for one in events
            if one["method"] == "Network.requestWillBeSent"
        ]

    def complaints(self) -> list[str]:
        """What the console says went wrong, refused requests left out."""
        return [
            str(one["message"])
            for one in self.driver.get_log("browser")
            if one["level"] == "SEVERE" and "Failed to load resource" not in one["message"]
        ]
