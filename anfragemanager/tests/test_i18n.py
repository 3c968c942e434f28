"""The German catalogue is complete and faithful, and prospects and clerks read their own language."""

import ast
import dataclasses
import re
from collections import Counter
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import polib

from odoo import fields
from odoo.modules.module import get_module_path
from odoo.tests import HttpCase, TransactionCase, new_test_user, tagged
from odoo.tools.translate import TranslationImporter, trans_export

from odoo.addons.anfragemanager import parsing
from odoo.addons.anfragemanager.models.reading_words import field_in_words, warning_in_words

CATALOGUE = f"{get_module_path('anfragemanager')}/i18n/de.po"
# %s, %d, %% and %(name)s as Python knows them; {{ … }} of mail subjects; whole tags of mark-up
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sd]|%%|\{\{.*?\}\}|<[^<>@]+>", re.DOTALL)
TRANSLATED_ATTRIBUTE = re.compile(r'(?<=\s)(title|aria-label|alt|placeholder|string)="[^"]*"')
STATES = {
    "new": "Neu",
    "waiting": "Warte auf Bestätigung",
    "done": "Abgeschlossen",
    "aborted": "Automation abgebrochen",
    "ignored": "Nicht zuständig",
    "expired": "Nicht bestätigt",
    "failed": "Fehlgeschlagen",
}


def placeholders(text):
    """Return how often each placeholder and tag stands in a term, without what is to be translated inside of tags."""
    return Counter(TRANSLATED_ATTRIBUTE.sub(r"\1", found) for found in PLACEHOLDER.findall(text))


def load_german(env):
    """Read de.po as a new installation does: an upgrade keeps older translations that a database has."""
    env["res.lang"]._activate_lang("de_DE")
    env["res.lang"]._activate_lang("en_US")
    importer = TranslationImporter(env.cr, verbose=False)
    importer.load_file(CATALOGUE, "de_DE")
    importer.save(overwrite=True, force_overwrite=True)


def warnings_of_the_reader():
    """Return every warning that stands in the code of `parsing`, with X for what is filled in."""
    found = set()
    for path in Path(parsing.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.keyword) and node.arg == "warnings":
                texts = getattr(node.value, "elts", [])
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                to_warnings = node.func.attr == "append" and "warnings" in ast.unparse(node.func.value)
                texts = node.args if node.func.attr == "warn" or to_warnings else []
            elif isinstance(node, ast.FunctionDef) and node.name.endswith("warnings"):
                texts = [step.value for step in ast.walk(node) if isinstance(step, ast.Yield)]
            else:
                continue
            found |= {
                "".join(
                    part.value if isinstance(part, ast.Constant) else "X" for part in getattr(text, "values", [text])
                )
                for text in texts
                if isinstance(text, ast.Constant | ast.JoinedStr)
            }
    return found


@tagged("post_install", "-at_install")
class TestCatalogue(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.german = polib.pofile(CATALOGUE)

    def test_every_term_of_the_addon_is_translated(self):
        exported = BytesIO()
        trans_export(None, ["anfragemanager"], exported, "po", self.env)
        sources = {entry.msgid for entry in polib.pofile(exported.getvalue().decode())}
        translated = {entry.msgid for entry in self.german.translated_entries()}
        self.assertGreater(len(sources), 900)
        self.assertEqual(sources - translated, set(), "run scripts/i18n.py and translate what it prints")
        self.assertEqual(translated - sources, set(), "run scripts/i18n.py, which drops terms no longer used")

    def test_the_template_has_every_term(self):
        """Odoo reads a translation only if its source stands in the template beside it."""
        template = polib.pofile(f"{Path(CATALOGUE).parent}/anfragemanager.pot")
        found = [
            {(entry.msgid, *sorted(entry.occurrences)) for entry in catalogue} for catalogue in (template, self.german)
        ]
        self.assertEqual(found[0] ^ found[1], set(), "run scripts/i18n.py")

    def test_no_term_hides_in_an_f_string(self):
        """Python before 3.12 gives the catalogue's tool no look into them: such a term stays English for good."""
        hidden = [
            f"{path.name}:{call.lineno}"
            for path in Path(get_module_path("anfragemanager")).rglob("*.py")
            for text in ast.walk(ast.parse(path.read_text()))
            if isinstance(text, ast.JoinedStr)
            for call in ast.walk(text)
            if isinstance(call, ast.Call) and ast.unparse(call.func).split(".")[-1] in ("_", "_t", "_lt")
        ]
        self.assertFalse(hidden)

    def test_nothing_is_left_fuzzy_or_obsolete(self):
        self.assertEqual([entry.msgid for entry in self.german if entry.fuzzy or entry.obsolete], [])

    def test_placeholders_and_tags_are_kept(self):
        broken = {
            entry.msgid: entry.msgstr
            for entry in self.german
            if placeholders(entry.msgid) != placeholders(entry.msgstr)
        }
        self.assertEqual(broken, {})

    def test_a_lost_placeholder_would_be_noticed(self):
        self.assertNotEqual(placeholders("%(a)s of %s"), placeholders("von %s"))
        self.assertNotEqual(placeholders("Dear {{ object.name }}"), placeholders("Hallo {{ object.nam }}"))
        self.assertNotEqual(placeholders("<b>1</b>"), placeholders("<b>1<b>"))
        self.assertEqual(placeholders('<i title="Warning"/> 3 %'), placeholders('3 % <i title="Warnung"/>'))

    def test_german_quotation_marks_and_no_stray_space(self):
        wrong = [
            entry.msgstr
            for entry in self.german
            if "”" in entry.msgstr
            or entry.msgstr.count("„") != entry.msgstr.count("“")
            or (not entry.msgid[-1:].isspace() and entry.msgstr[-1:].isspace())
            or "  " in re.sub(r"\n\s*", "", re.sub(r"<[^<>@]*>", "|", entry.msgstr))
        ]
        self.assertEqual(wrong, [])

    def test_prospects_and_clerks_are_addressed_formally(self):
        familiar = re.compile(r"\b(?:[Dd]u|[Dd]ein(?:e[mnrs]?)?|[Dd]ir|[Dd]ich|[Ee]uch|[Ee]uer|[Ee]ure[mnrs]?)\b")
        self.assertEqual([entry.msgstr for entry in self.german if familiar.search(entry.msgstr)], [])


@tagged("post_install", "-at_install")
class TestLanguages(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        load_german(cls.env)
        cls.env = cls.env(context={"lang": "en_US"})
        cls.company = cls.env["res.company"].create(
            {
                "name": "Zwei Sprachen GmbH",
                "email": "info@zweisprachen.example",
                "country_id": cls.env.ref("base.de").id,
            }
        )
        cls.company.alias_domain_id = cls.env["mail.alias.domain"].create({"name": "zweisprachen.example"})
        cls.agent = new_test_user(
            cls.env,
            login="agent_i18n",
            name="Eva Lang",
            email="eva@zweisprachen.example",
            groups="anfragemanager.group_user,base.group_partner_manager",
            company_id=cls.company.id,
            company_ids=[fields.Command.set(cls.company.ids)],
        )
        cls.mailbox = cls.env["anfragemanager.mailbox"].create(
            {
                "dry_run": False,
                "name": "Languages",
                "company_id": cls.company.id,
                "user_id": cls.agent.id,
                "alias_name": "i18n-test",
                "ask_marketing": True,
            }
        )
        cls.property = cls.env["anfragemanager.property"].create(
            {
                "name": "Haus am See",
                "reference": "I18N-1",
                "company_id": cls.company.id,
                "user_id": cls.agent.id,
                "marketing_state": "active",
                "marketing_type": "leasehold",
                "purchase_price": 450000,
                "energy_certificate_type": "demand",
                "energy_value": 38.2,
                "city": "Köln",
            }
        )

    def inquiry(self, lang, **values):
        return self.env["anfragemanager.inquiry"].create(
            {
                "mailbox_id": self.mailbox.id,
                "property_id": self.property.id,
                "email": f"{lang.lower()}@example.org",
                "salutation": "mrs",
                "last_name": "Müller-Weiß",
                "state": "waiting",
                "next_step": "confirmation",
                "lang": lang,
                "expires_at": fields.Datetime.now() + timedelta(days=5),
                **values,
            }
        )

    def page(self, inquiry, purpose, tail=""):
        _token, secret = self.env["anfragemanager.token"]._issue(inquiry, purpose, 5)
        return self.url_open(f"/anfrage/{secret}{tail}", headers={"Accept-Language": "fr"}).text

    def assert_language(self, text, expected, other):
        for wording in expected:
            self.assertIn(wording, text)
        for wording in other:
            self.assertNotIn(wording, text)

    def test_the_confirmation_page_speaks_the_language_of_the_inquiry(self):
        german = (
            "Bitte bestätigen Sie Ihre Anfrage", "Vorname", "Straße", "PLZ", "(freiwillig)", "Das war ich nicht",
            "Bestätigen und Exposé erhalten", "Wir verwenden Ihre Angaben", "Ja, bitte informieren Sie mich",
        )  # fmt: skip
        english = (
            "Please confirm your inquiry", "First Name", "Street", "Zip", "(optional)", "This was not me",
            "Confirm and receive the exposé", "We use your details", "Yes, please inform me",
        )  # fmt: skip
        self.assert_language(self.page(self.inquiry("de_DE"), "confirmation"), german, english)
        self.assert_language(self.page(self.inquiry("en_US"), "confirmation"), english, german)

    def test_the_exposé_page_speaks_the_language_of_the_inquiry(self):
        german = ("Erbpacht", "Eckdaten", "Energieausweis", "Bedarfsausweis", "Endenergiebedarf", "Ihr Kontakt")
        english = ("Leasehold", "Key facts", "Energy certificate", "Demand Certificate", "Your contact")
        sent = {"state": "done", "expose_sent_at": fields.Datetime.now()}
        self.assert_language(self.page(self.inquiry("de_DE", **sent), "expose", "/expose"), german, english)
        self.assert_language(self.page(self.inquiry("en_US", **sent), "expose", "/expose"), english, german)

    def test_the_mails_speak_the_language_of_the_inquiry(self):
        wordings = {
            "confirmation": (
                ("Bitte bestätigen Sie Ihre Anfrage", "Guten Tag", "Anfrage bestätigen", "5 Tage gültig"),
                ("Please confirm your inquiry", "Hello", "Confirm inquiry", "valid for 5 days"),
            ),
            "reminder": (
                ("Erinnerung: Bitte bestätigen", "unsere einzige Erinnerung", "Mit freundlichen Grüßen"),
                ("Reminder: please confirm", "our only reminder", "Kind regards"),
            ),
            "expose": (
                ("Sehr geehrte Frau Müller-Weiß,", "Exposé ansehen", "Objektnummer: I18N-1"),
                ("Dear Ms. Müller-Weiß,", "View exposé", "Property number: I18N-1"),
            ),
        }
        for name, (german, english) in wordings.items():
            template = self.env.ref(f"anfragemanager.mail_template_{name}").with_context(
                anfrage_url="https://zweisprachen.example/anfrage/x", anfrage_days=5
            )
            for lang, expected, other in (("de_DE", german, english), ("en_US", english, german)):
                inquiry = self.inquiry(lang, email=f"{name}@{lang.lower()}.example.org")
                mail = template._generate_template(inquiry.ids, ("subject", "body_html"))[inquiry.id]
                text = f"{mail['subject']} {re.sub(r'<[^>]+>', '', mail['body_html'])}"
                with self.subTest(mail=name, lang=lang):
                    self.assert_language(text, expected, other)

    def test_reasons_and_states_are_read_in_the_language_of_the_clerk(self):
        german = {entry.msgid: entry.msgstr for entry in polib.pofile(CATALOGUE)}
        english_env, german_env = (self.env(context={"lang": lang}) for lang in ("en_US", "de_DE"))
        Inquiry = self.env["anfragemanager.inquiry"]
        for name in ("reason", "state"):
            english_labels = dict(Inquiry._fields[name]._description_selection(english_env))
            german_labels = dict(Inquiry._fields[name]._description_selection(german_env))
            self.assertEqual(german_labels, {key: german[label] for key, label in english_labels.items()})
            self.assertFalse(set(german_labels.values()) & set(english_labels.values()))
        self.assertEqual(dict(Inquiry._fields["state"]._description_selection(german_env)), STATES)

    def test_what_a_default_writes_is_in_the_language_of_the_reader(self):
        for lang, start in (("de_DE", "Wir verwenden Ihre Angaben"), ("en_US", "We use your details")):
            self.assertTrue(self.company.with_context(lang=lang)._anfrage_wording("privacy").startswith(start))
        self.company.with_context(lang="de_DE").anfrage_privacy_text = "Unser eigener Hinweis."
        self.assertEqual(self.company.with_context(lang="de_DE")._anfrage_wording("privacy"), "Unser eigener Hinweis.")

    def test_records_that_come_with_the_addon_are_german(self):
        names = {
            "mail_template_expose": "Anfrage: Exposé",
            "activity_duplicate": "Über Dublette entscheiden",
            "cron_process": "Anfragemanager: E-Mails lesen und Anfragen bearbeiten",
            "menu_root": "Anfragemanager",
            "group_user": "Sachbearbeiter",
        }
        for xmlid, name in names.items():
            self.assertEqual(self.env.ref(f"anfragemanager.{xmlid}").with_context(lang="de_DE").name, name)

    def test_every_warning_of_the_reader_is_said_in_words(self):
        german = self.env(context={"lang": "de_DE"})
        warnings = warnings_of_the_reader()
        self.assertGreater(len(warnings), 10)
        self.assertEqual([text for text in warnings if warning_in_words(german, text) == text], [])
        self.assertEqual(
            warning_in_words(german, "looks like an inquiry from X, but no person could be read from it"),
            "Dies sieht wie eine Anfrage von X aus, es ließ sich aber keine Person daraus lesen.",
        )

    def test_every_field_of_the_reader_is_said_in_words(self):
        german = self.env(context={"lang": "de_DE"})
        unnamed = {"origin", "place", "conflicts", "reference_candidates"}
        names = {field.name for field in dataclasses.fields(parsing.Inquiry)} - unnamed
        self.assertEqual([name for name in names if field_in_words(german, name) == name], [])
