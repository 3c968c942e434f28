from . import assets, confirmation, evidence, expose, legal
