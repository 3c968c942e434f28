import base64
import io

from PIL import Image
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import TransactionCase, new_test_user
from odoo.tools import mute_logger

from odoo.addons.anfragemanager.models.property import normalize_reference


def picture(colour="steelblue"):
    """A small PNG as Odoo's image fields take it: base64 in bytes."""
    buffer = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(buffer, "PNG")
    return base64.b64encode(buffer.getvalue())


class TestProperty(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={"lang": "en_US"})
        cls.env["res.lang"]._activate_lang("en_US")
        cls.company = cls.env["res.company"].create({"name": "Haus & Hof GmbH"})
        cls.other_company = cls.env["res.company"].create({"name": "Nachbar GmbH"})
        cls.clerk = cls._clerk("clerk_property", cls.company)
        cls.other_clerk = cls._clerk("clerk_neighbour", cls.other_company)
        cls.portal = cls.env["anfragemanager.portal"].search([], limit=1)
        cls.property = cls._property(reference="HH-7", user_id=cls.clerk.id)

    @classmethod
    def _clerk(cls, login, company):
        return new_test_user(
            cls.env,
            login=login,
            groups="anfragemanager.group_user",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )

    @classmethod
    def _property(cls, **values):
        defaults = {"name": "Haus am See", "company_id": cls.company.id, "user_id": False}
        return cls.env["anfragemanager.property"].create(defaults | values)

    def _listing(self, prop, external_id, **values):
        return self.env["anfragemanager.listing"].create(
            {"property_id": prop.id, "portal_id": self.portal.id, "external_id": external_id, **values}
        )

    # ------------------------------------------------------------------ numbers

    def test_reference_is_normalized_to_what_survives_retyping(self):
        for written, expected in (
            ("MA-1024", "MA1024"),
            (" ma 1024/b ", "MA1024B"),
            ("0000815", "815"),
            ("000", "0"),
            ("Straße 7", "STRASSE7"),
            ("–/–", ""),
            (False, ""),
        ):
            with self.subTest(written=written):
                self.assertEqual(normalize_reference(written), expected)
        self.property.reference = "00-hh 12"
        self.assertEqual(self.property.reference_normalized, "HH12")

    def test_reference_needs_a_letter_or_a_digit(self):
        with self.assertRaisesRegex(ValidationError, "neither a letter nor a digit"):
            self._property(reference="--")

    @mute_logger("odoo.sql_db")
    def test_reference_is_unique_within_a_company(self):
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self._property(reference="HH-7")

    def test_two_companies_may_use_the_same_reference(self):
        twin = self._property(reference="HH-7", company_id=self.other_company.id)
        self.assertEqual(twin.reference, self.property.reference)

    def test_copy_gets_a_free_number_and_is_not_on_the_market(self):
        self.property.marketing_state = "active"
        self._listing(self.property, "162188779")
        first, second = self.property.copy(), self.property.copy()
        self.assertEqual((first.reference, second.reference), ("HH-7-2", "HH-7-3"))
        self.assertEqual(first.marketing_state, "preparation")
        self.assertFalse(first.listing_ids)

    @mute_logger("odoo.sql_db")
    def test_listing_id_is_unique_per_portal_and_company(self):
        listing = self._listing(self.property, "0162-188 779")
        self.assertEqual(listing.external_id_normalized, "162188779")
        elsewhere = self._property(reference="N-1", company_id=self.other_company.id)
        self._listing(elsewhere, "0162-188 779")
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self._listing(self._property(reference="HH-8"), "0162-188 779")

    def test_listing_link_must_be_a_web_address(self):
        self._listing(self.property, "1", url="https://www.example.org/expose/1")
        for number, url in enumerate(("javascript://%0aalert(1)", "data:text/html,x", "//evil.example", "ftp://x.org")):
            with self.subTest(url=url), self.assertRaises(ValidationError), self.env.cr.savepoint():
                self._listing(self.property, f"X{number}", url=url)

    @mute_logger("odoo.sql_db")
    def test_impossible_figures_are_refused(self):
        for values in ({"purchase_price": -1}, {"living_area": -3}, {"year_built": 98}, {"energy_value": -5}):
            with self.subTest(values=values), self.assertRaises(IntegrityError), self.env.cr.savepoint():
                self.property.write(values)
                self.property.flush_recordset()

    # ------------------------------------------------------------------ what the exposé says

    def test_price_follows_the_marketing_type(self):
        prop = self._property(reference="P-1", purchase_price=300000, cold_rent=900, warm_rent=1100)
        for marketing_type, price, label in (
            ("buy", 300000, "Purchase price"),
            ("leasehold", 300000, "Purchase price (leasehold)"),
            ("rent", 900, "Net rent"),
            ("lease", 900, "Monthly lease"),
        ):
            with self.subTest(marketing_type=marketing_type):
                prop.marketing_type = marketing_type
                self.assertEqual((prop.price, prop.price_label), (price, label))
        prop.write({"marketing_type": "rent", "cold_rent": 0})
        self.assertEqual((prop.price, prop.price_label), (1100, "Gross rent"))

    def test_price_on_request_when_none_is_given(self):
        self.assertEqual(self._property(reference="P-2")._expose_price(), ("Purchase price", "on request"))

    def test_street_is_shown_only_when_released(self):
        self.property.write({"street": "Uferweg 3", "zip": "50667", "city": "Köln"})
        self.assertEqual(self.property._expose_address(), "50667 Köln")
        self.property.show_address = True
        self.assertEqual(self.property._expose_address(), "Uferweg 3, 50667 Köln")

    def test_energy_rows_hold_what_the_law_wants_in_an_advertisement(self):
        self.property.write(
            {
                "property_type": "house",
                "energy_certificate_type": "consumption",
                "energy_value": 92.4,
                "energy_class": "C",
                "energy_source": "Fernwärme",
                "year_built": 1998,
            }
        )
        self.assertEqual(
            dict(self.property._expose_energy()),
            {
                "Energy certificate": "Consumption Certificate",
                "Final energy consumption": "92.4\N{NO-BREAK SPACE}kWh/(m²·a)",
                "Energy efficiency class": "C",
                "Main energy source": "District heating",
                "Year of construction": "1998",
            },
        )

    def test_energy_in_austria_is_stated_and_asked_as_its_law_wants(self):
        prop = self._property(reference="AT-1", property_type="house", country_id=self.env.ref("base.at").id)
        self.assertEqual((prop.energy_law, len(prop._energy_missing())), ("AT", 2))
        self.assertEqual(
            dict(prop._expose_energy()), {"Energy certificate": "will be presented before you commit yourself"}
        )
        prop.write({"energy_hwb_value": 45.2, "energy_hwb_class": "B", "energy_fgee_value": 0.82})
        self.assertFalse(prop._energy_missing())
        self.assertEqual(
            dict(prop._expose_energy()),
            {
                "Heating demand (HWB)": "45.2\N{NO-BREAK SPACE}kWh/(m²·a), class B",
                "Total energy efficiency (fGEE)": "0.82",
            },
        )
        self.assertEqual(prop._energy_scale()[1], "B")
        prop.energy_hwb_class = "<b>"
        self.assertEqual(prop._energy_scale(), ((), False))

    def test_of_the_numbers_in_a_mail_the_portals_own_is_learnt_once(self):
        scout, website = (self.env.ref(f"anfragemanager.portal_{name}") for name in ("immoscout24", "website"))
        for numbers, learnt in (
            (["XX-1", "998877665"], "998877665"),
            (["998877661", "XX-2"], "998877661"),
            (["ABCDEFGH", "X9"], "X9"),
            (["12345", "77"], "77"),
            (["998877665"], False),
            (["HH 7"], False),
            (["--"], False),
            ([], False),
        ):
            with self.subTest(numbers):
                self.assertEqual(self.property._learn_number(scout, numbers).external_id, learnt)
        for nowhere in (website, scout.browse()):
            self.assertFalse(self.property._learn_number(nowhere, ["998877000"]))

    def test_in_austria_each_of_the_two_figures_is_asked_for_and_stated_alone(self):
        prop = self._property(reference="AT-2", property_type="house", country_id=self.env.ref("base.at").id)
        prop.write({"energy_fgee_value": 0.82, "energy_fgee_class": "A+"})
        self.assertEqual(prop._energy_missing(), ["Heating Demand HWB (kWh/(m²·a))"])
        self.assertEqual(dict(prop._expose_energy()), {"Total energy efficiency (fGEE)": "0.82, class A+"})
        prop.write({"energy_fgee_value": 0, "energy_fgee_class": False, "energy_hwb_value": 45.2})
        self.assertEqual(prop._energy_missing(), ["Total Energy Efficiency fGEE"])
        self.assertEqual(list(dict(prop._expose_energy())), ["Heating demand (HWB)"])

    def test_where_no_law_asks_nothing_is_missing(self):
        prop = self._property(reference="CH-1", property_type="house", country_id=self.env.ref("base.ch").id)
        self.assertEqual((prop._energy_missing(), prop._expose_energy()), ([], []))

    def test_words_of_the_standard_and_of_agencies_are_said_in_the_language_of_the_page(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.property.write(
            {
                "property_subtype": "Doppelhaushaelfte",
                "floor": "2. OG",
                "available_from": "ab sofort",
                "heating_type": "Fußbodenheizung, Zauberofen",
                "source_extra": [
                    {"path": "ausstattung/kueche", "attributes": {"EBK": "true", "OFFEN": "false"}},
                    {"path": "ausstattung/unterkellert", "attributes": {"keller": "TEIL"}},
                    {"path": "ausstattung/sauna", "text": "1"},
                    {"path": "flaechen/anzahl_balkone", "text": "0"},
                    {"path": "zustand_angaben/zustand", "attributes": {"zustand_art": "GEPFLEGT"}},
                    {"path": "verwaltung_objekt/interne_notiz", "text": "Eigentümer in Geldnot"},
                ],
            }
        )
        facts = dict(self.property._expose_details())
        self.assertEqual(
            [facts[name] for name in ("Type", "Floor", "Available from", "Condition", "Features")],
            ["Semi-detached house", "Floor 2", "Immediately", "Well kept", "Fitted kitchen, Partial cellar, Sauna"],
        )
        self.assertEqual(dict(self.property._expose_energy())["Heating"], "Underfloor heating, Zauberofen")
        self.assertNotIn("Geldnot", str(facts))
        german = self.property.with_context(lang="de_DE")
        self.assertIn("2. OG", dict(german._expose_details()).values(), "what was written in German stays")
        self.property.available_from = "2027-03-01"
        self.assertIn("01.03.2027", dict(german._expose_details()).values())

    def test_texts_a_source_delivers_in_another_language_are_shown_in_it(self):
        self.property.write(
            {"description": "Hell", "translations": {"en": {"name": "House by the lake", "description": "Bright"}}}
        )
        self.assertEqual(self.property._expose_text("name"), "House by the lake")
        self.assertIn(("Description", "Bright"), self.property._expose_texts())
        self.assertEqual(self.property.with_context(lang="de_DE")._expose_text("name"), "Haus am See")
        self.env["anfragemanager.property.lock"].create({"property_id": self.property.id, "field_name": "description"})
        self.assertEqual(self.property._expose_text("description"), "Hell", "changed here: the translation is old")

    def test_land_without_certificate_says_nothing_about_energy(self):
        self.assertEqual(self._property(reference="L-1", property_type="land")._expose_energy(), [])

    def test_expose_speaks_the_language_of_the_context(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.property.write({"living_area": 1084.5})
        german = self.property.with_context(lang="de_DE")
        self.assertIn("1.084,5\N{NO-BREAK SPACE}m²", dict(german._expose_details()).values())
        self.assertIn("1,084.5\N{NO-BREAK SPACE}m²", dict(self.property._expose_details()).values())

    def test_only_the_market_and_reserved_properties_are_available(self):
        for state, available in (("preparation", False), ("active", True), ("reserved", True), ("closed", False)):
            with self.subTest(state=state):
                self.property.marketing_state = state
                self.assertIs(self.property._expose_available(), available)
        self.property.write({"marketing_state": "active", "active": False})
        self.assertFalse(self.property._expose_available())

    # ------------------------------------------------------------------ rights

    def test_clerk_works_on_properties_of_the_own_company(self):
        properties = self.env["anfragemanager.property"].with_user(self.clerk)
        prop = properties.create({"name": "Neu", "reference": "HH-9", "image_1920": picture()})
        prop.write(
            {
                "image_ids": [(0, 0, {"name": "Garten", "image_1920": picture("seagreen")})],
                "listing_ids": [(0, 0, {"portal_id": self.portal.id, "external_id": "77"})],
            }
        )
        self.assertEqual(prop.company_id, self.company)
        self.assertEqual([caption for _record, caption in prop._expose_images()], ["Neu", "Garden"])
        with self.assertRaises(AccessError):
            prop.unlink()

    def test_other_company_sees_neither_property_nor_listing_nor_image(self):
        listing = self._listing(self.property, "4711")
        self.property.image_ids = [(0, 0, {"name": "Bad", "image_1920": picture()})]
        for record, field in ((self.property, "name"), (listing, "external_id"), (self.property.image_ids, "name")):
            with self.subTest(model=record._name):
                foreign = record.with_user(self.other_clerk)
                self.assertFalse(foreign.search([("id", "=", record.id)]))
                foreign.invalidate_recordset()
                with self.assertRaises(AccessError):
                    foreign.read([field])

    def test_user_without_the_group_has_no_access(self):
        stranger = new_test_user(
            self.env, "stranger", "base.group_user", company_id=self.company.id, company_ids=[(6, 0, self.company.ids)]
        )
        with self.assertRaises(AccessError):
            self.property.with_user(stranger).read(["name"])

    # ------------------------------------------------------------------ documents

    def test_uploaded_document_is_readable_for_colleagues(self):
        upload = (
            self.env["ir.attachment"]
            .with_user(self.clerk)
            .create({"name": "Plan.pdf", "raw": b"%PDF-1.4", "res_model": "anfragemanager.property", "res_id": 0})
        )
        self.property.with_user(self.clerk).document_ids = [(4, upload.id)]
        self.assertEqual(upload.res_id, self.property.id)
        colleague = self._clerk("clerk_colleague", self.company)
        self.assertEqual(upload.with_user(colleague).raw, b"%PDF-1.4")

    def test_document_the_user_cannot_read_is_refused(self):
        secret = self.env["ir.attachment"].create(
            {"name": "Salaries.pdf", "raw": b"secret", "res_model": "res.company", "res_id": self.other_company.id}
        )
        private = self.env["ir.attachment"].create({"name": "Draft.pdf", "raw": b"private"})
        for attachment in (secret, private):
            with self.subTest(name=attachment.name), self.assertRaises(AccessError), self.env.cr.savepoint():
                self.property.with_user(self.clerk).document_ids = [(4, attachment.id)]

    def test_document_must_be_a_file_and_not_a_link(self):
        link = self.env["ir.attachment"].create({"name": "Link", "type": "url", "url": "https://evil.example"})
        with self.assertRaisesRegex(ValidationError, "uploaded files"):
            self.property.document_ids = [(4, link.id)]
