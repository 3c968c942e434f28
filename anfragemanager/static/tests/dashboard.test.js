import {expect, test} from "@odoo/hoot";
import {hover, leave, press, queryAllTexts, queryOne} from "@odoo/hoot-dom";
import {advanceTime, animationFrame, mockDate} from "@odoo/hoot-mock";
import {contains, makeServerError, mockService, mountView, onRpc} from "@web/../tests/web_test_helpers";
import {user} from "@web/core/user";
import {CHANGED, GATHER_MS, REFRESH_MS} from "@anfragemanager/backend/dashboard/dashboard_service";
import {CLOSE_MS, OPEN_MS} from "@anfragemanager/backend/preview/preview_button";
import {HOSTILE, card, defineAnfragemanagerModels, line, preview} from "./anfragemanager_test_helpers";

defineAnfragemanagerModels();

const ARCH = `
    <kanban can_open="0" js_class="anfragemanager_dashboard">
        <templates>
            <t t-name="card"><field name="name"/><widget name="anfragemanager_mailbox_card"/></t>
        </templates>
    </kanban>`;
const MAILBOXES = [
    {id: 1, name: "Berlin"},
    {id: 2, name: "Köln"},
];

const mountDashboard = async () => {
    const view = await mountView({type: "kanban", resModel: "anfragemanager.mailbox", arch: ARCH});
    await animationFrame();
    return view;
};
const serve = ({cards = {1: card(), 2: card()}, lines = []} = {}) =>
    onRpc("anfragemanager.mailbox", "get_dashboard", () => ({cards, lines, mailboxes: MAILBOXES}));

test("lists the current inquiries of all mailboxes with status, age and property", async () => {
    mockDate("2026-01-10 12:00:00", 0);
    serve({
        lines: [
            line({id: 12, name: "Bernd Muster", state: "aborted", state_label: "Automation abgebrochen", needs_person: true, waiting: "red"}),
            line({id: 11, date: "2026-01-10 09:00:00"}),
        ],
    });
    await mountDashboard();
    expect(queryAllTexts(".o_anfrage_line_name")).toEqual(["Bernd Muster", "Anna Beispiel"]);
    expect(".o_anfrage_line_state:eq(0)").toHaveClass("text-bg-danger");
    expect(".o_anfrage_line_state:eq(1)").toHaveClass("text-bg-warning");
    expect(".o_anfrage_line:eq(0) time").toHaveClass("text-danger");
    expect(".o_anfrage_line:eq(1) time").toHaveText("3 hours ago");
    expect(".o_anfrage_line:eq(1)").toHaveText(/MA-1024/);
});

test("asks the server once for everything", async () => {
    onRpc("anfragemanager.mailbox", "get_dashboard", ({kwargs}) => {
        expect.step(`dashboard, lines of ${kwargs.lines_of}`);
        return {cards: {1: card(), 2: card()}, lines: [], mailboxes: MAILBOXES};
    });
    await mountDashboard();
    expect.verifySteps(["dashboard, lines of false"]);
    await contains(".o_anfrage_current_filter").select("2");
    await animationFrame();
    expect.verifySteps(["dashboard, lines of 2"]);
});

test("a notice of the server and the time refresh it, many notices at once refresh it once", async () => {
    onRpc("anfragemanager.mailbox", "get_dashboard", () => {
        expect.step("load");
        return {cards: {1: card(), 2: card()}, lines: [], mailboxes: MAILBOXES};
    });
    const listeners = {};
    mockService("bus_service", {
        subscribe: (kind, listener) => (listeners[kind] = listener),
        unsubscribe: (kind) => delete listeners[kind],
        start: () => {},
        addEventListener: () => {},
        removeEventListener: () => {},
        addChannel: () => {},
        deleteChannel: () => {},
    });
    const view = await mountDashboard();
    expect.verifySteps(["load"]);
    listeners[CHANGED]();
    listeners[CHANGED]();
    await advanceTime(GATHER_MS);
    await animationFrame();
    expect.verifySteps(["load"]);
    await advanceTime(REFRESH_MS + GATHER_MS);
    await animationFrame();
    expect.verifySteps(["load"]);
    view.__owl__.app.destroy();
    expect(CHANGED in listeners).toBe(false);
    await advanceTime(REFRESH_MS * 2);
    expect.verifySteps([]);
});

test("a card says what is to do, and its numbers open what they count", async () => {
    const kinds = [
        {kind: "inquiry", label: "Inquiry", count: 9},
        {kind: "auto_reply", label: "Auto Reply", count: 4},
        {kind: "bounce", label: "Bounce", count: 2},
        {kind: "newsletter", label: "Newsletter", count: 1},
    ];
    const counts = {today: {}, week: {waiting: 2, bundled: 1, dry_run: 7}, all: {done: 5}};
    serve({cards: {1: card({todo: 3, counts, review: 1, kinds}), 2: card()}});
    mockService("action", {
        doActionButton({name, resId, context, buttonContext}) {
            // Without it the server would name the list in English and in every company.
            expect(context).toEqual(user.context);
            expect.step([name, resId, buttonContext.anfrage_state, buttonContext.anfrage_scope, buttonContext.anfrage_kind].filter(Boolean).join(" "));
        },
    });
    await mountDashboard();
    const first = ".o_kanban_record:first";
    expect(`${first} .o_anfrage_todo`).toHaveText("3 to do");
    expect(`${first} .o_anfrage_todo`).toHaveClass("btn-danger");
    expect(".o_anfrage_todo:eq(1)").toHaveText("Nothing to do");
    expect(".o_anfrage_todo:eq(1)").not.toHaveClass("btn-danger");
    await contains(`${first} .o_anfrage_todo`).click();
    await contains(`${first} [data-state=waiting]`).click();
    expect(`${first} [data-state=dry_run]`).toHaveText("7 in the dry run");
    expect(`${first} [data-state=waiting]`).toHaveText("2 wait for confirmation");
    expect(`${first} [data-state=bundled]`).toHaveText("1 waits with another inquiry");
    await contains(`${first} [data-state=dry_run]`).click();
    await contains(`${first} [data-state=review]`).click();
    await contains(`${first} .o_anfrage_counts .btn-group button:eq(2)`).click();
    await contains(`${first} [data-state=done]`).click();
    expect(`${first} .o_anfrage_kinds`).toHaveText(/Auto Reply: 4/);
    await contains(`${first} [data-kind=auto_reply]`).click();
    // What has no room is counted, and shown on demand.
    expect(`${first} [data-kind=newsletter]`).toHaveCount(0);
    expect(`${first} .o_anfrage_kinds_more`).toHaveText("+2");
    await contains(`${first} .o_anfrage_kinds_more`).click();
    expect(`${first} [data-kind]`).toHaveCount(4);
    expect(`${first} .o_anfrage_kinds_more`).toHaveCount(0);
    expect.verifySteps([
        "action_view_todo 1",
        "action_view_inquiries 1 waiting week",
        "action_view_inquiries 1 dry_run week",
        "action_view_other_mails 1",
        "action_view_inquiries 1 done all",
        "action_view_kind 1 auto_reply",
    ]);
});

test("a sign of trouble leads to its cure, and its card comes first", async () => {
    const sign = {code: "fetch_stopped", text: "The incoming mail server is switched off.", action: "fetch_stopped"};
    serve();
    onRpc("anfragemanager.mailbox", "get_signs", ({kwargs}) => {
        expect.step(`signs, fresh: ${kwargs.fresh}`);
        return {all: [{code: "cron_process", text: "Stands still.", action: false}], mailboxes: {2: [sign]}};
    });
    onRpc("anfragemanager.health", "action_cure", ({args}) => {
        expect.step(args.join(" "));
        return {type: "ir.actions.act_window_close"};
    });
    await mountDashboard();
    expect.verifySteps(["signs, fresh: true"]);
    expect(".o_anfrage_signs_all").toHaveText(/Stands still/);
    expect(".o_anfrage_signs_all button").toHaveCount(0);
    expect(".o_kanban_record:first").toHaveText(/Köln/);
    await contains("[data-cure=fetch_stopped]").click();
    expect.verifySteps(["fetch_stopped 2"]);
});

test("says so when nothing can be loaded, and tries again", async () => {
    let broken = true;
    onRpc("anfragemanager.mailbox", "get_dashboard", () => {
        if (broken) {
            throw makeServerError({message: "no"});
        }
        return {cards: {1: card(), 2: card()}, lines: [line()], mailboxes: MAILBOXES};
    });
    await mountDashboard();
    expect(".o_anfrage_error").toHaveText(/could not be loaded/);
    broken = false;
    await contains(".o_anfrage_error button").click();
    await animationFrame();
    expect(".o_anfrage_error").toHaveCount(0);
    expect(".o_anfrage_line").toHaveCount(1);
});

test("the preview opens under the resting pointer and closes when it leaves", async () => {
    serve({lines: [line()]});
    onRpc("anfragemanager.inquiry", "get_preview", () => preview());
    await mountDashboard();
    await hover(".o_anfrage_line_preview");
    await advanceTime(OPEN_MS);
    await animationFrame();
    expect(".o_anfrage_preview").toHaveCount(1);
    await leave();
    await advanceTime(CLOSE_MS);
    await animationFrame();
    expect(".o_anfrage_preview").toHaveCount(0);
});

test("a click keeps the preview open; it explains and acts without leaving the page", async () => {
    serve({lines: [line()]});
    onRpc("anfragemanager.inquiry", "get_preview", ({args}) => {
        expect.step(`preview of ${args[0]}`);
        return preview({
            reason: "The contact probably exists already; please decide.",
            reason_note: "Jörg Grüßner (98 %)",
            message: "Ist das Haus noch frei?",
            partner: {id: 7, name: "Jörg Grüßner", address: "Köln", email: "j@example.org", phone: "", created: false},
            property_details: {
                id: 5,
                name: "Altbau am Park",
                reference: "MA-1024",
                address: "50667 Köln",
                price: "450.000 €",
                has_image: true,
            },
            trace: [{step: "Duplicate Check", outcome: "stopped", outcome_label: "Stopped", note: "", date: "2026-01-10 09:00:00"}],
            actions: [
                {name: "retry", label: "Retry", method: "action_retry", question: false},
                {name: "stop", label: "Stop", method: "action_stop", question: "Stop it?"},
            ],
        });
    });
    onRpc("anfragemanager.inquiry", "action_retry", ({args}) => {
        expect.step(`retry ${args[0]}`);
        return true;
    });
    onRpc("anfragemanager.inquiry", "action_stop", () => {
        expect.step("stop");
        return true;
    });
    await mountDashboard();
    await contains(".o_anfrage_line_preview").click();
    await animationFrame();
    expect(".o_anfrage_preview_reason").toHaveText(/probably exists already.*98 %/s);
    expect(".o_anfrage_preview_message").toHaveText("Ist das Haus noch frei?");
    expect(".o_anfrage_preview_contact").toHaveText(/Jörg Grüßner.*Köln/s);
    expect(".o_anfrage_preview_property").toHaveText(/Altbau am Park.*MA-1024.*450.000 €/s);
    expect(".o_anfrage_preview_property img").toHaveAttribute(
        "data-src",
        /\/web\/image\/anfragemanager\.property\/5\/image_128/,
    );
    await contains("[data-action=retry]").click();
    await animationFrame();
    await contains("[data-action=stop]").click();
    await contains(".modal button.btn-primary").click();
    await animationFrame();
    expect.verifySteps(["preview of 11", "retry 11", "preview of 11", "stop", "preview of 11"]);
    await press("Escape");
    await animationFrame();
});

test("what a stranger wrote is text everywhere", async () => {
    serve({lines: [line({name: HOSTILE, property: HOSTILE, reason: HOSTILE, portal: HOSTILE})]});
    onRpc("anfragemanager.inquiry", "get_preview", () =>
        preview({name: HOSTILE, reason: HOSTILE, message: HOSTILE, email: HOSTILE, address: HOSTILE}),
    );
    await mountDashboard();
    await contains(".o_anfrage_line_preview").click();
    await animationFrame();
    expect(".o_hostile").toHaveCount(0);
    expect(queryOne(".o_anfrage_preview_message").textContent).toBe(HOSTILE);
});

test("the preview is used with the keyboard and closes with Escape", async () => {
    serve({lines: [line()]});
    onRpc("anfragemanager.inquiry", "get_preview", () => preview());
    await mountDashboard();
    queryOne(".o_anfrage_line_preview").focus();
    await press("Enter");
    await animationFrame();
    expect(".o_anfrage_preview").toHaveCount(1);
    await press("Escape");
    await animationFrame();
    await advanceTime(500);
    expect(".o_anfrage_preview").toHaveCount(0);
    expect(".o_anfrage_line_preview").toHaveAttribute("aria-expanded", "false");
    expect(".o_anfrage_line_preview").toBeFocused();
});

test("a preview that cannot be loaded says so and still opens the inquiry", async () => {
    serve({lines: [line()]});
    onRpc("anfragemanager.inquiry", "get_preview", () => {
        throw makeServerError({message: "no"});
    });
    mockService("action", {doAction: ({res_model, res_id}) => expect.step(`${res_model} ${res_id}`)});
    await mountDashboard();
    await contains(".o_anfrage_line_preview").click();
    await animationFrame();
    expect(".o_anfrage_preview .o_anfrage_error").toHaveText(/could not be loaded/);
    await contains(".o_anfrage_preview footer button").click();
    expect.verifySteps(["anfragemanager.inquiry 11"]);
});
