from . import assets, confirmation, evidence, expose, health, legal, property_upload, prospect, withdrawal
