from . import assets, confirmation, evidence, expose, health, legal
