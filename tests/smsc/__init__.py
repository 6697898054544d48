"""A real SMSC in a process of its own, for tests and benchmarks: PDU code of its own, every whim at command.

    with Smsc(tmp_path) as smsc:                     # a process; smsc.port is where SMPP is spoken
        smsc.behave(receipts="both", per_second=50)  # all knobs: tests/smsc/manner.py; they are kept until set again
        ...
        smsc.wait("submit_sm", 3)                    # until so many PDUs of this name came; returns their records
        smsc.submitted()                             # [Submitted(msisdn, text, …)], every one ever, throttled ones too
        smsc.accepted()                              # those that were answered (or would have been) with status 0
        smsc.deliver(source="79…", destination="0611", text="БАЛАНС")   # incoming SMS; returns the answer's status
        smsc.release()                               # send what `hold` or `receipts_when="held"` kept back
        smsc.drop(); smsc.unbind(); smsc.raw("deadbeef")     # to every connection
        smsc.kill(); smsc.start()                    # kill -9, and again on the same port
        smsc.stop(); smsc.pause(); smsc.resume()     # SIGTERM; SIGSTOP, SIGCONT

What came and what was answered is written to a file as it happens, so nothing of it dies with the process. The control
channel is JSON lines on a second loopback port: one request, one answer. `system_id` and `password` may be anything.
`python -m tests.smsc --record FILE [--port N]` starts one by hand.
"""

from tests.smsc.process import Smsc, Submitted

__all__ = ["Smsc", "Submitted"]
