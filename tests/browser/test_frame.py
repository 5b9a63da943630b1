"""The chat page inside a page of another origin."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from corpus.errors import ConfigurationError
from qa.middleware import CONTENT_POLICY, security_headers
from qa.settings import Settings
from tests.browser.page import Page
from tests.browser.site import ScriptedService, serving


@contextmanager
def portal() -> Iterator[tuple[str, list[str]]]:
    """A site of its own; what is in the list is what its page shows in a frame."""
    shown: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = (
                f"<!doctype html><iframe width=900 height=600 src='{shown[0]}'></iframe>".encode()
            )
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", shown
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("allowed", [True, False])
def test_only_a_listed_origin_may_frame_the_page(
    browser: Chrome, service: ScriptedService, allowed: bool
) -> None:
    """Off by default; a listed portal can ask and gets its answer."""
    with portal() as (site, shown):
        listed = f"https://other.example.cn,{site}" if allowed else ""
        with serving(service, frame_origins=listed) as origin:
            shown.append(origin)
            browser.get(site)
            browser.switch_to.frame(browser.find_element(By.TAG_NAME, "iframe"))
            page = Page(browser, origin)
            if allowed:
                assert "49万吨" in page.ask("货邮吞吐量多少？").text
            else:
                assert page.all("#question") == []
            browser.switch_to.default_content()
            browser.get("about:blank")


def test_a_frame_loosens_nothing_else() -> None:
    """Only the two headers about frames change."""
    origin = "https://portal.example.cn:8443"
    found = dict(security_headers([origin]))
    policy = found.pop(b"content-security-policy").decode()
    assert policy == CONTENT_POLICY.replace("frame-ancestors 'none'", f"frame-ancestors {origin}")
    usual = dict(security_headers())
    assert usual.pop(b"content-security-policy").decode() == CONTENT_POLICY
    assert usual.pop(b"x-frame-options") == b"DENY"
    assert found == usual


@pytest.mark.parametrize(
    "value",
    ["*", "portal.example.cn", "https://", "https://a.cn/path", "https://a.cn; script-src *",
     "https://*.cn", "https://a.cn 'unsafe-inline'", "javascript:x"],
)  # fmt: skip
def test_what_is_no_origin_is_refused(value: str) -> None:
    """A wrong value can neither open the page to all nor change the rest of the policy."""
    with pytest.raises(ConfigurationError, match="WENJU_FRAME_ORIGINS"):
        Settings.from_environment({"WENJU_FRAME_ORIGINS": value})
