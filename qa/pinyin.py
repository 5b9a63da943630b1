"""Chinese names in Latin letters: 飞虹 of ``feihong``, where the library writes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import islice, product

Frequency = Callable[[Sequence[str]], list[int]]
"""In how many chunks each term stands."""
MOST_SYLLABLES = 6
"""Of a name: longer ones hold words that are not spelled but translated."""
MOST_READINGS = 8
"""Ways to part a name into syllables: ``xian`` is one or two."""
MOST_NAMES = 24
"""Names of the library that are spelled alike."""


def syllables(word: str) -> Iterator[tuple[str, ...]]:
    """The ways in which a word in small letters can be parted into syllables, the longest first."""
    if not word:
        yield ()
    for size in range(min(len(word), _LONGEST), 0, -1):
        if word[:size] in _characters():
            for rest in syllables(word[size:]):
                yield (word[:size], *rest)


def spelled(words: Sequence[str], frequency: Frequency) -> list[str]:
    """Names of the library that are read as these words; those of which more is written come first.

    All their pairs of characters stand in it, though perhaps not in one place.
    """
    readings = product(*(list(islice(syllables(word), MOST_READINGS)) for word in words))
    found: dict[str, int] = {}
    for reading in islice(readings, MOST_READINGS):
        parted = [syllable for word in reading for syllable in word]
        if 2 <= len(parted) <= MOST_SYLLABLES:
            found |= _written(parted, frequency)
    return sorted(found, key=lambda name: (-found[name], name))[:MOST_NAMES]


def _written(parted: Sequence[str], frequency: Frequency) -> dict[str, int]:
    """Names with these syllables, and how often the rarest pair of each is there."""
    names = dict.fromkeys(_characters()[parted[0]], 0)
    for following in map(_characters().get, parted[1:]):
        longer = [(name, after) for name in names for after in following or ""]
        counts = frequency([name[-1] + after for name, after in longer])
        names = {
            name + after: min(names[name] or count, count)
            for (name, after), count in zip(longer, counts, strict=True)
            if count
        }
        names = dict(sorted(names.items(), key=lambda one: (-one[1], one[0]))[: 4 * MOST_NAMES])
    return names


_LONGEST = len("zhuang")


@lru_cache(maxsize=1)
def _characters() -> dict[str, str]:
    """Characters by their syllables, without tones; see train/syllables.py."""
    lines = files("qa").joinpath("syllables.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.split(" ") for line in lines)


@lru_cache(maxsize=1)
def _readings() -> dict[str, list[str]]:
    readings: dict[str, list[str]] = {}
    for syllable, characters in _characters().items():
        for character in characters:
            readings.setdefault(character, []).append(syllable)
    return readings


def homophones(character: str) -> list[str]:
    """The other characters that are read like one, whatever the tone."""
    alike = (one for syllable in _readings().get(character, ()) for one in _characters()[syllable])
    return [one for one in dict.fromkeys(alike) if one != character]
