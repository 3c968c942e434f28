from . import assign
from . import partner_merge
from . import recognize
from . import replay
from . import takeover
from . import test_inquiry
