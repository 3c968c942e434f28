from . import assign
from . import test_inquiry
