from . import assets, confirmation, evidence, export, expose, health, legal, property_upload, prospect, withdrawal
