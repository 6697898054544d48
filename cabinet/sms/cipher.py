"""The text of an SMS at rest (DESIGN §4.5)."""

from cabinet.core.cipher import Cipher

_cipher = Cipher("sms.body")
seal = _cipher.seal
unseal = _cipher.unseal
