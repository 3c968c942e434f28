import {expect, test} from "@odoo/hoot";
import {press, queryAllAttributes, waitFor} from "@odoo/hoot-dom";
import {advanceTime, animationFrame, mockDate} from "@odoo/hoot-mock";
import {getScaleY, setupChartJsForTests} from "@web/../tests/views/graph/graph_test_helpers";
import {MockServer, contains, mockService, mountView, onRpc} from "@web/../tests/web_test_helpers";
import {HOSTILE, Inquiry, Mailbox, defineAnfragemanagerModels, preview} from "./anfragemanager_test_helpers";

defineAnfragemanagerModels();
setupChartJsForTests();

const LIST = `
    <list>
        <widget name="anfragemanager_preview"/>
        <field name="state_text" widget="anfragemanager_state"/>
    </list>`;

test("red is the state of what needs a person, and of nothing else", async () => {
    Inquiry._records = [
        {id: 1, name: "A", state: "aborted", needs_person: true, state_text: "Stopped"},
        {id: 2, name: "B", state: "aborted", needs_person: false, state_text: HOSTILE},
        {id: 3, name: "C", state: "done", needs_person: false, state_text: "Completed"},
    ];
    await mountView({type: "list", resModel: "anfragemanager.inquiry", arch: LIST});
    expect(".o_data_row:eq(0) .badge").toHaveClass("text-bg-danger");
    expect(".o_data_row:eq(1) .badge").toHaveClass("text-bg-secondary");
    expect(".o_data_row:eq(1) .badge").toHaveText(HOSTILE);
    expect(".o_data_row:eq(2) .badge").toHaveClass("text-bg-success");
    expect(".o_hostile").toHaveCount(0);
});

test("the magnifier of a list previews the inquiry of its row and does not open it", async () => {
    Inquiry._records = [
        {id: 1, name: "Anna", state: "aborted"},
        {id: 2, name: "Bernd", state: "done"},
    ];
    onRpc("anfragemanager.inquiry", "get_preview", ({args}) => {
        expect.step(`preview of ${args[0]}`);
        return preview({id: 2, name: "Bernd Muster", message: "Noch frei?"});
    });
    await mountView({
        type: "list",
        resModel: "anfragemanager.inquiry",
        arch: LIST,
        selectRecord: () => expect.step("opened"),
    });
    expect(queryAllAttributes(".o_anfrage_line_preview", "aria-label")).toEqual(["Preview of Anna", "Preview of Bernd"]);
    await contains(".o_data_row:eq(1) .o_anfrage_line_preview").click();
    await animationFrame();
    expect(".o_anfrage_preview").toHaveText(/Noch frei\?/);
    expect.verifySteps(["preview of 2"]);
});

test("what is decided in the preview of a list leaves it, and can be taken back", async () => {
    mockDate("2026-01-10 12:00:00", 0);
    const open = {state: "aborted", needs_person: true, state_text: "Stopped"};
    Inquiry._records = [{id: 1, name: "Anna", ...open}, {id: 2, name: "Bernd", ...open}];
    const actions = [{name: "release", label: "Approve", method: "action_release", question: false, primary: true}];
    let held_until = false;
    onRpc("anfragemanager.inquiry", "get_preview", () =>
        preview({id: 1, name: "Anna Beispiel", actions, standing: {level: "info", title: "", held_until}})
    );
    onRpc("anfragemanager.inquiry", "action_release", () => {
        held_until = "2026-01-10 12:01:00";
        MockServer.env["anfragemanager.inquiry"].write([1], {needs_person: false});
        return true;
    });
    onRpc("anfragemanager.inquiry", "action_undo_held", ({args}) => {
        expect.step(`taken back ${args[0]}`);
        MockServer.env["anfragemanager.inquiry"].write([1], {needs_person: true});
        return true;
    });
    await mountView({
        type: "list",
        resModel: "anfragemanager.inquiry",
        arch: LIST,
        domain: [["needs_person", "=", true]],
    });
    await contains(".o_anfrage_line_preview").click();
    await contains(".o_anfrage_preview [data-action=release]").click();
    await animationFrame();
    expect(".o_anfrage_preview .o_anfrage_standing").toBeFocused({message: "not a button that Enter would press"});
    expect(".o_data_row").toHaveCount(2);
    await press("Escape");
    await animationFrame();
    await animationFrame();
    expect(".o_data_row").toHaveCount(1);
    await advanceTime(100);
    expect(".o_anfrage_line_preview").toBeFocused({message: "the line that took its place"});
    expect(".o_notification").toHaveText(/Anna Beispiel: Approve/);
    await contains(".o_notification button:contains(Undo)").click();
    await animationFrame();
    expect.verifySteps(["taken back 1"]);
    expect(".o_data_row").toHaveCount(2);
});

test("the card of a property shows what it is and leads to it", async () => {
    mockService("action", {doAction: ({res_model, res_id}) => expect.step(`${res_model} ${res_id}`)});
    const property_card = {
        id: 7,
        name: HOSTILE,
        reference: "MA-1024",
        address: "Gartenstr. 5, 50667 Köln",
        price: "450.000 €",
        market: "Reserviert",
        has_image: false,
    };
    Inquiry._records = [{id: 1, property_card}, {id: 2, property_card: {...property_card, has_image: true, market: ""}}, {id: 3}];
    const arch = `<form><field name="property_card" widget="anfragemanager_property_card"/></form>`;
    await mountView({type: "form", resModel: "anfragemanager.inquiry", resId: 1, resIds: [1, 2, 3], arch});
    for (const part of ["MA-1024", "Gartenstr. 5", "450.000 €", "Reserviert"]) {
        expect(".o_anfrage_property_card").toHaveText(new RegExp(part));
    }
    expect(".o_anfrage_property_card img").toHaveCount(0);
    expect(".o_hostile").toHaveCount(0);
    await contains(".o_anfrage_property_card button").click();
    expect.verifySteps(["anfragemanager.property 7"]);
    await contains(".o_pager_next").click();
    expect(".o_anfrage_property_card img").toHaveAttribute("data-src", /anfragemanager\.property\/7\/image_128/);
    expect(".o_anfrage_property_card .badge").toHaveCount(0);
    await contains(".o_pager_next").click();
    expect(".o_anfrage_property_card").toHaveCount(0);
});

test("a sign on a form leads to its field on another page, or to its cure elsewhere", async () => {
    Mailbox._records = [
        {
            id: 1,
            name: "Berlin",
            signs: [
                {code: "a", text: "No address.", field: "test_email", action: "a", label: "Enter"},
                {code: "b", text: HOSTILE, action: "fetch_stopped", label: "Open"},
                {code: "c", text: "Only to know.", action: false},
            ],
        },
    ];
    onRpc("anfragemanager.health", "action_cure", ({args}) => {
        expect.step(args.join(" "));
        return {type: "ir.actions.act_window_close"};
    });
    await mountView({
        type: "form",
        resModel: "anfragemanager.mailbox",
        resId: 1,
        arch: `
            <form><sheet>
                <field name="signs" widget="anfragemanager_signs" nolabel="1"/>
                <notebook>
                    <page string="First" name="first"><field name="test_email"/></page>
                    <page string="Second" name="second"><field name="name"/></page>
                </notebook>
            </sheet></form>`,
    });
    expect(".o_anfrage_sign").toHaveCount(3);
    expect(".o_anfrage_sign:eq(2) button").toHaveCount(0);
    expect(".o_hostile").toHaveCount(0);
    await contains(".o_notebook .nav-link:eq(1)").click();
    expect("[name=test_email]").toHaveCount(0);
    await contains("[data-cure=a]").click();
    await waitFor("[name=test_email] input:focus");
    expect("[name=test_email] input").toBeFocused();
    await contains("[data-cure=b]").click();
    expect.verifySteps(["fetch_stopped 1"]);
});

test("the axis of a graph counts inquiries in whole numbers", async () => {
    Inquiry._records = [{id: 1, state: "done"}];
    const view = await mountView({
        type: "graph",
        resModel: "anfragemanager.inquiry",
        arch: `<graph js_class="anfragemanager_graph"><field name="state"/></graph>`,
    });
    const {ticks} = getScaleY(view);
    expect(ticks.precision).toBe(0);
    expect(ticks.callback(3)).toBe("3");
});

test("a number that nobody gave is an empty field, not a nought", async () => {
    onRpc("anfragemanager.mailbox", "web_save", ({args}) => expect.step(args[1].duplicate_threshold));
    await mountView({
        type: "form",
        resModel: "anfragemanager.mailbox",
        resId: 1,
        arch: `<form><field name="duplicate_threshold" widget="anfragemanager_optional_float"/></form>`,
    });
    const input = "[name=duplicate_threshold] input";
    expect(input).toHaveValue("");
    await contains(input).edit("82.5");
    await contains(".o_form_button_save").click();
    expect(input).toHaveValue("82.50");
    await contains(input).edit("");
    await contains(".o_form_button_save").click();
    expect(input).toHaveValue("");
    expect.verifySteps([82.5, 0]);
});
