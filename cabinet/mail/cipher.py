"""How the text of an e-mail lies in the outbox."""

from cabinet.core.cipher import Cipher

letters = Cipher("mail")
