"""OpenImmo deliveries as a stock of offers."""

from odoo.tools.translate import code_translations

from ..openimmo import Delivery, OpenImmoError
from ..openimmo.elements import FIRING
from ..openimmo.types import CONSUMPTION, DEMAND, EXEMPT, LEASE, REMOTE
from .source_files import fetch, read_document, read_image
from .source_offer import File, Offer, StockError, Survey

TYPES = {
    "wohnung": "apartment",
    "zimmer": "apartment",
    "haus": "house",
    "grundstueck": "land",
    "buero_praxen": "commercial",
    "einzelhandel": "commercial",
    "gastgewerbe": "commercial",
    "hallen_lager_prod": "commercial",
    "land_und_forstwirtschaft": "commercial",
    "freizeitimmobilie_gewerblich": "commercial",
    "zinshaus_renditeobjekt": "commercial",
    "parken": "parking",
}
_CERTIFICATES = {DEMAND: "demand", CONSUMPTION: "consumption", EXEMPT: "exempt"}
_CLASSES = ("A+", "A", "B", "C", "D", "E", "F", "G", "H")


def sentence(env, note):
    """A note of the package in the user's language."""
    catalogue = code_translations.get_python_translations("anfragemanager", env.lang or "en_US")
    return catalogue.get(note.sentence, note.sentence).format_map(dict(note.words))


def failure(env, error):
    """An error of the package in the user's language, with the place."""
    where = [error.file]
    if error.line:
        where.append(env._("line %s", error.line))
    if error.reference:
        where.append(env._("property %s", error.reference))
    place = ", ".join(filter(None, where))
    return f"{sentence(env, error.note)} ({place})" if place else sentence(env, error.note)


class OpenImmoStock:
    """A delivery on disk.

    :param path: XML file, ZIP or folder
    :param remote: whether pictures at web addresses are fetched
    """

    def __init__(self, env, path, today, remote=False):
        self.env = env
        self.path = path
        self.today = today
        self.remote = remote
        self._countries = {}
        self._currencies = {}

    def survey(self):
        keys = set()
        try:
            with Delivery(self.path, self.today) as delivery:
                for found in delivery:
                    keys.add(self._key(found))
                providers = {provider_of(provider) for provider in delivery.full}
                notes = tuple(sentence(self.env, note) for note in delivery.notes)
        except OpenImmoError as error:
            raise StockError(failure(self.env, error)) from None
        keys.discard(None)
        return Survey(frozenset(keys), bool(providers), frozenset(providers), notes)

    def offers(self):
        try:
            with Delivery(self.path, self.today) as delivery:
                for found in delivery:
                    yield self._offer(found, delivery)
        except OpenImmoError as error:
            raise StockError(failure(self.env, error)) from None

    @staticmethod
    def _key(found):
        return found.key or found.reference

    def _offer(self, found, delivery):
        notes = tuple(sentence(self.env, note) for note in found.notes)
        reference = found.reference or found.obid or ""
        common = {"key": self._key(found) or "", "reference": reference, "provider": provider_of(found.provider)}
        if found.action == "delete":
            return Offer(**common, closing=True, notes=notes)
        images, documents = self._files(found, delivery)
        return Offer(
            **common,
            values=self._values(found),
            email=found.contact.email,
            listings=tuple((item.portal, item.external_id, item.url) for item in found.listings),
            images=images,
            documents=documents,
            extra=[
                {"path": extra.path, "text": extra.text, "attributes": dict(extra.attributes)}
                for extra in found.extras
                # Other people's addresses, such as the owner's, are none of the exposé's business.
                if not extra.path.startswith(("weitere_adresse", "kontaktperson"))
            ],
            notes=notes,
        )

    def _values(self, found):
        prices, areas, commission = found.prices, found.areas, found.commission
        main = found.texts.get(found.language) or next(iter(found.texts.values()), None)
        rent = prices.net_cold_rent or prices.cold_rent
        return {
            "name": self._name(found),
            "property_type": TYPES.get(found.category or "", "other"),
            "property_subtype": (found.subtype or "").replace("_", " ").strip().capitalize(),
            "openimmo_category": found.category,
            "usage": found.uses[0] if found.uses else False,
            "marketing_type": found.marketing_type or "buy",
            "marketing_state": found.marketing_state,
            "street": found.street,
            "zip": found.zip,
            "city": found.city,
            "district": found.district,
            "state_name": found.state,
            "country_id": self._country(found.country),
            "latitude": found.latitude or 0.0,
            "longitude": found.longitude or 0.0,
            "floor": found.floor,
            "floors": found.floors or 0,
            "show_address": found.address_released,
            "available_from": found.available_from,
            "currency_id": self._currency(prices.currency),
            "purchase_price": prices.purchase_price or 0.0,
            "price_on_request": prices.on_request,
            "cold_rent": (prices.lease or rent if found.marketing_type == LEASE else rent or prices.lease) or 0.0,
            "warm_rent": prices.warm_rent or 0.0,
            "additional_costs": prices.additional_costs or prices.service_charge or 0.0,
            "heating_costs": prices.heating_costs or 0.0,
            "ground_rent": prices.ground_rent or 0.0,
            "deposit": prices.deposit or 0.0,
            "deposit_text": prices.deposit_text,
            "commission": commission.text,
            "commission_due": {True: "yes", False: "no"}.get(commission.due, False),
            "commission_buyer_percent": commission.percent or 0.0,
            "commission_buyer_amount": commission.amount or 0.0,
            "commission_with_vat": commission.with_vat is not False,
            "commission_shared": bool(commission.shared),
            "commission_note": commission.note,
            "living_area": areas.living or 0.0,
            "usable_area": areas.usable or 0.0,
            "total_area": areas.total or 0.0,
            "plot_area": areas.plot or 0.0,
            "commercial_area": areas.office or areas.retail or areas.storage or 0.0,
            "rooms": areas.rooms or 0.0,
            "bedrooms": round(areas.bedrooms or 0),
            "bathrooms": round(areas.bathrooms or 0),
            "parking_spaces": round(areas.parking_spaces or 0),
            "year_built": found.year_built or 0,
            **self._energy(found.energy, found.year_built),
            "summary": main.summary if main else False,
            "description": main.description if main else False,
            "equipment_description": main.equipment if main else False,
            "location_description": main.location if main else False,
            "other_information": main.other if main else False,
            "translations": self._translations(found, main) or False,
        }

    def _name(self, found):
        if found.title:
            return found.title
        kind = (found.subtype or found.category or self.env._("Property")).replace("_", " ").capitalize()
        return self.env._("%(kind)s in %(city)s", kind=kind, city=found.city) if found.city else kind

    @staticmethod
    def _energy(energy, year_built):
        carrier = (energy.carrier or "").strip()
        value = energy.heat if energy.residential is False and energy.heat else energy.value
        energy_class = energy.energy_class and ("A+" if energy.energy_class.startswith("A+") else energy.energy_class)
        return {
            "energy_certificate_type": _CERTIFICATES.get(energy.kind or "", False),
            "energy_value": value or 0.0,
            "energy_value_electricity": energy.electricity or 0.0,
            "energy_class": energy_class if energy_class in _CLASSES else False,
            "energy_source": FIRING.get(carrier.upper(), carrier) or False,
            "energy_with_hot_water": bool(energy.with_hot_water),
            "energy_valid_until": energy.valid_until or False,
            "energy_issued_on": energy.issued_on or False,
            "energy_year": energy.year if energy.year and energy.year != year_built else 0,
            "energy_hwb_value": energy.hwb_value or 0.0,
            "energy_hwb_class": energy.hwb_class,
            "energy_fgee_value": energy.fgee_value or 0.0,
            "energy_fgee_class": energy.fgee_class,
            "heating_type": energy.heating,
        }

    @staticmethod
    def _translations(found, main):
        return {
            language: {
                name: value
                for name, value in (
                    ("name", texts.title),
                    ("summary", texts.summary),
                    ("description", texts.description),
                    ("equipment_description", texts.equipment),
                    ("location_description", texts.location),
                    ("other_information", texts.other),
                )
                if value
            }
            for language, texts in found.texts.items()
            if texts is not main
        }

    def _country(self, code):
        if code not in self._countries:
            self._countries[code] = self.env["res.country"].search([("code", "=", code)], limit=1).id if code else False
        # An agency that names no country means its own.
        return self._countries[code] or self.env.company.country_id.id

    def _currency(self, code):
        if code not in self._currencies:
            currencies = self.env["res.currency"].with_context(active_test=False)
            self._currencies[code] = currencies.search([("name", "=", code)], limit=1).id if code else False
        return self._currencies[code] or self.env.company.currency_id.id

    # ------------------------------------------------------------------ files

    def _files(self, found, delivery):
        images = [self._file(image, delivery, read_image) for image in found.images]
        documents = [self._file(document, delivery, read_document) for document in found.documents]
        return tuple(filter(None, images)), tuple(filter(None, documents))

    def _file(self, attachment, delivery, check):
        if attachment.location == REMOTE:
            if not self.remote:
                return None
            digest = f"url:{attachment.path}:{attachment.check or ''}"
        else:
            digest = delivery.fingerprint(attachment) or f"missing:{attachment.name}"
        title = attachment.title or (attachment.path or "").rpartition("/")[2] or attachment.name

        def read():
            if attachment.location == REMOTE:
                data, reason = fetch(self.env, attachment.path)
                return check(self.env, title, data) if data is not None else (None, reason)
            file = delivery.open(attachment)
            if file is None:
                return None, self.env._("The file “%s” is not part of the delivery.", attachment.name)
            with file:
                return check(self.env, title, file)

        return File(digest, title, read)


def provider_of(provider):
    """What tells two agencies in one delivery apart."""
    return provider.openimmo_anid or provider.number or None
