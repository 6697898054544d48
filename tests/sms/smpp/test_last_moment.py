"""A bind whose other side reads nothing: a message waits in front of it, and its moment passes."""

import asyncio
from types import SimpleNamespace

from cabinet.smpp_settings import SmppSettings
from cabinet.sms.gateways.base import Refused
from cabinet.sms.gateways.smpp.inbox import Names
from cabinet.sms.gateways.smpp.sender import Sender
from cabinet.sms.models import SmsKind
from tests.sms.smpp.scene import message


class Stalled:
    """A bound session that can be written to only after a while."""

    submitted = 0

    async def writable(self):
        await asyncio.sleep(0.05)

    async def submit(self, fields):
        self.submitted += 1


async def test_what_became_late_in_front_of_a_bind_is_not_written():
    session, given_back = Stalled(), []
    link = SimpleNamespace(session=session)

    async def turn(**_facts):
        return link

    switch = SimpleNamespace(turn=turn, give_back=given_back.append)
    settings = SmppSettings(binds=(), system_id="portal", password="secret", sender="0611")
    outcome = await Sender(settings, switch, Names("same")).send(message(kind=SmsKind.CODE, within=0.02))
    assert outcome == Refused("too late", permanent=False)
    assert session.submitted == 0
    assert given_back == [link]
