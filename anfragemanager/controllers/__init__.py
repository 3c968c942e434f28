from . import confirmation
from . import expose
