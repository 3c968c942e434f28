from . import (
    assign,
    go_live,
    partner_merge,
    property_export,
    property_upload,
    recognize,
    rehearsal,
    replay,
    takeover,
    test_inquiry,
)
