"""How deliveries come in and their pictures follow: folder, upload with a key, one at a time."""

import io
import os
import tempfile
import time
import zipfile
from pathlib import Path

from PIL import Image

from odoo.exceptions import UserError
from odoo.tests import HttpCase, TransactionCase, tagged

from .sources import SourceCase, attached, document, picture, prop


@tagged("post_install", "-at_install")
class TestPropertyDelivery(SourceCase):
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

    def test_whatever_a_file_is_called_it_is_taken(self):
        for number, name in enumerate(("a\0b.xml", "../../x.xml", "\r\n", "%00" * 90)):
            body = f'--b\r\nContent-Disposition: form-data; name="f"; filename="{name}"\r\n\r\n{document(prop(number))}'
            answer = self.url_open(
                "/anfrage/openimmo", data=f"{body}\r\n--b--\r\n".encode(),
                headers={
                    "Authorization": f"Bearer {self.key}", "Content-Type": "multipart/form-data; boundary=b",
                },
            )  # fmt: skip
            self.assertIn(answer.status_code, (202, 400), name)
        names = self.env["anfragemanager.property.run"].search([("source_id", "=", self.source.id)]).mapped("name")
        self.assertTrue({"a b.xml", "x.xml"} <= set(names), names)

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
