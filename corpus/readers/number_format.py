"""Numbers and dates of a spreadsheet as its user sees them."""

from __future__ import annotations

import datetime
import re
from decimal import ROUND_HALF_UP, Decimal

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|\[\$(?P<currency>[^\]-]*)[^\]]*\]|\[[^\]]*\]'
    r"|_.|\*.|(?P<digits>[0#?][0#?,.]*)|(?P<percent>%)|(?P<plain>[^0#?;\"\\])"
)
_GENERAL = re.compile(r"@|[eE][+-]|/")
_SECTION = re.compile(r'((?:"[^"]*"|\\.|[^;"\\])*)(?:;|$)')


def shown(value: object, number_format: str) -> str:
    """``0.074`` with ``0.0%`` → ``7.4%``; ``13617.8`` with ``#,##0.00"亿元"`` → ``13,617.80亿元``.

    Dates come as ``2024-09-21`` or, where the format asks for it, ``2024年9月21日``.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value, number_format)
    if isinstance(value, datetime.datetime | datetime.date):
        return _date(value, number_format)
    return str(value)


def _number(value: int | float, number_format: str) -> str:
    number = Decimal(repr(value))
    if not number.is_finite():
        return ""
    section, number = _section(number_format.replace("G/通用格式", "General"), number)
    if not section.strip():
        return "" if number_format.strip() else general(value)
    if "eneral" in section:
        return _around(section, general(value))
    if _GENERAL.search(re.sub(r'"[^"]*"', "", section)):
        return general(value)
    return _formatted(number, section)


def _section(number_format: str, number: Decimal) -> tuple[str, Decimal]:
    """The part of the format for this number, and the number that part shows.

    A negative number keeps its minus sign even where the sheet shows it in red or in brackets:
    colour is lost in text, and brackets would no longer be read as a figure.
    """
    sections = _SECTION.findall(number_format)
    if number < 0 and len(sections) > 1 and re.search(r"[0#?]", sections[1]):
        return re.sub(r"[-()（）]|\[[^\]]*\]", "", sections[1]), number
    if number == 0 and len(sections) > 2:
        return sections[2], number
    return sections[0] if sections else "", number


def _around(section: str, text: str) -> str:
    """``General"亿元"``: the literals of the format around the figure."""
    before, _, after = re.sub(r'"|\[[^\]]*\]', "", section).partition("General")
    return before + text + after


def _formatted(number: Decimal, section: str) -> str:
    tokens = list(_TOKEN.finditer(section))
    digits = "".join(token["digits"] for token in tokens if token["digits"])
    if any(token["percent"] for token in tokens):
        number *= 100
    scale = len(digits) - len(digits.rstrip(","))
    text = _digits(number / 1000**scale, digits.rstrip(","))
    out, placed = "", False
    for token in tokens:
        if token["digits"]:
            out += "" if placed else text
            placed = True
        else:
            literal = (
                token[name] for name in ("quoted", "escaped", "currency", "percent", "plain")
            )
            out += next((part for part in literal if part), "")
    return out.strip()


def _digits(number: Decimal, pattern: str) -> str:
    whole, _, fraction = pattern.partition(".")
    step = Decimal(1).scaleb(-len(fraction))
    text = f"{number.quantize(step, ROUND_HALF_UP):{',' if ',' in whole else ''}f}"
    optional = len(fraction) - len(fraction.rstrip("#?"))
    while optional and text.endswith("0"):
        text, optional = text[:-1], optional - 1
    sign, text = ("-", text[1:]) if text.startswith("-") else ("", text)
    whole_digits, point, rest = text.partition(".")
    return sign + whole_digits.rjust(whole.count("0"), "0") + (point + rest if rest else "")


def general(value: int | float) -> str:
    """A number without a format: at most 11 significant digits, no exponent."""
    if isinstance(value, int) or value.is_integer():
        return str(int(value))
    text = f"{Decimal(f'{value:.11g}'):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _date(value: datetime.datetime | datetime.date, number_format: str) -> str:
    pattern = re.sub(r'\[[^\]]*\]|"([^"]*)"', r"\1", number_format).lower()
    clock = ""
    if isinstance(value, datetime.datetime) and ("h" in pattern or value.time() != datetime.time()):
        clock = f" {value.hour}:{value.minute:02d}"
        pattern = re.sub(r"h.*", "", pattern)
    year, month, day = (unit in pattern for unit in "ymd")
    if not (year or month or day):
        year = month = day = True
    chinese = "年" in pattern or "月" in pattern or not (year and month and day)
    if not chinese:
        return f"{value:%Y-%m-%d}{clock}"
    parts = (f"{value.year}年" * year, f"{value.month}月" * month, f"{value.day}日" * day)
    return "".join(parts) + clock
