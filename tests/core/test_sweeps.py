"""What the dispatcher does each second."""

import logging

import pytest

from cabinet.core import sweeps
from tests.people import NOW


@pytest.fixture
def no_sweeps(monkeypatch):
    monkeypatch.setattr(sweeps, "_sweeps", {})


def test_a_sweep_that_fails_is_logged_and_does_not_stop_the_others(no_sweeps, caplog):
    def broken(now):
        raise ValueError("broken")

    ran = []
    sweeps.register("before", lambda now: ran.append(("before", now)) or 2)
    sweeps.register("broken", broken)
    sweeps.register("after", lambda now: ran.append(("after", now)) or 3)
    with caplog.at_level(logging.ERROR):
        assert sweeps.run_all(NOW) == 5
    assert ran == [("before", NOW), ("after", NOW)]
    assert [(record.getMessage(), record.exc_info[0]) for record in caplog.records] == [
        ("sweep broken failed", ValueError)
    ]


def test_two_sweeps_cannot_have_one_name(no_sweeps):
    sweeps.register("same", len)
    sweeps.register("same", len)
    with pytest.raises(ValueError, match="same"):
        sweeps.register("same", abs)
