"""CSV and TSV: the rows described line by line."""

from __future__ import annotations

import csv
from collections import Counter
from io import StringIO

from corpus import tables
from corpus.decode import decode
from corpus.document import Extracted
from corpus.errors import UnreadableDocument
from corpus.limits import DEFAULT_LIMITS, Limits, check_characters

_SAMPLE = 8_192
_DELIMITERS = ",\t;|"
_LINES = 20


def read(data: bytes, limits: Limits = DEFAULT_LIMITS) -> Extracted:
    """Raises what ``decode`` raises, TooLarge, and UnreadableDocument for what is no table."""
    text = decode(data)
    check_characters(text, limits)
    try:
        rows = list(csv.reader(StringIO(text), _dialect(text[:_SAMPLE])))
    except csv.Error as error:
        raise UnreadableDocument(
            "无法按表格读取文件，可能有过长或未闭合的单元格；请另存为 UTF-8 编码的 csv 后再添加。"
        ) from error
    return Extracted("\n".join(tables.lines(rows)) + "\n" if rows else "")


def _dialect(sample: str) -> type[csv.Dialect]:
    """As the file's delimiter shows itself; quotes are always double, as every program writes."""

    class Found(csv.excel):
        delimiter = _delimiter(sample)

    return Found


def _delimiter(sample: str) -> str:
    """The delimiter that splits every line alike; the sniffer's guess, or the most frequent, else."""
    lines = [line for line in sample.split("\n") if line.strip()][:_LINES]
    for delimiter in _DELIMITERS:
        widths = {len(row) for row in csv.reader(lines, delimiter=delimiter)}
        if len(widths) == 1 and widths.pop() > 1:
            return delimiter
    try:
        return csv.Sniffer().sniff(sample, _DELIMITERS).delimiter
    except csv.Error:
        counts = Counter(character for character in sample if character in _DELIMITERS)
        return counts.most_common(1)[0][0] if counts else ","
