from . import assign, partner_merge, recognize, replay, takeover, test_inquiry
