from . import (
    assets,
    confirmation,
    disclosure,
    evidence,
    export,
    expose,
    health,
    legal,
    masked_log,
    property_upload,
    prospect,
    withdrawal,
)
