"""Thresholds below which a change does not pass."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import InvalidValue
from eval.runs import Run
from eval.scoring import BY_NAME, summarise
from eval.systems import PRODUCT


@dataclass(frozen=True, slots=True)
class Threshold:
    """Bounds of one metric's mean, shares as 0–1."""

    set: str
    metric: str
    low: float | None = None
    high: float | None = None


def load(path: Path) -> tuple[Threshold, ...]:
    """Thresholds of a TOML file: a table a set, in it ``metric = { min = 0.8 }`` or ``max``.

    Raises ``InvalidValue`` for what is no such file, unknown metrics included.
    """
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InvalidValue(f"门槛文件 {path.name} 读不出来：{error}。") from error
    return tuple(
        _threshold(path.name, name, metric, bounds)
        for name, metrics in tables.items()
        for metric, bounds in _mapping(path.name, name, metrics).items()
    )


def check(run: Run, thresholds: tuple[Threshold, ...]) -> list[str]:
    """A line for each threshold that the product misses; sets that did not run are not judged.

    A metric without an eligible question misses its threshold: nothing measured is nothing proved.
    """
    failures: list[str] = []
    for threshold in thresholds:
        if threshold.set not in run.sets:
            continue
        estimates = summarise([row.scores for row in run.of(threshold.set, PRODUCT)])
        estimate = estimates.get(threshold.metric)
        where = f"{threshold.set} {BY_NAME[threshold.metric].label}"
        if estimate is None:
            failures.append(f"未过门槛：{where} 没有可评的题")
        elif threshold.low is not None and estimate.mean < threshold.low:
            failures.append(f"未过门槛：{where} {estimate.mean:.3f} 低于 {threshold.low}")
        elif threshold.high is not None and estimate.mean > threshold.high:
            failures.append(f"未过门槛：{where} {estimate.mean:.3f} 高于 {threshold.high}")
    return failures


def _mapping(file: str, name: str, value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise InvalidValue(f"门槛文件 {file} 的 {name} 应是一个表，实为 {value!r}。")
    return value


def _threshold(file: str, name: str, metric: str, bounds: object) -> Threshold:
    if metric not in BY_NAME:
        raise InvalidValue(f"门槛文件 {file} 的 [{name}] 有不认识的指标 {metric}。")
    limits = _mapping(file, f"{name}.{metric}", bounds)
    numbers = all(isinstance(limit, int | float) for limit in limits.values())
    if not limits or not numbers or set(limits) - {"min", "max"}:
        raise InvalidValue(f"门槛文件 {file} 的 {name}.{metric} 应写作 {{ min = 0.8 }} 或 max。")
    return Threshold(name, metric, _number(limits.get("min")), _number(limits.get("max")))


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None
