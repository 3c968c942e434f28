"""The place at which a mail server's program hands in mails as they are."""

import base64
from unittest.mock import patch

from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..controllers import gateway
from . import common


@tagged("post_install", "-at_install")
class TestGateway(common.FlowCase, HttpCase):
    def setUp(self):
        super().setUp()
        groups = "base.group_user,anfragemanager.group_gateway"
        self.gateway = new_test_user(self.env, login="gateway_door", password="gateway_door", groups=groups)

    def hand_in(self, raw, user=None, password="gateway_door"):
        user = self.gateway if user is None else user
        who = base64.b64encode(f"{user.id}:{password}".encode()).decode()
        headers = {"Content-Type": "message/rfc822", "Authorization": f"Basic {who}"}
        return self.url_open("/anfrage/gateway", raw, headers=headers).status_code

    def mails(self):
        return self.env["anfragemanager.mail"].search([("mailbox_id", "=", self.mailbox.id)])

    def test_a_mail_arrives_byte_for_byte(self):
        raw = self.portal_mail() + b"\r\nGr\xfc\xdfe, kein UTF-8\r\n"
        self.assertEqual(self.hand_in(raw), 204)
        self.assertEqual(self.mails()._bytes(), raw)
        self.assertEqual(self.hand_in(raw), 204)
        self.work()
        self.assertEqual(self.mails().inquiry_ids.mapped("state"), ["waiting"], "twice is once")

    @mute_logger("odoo.http", "odoo.addons.base.models.res_users")
    def test_only_who_has_the_right_and_says_so_hands_in_mails(self):
        raw = self.portal_mail()
        plain = new_test_user(self.env, login="plain_door", password="plain_door", groups="base.group_user")
        self.assertEqual(self.hand_in(raw, plain, "plain_door"), 403)
        self.assertEqual(self.hand_in(raw, password="wrong"), 403)
        self.assertEqual(self.hand_in(raw, password=""), 403)
        self.assertEqual(self.hand_in(raw, self.gateway.browse(2**31 - 1)), 403)
        self.assertEqual(self.url_open("/anfrage/gateway", raw).status_code, 403)
        for header in ("Basic", "Basic !!!", "Basic eDp5", "Bearer x"):
            answer = self.url_open("/anfrage/gateway", raw, headers={"Authorization": header})
            self.assertEqual(answer.status_code, 403, header)
        self.gateway.active = False
        self.assertEqual(self.hand_in(raw), 403)
        self.assertFalse(self.mails())

    def test_body_of_a_stranger_is_not_waited_for(self):
        """Else anybody holds a worker of the server, and its memory, for as long as they like."""
        with patch.object(gateway, "_body", side_effect=AssertionError) as read:
            self.assertEqual(self.hand_in(self.portal_mail(), password="wrong"), 403)
            self.assertEqual(self.url_open("/anfrage/gateway", b"x").status_code, 403)
        read.assert_not_called()

    def test_nothing_and_asking_are_no_mail(self):
        self.assertEqual(self.hand_in(b" \r\n"), 400)
        self.assertEqual(self.url_open("/anfrage/gateway").status_code, 404)

    @mute_logger("odoo.addons.mail.models.mail_thread", "odoo.http")
    def test_address_that_is_nobodys_is_said_for_good(self):
        raw = self.portal_mail().replace(b"anfragen-test@testmakler.example", b"niemand@elsewhere.example")
        self.assertEqual(self.hand_in(raw), 422)
