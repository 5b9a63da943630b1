"""Answers questions with the service of the checkout in whose folder it runs: the child of ``eval.paired``.

It imports nothing of ``eval``, since a checkout from before has another. A question is a line of JSON on standard
input, and the milliseconds that its answer took a line on standard output.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from qa.answer import Question
from qa.bootstrap import open_service
from qa.settings import Settings


def main(folder: str) -> None:
    """Until the input ends; ``folder`` is the data folder."""
    service = open_service(Settings(data=Path(folder)))
    for line in sys.stdin:
        question = Question(json.loads(line))
        begun = time.perf_counter()
        service.ask(question)
        print((time.perf_counter() - begun) * 1e3, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
