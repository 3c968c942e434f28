from . import confirmation, expose, health
