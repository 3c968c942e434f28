"""The history's copy of an automatic mail is what Odoo's own cleaning makes of the mail, however it is made."""

from unittest.mock import patch

from odoo.tests import TransactionCase, tagged
from odoo.tools import html_sanitize

from ..models import cleaned
from . import common

OPTIONS = {"silent": True, "sanitize_attributes": True, "sanitize_style": True}
MAIL = """<html><head><title>Anfrage</title><style>p {{color: red}}</style></head><body style="margin: 0">
<div class="gmail_quote" onclick="steal()"><p style="color: #1d2733; position: fixed">{0}</p><br>{1}</div>
<!-- {0} --><script>run("{1}")</script><a href="javascript:steal()" title="x">{2}</a>
<table width="600"><tr><td>&#160;&nbsp;{0}</td></tr></table><blockquote>{2}</blockquote>
</body></html>"""
TEXTS = (
    "Jördis Müller-Weiß",
    "Fisch &amp; Söhne &lt;b&gt;GmbH&lt;/b&gt;",
    "&#34;O&#39;Neill&#34; &copy; 5 &euro;",
    "mit&nbsp;Abstand und  mehr\nin zwei Zeilen",
    "-- \nGruß",
    "Zitat\n&gt; von gestern\n&gt;&gt; von vorgestern",
    "\n> ungeschützt",
    "&#62; so auch",
    "<b>fett</b> und <i onload=steal()>schief",
    "a < b und c > d",
    "\ue0000\ue001",
    "&#57344;1&#57345;",
    "\x0b\x1b[0m",
    " \t ",
    "",
    "]]> <![CDATA[ x",
    "🙂 ключ 漢字",
)


@tagged("post_install", "-at_install")
class TestCleaned(TransactionCase):
    def test_whatever_the_texts_it_is_what_odoo_makes_of_it(self):
        Message = self.env["mail.message"]
        for shift in (0, 1, 5):
            for number, text in enumerate(TEXTS):
                others = TEXTS[(number + shift) % len(TEXTS)], TEXTS[(number * 2 + shift) % len(TEXTS)]
                body = MAIL.format(text, *others)
                with self.subTest(text=text, others=others):
                    self.assertEqual(Message._anfrage_cleaned(body, **OPTIONS), html_sanitize(body, **OPTIONS))

    def test_a_text_in_an_attribute_is_no_text(self):
        Message = self.env["mail.message"]
        for body in (
            f'<p title="{TEXTS[10]}">eins</p><p>zwei</p>',
            f'<p onclick="{TEXTS[10]}">eins</p><p>zwei</p>',
            '<p title="&#57344;0&#57345;">eins</p><p>zwei</p>',
            '<p title="a>b">eins</p>',
            "<p title='<i>'>eins</p>",
            "<textarea>eins</textarea>zwei",
            "eins",
            "<p>eins",
        ):
            with self.subTest(body):
                self.assertEqual(Message._anfrage_cleaned(body, **OPTIONS), html_sanitize(body, **OPTIONS))


@tagged("post_install", "-at_install")
class TestCleanedMails(common.FlowCase):
    def test_mails_of_one_form_are_cleaned_once(self):
        people = [("Vogel", "vogel"), ("Müller <b>& Söhne</b>", "kaiser"), ("O'Neill-Weiß", "wolfram")]
        with patch.object(cleaned, "html_sanitize", wraps=html_sanitize) as clean:
            for number, (last, name) in enumerate(people):
                self.deliver(self.portal_mail(number, last=last, email=f"{name}@example.org"))
                if not number:
                    self.assertTrue(clean.called)
                    clean.reset_mock()
            self.assertFalse(clean.called)
        for _last, name in people:
            mail = self.env["mail.mail"].search([("email_to", "=", f"{name}@example.org")])
            secret = mail.body_html.partition("/abmelden/")[2].partition('"')[0]
            self.assertEqual(mail.mail_message_id.body, html_sanitize(mail.body_html.replace(secret, "…"), **OPTIONS))
            self.assertIn("…", mail.mail_message_id.body)
