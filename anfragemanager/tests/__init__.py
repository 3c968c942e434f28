from . import test_expose, test_property
