"""The backend in a real browser: every view opens, the dashboard explains, a clerk decides by clicking."""

import json
from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.web.tests.test_js import unit_test_error_checker

HOSTILE = '<img src="x" onerror="window.hacked = true"/>'

# `until` waits for something on the page; an error dialog ends the test with its text.
HELPERS = """
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const $ = (selector) => document.querySelector(selector);
const $$ = (selector) => [...document.querySelectorAll(selector)];
async function until(what, condition) {
    for (let tries = 0; tries < 150; tries++) {
        const dialog = $(".o_error_dialog, .modal .o_dialog_warning");
        if (dialog) {
            throw new Error(`${what}: ${dialog.textContent.slice(0, 400)}`);
        }
        const found = condition();
        if (found) {
            return found;
        }
        await sleep(100);
    }
    throw new Error(`did not happen: ${what}`);
}
const action = odoo.__WOWL_DEBUG__.root.env.services.action;
const open = (request, options) => action.doAction(request, {clearBreadcrumbs: true, ...options});
const openForm = (res_model, res_id) =>
    open({type: "ir.actions.act_window", res_model, res_id, views: [[false, "form"]]});
"""


class UiCase(HttpCase):
    """A mailbox with inquiries in every state, a manager and a clerk."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Testmakler GmbH", "anfrage_hold_seconds": 0})
        groups = {"manager": "base.group_system,anfragemanager.group_manager", "clerk": "anfragemanager.group_user"}
        for login, names in groups.items():
            new_test_user(
                cls.env,
                f"ui_{login}",
                groups=f"{names},base.group_partner_manager",
                lang="en_US",
                company_id=cls.company.id,
                company_ids=[(6, 0, cls.company.ids)],
            )
        cls.clerk = cls.env["res.users"].search([("login", "=", "ui_clerk")])
        cls.property = cls.env["anfragemanager.property"].create(
            {
                "name": "Altbau am Park",
                "reference": "UI-1",
                "company_id": cls.company.id,
                "marketing_state": "active",
                "marketing_type": "buy",
                "purchase_price": 450000,
            }
        )
        cls.mailbox = cls.env["anfragemanager.mailbox"].create(
            {
                "dry_run": False,
                "name": "Portale Berlin",
                "company_id": cls.company.id,
                "user_id": cls.clerk.id,
                "send_expose": False,
                "lang": "en_US",
            }
        )
        cls.portal = cls.env["anfragemanager.portal"].search([], limit=1)
        cls.mail = cls.env["anfragemanager.mail"].create(
            {
                "mailbox_id": cls.mailbox.id,
                "raw": "U3ViamVjdDogaGkKCmhp",
                "fingerprint": "ui",
                "state": "processed",
                "kind": "other",
                "subject": "Eine Frage",
                "text": HOSTILE,
                "parsed": {"inquiries": [{"first_name": "Anna", "message": HOSTILE}]},
                "warnings": "Two sources disagree",
            }
        )
        reasons = {
            "aborted": "duplicate",
            "ignored": "portal_off",
            "expired": "not_confirmed",
            "failed": "error",
        }
        cls.inquiries = {}
        for number, (state, _label) in enumerate(cls.env["anfragemanager.inquiry"]._fields["state"].selection):
            cls.inquiries[state] = cls._inquiry(
                state=state, reason=reasons.get(state, False), first_name=state.title(), email=f"{state}@example.org",
                date=fields.Datetime.now() - timedelta(hours=number),
            )  # fmt: skip
        cls.duplicate = cls.inquiries["aborted"]
        cls.duplicate.write({"next_step": "duplicate_check", "reason_note": "Same phone", "phone": "+49 30 1234567"})
        cls.partner = cls.env["res.partner"].create(
            {"name": "Aborted Beispiel", "phone": "+49 30 1234567", "company_id": cls.company.id}
        )
        cls.env["anfragemanager.duplicate"].create(
            {
                "inquiry_id": cls.duplicate.id,
                "partner_id": cls.partner.id,
                "score": 91,
                "verdict": "duplicate",
                "evidence": [],
                "explanation": "Same name, same phone",
            }
        )

    @classmethod
    def _inquiry(cls, **values):
        return cls.env["anfragemanager.inquiry"].create(
            {
                "mailbox_id": cls.mailbox.id,
                "mail_id": cls.mail.id,
                "position": cls.env["anfragemanager.inquiry"].search_count([("mail_id", "=", cls.mail.id)]),
                "portal_id": cls.portal.id,
                "last_name": "Beispiel",
                "property_id": cls.property.id,
                "property_refs": ["UI-1", "4711"],
                "message": "Ist die Wohnung noch frei?",
                "preferred_contact": ["email"],
                "origin": {"email": "xml"},
                "conflicts": [{"field": "phone", "kept": "1", "other": "2", "origin": "text"}],
                **values,
            }
        )

    def run_js(self, code, login="ui_clerk", **data):
        """Run the body of an async function in the web client; `data` is at its hand."""
        code = (
            f"const data = {json.dumps(data)};{HELPERS}\nasync function main() {{{code}}}\n"
            'main().then(() => console.log("test successful"), (error) => console.error(error.message));'
        )
        # The client opens an action of its own first; one asked for before it stands is dropped, and never ends.
        ready = "odoo.isReady === true && !!document.querySelector('.o_action_manager > *')"
        self.browser_js("/odoo", code, ready, login=login, timeout=120)


@tagged("post_install", "-at_install")
class TestViews(UiCase):
    def test_every_view_opens(self):
        """All actions of the menus in all their views, and the form of a record of every model."""
        views = [
            (f"anfragemanager.{name}", view_type)
            for name in (
                "action_dashboard",
                "action_inquiry",
                "action_inquiry_todo",
                "action_mail",
                "action_duplicate",
                "action_crowd",
                "action_waiting_list",
                "action_mailbox",
                "action_portal",
                "action_exception",
                "action_consent",
                "action_request",
                "action_mail_review",
                "action_analysis",
                "action_settings",
            )
            for view_type in self.env.ref(f"anfragemanager.{name}").view_mode.split(",")
            if view_type != "form" or name == "action_settings"
        ]
        exception = self.env["anfragemanager.exception"].create(
            {
                "name": "Teuer",
                "mailbox_id": self.mailbox.id,
                "property_domain": "[('purchase_price', '>', 1000000)]",
            }
        )
        consent = self.env["anfragemanager.consent"].create(
            {
                "company_id": self.company.id,
                "kind": "email",
                "text": "Ja",
                "channel": "page",
                "partner_id": self.partner.id,
            }
        )
        records = [self.mailbox, self.portal, exception, consent, self.mail, self.partner, *self.inquiries.values()]
        forms = [(record._name, record.id) for record in records]
        code = """
            for (const [xmlid, viewType] of data.views) {
                await open(xmlid, {viewType});
                await until(`${xmlid} as ${viewType}`, () => $(`.o_action_manager .o_${viewType}_view`));
            }
            for (const [res_model, res_id] of data.forms) {
                await openForm(res_model, res_id);
                await until(`form of ${res_model} ${res_id}`, () => $(".o_form_view .o_form_sheet"));
                for (const tab of $$(".o_notebook_headers .nav-link")) {
                    tab.click();
                    await sleep(50);
                    await until(`page ${tab.textContent} of ${res_model}`, () => $(".o_form_view .tab-pane.active"));
                }
            }
        """
        self.run_js(code, login="ui_manager", views=views, forms=forms)

    def test_dialogs_open(self):
        """Test inquiry, assignment and exception dialogs."""
        mailbox, inquiry = self.mailbox, self.duplicate
        actions = [
            mailbox.action_send_test_inquiry(),
            inquiry.action_assign_property(),
            inquiry.action_assign_partner(),
        ]
        code = """
            for (const request of data.actions) {
                request.views = [[false, "form"]];
                await action.doAction(request);
                await until(request.name, () => $(".modal .modal-footer button.btn-primary"));
                if (request.context.default_what === "property") {
                    await until("the numbers in the mail", () => $(".modal").textContent.includes("UI-1, 4711"));
                }
                await action.doAction({type: "ir.actions.act_window_close"});
                await until(`closing ${request.name}`, () => !$(".modal"));
            }
        """
        self.run_js(code, actions=actions)

    def test_unit_tests_of_the_components(self):
        suite = 0
        for char in "@anfragemanager":
            suite = ((suite << 5) - suite + ord(char)) & 0xFFFFFFFF
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&id={suite:08x}",
            "",
            "",
            login="admin",
            timeout=300,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=unit_test_error_checker,
        )


@tagged("post_install", "-at_install")
class TestDashboard(UiCase):
    def test_clerk_sees_why_an_inquiry_stopped_without_leaving_the_page(self):
        self.run_js(
            """
            await open("anfragemanager.action_dashboard");
            const line = await until("the stopped inquiry", () => $(`[data-inquiry="${data.inquiry}"]`));
            if ($(`[data-inquiry="${data.ignored}"]`)) {
                throw new Error("an inquiry that ended at the gate is no current inquiry");
            }
            if ($(".o_anfrage_card [type=open]") || $(".o-kanban-button-new")) {
                throw new Error("a clerk sets up no mailboxes");
            }
            line.querySelector(".o_anfrage_line_preview").click();
            const preview = await until("the preview", () => $(".o_popover .o_anfrage_preview_reason"));
            for (const sentence of ["probably exists already", "Same phone", "Compare the candidates"]) {
                await until(`the preview says: ${sentence}`, () => preview.textContent.includes(sentence));
            }
            await until("the property", () => $(".o_anfrage_preview_property")?.textContent.includes("Altbau am Park"));
            document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key: "Escape", bubbles: true}));
            await until("Escape closes the preview", () => !$(".o_anfrage_preview"));
            """,
            inquiry=self.duplicate.id,
            ignored=self.inquiries["ignored"].id,
        )

    def test_counter_opens_its_list(self):
        self.run_js(
            """
            await open("anfragemanager.action_dashboard");
            const todo = await until("the number to do", () => $(".o_anfrage_todo.btn-danger"));
            todo.click();
            const rows = await until("the list", () => $$(".o_list_view .o_data_row").length && $$(".o_data_row"));
            const shown = rows.map((row) => row.textContent.match(/(Aborted|Failed) Beispiel/)?.[1]).sort();
            if (shown.join() !== "Aborted,Failed") {
                throw new Error(`the list shows ${rows.map((row) => row.textContent)}`);
            }
            """
        )

    def test_what_a_stranger_wrote_runs_nowhere(self):
        self.duplicate.write({"first_name": HOSTILE, "last_name": HOSTILE, "message": HOSTILE, "reason_note": HOSTILE})
        self.run_js(
            """
            await open("anfragemanager.action_dashboard");
            const line = await until("the line", () => $(`[data-inquiry="${data.inquiry}"]`));
            line.querySelector(".o_anfrage_line_preview").click();
            await until("the text itself", () => $(".o_anfrage_preview_note")?.textContent.includes("<img"));
            for (const model of ["inquiry", "mail"]) {
                await openForm(`anfragemanager.${model}`, data[model]);
                await until(`the ${model}`, () => $(".o_form_sheet")?.textContent.includes("<img"));
            }
            if (window.hacked) {
                throw new Error("the mail's markup was run");
            }
            """,
            inquiry=self.duplicate.id,
            mail=self.mail.id,
        )

    def test_decision_on_a_duplicate_carries_the_inquiry_on(self):
        self.run_js(
            """
            await openForm("anfragemanager.inquiry", data.inquiry);
            const button = await until("the candidate", () => $(".o_anfrage_candidates tfoot .btn-primary"));
            button.click();
            await until("the inquiry goes on", () => $(".o_arrow_button_current")?.textContent.includes("Completed"));
            """,
            inquiry=self.duplicate.id,
        )
        self.duplicate.invalidate_recordset()
        self.assertEqual(self.duplicate.partner_id, self.partner)
        self.assertEqual(self.duplicate.duplicate_ids.decision, "same")
        self.assertEqual(self.duplicate.duplicate_ids.decided_by_id, self.clerk)


@tagged("post_install", "-at_install")
class TestPhone(UiCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_dashboard_fits_a_phone(self):
        self.run_js(
            """
            await open("anfragemanager.action_dashboard");
            const line = await until("the line", () => $(`[data-inquiry="${data.inquiry}"]`));
            const content = $(".o_kanban_renderer");
            if (content.scrollWidth > content.clientWidth) {
                throw new Error(`the dashboard is ${content.scrollWidth} wide on ${content.clientWidth}`);
            }
            line.querySelector(".o_anfrage_line_preview").click();
            await until("the preview from below", () => $(".o_bottom_sheet .o_anfrage_preview_reason"));
            $(".o_bottom_sheet .btn-close").click();
            await until("closing", () => !$(".o_bottom_sheet"));
            """,
            inquiry=self.duplicate.id,
        )
