"""SMS through the operator's HTTP gateway, or a provider's (docs/sms.md).

`gateway` decides, a format (`portal`, `twilio`) says how a message is written and what an answer means, `wire` carries.
"""
