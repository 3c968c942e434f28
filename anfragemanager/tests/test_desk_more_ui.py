"""What a clerk does less often, in a real browser: crowds, blocking, answering many, what a process left behind."""

from odoo.tests import tagged

from . import test_desk_ui, test_ui


@tagged("post_install", "-at_install")
class TestRareTasks(test_ui.UiCase):
    def work(self, code, inquiry=None):
        inquiry = inquiry or self.duplicate
        self.run_js(test_desk_ui.CLICKS + code, inquiry=inquiry.id, property=self.property.id)
        self.env.invalidate_all()
        return inquiry

    def test_blocking_a_sender(self):
        blocked = self.work(
            """
            const line = await dashboard();
            press(line.querySelector(".o_anfrage_line_open"));
            press(await until("the menu", () => $(".o_anfrage_actions_more")));
            press(await until("the way to block", () => $("[data-action=block]")));
            const dialog = await until("the dialog", () => $(".modal [name=scope]") && $(".modal"));
            if (!dialog.textContent.includes("aborted@example.org")) {
                throw new Error("the dialog names nobody");
            }
            press(dialog.querySelector(".modal-footer .btn-primary"));
            await until("closing", () => !$(".modal"));
            promised(4);
            """
        )
        rule = self.mailbox.exception_ids
        self.assertEqual((rule.addresses, rule.effect), ("aborted@example.org", "stop"))
        self.assertEqual((blocked.state, blocked.reason), ("aborted", "manual"))

    def test_answering_many_of_a_crowd(self):
        self.mailbox.email_from = "info@testmakler.example"
        crowd = self.env["anfragemanager.inquiry"].union(
            *(
                self._inquiry(
                    state="aborted", reason="collected", first_name=f"Nummer{number}", property_id=self.property.id,
                    email=f"n{number}@example.org", wishes=["viewing"] if number == 2 else [],
                )
                for number in (1, 2, 3)
            )
        )  # fmt: skip
        self.work(
            """
            const {orm} = odoo.__WOWL_DEBUG__.root.env.services;
            const crowd = await orm.call("anfragemanager.property", "action_view_crowd", [[data.property]]);
            await open(crowd, {viewType: "kanban"});
            const shown = () => $$(".o_kanban_record:not(.o_kanban_ghost)");
            const cards = await until("the cards", () => shown().length > 2 && shown());
            if (!cards[0].textContent.includes("Nummer2")) {
                throw new Error(`who wants a viewing stands first, not ${cards[0].textContent}`);
            }
            await open(crowd);
            const rows = await until("the list", () => $$(".o_data_row").length > 2 && $$(".o_data_row"));
            if (!rows[0].textContent.includes("Nummer2")) {
                throw new Error(`who wants a viewing stands first, not ${rows[0].textContent}`);
            }
            press($("thead .o_list_record_selector input"));
            press(await until("the button", () => $(".o_control_panel button[name=action_answer]")));
            type(await until("the text", () => $(".modal [name=text] textarea")), "Besichtigung ist am Freitag.");
            press($(".modal [name=close] input"));
            press($(".modal .modal-footer [name=action_look]"));
            const body = () => $(".modal [name=body]")?.textContent || "";
            await until("the mail as it goes", () => body().includes("Besichtigung ist am Freitag."));
            press($(".modal .modal-footer [name=action_send]"));
            await until("the report", () => $(".modal .o_field_one2many .o_data_row"));
            promised(5);
            """
        )
        self.assertEqual(set(crowd.mapped("state")), {"done"})
        self.assertTrue(all(crowd.mapped("answered_at")))

    def test_what_a_process_did_stands_at_the_inquiry(self):
        process = self.env["anfragemanager.process"].create(
            {
                "name": "Nachfassen",
                "company_id": self.company.id,
                "step_ids": [(0, 0, {"action": "activity", "summary": "Anrufen"})],
            }
        )
        inquiry = self.inquiries["done"]
        inquiry.partner_id = self.partner
        process._start(inquiry)
        self.work(
            """
            await openForm("anfragemanager.inquiry", data.inquiry);
            press(await until("the page", () => $(".o_notebook_headers [name=processes]")));
            const page = () => $(".o_notebook_content .tab-pane.active");
            await until("what ran", () => page()?.textContent.includes("Nachfassen"));
            """,
            inquiry,
        )
