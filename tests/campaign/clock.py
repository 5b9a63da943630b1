"""The program under a wall clock that jumps: ``python -m tests.campaign.clock FOLDER YEARS…``.

The clock is put in the place of Python's own before anything of ours is imported; what measures
durations goes by another clock and must not notice.
"""

from __future__ import annotations

import datetime
import json
import sys
import time
from pathlib import Path

_NOW, _TIME = datetime.datetime.now, time.time
YEAR = 365.25 * 86_400
shift = 0.0
"""Seconds by which the wall clock is wrong."""


class Jumping(datetime.datetime):
    """``datetime`` whose ``now`` is shifted."""

    @classmethod
    def now(cls, tz: datetime.tzinfo | None = None) -> Jumping:
        return cls.fromtimestamp(time.time(), tz)


def install() -> None:
    datetime.datetime = Jumping  # type: ignore[misc]
    time.time = lambda: _TIME() + shift


def run(folder: Path, years: list[float]) -> dict[str, object]:
    """Add a page at each of these times, replace and delete, and tell what is there."""
    global shift  # the clock of the whole process
    from tests.campaign.ground import Page, ask, open_service

    service = open_service(folder)
    stamps = []
    for number, year in enumerate(years):
        shift = year * YEAR
        page = Page(number)
        added = service.add(page.data, page.source)
        service.sync()
        stamps.append(service.info(added.document_id).added_at[:4])
        service.feedback(f"ans_{number}", False, f"意见{number}", [])
    pages = [Page(number) for number in range(len(years))]
    answers = ask(service, pages)
    shift = -50 * YEAR
    replaced = service.add(Page(1, 1).data, Page(1).source).replaced
    service.delete(service.documents(100, None)[0][0].id)
    answers += ask(service, pages[2:])
    infos = service.documents(100, None)[0]
    opinions = [one.text for one in service._library.feedback(100)]
    service.close()
    return {
        "ids": [info.id for info in infos],
        "sources": [info.source for info in infos],
        "replaced": replaced is not None,
        "opinions": opinions,
        "answers": [[one.text, one.refused, one.cited] for one in answers],
        "stamps": stamps,
        "breaker": breaker_holds(),
    }


def breaker_holds() -> bool:
    """One that is open stays so for its rest, however far the wall clock jumps."""
    global shift
    from qa.llm import FAILURES, Breaker, Resting

    breaker = Breaker()
    for _ in range(FAILURES):
        breaker.failed()
    held = []
    for years in (-100, 100, 0):
        shift = years * YEAR
        try:
            breaker.enter()
            held.append(False)
        except Resting:
            held.append(True)
    return all(held)


if __name__ == "__main__":
    install()
    told = run(Path(sys.argv[1]), [float(year) for year in sys.argv[2:]])
    sys.stdout.write(json.dumps(told, ensure_ascii=False))
