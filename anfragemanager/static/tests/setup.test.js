import {expect, test} from "@odoo/hoot";
import {animationFrame} from "@odoo/hoot-mock";
import {contains, getService, mountWithCleanup, onRpc} from "@web/../tests/web_test_helpers";
import {WebClient} from "@web/webclient/webclient";
import {HOSTILE, Mailbox, defineAnfragemanagerModels} from "./anfragemanager_test_helpers";

defineAnfragemanagerModels();

const step = (code, state, values) => ({
    code,
    state,
    title: `Step ${code}`,
    text: "",
    findings: [],
    buttons: [[`Go to ${code}`, code]],
    ...values,
});

async function openSetup(answer) {
    onRpc("anfragemanager.setup", "get_setup", ({args}) => {
        expect.step(`load ${args[0]}`);
        return {mailboxes: [{id: 4, name: "Berlin"}], mailbox: 4, live: false, ...answer()};
    });
    await mountWithCleanup(WebClient);
    await getService("action").doAction({type: "ir.actions.client", tag: "anfragemanager.setup"});
    await animationFrame();
}

test("the first open step is the one to do now", async () => {
    await openSetup(() => ({steps: [step("inbox", "done"), step("portals", "todo"), step("live", "todo")]}));
    expect(".o_anfrage_setup_current").toHaveCount(1);
    expect(".o_anfrage_setup_current").toHaveAttribute("data-step", "portals");
    expect(".o_anfrage_setup header").toHaveText(/1 of 3 steps done/);
    expect.verifySteps(["load false"]);
});

test("a finding is shown as text", async () => {
    const finding = {text: HOSTILE, optional: false, label: "", action: false};
    await openSetup(() => ({steps: [step("inbox", "todo", {findings: [finding]})]}));
    expect("[data-step=inbox]").toHaveText(/<img/);
    expect(".o_hostile").toHaveCount(0);
    expect.verifySteps(["load false"]);
});

test("when a step's dialog closes the page looks anew", async () => {
    let done = false;
    onRpc("anfragemanager.setup", "lead_to", ({args}) => {
        expect.step(`lead to ${args.join(" ")}`);
        done = true;
        return {type: "ir.actions.act_window_close", infos: {mailbox: 4}};
    });
    await openSetup(() => ({steps: [step("inbox", done ? "done" : "todo")]}));
    await contains("[data-go=inbox]").click();
    await animationFrame();
    expect("[data-step=inbox]").toHaveAttribute("data-state", "done");
    expect.verifySteps(["load false", "lead to inbox 4", "load 4"]);
});

test("a dialog that leads to another page does not stay open", async () => {
    Mailbox._views = {form: `<form><field name="name"/></form>`};
    const page = {type: "ir.actions.act_window", res_model: "anfragemanager.mailbox", res_id: 1, views: [[false, "form"]]};
    onRpc("anfragemanager.setup", "lead_to", () => ({...page, target: "new"}));
    await openSetup(() => ({steps: [step("inbox", "todo")]}));
    await contains("[data-go=inbox]").click();
    await animationFrame();
    expect(".modal").toHaveCount(1);
    await getService("action").doAction(page);
    await animationFrame();
    expect(".modal").toHaveCount(0);
    expect(".o_form_view").toHaveCount(1);
    expect.verifySteps(["load false"]);
});
