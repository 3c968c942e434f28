import {expect, test} from "@odoo/hoot";
import {press, queryAllTexts, queryOne} from "@odoo/hoot-dom";
import {advanceTime, animationFrame, mockDate} from "@odoo/hoot-mock";
import {contains, makeServerError, mockService, mountView, onRpc} from "@web/../tests/web_test_helpers";
import {user} from "@web/core/user";
import {REFRESH_MS} from "@anfragemanager/backend/dashboard/mailbox_overview_service";
import {HOSTILE, defineAnfragemanagerModels, line, preview} from "./anfragemanager_test_helpers";

defineAnfragemanagerModels();

const ARCH = `
    <kanban can_open="0" js_class="anfragemanager_dashboard">
        <templates>
            <t t-name="card"><field name="name"/><widget name="anfragemanager_mailbox_overview"/></t>
        </templates>
    </kanban>`;

const mountDashboard = () => mountView({type: "kanban", resModel: "anfragemanager.mailbox", arch: ARCH});
const serveLines = (lines) => onRpc("anfragemanager.mailbox", "get_current_inquiries", () => lines);
const firstCard = ".o_kanban_record:first";

test("lists the current inquiries of each mailbox with status, date and property", async () => {
    mockDate("2026-01-10 12:00:00", 0);
    serveLines({
        1: [
            line({id: 11, date: "2026-01-10 09:00:00"}),
            line({id: 12, name: "Bernd Muster", state: "aborted", state_label: "Automation abgebrochen", property: ""}),
            line({id: 13, name: "Cem Kaya", state: "done", state_label: "Abgeschlossen"}),
        ],
        2: [],
    });
    await mountDashboard();
    await animationFrame();
    expect(queryAllTexts(`${firstCard} .o_anfrage_line_name`)).toEqual(["Anna Beispiel", "Bernd Muster", "Cem Kaya"]);
    expect(queryAllTexts(`${firstCard} .o_anfrage_line_state`)).toEqual([
        "Warte auf Bestätigung",
        "Automation abgebrochen",
        "Abgeschlossen",
    ]);
    expect(`${firstCard} .o_anfrage_line_state:eq(0)`).toHaveClass("text-bg-warning");
    expect(`${firstCard} .o_anfrage_line_state:eq(1)`).toHaveClass("text-bg-danger");
    expect(`${firstCard} .o_anfrage_line_state:eq(2)`).toHaveClass("text-bg-success");
    expect(`${firstCard} .o_anfrage_line:eq(0) time`).toHaveText("3 hours ago");
    expect(`${firstCard} .o_anfrage_line:eq(0)`).toHaveText(/MA-1024/);
    expect(".o_anfrage_empty").toHaveCount(1);
});

test("asks the server once for all cards", async () => {
    onRpc("anfragemanager.mailbox", "get_current_inquiries", ({args}) => {
        expect.step(`lines of ${args[0].join(", ")}`);
        return {1: [], 2: []};
    });
    onRpc("anfragemanager.mailbox", "read", ({args}) => expect.step(`counters of ${args[0].join(", ")}`));
    await mountDashboard();
    await animationFrame();
    expect.verifySteps(["lines of 1, 2", "counters of 1, 2"]);
});

test("stays fresh while it is looked at and stops when it is left", async () => {
    let lines = [line()];
    onRpc("anfragemanager.mailbox", "get_current_inquiries", () => {
        expect.step("load");
        return {1: lines, 2: []};
    });
    const view = await mountDashboard();
    await animationFrame();
    expect.verifySteps(["load"]);
    lines = [line({state: "done", state_label: "Abgeschlossen"})];
    await advanceTime(REFRESH_MS);
    await animationFrame();
    expect.verifySteps(["load"]);
    expect(".o_anfrage_line_state").toHaveText("Abgeschlossen");
    view.__owl__.app.destroy();
    await advanceTime(REFRESH_MS * 2);
    expect.verifySteps([]);
});

test("counters open their filtered list, and only problems that exist are marked", async () => {
    serveLines({1: [], 2: []});
    mockService("action", {
        doActionButton({name, resId, context, buttonContext}) {
            // Without it the server would name the list in English and in every company.
            expect(context).toEqual(user.context);
            expect.step(`${name} ${resId} ${buttonContext.anfrage_state || ""}`.trim());
        },
    });
    await mountDashboard();
    await animationFrame();
    const tile = (counter) => `${firstCard} [data-counter=${counter}]`;
    expect(`${tile("count_waiting")} .o_anfrage_tile_count`).toHaveText("2");
    expect(tile("count_aborted")).toHaveClass("o_anfrage_tile_urgent");
    expect(tile("count_failed")).not.toHaveClass("o_anfrage_tile_urgent");
    await contains(tile("count_waiting")).click();
    await contains(tile("count_other_mail")).click();
    expect.verifySteps(["action_view_inquiries 1 waiting", "action_view_other_mails 1"]);
});

test("says so when the inquiries cannot be loaded, and tries again", async () => {
    let broken = true;
    onRpc("anfragemanager.mailbox", "get_current_inquiries", () => {
        if (broken) {
            throw makeServerError({message: "no"});
        }
        return {1: [line()], 2: []};
    });
    await mountDashboard();
    await animationFrame();
    expect(`${firstCard} .o_anfrage_error`).toHaveText(/could not be loaded/);
    broken = false;
    await contains(`${firstCard} .o_anfrage_error button`).click();
    await animationFrame();
    expect(".o_anfrage_error").toHaveCount(0);
    expect(`${firstCard} .o_anfrage_line`).toHaveCount(1);
});

test("the magnifier explains an inquiry without leaving the page", async () => {
    serveLines({1: [line()], 2: []});
    onRpc("anfragemanager.inquiry", "get_preview", ({args}) => {
        expect.step(`preview of ${args[0]}`);
        return preview({
            state: "aborted",
            state_label: "Automation abgebrochen",
            reason: "The contact probably exists already; please decide.",
            reason_note: "Anna Beispiel: same phone",
            partner: {
                id: 7,
                name: "Anna Beispiel",
                address: "Hauptstraße 1, 10115 Berlin",
                email: "anna@example.org",
                phone: "",
                created: true,
            },
            property_details: {
                id: 5,
                name: "Altbau am Park",
                reference: "MA-1024",
                address: "Parkweg 2, 10115 Berlin",
                price: "450.000 €",
                has_image: true,
            },
            trace: [{step: "Read", outcome: "ok", outcome_label: "Done", note: "XML", date: "2026-01-10 09:00:00"}],
        });
    });
    await mountDashboard();
    await animationFrame();
    await contains(".o_anfrage_line_preview").click();
    await animationFrame();
    expect.verifySteps(["preview of 11"]);
    expect(".o_anfrage_line_preview").toHaveAttribute("aria-expanded", "true");
    expect(".o_anfrage_preview .badge").toHaveText("Automation abgebrochen");
    expect(".o_anfrage_preview_reason").toHaveText(/probably exists already.*same phone/s);
    expect(".o_anfrage_preview_contact").toHaveText(/Anna Beispiel.*Hauptstraße 1, 10115 Berlin/s);
    expect(".o_anfrage_preview_property").toHaveText(/Altbau am Park.*MA-1024.*450.000 €/s);
    expect(".o_anfrage_preview_property img").toHaveAttribute(
        "data-src",
        /\/web\/image\/anfragemanager\.property\/5\/image_128/
    );
    expect(".o_anfrage_timeline_step").toHaveText(/Read.*XML/s);
});

test("the preview is used with the keyboard and closes with Escape", async () => {
    serveLines({1: [line()], 2: []});
    onRpc("anfragemanager.inquiry", "get_preview", () => preview());
    await mountDashboard();
    await animationFrame();
    queryOne(".o_anfrage_line_preview").focus();
    await press("Enter");
    await animationFrame();
    expect(".o_anfrage_preview").toHaveCount(1);
    await press("Escape");
    await animationFrame();
    await advanceTime(500);
    expect(".o_anfrage_preview").toHaveCount(0);
    expect(".o_anfrage_line_preview").toHaveAttribute("aria-expanded", "false");
});

test("what a stranger wrote is shown as text", async () => {
    serveLines({1: [line({name: HOSTILE, property: HOSTILE, reason: HOSTILE})], 2: []});
    onRpc("anfragemanager.inquiry", "get_preview", () =>
        preview({
            name: HOSTILE,
            reason: "Reason",
            reason_note: HOSTILE,
            email: HOSTILE,
            trace: [{step: "Read", outcome: "ok", outcome_label: "Done", note: HOSTILE, date: "2026-01-10 09:00:00"}],
        })
    );
    await mountDashboard();
    await animationFrame();
    await contains(".o_anfrage_line_preview").click();
    await animationFrame();
    expect(".o_anfrage_line_name").toHaveText(HOSTILE);
    expect(".o_anfrage_preview_note").toHaveText(HOSTILE);
    expect(".o_anfrage_timeline_note").toHaveText(HOSTILE);
    expect(".o_hostile").toHaveCount(0);
    expect(window.hacked).toBe(undefined);
});

test("a preview that cannot be loaded says so and still opens the inquiry", async () => {
    serveLines({1: [line()], 2: []});
    onRpc("anfragemanager.inquiry", "get_preview", () => {
        throw makeServerError({message: "no"});
    });
    mockService("action", {doAction: ({res_model, res_id}) => expect.step(`${res_model} ${res_id}`)});
    await mountDashboard();
    await animationFrame();
    await contains(".o_anfrage_line_preview").click();
    await animationFrame();
    expect(".o_anfrage_preview .o_anfrage_error").toHaveText(/could not be loaded/);
    await contains(".o_anfrage_preview footer button").click();
    expect.verifySteps(["anfragemanager.inquiry 11"]);
});
