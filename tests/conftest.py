"""Settings that all tests share."""

from __future__ import annotations

from hypothesis import settings

# A loaded machine is no fault of the code: no test is judged by the clock. The same examples every
# time, so that a failure is found again.
settings.register_profile("wenju", deadline=None, derandomize=True)
settings.load_profile("wenju")
