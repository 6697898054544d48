"""What touches money, passwords and access asks more than the mobile network's word (A5): by the names of addresses.

That an address does what its row says is held by `test_matrix`; this holds the rows themselves.
"""

import re

from tests.access.table import ROWS

# Reading them is as sensitive as changing: they show who has access or what money went on, or stand before what cannot
# be undone.
SENSITIVE = re.compile(
    r"settings|access|offer$|number-|line-|end-|port-in|request-cancel|social-(link|unlink)"
    r"|finance|payment|top-up|transfer|trust|auto|download|export|closing|close-|data-|tariff-|service-"
)
HARMLESS = {
    "social-settings": "shows which sites are linked; linking and unlinking are addresses of their own",
    "service-worker": "a file",
    "desk-transfer": "hands a conversation to a colleague; the desk asks for a second factor",
    "payments-notice": "what a provider says is only a reason to ask it",
}


def test_every_sensitive_address_asks_for_a_code():
    unguarded = {row.name for row in ROWS if SENSITIVE.search(row.name) and not row.proof} - set(HARMLESS)
    assert unguarded == set()


def test_what_opens_another_way_in_asks_for_a_fresh_one():
    proofs = {row.name: row.proof for row in ROWS}
    fresh = {
        "settings-password",
        "number-add",
        "number-add-code",
        "social-link",
        "social-offer",
        "order-copy",
        "close-cabinet",
    }
    assert {name for name in fresh if proofs[name] != "fresh"} == set()
