from . import confirmation, expose
