"""Properties from deliveries: taken over once, kept in step, closed with care, and nothing by halves."""

import base64
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .sources import SourceCase, attached, document, picture, prop


@tagged("post_install", "-at_install")
class TestPropertySource(SourceCase):
    def test_a_delivery_creates_properties_with_everything(self):
        run = self.carry(prop("Q-1", mail="sabine@Quelle.example"), prop("Q-2", mail="nobody@quelle.example"))
        self.assertEqual((run.state, run.created_count), ("done", 2))
        house = self.found("Q-1")
        self.assertRecordValues(
            house,
            [
                {
                    "name": "Haus Q-1",
                    "property_type": "house",
                    "property_subtype": "Reihenhaus",
                    "marketing_type": "buy",
                    "marketing_state": "active",
                    "street": "Grünstraße 5",
                    "zip": "51063",
                    "country_id": self.env.ref("base.de").id,
                    "purchase_price": 450000,
                    "commission": "3,57 % inkl. MwSt.",
                    "commission_buyer_percent": 3.57,
                    "commission_due": "yes",
                    "living_area": 128,
                    "rooms": 5,
                    "show_address": True,
                    "user_id": self.agent.id,
                    "company_id": self.company.id,
                    "source_key": "ANID-1/OBID-Q-1",
                }
            ],
        )
        self.assertEqual(self.found("Q-2").user_id, self.manager)

    def test_rents_leases_costs_and_areas_arrive_where_they_belong(self):
        let = prop("M-1").replace('KAUF="true"', 'MIETE_PACHT="true"')
        rent = (
            "<nettokaltmiete>900</nettokaltmiete><warmmiete>1230</warmmiete><nebenkosten>250</nebenkosten>"
            "<heizkosten>80</heizkosten><kaution>2700</kaution>"
        )
        lease = "<pacht>1500</pacht><kaution_text>drei Pachten</kaution_text>"
        counts = {"anzahl_schlafzimmer": 2, "anzahl_badezimmer": 1, "anzahl_stellplaetze": 3}
        areas = "<bueroflaeche>90</bueroflaeche><lagerflaeche>40</lagerflaeche>"
        areas += "".join(f"<{tag}>{number}</{tag}>" for tag, number in counts.items())
        price, area = "<kaufpreis>450000</kaufpreis>", "<wohnflaeche>128</wohnflaeche>"
        flat = let.replace(price, rent).replace(area, f"<nutzflaeche>20</nutzflaeche>{areas}")
        shop = let.replace("M-1", "M-2").replace(price, lease).replace(area, "<lagerflaeche>40</lagerflaeche>")
        bought = prop("M-3").replace(price, f"{price}<hausgeld>310</hausgeld><nebenkosten>0</nebenkosten>")
        self.carry(flat, shop, bought)
        self.assertRecordValues(
            self.found("M-1") + self.found("M-2") + self.found("M-3"),
            [
                {
                    "marketing_type": "rent", "purchase_price": 0, "cold_rent": 900, "warm_rent": 1230,
                    "additional_costs": 250, "heating_costs": 80, "deposit": 2700, "deposit_text": False,
                    "living_area": 0, "usable_area": 20, "commercial_area": 90, "bedrooms": 2, "bathrooms": 1,
                    "parking_spaces": 3,
                },
                {
                    "marketing_type": "lease", "purchase_price": 0, "cold_rent": 1500, "warm_rent": 0,
                    "additional_costs": 0, "heating_costs": 0, "deposit": 0, "deposit_text": "drei Pachten",
                    "living_area": 0, "usable_area": 0, "commercial_area": 40, "bedrooms": 0, "bathrooms": 0,
                    "parking_spaces": 0,
                },
                {
                    "marketing_type": "buy", "purchase_price": 450000, "cold_rent": 0, "warm_rent": 0,
                    "additional_costs": 310, "heating_costs": 0, "deposit": 0, "deposit_text": False,
                    "living_area": 128, "usable_area": 0, "commercial_area": 0, "bedrooms": 0, "bathrooms": 0,
                    "parking_spaces": 0,
                },
            ],
        )  # fmt: skip

    def test_the_same_delivery_again_changes_nothing(self):
        files = {"1.png": picture("red"), "2.png": picture("blue"), "a.pdf": b"%PDF-1.4 x"}
        shown = attached("1.png", "TITELBILD") + attached("2.png") + attached("a.pdf", "DOKUMENTE")
        self.carry(prop("Q-1", files=shown), full=True, files=files)
        self.env.flush_all()
        house = self.found("Q-1")
        self.assertEqual(len(house.image_ids), 1)
        self.assertEqual(house.document_ids.mapped("name"), ["a.pdf"])
        before = house.write_date
        with patch.object(type(house), "write", side_effect=AssertionError("nothing is to be written")):
            run = self.carry(prop("Q-1", files=shown), full=True, files=files)
        self.assertEqual((run.unchanged_count, run.changed_count, len(run.line_ids)), (1, 0, 0))
        self.assertEqual(house.write_date, before)

    def test_only_what_changed_is_touched(self):
        files = {"1.png": picture("red"), "2.png": picture("blue")}
        shown = attached("1.png", "TITELBILD") + attached("2.png")
        self.carry(prop("Q-1", files=shown), files=files)
        house = self.found("Q-1")
        image = house.image_ids
        main = house.image_1920
        files["3.png"] = picture("green")
        run = self.carry(prop("Q-1", price="430000", files=shown + attached("3.png")), files=files)
        self.assertEqual(run.changed_count, 1)
        self.assertIn("450000.0 → 430000.0", run.line_ids.detail)
        self.assertEqual(house.image_1920, main)
        self.assertEqual(house.image_ids.sorted()[0], image)
        self.assertEqual(house.image_ids.sorted().mapped("name"), ["2.png", "3.png"])

    def test_states_follow_the_sender(self):
        self.carry(prop("Q-1"))
        house = self.found("Q-1")
        for state, expected in (("RESERVIERT", "reserved"), ("VERKAUFT", "closed"), ("OFFEN", "active")):
            self.carry(prop("Q-1", state=state))
            self.assertEqual(house.marketing_state, expected)
        run = self.carry(prop("Q-1", action="DELETE"), prop("Q-9", action="DELETE"))
        self.assertEqual((house.marketing_state, run.closed_count, run.skipped_count), ("closed", 1, 1))
        self.assertEqual(self.carry(prop("Q-1", action="DELETE")).unchanged_count, 1)
        self.carry(prop("Q-1"))
        self.assertEqual(house.marketing_state, "active")
        self.assertEqual(self.carry(prop("Q-1", action="REFERENZ")).closed_count, 1)

    def test_a_part_of_the_stock_closes_nothing(self):
        self.carry(prop("Q-1"), prop("Q-2"))
        self.carry(prop("Q-1"))
        self.assertEqual(self.found("Q-2").marketing_state, "active")

    def test_the_whole_stock_closes_what_is_missing(self):
        stock = [prop(f"Q-{number}") for number in range(10)]
        self.carry(*stock, full=True)
        run = self.carry(*stock[:7], full=True)
        self.assertEqual((run.state, run.closed_count), ("done", 3))
        self.assertEqual(self.found("Q-9").marketing_state, "closed")

    def test_much_missing_at_once_asks_a_person(self):
        stock = [prop(f"Q-{number}") for number in range(10)]
        self.carry(*stock, full=True)
        run = self.carry(prop("Q-0", price="1"), full=True)
        self.assertEqual((run.state, run.held_count, run.closed_count, run.changed_count), ("held", 9, 0, 1))
        self.assertEqual(self.found("Q-9").marketing_state, "active")
        activity = self.source.activity_ids
        self.assertEqual((activity.user_id, len(activity)), (self.manager, 1))
        run.with_user(self.manager).action_close_held()
        self.assertEqual((run.state, run.closed_count), ("done", 9))
        self.assertEqual(self.found("Q-9").marketing_state, "closed")
        self.assertFalse(self.source.activity_ids)
        with self.assertRaises(UserError):
            run.with_user(self.manager).action_close_held()

    def test_a_person_may_keep_what_is_missing(self):
        self.carry(prop("Q-1"), prop("Q-2"), full=True)
        run = self.carry(prop("Q-1"), full=True)
        run.with_user(self.manager).action_keep_held()
        self.assertEqual((self.found("Q-2").marketing_state, run.state), ("active", "done"))

    def test_the_whole_stock_of_one_agency_says_nothing_of_another(self):
        self.carry(prop("Q-1"), full=True)
        with self.delivered(document(prop("R-1"), full=True, anid="ANID-2")) as path:
            self.source._import_path(path)
        self.assertEqual(self.found("Q-1").marketing_state, "active")

    def test_a_trial_run_changes_nothing_and_says_everything(self):
        self.carry(prop("Q-1"))
        files = {"1.png": picture("red")}
        run = self.carry(prop("Q-1", price="1", files=attached("1.png")), prop("Q-2"), files=files, dry_run=True)
        self.assertEqual((run.state, run.created_count, run.changed_count), ("trial", 1, 1))
        self.assertFalse(self.found("Q-2"))
        self.assertEqual(self.found("Q-1").purchase_price, 450000)
        self.assertEqual(self.source.last_state, "done")

    def test_a_broken_delivery_changes_nothing_and_says_where(self):
        self.carry(prop("Q-1"))
        broken = document(prop("Q-1", price="1"), prop("Q-2")).replace("</openimmo>", "")
        with self.delivered(broken) as path:
            run = self.source.with_user(self.manager)._import_path(path)
        self.assertEqual(run.state, "failed")
        self.assertIn("line", run.error)
        self.assertEqual(self.found("Q-1").purchase_price, 450000)
        self.assertFalse(self.found("Q-2"))
        self.assertEqual(self.source.last_state, "failed")
        self.assertEqual(len(self.source.activity_ids), 1)
        self.carry(prop("Q-1"))
        self.assertFalse(self.source.activity_ids)

    def test_a_delivery_that_dies_in_the_middle_leaves_nothing(self):
        real = type(self.env["anfragemanager.property.sync"])._take

        def dying(engine, source, offer, *rest):
            if offer.reference == "Q-2":
                raise MemoryError
            return real(engine, source, offer, *rest)

        with (
            patch.object(type(self.env["anfragemanager.property.sync"]), "_take", dying),
            self.delivered(document(prop("Q-1"), prop("Q-2"))) as path,
            self.assertRaises(MemoryError),
        ):
            self.source._import_path(path)
        self.assertFalse(self.found("Q-1"))

    def test_a_property_the_rules_refuse_does_not_stop_the_others(self):
        run = self.carry(prop("---"), prop("Q-2"))
        self.assertEqual((run.skipped_count, run.created_count), (1, 1))
        self.assertTrue(self.found("Q-2"))

    def test_what_a_person_changed_stays(self):
        self.carry(prop("Q-1"))
        house = self.found("Q-1").with_user(self.agent)
        house.write({"name": "Mein Titel", "street": "Grünstraße 5", "marketing_state": "reserved"})
        self.assertEqual(house.lock_ids.mapped("field_name"), ["name"])
        self.carry(prop("Q-1", title="Neuer Titel", price="1"))
        self.assertEqual((house.name, house.purchase_price), ("Mein Titel", 1))
        self.assertEqual(house.marketing_state, "active")
        house.lock_ids.unlink()
        self.carry(prop("Q-1", title="Neuer Titel", price="1"))
        self.assertEqual(house.name, "Neuer Titel")

    def test_a_property_kept_by_hand_is_taken_over_by_its_number(self):
        mine = self.env["anfragemanager.property"].create(
            {"name": "Alt", "reference": "Q-1", "company_id": self.company.id}
        )
        run = self.carry(prop("Q-1"))
        self.assertEqual((run.changed_count, mine.name, mine.source_id), (1, "Haus Q-1", self.source))

    def test_a_new_identifier_of_the_sender_is_the_same_property(self):
        self.carry(prop("Q-1"))
        house = self.found("Q-1")
        self.carry(prop("Q-1", obid="OTHER"), full=True)
        self.assertEqual((self.found("Q-1"), house.source_key), (house, "ANID-1/OTHER"))
        run = self.carry(prop("Q-1", obid="X"), prop("Q-1", obid="Y"))
        self.assertEqual(run.skipped_count, 1)

    def test_a_number_of_another_source_is_not_taken(self):
        self.carry(prop("Q-1"))
        other = self.source.copy({"name": "Other", "user_id": self.manager.id})
        run = self.carry(prop("Q-1", price="1"), source=other)
        self.assertEqual(run.skipped_count, 1)
        self.assertEqual(self.found("Q-1").purchase_price, 450000)

    def test_contact_persons_are_found_by_the_list(self):
        self.source.agent_ids = [(0, 0, {"email": "Info@Portal.example", "user_id": self.agent.id})]
        self.carry(prop("Q-1", mail="info@portal.example"))
        self.assertEqual(self.found("Q-1").user_id, self.agent)

    def test_portal_numbers_become_listings(self):
        fields = '<user_defined_simplefield feldname="is24_id">162188779</user_defined_simplefield>'
        self.carry(prop("Q-1", more=fields))
        listing = self.found("Q-1").listing_ids
        self.assertEqual((listing.portal_id.code, listing.external_id), ("immoscout24", "162188779"))
        run = self.carry(prop("Q-1", more=fields), prop("Q-2", more=fields))
        self.assertFalse(self.found("Q-2").listing_ids)
        self.assertIn("162188779", run.line_ids.detail)

    def test_the_second_company_stays_apart(self):
        other = self.env["res.company"].create({"name": "Zweite"})
        self.carry(prop("Q-1"))
        source = self.env["anfragemanager.property.source"].create(
            {"name": "Zwei", "company_id": other.id, "user_id": self.env.user.id}
        )
        self.carry(prop("Q-1", price="1"), source=source, user=self.env.user, full=True)
        self.assertEqual(self.found("Q-1").purchase_price, 450000)
        self.assertEqual(self.found("Q-1", other).purchase_price, 1)
        for model in ("property.source", "property.run", "property.run.line"):
            seen = self.env[f"anfragemanager.{model}"].with_user(self.manager).search([])
            self.assertNotIn(other, seen.company_id)
        with self.assertRaises(AccessError):
            source.with_user(self.manager).read(["name"])

    def test_a_clerk_may_look_and_nothing_else(self):
        run = self.carry(prop("Q-1"))
        self.assertEqual(run.with_user(self.agent).created_count, 1)
        with self.assertRaises(AccessError):
            self.source.with_user(self.agent).write({"name": "x"})
        with self.assertRaises(AccessError):
            self.source.with_user(self.agent).action_new_upload_key()
        with self.assertRaises(AccessError):
            self.source.with_user(self.manager).read(["folder"])
        with self.assertRaises(AccessError):
            self.source.with_user(self.manager).read(["upload_digest"])

    def test_the_dialog_shows_first_and_takes_over_then(self):
        upload = (
            self.env["anfragemanager.property.upload"]
            .with_user(self.manager)
            .create(
                {
                    "source_id": self.source.id,
                    "file": base64.b64encode(document(prop("Q-1")).encode()),
                    "filename": "export.xml",
                }
            )
        )
        upload.action_preview()
        self.assertEqual((upload.state, upload.created_count), ("trial", 1))
        self.assertFalse(self.found("Q-1"))
        action = upload.action_import()
        self.assertEqual(self.env[action["res_model"]].browse(action["res_id"]).name, "export.xml")
        self.assertTrue(self.found("Q-1"))

    def test_two_agencies_of_one_source_keep_their_numbers_apart(self):
        self.carry(prop("Q-1"))
        for other in (prop("Q-1", obid="X", price="1"), prop("Q-1", action="DELETE", obid="X")):
            with self.delivered(document(other, anid="ANID-2")) as path:
                run = self.source._import_path(path)
            self.assertEqual(run.skipped_count, 1)
        self.assertEqual((self.found("Q-1").purchase_price, self.found("Q-1").marketing_state), (450000, "active"))
        self.found("Q-1").marketing_state = "closed"
        with self.delivered(document(prop("Q-1", obid="X", price="1"), anid="ANID-2")) as path:
            self.source._import_path(path)
        self.assertEqual(self.found("Q-1").purchase_price, 1)
