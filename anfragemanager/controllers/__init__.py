from . import assets, confirmation, expose, legal
