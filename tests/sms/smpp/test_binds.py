"""Binds: several, kept up, and parted from in order."""

import datetime
import ssl
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from cabinet.smpp_settings import Where
from cabinet.sms.gateways.base import Accepted, Refused, Unknown
from tests.sms.smpp.scene import message, until
from tests.smsc import Smsc


def test_it_binds_as_it_is_called(smsc, connect):
    connect(system_type="SMS")
    fields = smsc.records("bind_transceiver")[0]["fields"]
    assert (fields["system_id"], fields["password"], fields["system_type"]) == ("portal", "secret", "SMS")
    assert fields["interface_version"] == 0x34


def test_binds_take_turns(smsc, connect):
    gateway = connect(binds=3)
    for number in range(9):
        gateway.send(message(f"Balance {number}"))
    used = [each.bind for each in smsc.submitted()]
    assert sorted(used) == [1, 1, 1, 2, 2, 2, 3, 3, 3]


def test_a_receiver_hears_and_a_transmitter_sends(smsc, connect, written):
    ways = (Where(1, "127.0.0.1", smsc.port, mode="receiver"), Where(2, "127.0.0.1", smsc.port, mode="transmitter"))
    gateway = connect(at=ways)
    assert isinstance(gateway.send(message()), Accepted)
    assert smsc.records("bind_receiver")
    assert smsc.records("bind_transmitter")
    assert gateway.at_once == 10  # a receiver carries nothing
    assert smsc.receipt("17") == 0
    assert written.receipt()["gateway_id"] == "17"


def test_a_bind_that_is_refused_for_a_while_is_tried_until_it_is_let_in(smsc, connect):
    smsc.behave(bind_status=0x0D)
    gateway = connect(wait=False)
    smsc.wait("bind_transceiver", 3)
    smsc.behave(bind_status=0)
    assert until(gateway.ready)
    assert isinstance(gateway.send(message()), Accepted)


def test_an_smsc_that_does_not_answer_the_bind_is_tried_again(smsc, connect):
    smsc.behave(bind_silent=True)
    gateway = connect(wait=False, answer_within=0.1)
    smsc.wait("bind_transceiver", 2)
    smsc.behave(bind_silent=False)
    assert until(gateway.ready)


def test_an_smsc_that_comes_late_is_found(smsc, connect):
    smsc.kill()
    gateway = connect(wait=False)
    assert gateway.send(message()) == Refused("not bound", permanent=False)
    smsc.start()
    assert until(gateway.ready)
    assert isinstance(gateway.send(message()), Accepted)


def test_an_smsc_that_unbinds_still_answers_what_it_owes_and_is_bound_again(smsc, connect, threads):
    smsc.behave(hold=True)
    gateway = connect()
    sending = threads.send(gateway, message())
    smsc.wait("submit_sm")
    smsc.unbind()
    smsc.wait("unbind_resp")
    smsc.release()
    assert isinstance(sending.result(), Accepted)
    smsc.behave(hold=False)
    smsc.wait("bind_transceiver", 2)
    assert until(gateway.ready)


def test_the_link_is_asked_whether_it_is_there(smsc, connect):
    connect(enquire_every=0.05)
    smsc.wait("enquire_link", 3)


def test_closing_lets_what_is_under_way_finish_and_parts_in_order(smsc, connect, threads):
    smsc.behave(hold=True)
    gateway = connect(binds=2, window=1, kept_for_codes=0)
    begun = [threads.send(gateway, message(f"Balance {number}")) for number in range(2)]
    smsc.wait("submit_sm", 2)
    waiting = threads.send(gateway, message("Balance waits"))
    closing = threads.run(gateway.close)
    assert waiting.result() == Refused("closing", permanent=False)
    assert not any(each.done() for each in begun)
    smsc.release()
    assert all(isinstance(each.result(), Accepted) for each in begun)
    closing.result()
    assert len(smsc.records("unbind")) == 2
    assert gateway.send(message()) == Refused("the gateway is closed", permanent=False)
    assert len(smsc.submitted()) == 2


def test_closing_does_not_wait_for_ever(smsc, connect, threads):
    smsc.behave(hold=True)
    gateway = connect(close_within=0.1, answer_within=30.0)
    sending = threads.send(gateway, message())
    smsc.wait("submit_sm")
    gateway.close()
    assert sending.result() == Unknown("the gateway closed meanwhile")


def test_closing_when_nothing_was_ever_bound(smsc, connect):
    smsc.kill()
    gateway = connect(wait=False)
    gateway.close()
    gateway.close()
    assert not gateway.ready()


@pytest.fixture
def certificate(tmp_path):
    """A certificate of 127.0.0.1 that nobody but us knows, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "smsc")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    place = tmp_path / "smsc.pem"
    pem = serialization.Encoding.PEM
    place.write_bytes(
        made.public_bytes(pem) + key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    assert ssl.create_default_context(cafile=str(place))
    return place


@pytest.fixture
def secured(tmp_path, certificate):
    with Smsc(tmp_path, certificate=certificate) as smsc:
        yield smsc


def test_it_speaks_tls(secured, connect, certificate):
    gateway = connect(at=(Where(1, "127.0.0.1", secured.port, tls=True),), wait=False, certificates=str(certificate))
    assert until(gateway.ready)
    assert isinstance(gateway.send(message()), Accepted)
    assert len(secured.submitted()) == 1


def test_it_does_not_speak_to_whom_it_cannot_recognise(secured, connect, caplog):
    gateway = connect(at=(Where(1, "127.0.0.1", secured.port, tls=True),), wait=False)
    assert until(lambda: "SSLCertVerificationError" in caplog.text or gateway.ready())
    assert gateway.send(message()) == Refused("not bound", permanent=False)
    assert secured.records("bind_transceiver") == []
