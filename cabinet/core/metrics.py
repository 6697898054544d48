"""What a monitor reads at `/metrics`, in Prometheus' text. Apps register theirs in `apps.py`.

Everything is read from the database at that moment, so any web process answers for the whole portal and none has to
add up others' counters. The address is opened by a token (`METRICS_TOKEN`) and by nothing else: behind nginx every
request comes from this machine, so where it comes from says nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from cabinet.core.models import Heartbeat

CONTENT_TYPE = CONTENT_TYPE_LATEST

Measure = Callable[[datetime], Iterable[Metric]]
_measures: list[Measure] = []


def register(measure: Measure) -> None:
    """Have `/metrics` tell what `measure(now)` gives: few queries, whatever the size of the tables."""
    if measure not in _measures:
        _measures.append(measure)


def gauge(name: str, about: str, labels: Iterable[str], values: Iterable[tuple[Iterable[str], float]]) -> Metric:
    """One metric `cabinet_<name>` with a value for each tuple of labels."""
    family = GaugeMetricFamily(f"cabinet_{name}", about, labels=list(labels))
    for of, value in values:
        family.add_metric(list(of), value)
    return family


def text(now: datetime) -> bytes:
    """All metrics at `now`."""
    registry = CollectorRegistry()
    registry.register(_AtOnce(now))
    return generate_latest(registry)


def heartbeats(now: datetime) -> Iterator[Metric]:
    """How long ago each process was last alive."""
    beats = Heartbeat.objects.order_by("name").values_list("name", "at")
    ages = [([name], max((now - at).total_seconds(), 0.0)) for name, at in beats]
    yield gauge("heartbeat_age_seconds", "Seconds since the process was last alive", ["process"], ages)


@dataclass(frozen=True)
class _AtOnce(Collector):
    now: datetime

    def collect(self) -> Iterator[Metric]:
        for measure in _measures:
            yield from measure(self.now)

    def describe(self) -> list[Metric]:
        return []  # names are not asked for beforehand: that would read the database twice
