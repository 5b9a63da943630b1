"""Parts of the way to an answer that can be left out, to measure what each of them buys."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Switches:
    """All on, except in an evaluation with ``--ablations``."""

    dense: bool = True
    """Neighbours by meaning count in the order of the passages."""
    lexical: bool = True
    """Neighbours by terms do."""
    sentences: bool = True
    """How the question stands in a passage's sentences does."""
    constraints: bool = True
    """Year, place, scope and qualifier must hold in the evidence."""
    model: bool = True
    """The trained reader looks for the answer."""


ALL = Switches()
