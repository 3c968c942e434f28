"""Short mails in everyday words: who asks or offers is found, who writes about something else gets no answer.

``everyday/*.txt`` hold one mail after ``=== name | kind | sender | subject``; in ``none.txt``, which are no inquiries,
the kind is left out. A line "> Name: value" is a header.
"""

import pytest
from everyday import KNOWN, mails

from anfragemanager import parsing

# Mails a person has to look at before anything is sent, though none of them is an inquiry: as few as were reached once.
LOOKED_AT = 37
# Of those who ask or offer, as many as were sure without a look.
SURE = 50


def read(raw: bytes):
    return parsing.parse(raw, KNOWN)


@pytest.mark.parametrize(
    ("kind", "raw"), [(m.kind, m.raw) for m in mails() if m.kind], ids=lambda value: str(value)[:20]
)
def test_who_asks_or_offers_is_found(kind, raw):
    found = read(raw)
    assert found.kind == kind
    assert found.inquiries


def test_what_is_no_inquiry_gets_no_answer_and_seldom_asks_for_a_look():
    found = {mail.name: read(mail.raw) for mail in mails() if not mail.kind}
    sure = [name for name, mail in found.items() if mail.kind in ("inquiry", "owner_lead") and not mail.unsure]
    assert sure == []
    assert sum(mail.unsure for mail in found.values()) <= LOOKED_AT


def test_most_who_name_a_property_or_offer_one_need_no_look():
    assert sum(not read(mail.raw).unsure for mail in mails() if mail.kind) >= SURE
