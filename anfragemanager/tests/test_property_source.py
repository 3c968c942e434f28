"""Properties from deliveries: taken over once, kept in step, closed with care, and nothing by halves."""

import base64
import io
import os
import tempfile
import time
import zipfile
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from PIL import Image

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, TransactionCase, new_test_user, tagged

PROPERTY = """<immobilie>
<objektkategorie><vermarktungsart KAUF="true"/><objektart><haus haustyp="REIHENHAUS"/></objektart></objektkategorie>
<geo><strasse>Grünstraße</strasse><hausnummer>5</hausnummer><plz>51063</plz><ort>Köln</ort><land iso_land="DEU"/></geo>
<kontaktperson><email_direkt>{mail}</email_direkt></kontaktperson>
<preise><kaufpreis>{price}</kaufpreis><aussen_courtage mit_mwst="true">3,57 % inkl. MwSt.</aussen_courtage></preise>
<flaechen><wohnflaeche>128</wohnflaeche><anzahl_zimmer>5</anzahl_zimmer></flaechen>
<zustand_angaben><verkaufstatus stand="{state}"/></zustand_angaben>
<freitexte><objekttitel>{title}</objekttitel><objektbeschreibung>Schön.</objektbeschreibung></freitexte>
<anhaenge>{files}</anhaenge>
<verwaltung_objekt><objektadresse_freigeben>true</objektadresse_freigeben></verwaltung_objekt>
<verwaltung_techn><objektnr_extern>{number}</objektnr_extern><aktion aktionart="{action}"/>
<openimmo_obid>{obid}</openimmo_obid></verwaltung_techn>{more}
</immobilie>"""


def prop(number, **values):
    data = {
        "mail": "",
        "price": "450000",
        "state": "OFFEN",
        "title": f"Haus {number}",
        "files": "",
        "action": "CHANGE",
        "obid": f"OBID-{number}",
        "more": "",
    }
    return PROPERTY.format(number=number, **{**data, **values})


def attached(path, group="BILD", title=""):
    return (
        f'<anhang location="EXTERN" gruppe="{group}"><anhangtitel>{title or path}</anhangtitel>'
        f"<daten><pfad>{path}</pfad></daten></anhang>"
    )


def document(*properties, full=False, anid="ANID-1"):
    scope = "VOLL" if full else "TEIL"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><openimmo><uebertragung umfang="{scope}"/>'
        f"<anbieter><openimmo_anid>{anid}</openimmo_anid>{''.join(properties)}</anbieter></openimmo>"
    )


def picture(color, size=(40, 30)):
    buffer = io.BytesIO()
    Image.new("RGB", size, color).save(buffer, "PNG")
    return buffer.getvalue()


class SourceCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Quellmakler", "country_id": cls.env.ref("base.de").id})
        cls.manager = new_test_user(
            cls.env,
            login="manager_source",
            groups="anfragemanager.group_manager",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
            email="chef@quelle.example",
        )
        cls.agent = new_test_user(
            cls.env,
            login="agent_source",
            groups="anfragemanager.group_user",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
            email="Sabine@quelle.example",
        )
        cls.source = cls.env["anfragemanager.property.source"].create(
            {"name": "Software", "company_id": cls.company.id, "user_id": cls.manager.id}
        )

    @contextmanager
    def delivered(self, xml, files=None):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / ("a.zip" if files else "a.xml")
            if files:
                with zipfile.ZipFile(path, "w") as archive:
                    archive.writestr("openimmo.xml", xml)
                    for name, content in files.items():
                        archive.writestr(name, content)
            else:
                path.write_text(xml, "utf-8")
            yield path

    def carry(self, *properties, full=False, files=None, user=None, source=None, **options):
        source = (source or self.source).with_user(user or self.manager)
        with self.delivered(document(*properties, full=full), files) as path:
            run = source._import_path(path, **options)
        self.assertFalse(run.error)
        return run

    def found(self, number, company=None):
        return self.env["anfragemanager.property"].search(
            [("reference", "=", number), ("company_id", "=", (company or self.company).id)]
        )


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

    def test_pictures_change_places_and_go(self):
        files = {"1.png": picture("red"), "2.png": picture("blue")}
        self.carry(prop("Q-1", files=attached("1.png") + attached("2.png")), files=files)
        house = self.found("Q-1")
        red, blue = house.image_1920, house.image_ids.image_1920
        self.carry(prop("Q-1", files=attached("2.png") + attached("1.png")), files=files)
        self.assertEqual((house.image_1920, house.image_ids.image_1920), (blue, red))
        by_hand = house.image_ids.create({"property_id": house.id, "name": "eigenes", "image_1920": red})
        self.carry(prop("Q-1", files=attached("2.png")), files=files)
        self.assertEqual((house.image_1920, house.image_ids), (blue, by_hand))
        self.carry(prop("Q-1"))
        self.assertFalse(house.image_1920)

    def test_absurd_and_false_pictures_are_left_out(self):
        absurd = io.BytesIO()
        Image.new("1", (12000, 9000)).save(absurd, "PNG")
        files = {"1.png": absurd.getvalue(), "2.png": b"<svg onload='x'/>", "3.png": picture("red"), "a.pdf": b"<html>"}
        shown = attached("1.png") + attached("2.png") + attached("3.png") + attached("a.pdf", "DOKUMENTE")
        run = self.carry(prop("Q-1", files=shown), files=files)
        house = self.found("Q-1")
        self.assertTrue(house.image_1920)
        self.assertFalse(house.image_ids or house.document_ids)
        for word in ("12000", "2.png", "a.pdf"):
            self.assertIn(word, run.line_ids.detail)
        self.assertEqual(self.carry(prop("Q-1", files=shown), files=files).unchanged_count, 1)

    def test_of_hundreds_of_pictures_the_first_sixty_are_taken(self):
        files = {f"{n}.png": picture((n, 0, 0)) for n in range(75)}
        run = self.carry(prop("Q-1", files="".join(map(attached, files))), files=files)
        self.assertEqual(len(self.found("Q-1").image_ids), 59, "and the first is the property's")
        self.assertIn("15 pictures more than 60", run.line_ids.detail)

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

    def test_a_folder_is_emptied_once(self):
        self.source.write_receipts = True
        with tempfile.TemporaryDirectory() as folder:
            self.source.folder = folder
            path = Path(folder) / "export.XML"
            path.write_text(document(prop("Q-1"), prop("Q-2", action="DELETE")), "utf-8")
            (Path(folder) / "fresh.xml").write_text(document(prop("Q-3")), "utf-8")
            os.utime(path, (time.time() - 300, time.time() - 300))
            for _turn in range(2):
                with self.enter_registry_test_mode():
                    self.env.ref("anfragemanager.cron_property_sources").method_direct_trigger()
            self.assertTrue(self.found("Q-1"))
            self.assertFalse(self.found("Q-3"))
            self.assertEqual(len(self.source.run_ids), 1)
            receipt = (Path(folder) / "rueckmeldung" / "export.feedback.xml").read_text("utf-8")
            self.assertIn("<objekt_id>Q-2</objekt_id>", receipt)

    def carried_by_the_worker(self):
        with self.enter_registry_test_mode():
            self.env.ref("anfragemanager.cron_property_sources").method_direct_trigger()

    def test_pictures_of_an_upload_come_after_the_properties(self):
        files = {"1.png": picture("red"), "2.png": picture("blue")}
        several = [prop(f"Q-{n}", files=attached("1.png") + attached("2.png")) for n in range(3)]
        with self.delivered(document(*several), files) as path:
            run = self.source._import_path(path, files_later=True)
            content = path.read_bytes()
        self.assertEqual((run.created_count, run.files_left), (3, 3))
        self.assertFalse(self.found("Q-1").image_1920)
        run._keep(content)
        # One property a turn, as when the time is up each time: nothing is begun anew.
        engine = self.env["anfragemanager.property.sync"]
        for left in (2, 1, 0):
            with run._content() as kept:
                engine._load(run, self.source._delivered(kept), lambda: False)
            self.assertEqual(run.files_left, left)
        self.carried_by_the_worker()
        self.assertEqual([bool(self.found(f"Q-{n}").image_1920) for n in range(3)], [True] * 3)
        self.assertEqual(len(self.found("Q-2").image_ids), 1)

    def test_a_waiting_upload_is_forgotten_when_its_pictures_are_there(self):
        upload = io.BytesIO()
        with zipfile.ZipFile(upload, "w") as archive:
            archive.writestr("a.xml", document(prop("Q-1", files=attached("1.png") + attached("2.png"))))
            archive.writestr("1.png", picture("red"))
        upload.seek(0)
        run = self.source._queue(upload, "a.zip")
        self.carried_by_the_worker()
        self.assertEqual((run.state, run.files_left, bool(run.attachment_id)), ("done", 0, False))
        self.assertTrue(self.found("Q-1").image_1920)
        self.assertIn("2.png", run.line_ids.detail)

    def test_pictures_of_an_older_delivery_never_replace_newer_ones(self):
        files = {"1.png": picture("red")}
        with self.delivered(document(prop("Q-1", files=attached("1.png"))), files) as path:
            older = self.source._import_path(path, files_later=True)
        self.carry(prop("Q-1", files=attached("1.png")), files={"1.png": picture("blue")})
        self.assertFalse(older.files_left)

    def test_a_delivery_that_went_before_its_pictures_says_so(self):
        with self.delivered(document(prop("Q-1", files=attached("1.png"))), {"1.png": picture("red")}) as path:
            run = self.source._import_path(path, files_later=True)
        self.carried_by_the_worker()
        self.assertFalse(run.files_left)
        self.assertEqual(run.line_ids.filtered(lambda line: line.outcome == "note").reference, "")

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

    def test_a_folder_that_is_gone_is_said_once(self):
        self.source.folder = "/nonexistent/eingang"
        for _turn in range(2):
            with self.enter_registry_test_mode():
                self.env.ref("anfragemanager.cron_property_sources").method_direct_trigger()
        self.assertEqual((self.source.last_state, len(self.source.activity_ids)), ("failed", 1))


@tagged("post_install", "-at_install")
class TestTwoAtOnce(TransactionCase):
    def test_a_second_transfer_of_a_source_says_that_one_is_under_way(self):
        # Two transactions see the same row only when it is committed.
        with self.registry.cursor() as cr:
            number = self.env(cr=cr)["anfragemanager.property.source"].create({"name": "Two at once"}).id
        try:
            with self.registry.cursor() as first, self.registry.cursor() as second:
                self.env(cr=first)["anfragemanager.property.source"].browse(number).lock_for_update()
                with self.assertRaises(UserError):
                    self.env(cr=second)["anfragemanager.property.source"].browse(number)._import_path("/nothing.xml")
        finally:
            with self.registry.cursor() as cr:
                self.env(cr=cr)["anfragemanager.property.source"].browse(number).unlink()


@tagged("post_install", "-at_install")
class TestPropertyUpload(HttpCase):
    def setUp(self):
        super().setUp()
        self.source = self.env["anfragemanager.property.source"].create({"name": "HTTP"})
        action = self.source.action_new_upload_key()
        self.key = self.env[action["res_model"]].browse(action["res_id"]).secret

    def send(self, content, key=None):
        return self.url_open(
            "/anfrage/openimmo",
            data=content,
            headers={"Authorization": f"Bearer {key or self.key}", "Content-Type": "application/octet-stream"},
        )

    def test_a_key_lets_a_program_deliver(self):
        self.assertNotIn(self.key, str(self.source.sudo().read()))
        answer = self.send(document(prop("H-1")).encode())
        self.assertEqual((answer.status_code, answer.json()["state"]), (202, "queued"))
        again = self.send(document(prop("H-1")).encode())
        self.assertEqual(again.json(), answer.json())
        with self.enter_registry_test_mode():
            self.env.ref("anfragemanager.cron_property_sources").method_direct_trigger()
        self.assertTrue(self.env["anfragemanager.property"].search([("reference", "=", "H-1")]))
        transfer = answer.json()["transfer"]
        self.env["anfragemanager.property.run"].browse(transfer)
        told = self.url_open(f"/anfrage/openimmo/{transfer}", headers={"Authorization": f"Bearer {self.key}"}).json()
        self.assertEqual((told["state"], told["created"]), ("done", 1))

    def test_without_the_key_nothing_is_taken(self):
        for key in ("wrong", "", "x" * 5000):
            self.assertEqual(self.send(document(prop("H-1")).encode(), key or "-").status_code, 401)
        self.assertFalse(self.env["anfragemanager.property.run"].search([("source_id", "=", self.source.id)]))
        self.assertIn(self.url_open("/anfrage/openimmo").status_code, (404, 405))
        empty = self.url_open("/anfrage/openimmo", method="POST", headers={"Authorization": f"Bearer {self.key}"})
        self.assertEqual(empty.status_code, 400)
        self.source.action_drop_upload_key()
        self.assertEqual(self.send(document(prop("H-1")).encode()).status_code, 401)

    def test_rubbish_is_a_failed_transfer_with_a_reason(self):
        self.send(b"\x00\x01 rubbish")
        with self.enter_registry_test_mode():
            self.env.ref("anfragemanager.cron_property_sources").method_direct_trigger()
        run = self.env["anfragemanager.property.run"].search([("source_id", "=", self.source.id)])
        self.assertEqual(run.state, "failed")
        self.assertTrue(run.error)
