from . import (
    test_access,
    test_attacks,
    test_confirmation_page,
    test_dialogs,
    test_duplicates,
    test_expose,
    test_flow,
    test_i18n,
    test_property,
    test_reading,
    test_receive,
    test_ui,
)
