"""The page that the campaign writes."""

from __future__ import annotations

from dataclasses import asdict

from tests.campaign.__main__ import table
from tests.campaign.row import Row
from tests.campaign.suites import counted, rows


def test_each_promise_is_a_line_with_its_day_and_commit() -> None:
    """Kept or not, under its section; what was not kept says why."""
    kept = Row("存储", "不丢", "杀 200 次", "0 次丢失", True)
    lost = Row("负载", "够快", "50 个客户端", "2.1 秒", False, "机器忙")
    run = {"day": "2026-01-01", "commit": "abc", "rows": [asdict(kept), asdict(lost)]}
    page = table({"durability": run})
    assert "| 不丢 | 杀 200 次 | 0 次丢失 | 守住 | 2026-01-01 | abc |" in page
    assert "| 够快 | 50 个客户端 | 2.1 秒 | 未守住：机器忙 | 2026-01-01 | abc |" in page
    assert page.index("## 存储") < page.index("## 负载")


def test_a_summary_of_tests_is_counted() -> None:
    """What pytest says in its last line."""
    assert counted("2 failed, 31 passed, 1 skipped in 4.10s") == {
        "failed": 2,
        "passed": 31,
        "skipped": 1,
    }
    assert counted("") == {}
    assert list(rows(full=False)) == []
