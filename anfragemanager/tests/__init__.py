from . import test_expose
from . import test_property
