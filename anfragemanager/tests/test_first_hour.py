"""Whoever sets up an empty Odoo is told at each place what is missing, and led to it."""

from odoo.tests import Form, new_test_user, tagged

from . import common
from .test_ui import UiCase


@tagged("post_install", "-at_install")
class TestFirstHour(common.FlowCase):
    def setUp(self):
        super().setUp()
        self.admin = self.env.ref("base.user_admin")
        self.admin.company_ids |= self.company

    def signs(self, user=None):
        signs = self.mailbox.with_user(user or self.admin).signs
        self.mailbox.invalidate_recordset(["signs"])
        return {sign["code"]: sign for sign in signs}

    def cure(self, sign):
        return self.env["anfragemanager.health"].with_user(self.admin).action_cure(sign["action"], self.mailbox.id)

    def without_alias_domain(self):
        self.mailbox.alias_name = False
        self.env["res.company"].search([]).alias_domain_id = False
        self.env["mail.alias"].search([]).alias_domain_id = False
        self.env["mail.alias.domain"].search([]).unlink()

    def test_a_mailbox_without_any_mail_domain_says_where_to_create_one(self):
        self.assertNotIn("alias_domain_missing", self.signs())
        self.without_alias_domain()
        sign = self.signs()["alias_domain_missing"]
        self.assertIn("alias domain", sign["text"])
        self.assertEqual(self.cure(sign)["res_model"], "mail.alias.domain")
        self.assertIn("address_missing", self.signs())

    def test_no_property_on_the_market_is_a_sign_of_the_mailbox_of_that_company(self):
        self.assertNotIn("property_missing", self.signs())
        self.property.marketing_state = "reserved"
        self.assertIn("property_missing", self.signs(), "inquiries for reserved properties are a person's to answer")
        self.property.marketing_state = "preparation"
        sign = self.signs()["property_missing"]
        action = self.cure(sign)
        self.assertEqual(action["res_model"], "anfragemanager.property")
        self.assertIn(self.property, self.env["anfragemanager.property"].search(action["domain"]))
        other = self.env["res.company"].create({"name": "Andere"})
        self.property.copy({"company_id": other.id, "user_id": False}).action_market()
        self.assertIn("property_missing", self.signs(), "another company's properties do not count")
        self.mailbox.enabled = False
        self.assertNotIn("property_missing", self.signs(), "whoever switched it off expects no answers")

    def test_the_form_of_a_mailbox_shows_its_signs_and_forgets_them_once_mended(self):
        self.property.marketing_state = "active"
        self.mailbox.write({"alias_name": False})
        with Form(self.mailbox.with_user(self.admin)) as form:
            codes = {sign["code"]: sign["field"] for sign in form.signs}
            self.assertEqual(codes.get("address_missing"), "alias_name")
            form.alias_name = "anfragen-neu"
            form.save()
            self.assertNotIn("address_missing", [sign["code"] for sign in form.signs])

    def test_a_new_mailbox_says_what_is_missing_before_it_is_saved(self):
        self.without_alias_domain()
        form = Form(self.env["anfragemanager.mailbox"].with_user(self.admin))
        self.assertIn("alias_domain_missing", [sign["code"] for sign in form.signs])
        form.name = "Neu"
        form.save()

    def test_only_who_may_open_the_cure_gets_its_button(self):
        self.without_alias_domain()
        chief = new_test_user(
            self.env,
            login="chief_first_hour",
            groups="anfragemanager.group_manager",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        self.assertFalse(self.signs(self.clerk)["address_missing"]["action"])
        self.assertTrue(self.signs(chief)["address_missing"]["action"])
        self.assertFalse(self.signs(chief)["alias_domain_missing"]["action"])

    def test_the_buttons_of_a_mailbox_need_no_saving_first(self):
        arch = self.env["anfragemanager.mailbox"].with_user(self.admin).get_view(view_type="form")["arch"]
        for name in ("action_send_test_inquiry", "action_choose_sample"):
            with self.subTest(name):
                self.assertRegex(arch, f'<button name="{name}"')
                self.assertNotRegex(arch, f'<button name="{name}"[^>]*invisible=')

    def test_a_new_property_is_put_on_the_market_with_one_button(self):
        form = Form(self.env["anfragemanager.property"].with_user(self.clerk))
        form.name, form.reference = "Neubau", "TM-9001"
        self.assertEqual(form.marketing_state, "preparation")
        prop = form.save()
        prop.action_market()
        self.assertEqual(prop.marketing_state, "active")


@tagged("post_install", "-at_install")
class TestTestInquiry(common.FlowCase):
    def send(self):
        """Return the dialog after the sample went through the mailbox."""
        inquiry = self.deliver(self.portal_mail())
        dialog = self.env["anfragemanager.test.inquiry"].create({"mailbox_id": self.mailbox.id})
        dialog.write({"mail_id": inquiry.mail_id.id, "result_inquiry_ids": inquiry.ids})
        return dialog, inquiry

    def test_a_property_in_preparation_leads_to_its_form(self):
        self.property.marketing_state = "preparation"
        dialog, inquiry = self.send()
        self.assertTrue(dialog.stopped)
        self.assertEqual(inquiry.reason, "property_inactive")
        self.assertEqual(inquiry.primary_action, "open_property")
        action = inquiry.with_user(self.clerk).action_open_property()
        self.assertEqual((action["res_model"], action["res_id"]), (self.property._name, self.property.id))

    def test_automation_switched_off_leads_to_the_mailbox(self):
        self.mailbox.enabled = False
        dialog, inquiry = self.send()
        self.assertTrue(dialog.stopped)
        self.assertEqual(inquiry.primary_action, "open_mailbox")
        action = inquiry.action_open_mailbox()
        self.assertEqual((action["res_model"], action["res_id"]), (self.mailbox._name, self.mailbox.id))

    def test_an_unknown_number_leads_to_the_assignment(self):
        self.property.reference = "ANDERS-1"
        dialog, inquiry = self.send()
        self.assertTrue(dialog.stopped)
        self.assertEqual(inquiry.primary_action, "assign_property")

    def test_an_inquiry_that_went_on_counts_as_through(self):
        dialog, inquiry = self.send()
        self.assertFalse(dialog.stopped, inquiry.state)

    def test_every_stop_offers_a_way_that_the_dialog_shows(self):
        view = self.env.ref("anfragemanager.test_inquiry_view_form").arch
        for action in ("assign_property", "open_property", "open_mailbox"):
            self.assertIn(f"' {action} ' not in", view)
        self.assertIn('name="action_compare"', view)


@tagged("post_install", "-at_install")
class TestScreens(UiCase):
    def test_signs_on_the_form_lead_to_their_cure(self):
        self.property.marketing_state = "preparation"
        code = """
            await openForm("anfragemanager.mailbox", data.mailbox);
            const cure = await until("the sign", () => $(".o_form_view [data-cure=address_missing]"));
            $$(".o_notebook_headers .nav-link")[2].click();
            await until("another page", () => !$("[name=alias_name]"));
            cure.click();
            await until("the cursor in the field", () => document.activeElement?.closest("[name=alias_name]"));
            $("[data-cure=property_missing]").click();
            await until("the properties", () => $(".o_list_view, .o_kanban_view")?.textContent.includes("Altbau"));
        """
        self.run_js(code, login="ui_manager", mailbox=self.mailbox.id)

    def test_a_sample_configuration_saves_a_new_mailbox(self):
        code = """
            await openForm("anfragemanager.mailbox", false);
            const name = await until("the name", () => $(".o_form_view [name=name] input"));
            name.value = "Erstes Postfach";
            name.dispatchEvent(new Event("input", {bubbles: true}));
            name.dispatchEvent(new Event("change", {bubbles: true}));
            $("button[name=action_choose_sample]").click();
            const other = await until("the choice", () => $(".modal [name=sample] input[data-value=address_only]"));
            other.click();
            await until("what would change", () => $(".modal [name=line_ids] .o_data_row [name=then]"));
            $(".modal button[name=action_apply]").click();
            await until("saved", () => $(".o_notification_bar.bg-success"));
        """
        self.run_js(code, login="ui_manager")
        mailbox = self.env["anfragemanager.mailbox"].search([("name", "=", "Erstes Postfach")])
        self.assertTrue(mailbox.address_only)

    def test_the_result_of_a_test_leads_on(self):
        dialog = self.env["anfragemanager.test.inquiry"].with_user(self.clerk).create({"mailbox_id": self.mailbox.id})
        self.property.marketing_state = "preparation"
        self.inquiries["ignored"].reason = "property_inactive"
        dialog.write({"mail_id": self.mail.id, "result_inquiry_ids": self.inquiries["ignored"].ids})
        code = """
            await action.doAction({
                type: "ir.actions.act_window",
                res_model: "anfragemanager.test.inquiry",
                res_id: data.dialog,
                target: "new",
                views: [[false, "form"]],
            });
            (await until("the way on", () => $(".modal button[name=action_open_property]"))).click();
            await until("the button of the property", () => $(".o_form_view button[name=action_market]"));
            $("button[name=action_market]").click();
            await until("on the market", () => !$("button[name=action_market]"));
        """
        self.run_js(code, login="ui_clerk", dialog=dialog.id)
        self.assertEqual(self.property.marketing_state, "active")
