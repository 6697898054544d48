"""One message: what leaves, and what is said of it."""

from cabinet.sms.gateways.base import Accepted
from tests.sms.smpp.scene import MSISDN, SENDER, message


def test_a_message_leaves_once_and_is_named_as_the_smsc_names_it(smsc, connect):
    outcome = connect().send(message("Balance 10"))
    sent = smsc.submitted()
    assert [(each.msisdn, each.sender, each.text) for each in sent] == [(MSISDN, SENDER, "Balance 10")]
    assert outcome == Accepted((sent[0].message_id,))
