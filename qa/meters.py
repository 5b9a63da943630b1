"""How often one client may call: token buckets, so many calls a minute."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from typing import Self

from corpus.errors import TooManyRequests
from qa.settings import Limits, variable

MOST_CLIENTS = 10_000
"""Clients that are remembered; the one that was silent longest is forgotten first."""


class Meter:
    """A bucket a client: it holds a minute's worth of calls and fills evenly.

    0 calls a minute means no limit. To be used from one thread only.
    """

    def __init__(
        self,
        what: str,
        setting: str,
        per_minute: int,
        clock: Callable[[], float] = time.monotonic,
        most: int = MOST_CLIENTS,
    ) -> None:
        self._what, self._setting, self._most = what, setting, most
        self._per_minute, self._clock = per_minute, clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def __len__(self) -> int:
        """Clients that are remembered."""
        return len(self._buckets)

    def take(self, client: str) -> None:
        """Counts one call. Raises TooManyRequests, with the seconds until the next may come."""
        if not self._per_minute:
            return
        now, rate = self._clock(), self._per_minute / 60
        left, at = self._buckets.pop(client, (float(self._per_minute), now))
        left = min(float(self._per_minute), left + (now - at) * rate)
        allowed = left >= 1
        self._buckets[client] = (left - allowed, now)
        if len(self._buckets) > self._most:
            self._buckets.popitem(last=False)
        if not allowed:
            raise self._refusal(math.ceil((1 - left) / rate))

    def _refusal(self, seconds: int) -> TooManyRequests:
        return TooManyRequests(
            f"{self._what}太频繁，每分钟最多 {self._per_minute} 次；请在 {seconds} 秒后再试，"
            f"或用设置 {variable(self._setting)} 调整。",
            retry_after=seconds,
        )


@dataclass(frozen=True, slots=True)
class Meters:
    """One for changes of the documents, one for everything else that needs a key."""

    asks: Meter
    writes: Meter

    @classmethod
    def of(cls, limits: Limits) -> Self:
        return cls(
            Meter("请求", "asks_per_minute", limits.asks_per_minute),
            Meter("添加和删除", "writes_per_minute", limits.writes_per_minute),
        )


def client_name(key: str | None, address: str | None) -> str:
    """Who is counted: the key, or without one the address; of IPv6 the network of one customer,
    its first 64 bits."""
    if key is not None:
        return f"key {key}"
    try:
        parsed = ip_address(address or "")
    except ValueError:
        return "address unknown"
    if isinstance(parsed, IPv6Address):
        return f"address {int(parsed) >> 64:x}"
    return f"address {parsed}"
