from . import (
    assets,
    confirmation,
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
