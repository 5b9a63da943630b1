"""Lexical terms of Chinese text: character pairs, Latin words, figures with their unit."""

from __future__ import annotations

import re

from corpus.script import matching_form
from qa.numbers import quantities

TERMS_VERSION = "4"
"""Changes when the same text gives other terms; indexes built with another version are rebuilt."""

_RUN = re.compile(r"[㐀-鿿豈-﫿〇]+|[a-z]+(?:[-'][a-z]+)*|\d+(?:\.\d+)?")


def terms(text: str) -> list[str]:
    """Terms in order, repeated as often as they stand in the text.

    Pairs of neighbouring 汉字 (a single one where it stands alone), whole Latin words and numbers,
    and besides each figure with its unit as one term, ``49.5万吨``.
    """
    form = matching_form(text)
    found: list[str] = []
    for match in _RUN.finditer(form):
        run = match[0]
        if (run[0] < "㐀" and run[0] != "〇") or len(run) == 1:
            found.append(run)
        else:
            found.extend(run[i : i + 2] for i in range(len(run) - 1))
    found.extend("".join(figure.text.split()) for figure in quantities(form) if figure.unit)
    return found
