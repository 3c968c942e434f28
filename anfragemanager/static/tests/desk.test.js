import {expect, test} from "@odoo/hoot";
import {advanceTime, animationFrame, mockDate} from "@odoo/hoot-mock";
import {contains, mockService, mountView, onRpc} from "@web/../tests/web_test_helpers";
import {HOSTILE, Inquiry, defineAnfragemanagerModels} from "./anfragemanager_test_helpers";

defineAnfragemanagerModels();

const action = (name, values) => ({name, label: name, method: `action_${name}`, question: false, primary: false, ...values});

async function mountInquiry(values, content) {
    Inquiry._records = [{id: 1, state: "aborted", ...values}];
    await mountView({
        type: "form",
        resModel: "anfragemanager.inquiry",
        resId: 1,
        arch: `<form><field name="state" invisible="1"/><field name="reason" invisible="1"/>
            <field name="bundle_id" invisible="1"/>${content}</form>`,
    });
}

test("what is decided at another inquiry leads there", async () => {
    const actions = [action("compare", {primary: true}), action("done_by_hand")];
    await mountInquiry({action_list: actions, bundle_id: 1}, `<widget name="anfragemanager_actions"/>`);
    expect(".o_anfrage_actions .btn-primary").toHaveText("compare");
});

test("one primary button, three in sight, the rest in a menu; questions are asked", async () => {
    mockService("action", {doActionButton: ({name, resId}) => expect.step(`${name} ${resId}`)});
    const actions = [
        action("compare"),
        action("assign_property", {primary: true}),
        action("retry"),
        action("done_by_hand"),
        action("stop", {question: "Really?"}),
    ];
    await mountInquiry({action_list: actions}, `<widget name="anfragemanager_actions"/>`);
    expect(".o_anfrage_actions .btn-primary").toHaveCount(1);
    expect(".o_anfrage_actions .btn-primary").toHaveText("assign_property");
    expect("[data-action=compare]").toHaveCount(0, {message: "the candidates stand in the form already"});
    expect("[data-action=stop]").toHaveCount(0);
    await contains("[data-action=retry]").click();
    await contains(".o_anfrage_actions_more").click();
    await contains("[data-action=stop]").click();
    expect.verifySteps(["action_retry 1"]);
    await contains(".modal .btn-primary").click();
    expect.verifySteps(["action_stop 1"]);
});

test("where it stands: reason, note, next step; a held decision counts down", async () => {
    mockDate("2026-01-10 09:00:00", 0);
    const standing = {
        level: "info",
        title: "Decided; nothing is created or sent yet.",
        note: HOSTILE,
        hint: "Do something",
        held_until: "2026-01-10 09:00:03",
        try_at: false,
        expires_at: false,
        unsent: "",
    };
    await mountInquiry({standing}, `<field name="standing" widget="anfragemanager_standing"/>`);
    expect(".o_anfrage_standing").toHaveClass("alert-info");
    expect(".o_anfrage_standing").toHaveText(/Decided.*Do something/s);
    expect(".o_anfrage_countdown").toHaveText("Carried out in 3 seconds.");
    await advanceTime(2000);
    await animationFrame();
    expect(".o_anfrage_countdown").toHaveText("Carried out in 1 second.");
    await advanceTime(2000);
    await animationFrame();
    expect(".o_anfrage_countdown").toHaveText("It is being carried out …");
    expect(".o_hostile").toHaveCount(0);
});

test("pointing at a value marks its place in the mail, a click keeps the mark", async () => {
    onRpc("anfragemanager.inquiry", "get_reading", () => ({
        subject: HOSTILE,
        sender: "noreply@portal.example",
        date: "2026-01-10 09:00:00",
        text: `Name: Anna Beispiel\n${HOSTILE}\nTel 030 12`,
        values: [
            {name: "last_name", value: "Beispiel", origin: "text", places: [[11, 19]]},
            {name: "city", value: "Köln", origin: "xml", place: "ort", places: []},
        ],
    }));
    await mountInquiry({}, `<widget name="anfragemanager_reading"/>`);
    expect("mark").toHaveCount(0);
    await contains("[data-value=last_name]").hover();
    expect("mark").toHaveText("Beispiel");
    await contains("[data-value=city]").hover();
    expect(".o_anfrage_reading_text mark").toHaveCount(0);
    expect(".o_anfrage_place").toHaveText("ort");
    expect("[data-value=city]").toHaveText(/XML data/);
    await contains("[data-value=last_name]").click();
    await contains(".o_anfrage_reading_text").hover();
    expect("mark").toHaveText("Beispiel");
    expect(".o_hostile").toHaveCount(0);
});

test("empty fields appear only for editing", async () => {
    await mountInquiry(
        {name: ""},
        `<field name="edit_prospect" widget="anfragemanager_edit" readonly="1"/>
         <field name="name" invisible="not name and not edit_prospect"/>`,
    );
    expect("[name=name]").toHaveCount(0);
    await contains("[name=edit_prospect] button").click();
    expect("[name=name]").toHaveCount(1);
});
