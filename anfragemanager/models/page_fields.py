"""What helps to fill in the pages' forms, without JavaScript: the country of a phone number, the town of a postcode."""

from babel import Locale, UnknownLocaleError

from odoo import api, models

from ..contact.phones import calling_code, read_phones
from ..contact.postcodes import towns

# Where prospects mostly call from; who lives elsewhere begins with + or 00.
CALLING = (
    "DE", "AT", "CH", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "ES", "FI", "FR", "GB", "GR", "HU", "IE", "IL", "IT",
    "LI", "LT", "LU", "LV", "MC", "MT", "NL", "NO", "PL", "PT", "RO", "RS", "SE", "SI", "SK", "TR", "UA", "US",
)  # fmt: skip
AT_HOME = 3
# So many towns are offered for one postcode.
MAX_TOWNS = 30


class AnfragemanagerInquiry(models.Model):
    _inherit = "anfragemanager.inquiry"

    def _home_country(self):
        """Return the ISO code of the country the prospect's entries are read by where they do not say it."""
        return self.country_id.code or self.company_id.country_id.code or "DE"

    @api.model
    def _calling_countries(self):
        """Return the countries of the choice before a phone number: ``[(code, "+49 Deutschland")]``."""
        try:
            names = Locale.parse((self.env.context.get("lang") or "en").partition("@")[0]).territories
        except (UnknownLocaleError, ValueError):
            names = Locale("en").territories
        abroad = sorted(CALLING[AT_HOME:], key=lambda code: names.get(code, code))
        return [(code, f"{calling_code(code)} {names.get(code, code)}") for code in (*CALLING[:AT_HOME], *abroad)]

    def _phone_choice(self, form):
        """Return the country chosen before the number, else the prospect's."""
        chosen = str(form.get("phone_country") or "")
        return chosen if chosen in CALLING else self._home_country()

    def _read_phone(self, entry, form):
        """Return a phone number as it is kept: as typed, and with the country's code where another one was chosen."""
        country = self._phone_choice(form)
        if country == self._home_country() or entry.startswith(("+", "00")):
            return entry
        found = read_phones(entry, country)
        return found[0].number if found and found[0].e164 else entry

    def _towns(self, postcode):
        return towns(postcode, self._home_country())

    def _complete_town(self, form, values, errors):
        """Fill in the town of a postcode, or ask which of several it is. What somebody typed always stays."""
        if "zip" in errors or not (values.get("zip") or self.zip) or values.get("city") or "city" not in form:
            return
        found = self._towns(values.get("zip") or self.zip)
        if len(found) == 1:
            values["city"] = found[0]
            errors.pop("city", None)
        elif found and "city" in errors:
            errors["city"] = self.env._("Several towns have this postcode: %s. Please enter yours.",
                                        ", ".join(found[:MAX_TOWNS]))  # fmt: skip
