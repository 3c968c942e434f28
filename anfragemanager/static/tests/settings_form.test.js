import {expect, test} from "@odoo/hoot";
import {fields, mountView} from "@web/../tests/web_test_helpers";
import {Mailbox, defineAnfragemanagerModels} from "./anfragemanager_test_helpers";

defineAnfragemanagerModels();

test("each setting shows the help of its field under its label", async () => {
    Mailbox._fields.name = fields.Char({help: "How the mailbox is called."});
    await mountView({
        type: "form",
        resModel: "anfragemanager.mailbox",
        resId: 1,
        arch: `
            <form js_class="anfragemanager_settings_form">
                <setting id="own"><field name="name"/></setting>
                <setting id="other" help="Said in the view."><field name="count_new"/></setting>
            </form>`,
    });
    expect("#own .o_anfrage_help").toHaveText("How the mailbox is called.");
    expect("#other .o_anfrage_help").toHaveText("Said in the view.");
});
