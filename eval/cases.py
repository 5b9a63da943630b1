"""Gold questions meet the documents: evidence becomes spans."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath

from corpus.errors import NotFound
from eval.answerer import Answerer
from eval.conditions import digest
from eval.evidence import Span, Squeezed
from eval.gold import GoldQuestion

_HELD = 4096
"""Texts kept in memory; a set of public passages is a few thousand short ones."""


@dataclass(frozen=True, slots=True)
class Case:
    """A gold question whose evidence has been located."""

    gold: GoldQuestion
    documents: frozenset[str]
    """Ids of the documents that hold the evidence."""
    evidence: tuple[tuple[Span, ...], ...]
    """One group for each piece of evidence: the places where it stands, any of which will do."""


def file_name(source: str) -> str:
    """The last part of a path, with either kind of slash."""
    return PurePosixPath(source.replace("\\", "/")).name


class Shelf:
    """The documents of an answerer by file name, their texts read once."""

    def __init__(self, answerer: Answerer) -> None:
        self._answerer = answerer
        self._ids: defaultdict[str, list[str]] = defaultdict(list)
        for source in answerer.sources():
            self._ids[file_name(source.source)].append(source.document_id)
        self.text = lru_cache(maxsize=_HELD)(self._text)
        self._squeezed = lru_cache(maxsize=_HELD)(self._squeeze)

    def __len__(self) -> int:
        return sum(len(ids) for ids in self._ids.values())

    def digest(self) -> str:
        """Of names and ids, which follow from the bytes: same digest, same documents."""
        return digest(sorted(f"{name}\n{id}" for name, ids in self._ids.items() for id in ids))

    def ids(self, name: str) -> Sequence[str]:
        return self._ids.get(name, [])

    def find(self, name: str) -> list[Squeezed]:
        """The texts of the documents with this file name."""
        return [self._squeezed(document_id) for document_id in self.ids(name)]

    def places(self, fragment: str, names: Iterable[str]) -> tuple[Span, ...]:
        """Every place of the fragment in the documents of these names."""
        return tuple(
            Span(document_id, start, end)
            for name in names
            for document_id in self.ids(name)
            for start, end in self._squeezed(document_id).locate(fragment)
        )

    def _text(self, document_id: str) -> str | None:
        """None for an unknown document."""
        try:
            return self._answerer.text(document_id)
        except NotFound:
            return None

    def _squeeze(self, document_id: str) -> Squeezed:
        return Squeezed(self.text(document_id) or "")


def locate(question: GoldQuestion, shelf: Shelf) -> Case:
    """The case of a question of our own gold: each evidence text is one group."""
    groups = tuple(shelf.places(text, question.documents) for text in question.evidence)
    return Case(question, _documents(question, shelf), groups)


def locate_answers(question: GoldQuestion, shelf: Shelf) -> Case:
    """The case of a public question, which names passages and answers but no evidence.

    The evidence of an answer group is every place in the gold passages where one of its
    alternatives stands; where none stands verbatim it is the whole passage.
    """
    groups = (
        tuple(place for text in group for place in shelf.places(text, question.documents))
        for group in question.must
    )
    whole = _whole(question, shelf)
    evidence = tuple(group or whole for group in groups)
    return Case(question, _documents(question, shelf), evidence)


def _documents(question: GoldQuestion, shelf: Shelf) -> frozenset[str]:
    return frozenset(id for name in question.documents for id in shelf.ids(name))


def _whole(question: GoldQuestion, shelf: Shelf) -> tuple[Span, ...]:
    ids = sorted(_documents(question, shelf))
    return tuple(Span(id, 0, len(shelf.text(id) or "")) for id in ids)
