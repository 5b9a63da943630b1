"""What stands behind a clause that a language model wrote: the sentence of a passage, or nothing.

A figure must stand in that sentence with its unit, under its own label; years, parts of a year and
places of the question and of the clause must hold there; names, titles and Latin words must be
there; most of what the clause adds to the question must be there too. Answers of small models hold
two thirds or more of their new pairs of characters in the passages, inventions a seventh or less.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from corpus.script import matching_form
from qa.constraints import (
    Constraints,
    Surroundings,
    constraints,
    contradicted,
    failed,
    without_times,
)
from qa.kinds import DATE_UNITS, RATIOS
from qa.numbers import Quantity, quantities
from qa.question import Analysis, Kind
from qa.reading import Head, standing
from qa.retrieval import Candidate
from qa.selection import CARRY, CARRY_PAST_ANSWER, holds
from qa.sentences import Segment, clauses
from qa.terms import terms

SUPPORTED = 0.5
"""Share of a clause's new terms that its sentence must hold."""
AROUND_WORTH = 0.5
"""What a term counts that stands only in the headings or the sentence before."""
RELEVANT, RELEVANT_ITSELF = 0.3, 0.15
"""Share of the question's weight around the sentence, and in it."""
OWN_LABEL = 0.75
"""A figure belongs to another label when this one fits it so much worse."""
LABEL_CHARACTERS = 6
MARKER_WORTH = 0.02
"""A model's own marker decides between sentences that support a clause alike."""


class Reason(Enum):
    """Why a clause is withheld."""

    UNSUPPORTED = "unsupported"
    FIGURE = "figure"
    LABEL = "label"
    NAME = "name"
    CONSTRAINT = "constraint"
    REVERSED = "reversed"
    OFF_TOPIC = "off_topic"
    UNSAFE = "unsafe"
    REFUSAL = "refusal"
    REPEATED = "repeated"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Support:
    """A sentence that supports a clause; ``ranges`` are of the chunk's view."""

    number: int
    """Of the passage in the prompt, from 1."""
    candidate: Candidate
    ranges: tuple[tuple[int, int], ...]
    text: str
    """The clause, a year that only the document's date tells left out of it."""


@dataclass(frozen=True, slots=True)
class _Source:
    """A sentence of a passage, with what is compared worked out once."""

    number: int
    candidate: Candidate
    segment: Segment
    where: Surroundings
    around: str
    figures: frozenset[tuple[object, object, str]]
    clauses: tuple[str, ...]
    """Their matching forms."""
    siblings: tuple[Segment, ...] = field(repr=False)
    """All sentences of the chunk."""

    with_values: frozenset[int]
    """Clauses that hold a figure other than a date or a ratio."""
    with_ratios: frozenset[int]

    def states(self, figure: Quantity) -> bool:
        return _among(self.figures, figure)

    def holding(self, figure: Quantity) -> list[int]:
        """The clauses that state a figure."""
        return [i for i, text in enumerate(self.clauses) if _has(text, figure)]


@dataclass(frozen=True, slots=True)
class _Claim:
    """A clause, with what is compared worked out once."""

    text: str
    form: str
    figures: tuple[Quantity, ...]
    new: frozenset[str]
    """Its words that the question lacks, or all when it adds none."""
    own: Constraints
    said: tuple[str, ...]
    """Matching forms of the clauses of its sentence, this one last."""
    markers: tuple[int, ...]


class Prover:
    """Proves clauses against the passages of one prompt."""

    def __init__(
        self,
        parts: Sequence[tuple[Analysis, Mapping[str, float]]],
        passages: Sequence[Candidate],
        head: Head,
    ) -> None:
        """``parts``: each part of the question with the weight of its terms."""
        self._parts = parts
        self._asked = frozenset(term for analysis, _ in parts for term in terms(analysis.text))
        self._question = " ".join(analysis.text for analysis, _ in parts)
        self._sources = [
            source
            for number, candidate in enumerate(passages, 1)
            for source in _sources(number, candidate, head)
            if not _ORDER.search(f"{source.where.before}\n{source.where.sentence}")
        ]

    def is_thin(self, text: str) -> bool:
        """Nothing new but times and places: it leads in what follows."""
        new = frozenset(terms(without_times(matching_form(text)))) - self._asked
        return len(new) < 2 and not _amounts(quantities(text))

    def prove(
        self, text: str, before: Sequence[str] = (), markers: tuple[int, ...] = ()
    ) -> Support | Reason:
        """The best sentence for a clause; ``before`` are the earlier clauses of its sentence."""
        claim = self._claim(text, before, markers)
        if _unsafe(claim.text, self._question):
            return Reason.UNSAFE
        near = [
            (share, source)
            for source in self._sources
            if (share := _share(claim.new, source)) >= SUPPORTED
        ]
        near.sort(key=lambda one: -one[0] - MARKER_WORTH * (one[1].number in markers))
        reasons = []
        for _, source in near:
            found = self._examined(claim, source)
            if isinstance(found, Support):
                return found
            reasons.append(found)
        return _worst(reasons)

    def _claim(self, text: str, before: Sequence[str], markers: tuple[int, ...]) -> _Claim:
        form = matching_form(text)
        every = _words(form)
        said = (*map(matching_form, before), form)
        inherited = [constraints(one) for one in reversed(said)]
        own = Constraints(
            next((one.years for one in inherited if one.years), frozenset()),
            next((one.places for one in inherited if one.places), frozenset()),
            inherited[0].districts,
            inherited[0].scopes,
            next((one.periods for one in inherited if one.periods), frozenset()),
        )
        new = (every - self._asked) or every
        return _Claim(text, form, tuple(quantities(text)), new, own, said, markers)

    def _examined(self, claim: _Claim, source: _Source) -> Support | Reason:
        stated = _stated(claim, source)
        if stated is None:
            return Reason.FIGURE
        text, ranges = stated
        if not _names_hold(claim, source, self._question):
            return Reason.NAME
        if _reversed(claim, source):
            return Reason.REVERSED
        if _mislabelled(claim, source, self._sources, self._question):
            return Reason.LABEL
        reason = self._fits_a_part(claim, source)
        return reason or Support(source.number, source.candidate, ranges, text)

    def _fits_a_part(self, claim: _Claim, source: _Source) -> Reason | None:
        reasons = [_fits(claim, source, *part) for part in self._parts]
        return None if None in reasons else reasons[0]


def _fits(
    claim: _Claim, source: _Source, analysis: Analysis, worth: Mapping[str, float]
) -> Reason | None:
    if failed(claim.own, source.where) or failed(analysis.asked, source.where):
        return Reason.CONSTRAINT
    if not _relevant(source, analysis, worth):
        return Reason.OFF_TOPIC
    for figure in _amounts(claim.figures):
        if reason := _misplaced(figure, claim, source, analysis):
            return reason
    return None


def _misplaced(
    figure: Quantity, claim: _Claim, source: _Source, analysis: Analysis
) -> Reason | None:
    """A figure of another year or place of the same sentence."""
    asked = _merged(claim.own, analysis.asked)
    holding = source.holding(figure)
    if any(not contradicted(asked, source.clauses[: i + 1]) for i in holding):
        return None
    return Reason.CONSTRAINT if holding else Reason.FIGURE


def _mislabelled(claim: _Claim, source: _Source, sources: Sequence[_Source], asked: str) -> bool:
    """A figure that stands under another label than the clause gives it.

    The label of a figure is what stands before it; where another figure's place fits that label
    much better, in any sentence, the clause has mixed two of them up.
    """
    for figure in _amounts(claim.figures):
        label = terms(_label(claim, figure)) or terms(asked)
        holding = source.holding(figure)
        own = max((_affinity(label, source, i) for i in holding), default=0.0)
        if own >= OWN_LABEL * len(set(label)):
            continue  # none can fit so much better
        others = (
            _affinity(label, other, i)
            for other in sources
            for i in (other.with_ratios if figure.unit in RATIOS else other.with_values)
            if other is not source or i not in holding
        )
        if own < OWN_LABEL * max(others, default=0.0):
            return True
    return False


def _label(claim: _Claim, figure: Quantity) -> str:
    """The words before a figure; of a bare ratio the clause before, of a bare figure what follows."""
    before = _LINK.sub("", claim.form[: figure.start])
    if _CHANGE.sub("", before):
        return before[-LABEL_CHARACTERS:]
    if len(claim.said) > 1:
        earlier = claim.said[-2]
        first = next(iter(_amounts(quantities(earlier))), None)
        return _LINK.sub("", earlier[: first.start] if first else earlier)[-LABEL_CHARACTERS:]
    return claim.form[figure.end :].lstrip("的")[:LABEL_CHARACTERS] if not before else ""


_LINK = re.compile(
    r"(?:[为是约达到近超共计有至了：: ]|突破|超过|完成|实现|合计|总计|分别|仅为|高达|增至|升至|降至)+$"
)
_CHANGE = re.compile(
    r"同比|环比|较?比?上年|较?比?去年|同期|增长|下降|提高|上升|减少|增加|回落|上涨|下滑|增速|增幅|降幅|[，,了达为]"
)


def _affinity(label: Iterable[str], source: _Source, position: int) -> float:
    """How well a label fits a place in a sentence; what stands before counts, fading."""
    worth, left = 1.0, set(label)
    total = 0.0
    for i in range(position, -1, -1):
        found = {term for term in left if holds(source.clauses[i], term)}
        total += worth * len(found)
        left -= found
        worth *= CARRY_PAST_ANSWER if i - 1 in source.with_values | source.with_ratios else CARRY
    return total


def _merged(own: Constraints, asked: Constraints) -> Constraints:
    return Constraints(
        own.years or asked.years, own.places or asked.places, periods=own.periods or asked.periods
    )


def _relevant(source: _Source, analysis: Analysis, worth: Mapping[str, float]) -> bool:
    total = sum(worth.values())
    if not total:
        return False
    itself = sum(w for term, w in worth.items() if holds(source.where.sentence, term))
    around = sum(w for term, w in worth.items() if holds(source.around, term))
    needed = 0.0 if analysis.kind is Kind.LIST else RELEVANT_ITSELF
    return itself >= needed * total and max(itself, around) >= RELEVANT * total


def _words(form: str) -> frozenset[str]:
    """Terms without figures and directions, which are judged apart, and what leads to them."""
    plain = _CHANGE.sub(" ", _BEFORE_FIGURE.sub(" ", form))
    return frozenset(term for term in terms(plain) if not _DIGIT.match(term))


_BEFORE_FIGURE = re.compile(r"(?:为|是|达到?了?|约|共|近|超过?|有|至|了)+(?=[\d约近])|的")
_DIGIT = re.compile(r"\d")


def _share(new: frozenset[str], source: _Source) -> float:
    """Share of the words in a sentence; a bare figure has none and is judged by itself."""
    if not new:
        return SUPPORTED
    form = source.where.sentence
    worth = sum(
        1.0 if holds(form, term) else AROUND_WORTH * holds(source.around, term) for term in new
    )
    return worth / len(new)


def _stated(claim: _Claim, source: _Source) -> tuple[str, tuple[tuple[int, int], ...]] | None:
    """The clause and what to cite for its figures; dates may stand elsewhere in the chunk."""
    text, ranges = claim.text, [(source.segment.start, source.segment.end)]
    for figure in reversed(claim.figures):
        if source.states(figure):
            continue
        if figure.unit not in DATE_UNITS:
            return None
        holder = next((one for one in source.siblings if _has(one.text, figure)), None)
        if holder is not None:
            ranges.insert(0, (holder.start, holder.end))
        elif (shorter := _without(text, figure)) is not None:
            text = shorter
        else:
            return None
    return text, tuple(dict.fromkeys(ranges))


def _without(text: str, year: Quantity) -> str | None:
    """The text without a year that the document's date or title tells."""
    head, tail = text[: year.start], text[year.end :]
    if not _PLAIN_YEAR.fullmatch(year.text) or tail[:1] in ("底", "末", "初", "前", "后", "以"):
        return None
    if head[-1:] in ("至", "到", "从", "自", "于", "在", "比", "较"):
        return None
    return (head + tail).strip(" ，,") or None


_PLAIN_YEAR = re.compile(r"(?:19|20)\d{2}\s*年")


def _names_hold(claim: _Claim, source: _Source, question: str) -> bool:
    near = f"{source.where.sentence} {source.around} {source.where.chunk} {question}"
    return all(matching_form(name) in near for name in _NAMES.findall(claim.text))


_NAMES = re.compile(r"(?<=《)[^《》]+(?=》)|(?<=[“「『])[^”」』]+(?=[”」』])|[A-Za-z][A-Za-z0-9]+")


def _reversed(claim: _Claim, source: _Source) -> bool:
    """Says no where the source says yes, or down where it says up, or the other way round."""
    sentence = source.where.sentence
    for words in (_UP, _DOWN):
        if words.search(claim.form) and not words.search(sentence):
            return True
    for figure in _amounts(claim.figures):
        directions = {_direction(source.clauses[i]) for i in source.holding(figure)} | {""}
        if _direction(claim.form[: figure.end]) not in directions and len(directions) > 1:
            return True
    if _NO.search(_NO_IN_WORDS.sub("", claim.form)):
        return not _NO.search(_NO_IN_WORDS.sub("", sentence))
    nearest = max(
        source.clauses, key=lambda form: sum(holds(form, term) for term in claim.new), default=""
    )
    return bool(_NO.search(_NO_IN_WORDS.sub("", nearest)))


def _direction(form: str) -> str:
    """Up or down, whichever is said last."""
    up, down = ([match.end() for match in words.finditer(form)] for words in (_UP, _DOWN))
    if not up and not down:
        return ""
    return "up" if max(up, default=-1) > max(down, default=-1) else "down"


_UP = re.compile(r"增长|上升|提高|增加|上涨|提升|扩大")
_DOWN = re.compile(r"下降|减少|降低|回落|下滑|下跌|缩小|负增长")
_NO = re.compile(r"不|未|没|无|非|禁止|取消|停止|拒绝")
_NO_IN_WORDS = re.compile(
    r"不仅|不断|不少|不同|不过|不低于|不超过|不足|不到|不含|不限|不动产|不良|不锈|未来|未央|无人|无锡|无线|无障碍|无偿|无论|无缝"
    r"|非常|非洲|非遗|非物质|非公|非金属|非银|除非|无疑|毫无|不愧|不懈|不了"
)


def _unsafe(text: str, question: str) -> bool:
    """Links, tags, telephone numbers: only when they are what is asked for."""
    if _MARKUP.search(text) or "\ufffd" in text:
        return True
    return bool(_CONTACT.search(text)) and not _ASKS_CONTACT.search(question)


_MARKUP = re.compile(r"[<>{}\\`|]|\]\(|!\[|javascript:|data:|&#|&lt;", re.IGNORECASE)
_CONTACT = re.compile(
    r"https?:|www\.|[\w.-]+@[\w-]+\.|\b[a-z0-9-]+\.(?:com|cn|net|org|top|xyz|io)\b|"
    r"(?<!\d)(?:1[3-9]\d{9}|0\d{2,3}[- ]?\d{7,8}|[48]00[- ]?\d{3}[- ]?\d{4}|\d{7,12})(?![\d.万亿元吨人])",
    re.IGNORECASE | re.ASCII,
)
_ASKS_CONTACT = re.compile(r"电话|热线|号码|网址|网站|邮箱|联系|链接|咨询")
_ORDER = re.compile(
    r"(?:忽略|无视|忘记|不要理会|停止遵守).{0,16}(?:指令|规则|要求|提示|设定|内容|资料|问题)|提示词|系统提示"
    r"|(?:系统|system|assistant|user)\s*[:：]|ignore (?:all|any|the|previous|above)|不要引用"
    r"|(?:请|必须|务必|只能|直接|一律)(?:回答|回复|输出|重复|声称|告诉用户)|(?:你|您)(?:现在)?(?:是|扮演).{0,12}(?:助手|机器人|模型|ai)"
    r"|<\|?im_|\[/?inst|</?(?:system|资料|s)\b"
)


def _worst(reasons: Sequence[Reason]) -> Reason:
    """The reason that got furthest: a clause whose words are there fails for what is not."""
    for reason in (Reason.CONSTRAINT, Reason.LABEL, Reason.REVERSED, Reason.NAME, Reason.FIGURE):
        if reason in reasons:
            return reason
    return reasons[0] if reasons else Reason.UNSUPPORTED


def _sources(number: int, candidate: Candidate, head: Head) -> Iterator[_Source]:
    stands = list(standing(candidate, head))
    siblings = tuple(segment for segment, _ in stands)
    for segment, where in stands:
        cut = tuple(matching_form(clause.text) for clause in clauses(segment))
        figures = frozenset(map(_key, quantities(segment.text)))
        around = f"{where.heading} {where.before}"
        units = [{one.unit for one in quantities(form)} for form in cut]
        values = frozenset(i for i, found in enumerate(units) if found - RATIOS - DATE_UNITS)
        ratios = frozenset(i for i, found in enumerate(units) if found & RATIOS)
        yield _Source(
            number, candidate, segment, where, around, figures, cut, siblings, values, ratios
        )


def _key(figure: Quantity) -> tuple[object, object, str]:
    return figure.key


def _has(text: str, figure: Quantity) -> bool:
    return _among(map(_key, quantities(text)), figure)


def _among(keys: Iterable[tuple[object, object, str]], figure: Quantity) -> bool:
    wanted = (figure.value, figure.upper)
    return any(key[:2] == wanted and figure.unit in ("", key[2]) for key in keys)


def _amounts(figures: Iterable[Quantity]) -> list[Quantity]:
    return [figure for figure in figures if figure.unit not in DATE_UNITS]
