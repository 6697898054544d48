import pytest

from cabinet.core import limits
from tests.commands.machine import SECRET


@pytest.fixture(autouse=True)
def machines(settings, monkeypatch):
    """The operator's machines are known, a loaded computer may be slow, and nobody asks too often."""
    settings.GATEWAY_SECRETS = {"ussd": [SECRET], "ivr": [SECRET], "sms": [SECRET]}
    settings.COMMAND_TIME = 30
    monkeypatch.setattr("cabinet.commands.services.run.allow", lambda *_count: True)


@pytest.fixture
def limited(monkeypatch):
    """Limits as they are."""
    monkeypatch.setattr("cabinet.commands.services.run.allow", limits.allow)
