"""What monitoring systems and the dashboard learn about the automation's health."""

import json
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import HttpCase, tagged

from odoo.addons.anfragemanager.models.health import HELP, LIMITS, Measure

from . import common


@tagged("post_install", "-at_install")
class TestHealth(common.FlowCase, HttpCase):
    def setUp(self):
        super().setUp()
        self.health = self.env["anfragemanager.health"]
        # What else the database of the tests holds is not what is measured here.
        jobs = self.env["ir.model.data"].search([("module", "=", "anfragemanager"), ("model", "=", "ir.cron")])
        self.env["ir.cron"].browse(jobs.mapped("res_id")).lastcall = fields.Datetime.now()

    def measure(self, name, **labels):
        return next(one for one in self.health._measures() if one.name == name and one.labels == labels)

    def ask(self, token=None, query="", **headers):
        if token:
            headers["Authorization"] = f"Bearer {token}"
        return self.url_open(f"/anfrage/health{query}", headers=headers)

    def test_without_the_token_there_is_nothing(self):
        token = self.health._token()
        answers = {
            "none": self.ask(),
            "garbage": self.ask("AAAA"),
            "no base64": self.ask("%%%"),
            "cut": self.ask(token[:-3]),
            "query": self.ask(query="?token=x"),
        }
        self.assertEqual({name: answer.status_code for name, answer in answers.items()}, dict.fromkeys(answers, 404))
        self.assertEqual(self.ask(token).headers["Content-Type"], "application/json; charset=utf-8")

    def test_a_renewed_token_ends_the_old_one(self):
        old = self.health._token()
        self.health._renew_token()
        self.assertFalse(self.health._is_token(old))
        self.assertTrue(self.health._is_token(self.health._token()))

    def test_clocks_that_differ_are_an_alarm(self):
        self.assertFalse(self.measure("clock_off_seconds").exceeded)
        later = fields.Datetime.now() + timedelta(minutes=3)
        with patch.object(fields.Datetime, "now", return_value=later):
            self.assertAlmostEqual(self.measure("clock_off_seconds").value, 180, delta=5)
            self.assertTrue(self.measure("clock_off_seconds").exceeded)

    def test_mail_that_nobody_reads_is_an_alarm(self):
        self.receive(self.portal_mail())
        mail = self.env["anfragemanager.mail"].search([("mailbox_id", "=", self.mailbox.id)])
        self.assertFalse(self.measure("oldest_unprocessed_mail_seconds").exceeded)
        # Nobody may change a received mail through the ORM.
        self.env.cr.execute(
            "UPDATE anfragemanager_mail SET received_at = received_at - interval '2 hours' WHERE id = %s", [mail.id]
        )
        self.env.invalidate_all()
        self.assertGreaterEqual(self.measure("oldest_unprocessed_mail_seconds").value, 7200)
        answer = self.ask(self.health._token())
        self.assertEqual(answer.status_code, 503)
        self.assertEqual(json.loads(answer.content)["status"], "fail")
        self.assertNotIn("joerdis", answer.text.lower())
        self.env["ir.config_parameter"].set_param(
            "anfragemanager.health_limit_oldest_unprocessed_mail_seconds", "999999"
        )
        self.assertFalse(self.measure("oldest_unprocessed_mail_seconds").exceeded, "the limit is a setting")

    def test_worker_that_stands_still_is_an_alarm(self):
        job = self.env.ref("anfragemanager.cron_process")
        self.assertFalse(self.measure("job_last_run_seconds", job="cron_process").exceeded)
        self.env["ir.cron.progress"].search([("cron_id", "=", job.id)]).unlink()
        job.lastcall = fields.Datetime.now() - timedelta(minutes=6)
        self.assertTrue(self.measure("job_last_run_seconds", job="cron_process").exceeded)
        working = self.env["ir.cron.progress"].create({"cron_id": job.id, "remaining": 900, "done": 100})
        self.assertFalse(self.measure("job_last_run_seconds", job="cron_process").exceeded, "a crowd takes long")
        working.unlink()
        job.write({"lastcall": fields.Datetime.now(), "active": False})
        self.assertTrue(self.measure("job_last_run_seconds", job="cron_process").exceeded, "switched off")

    def test_incoming_server_that_fails_is_a_sign_on_its_mailbox(self):
        server = self.env["fetchmail.server"].create(
            {"name": "IMAP", "server": "127.0.0.1", "port": 1, "user": "u", "password": "p", "state": "done"}
        )
        self.mailbox.fetchmail_server_id = server
        server.write({"date": fields.Datetime.now(), "error_date": fields.Datetime.now() - timedelta(hours=3)})
        signs = self.health.with_user(self.clerk)._signs()[self.mailbox.id]
        self.assertIn("fetch_failing_seconds", [sign["code"] for sign in signs])
        self.assertFalse(signs[0]["action"], "a clerk may not open mail servers")
        manager = self.env.ref("base.user_admin")
        action = self.health.with_user(manager).action_cure("fetch_failing_seconds", self.mailbox.id)["params"]["next"]
        self.assertEqual((action["res_model"], action["res_id"]), ("fetchmail.server", server.id))
        server.state = "draft"
        self.assertTrue(self.measure("fetch_stopped", mailbox=str(self.mailbox.id)).exceeded)

    def test_every_number_is_explained_and_every_sign_has_words(self):
        measures = self.health._measures()
        for measure in measures:
            self.assertIn(measure.name, HELP)
            if measure.limit is not None:
                self.assertTrue(self.health._sign_text(self.health._sign_code(measure), measure))
                self.assertTrue(self.health.action_cure(self.health._sign_code(measure)))
        text = self.ask(self.health._token(), "?format=prometheus").text
        self.assertRegex(text, r"(?m)^anfragemanager_failed_inquiries \d+$")
        self.assertRegex(text, r'(?m)^anfragemanager_job_last_run_seconds\{job="cron_process"\} \d+$')

    def test_every_limit_that_is_passed_answers_503_and_says_which(self):
        token = self.health._token()
        for name, limit in LIMITS.items():
            passed = Measure(name, limit + 1, limit, {"mailbox": "7"})
            with patch.object(type(self.health), "_measures", lambda health, passed=passed: [passed]):
                as_json, as_text = self.ask(token), self.ask(token, "?format=prometheus")
            self.assertEqual((as_json.status_code, as_text.status_code), (503, 503), name)
            (sentence,) = as_json.json()["failing"]
            self.assertTrue(sentence.startswith(f"{name} (mailbox 7) is {limit + 1}, the limit is {limit}. "), sentence)
            self.assertIn(f'anfragemanager_limit_exceeded{{name="{name}",mailbox="7"}} 1\n', as_text.text)

    def test_the_text_is_one_that_prometheus_reads(self):
        text = self.ask(self.health._token(), "?format=prometheus").text
        self.assertTrue(text.endswith("\n"))
        name, seen, samples = None, set(), set()
        for line in text.splitlines():
            if line.startswith("# HELP "):
                name = line.split()[2]
                self.assertNotIn(name, seen, "the numbers of one name stand together")
                seen.add(name)
                self.assertRegex(line, r"^# HELP anfragemanager_[a-z_]+ [A-Z1][^\\]*\.$")
            elif line.startswith("# TYPE "):
                self.assertEqual(line, f"# TYPE {name} gauge")
            else:
                label = r'[a-z_]+="[^"\\]*"'
                self.assertRegex(line, rf"^{name}(\{{{label}(,{label})*\}})? -?\d+$")
                samples.add(line.rpartition(" ")[0])
        self.assertEqual(len(samples), sum(not line.startswith("#") for line in text.splitlines()), "each once")
