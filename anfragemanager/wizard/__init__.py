from . import assign
from . import recognize
from . import replay
from . import test_inquiry
