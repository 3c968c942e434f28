import {expect, test} from "@odoo/hoot";
import {queryAllTexts, queryOne} from "@odoo/hoot-dom";
import {animationFrame} from "@odoo/hoot-mock";
import {SIZES, patchUiSize} from "@mail/../tests/mail_test_helpers";
import {contains, mockService, mountView, onRpc} from "@web/../tests/web_test_helpers";
import {Duplicate, HOSTILE, Inquiry, defineAnfragemanagerModels} from "./anfragemanager_test_helpers";

defineAnfragemanagerModels();

const ARCH = `
    <form>
        <field name="state" invisible="1"/><field name="reason" invisible="1"/>
        <widget name="anfragemanager_candidates"/>
        <field name="duplicate_ids" invisible="1"/>
    </form>`;

const candidate = (values) => ({
    id: 3,
    partner_id: 7,
    name: "Anna Beispiel",
    archived: false,
    is_company: false,
    score: 92.4,
    verdict: "duplicate",
    verdict_label: "Duplicate",
    explanation: "Last name sounds alike, same phone",
    decision: "",
    decision_label: "",
    can_undo: false,
    values: [
        {value: "Anna Beispiel", level: "equal"},
        {value: "Hauptstr. 2", level: "different"},
        {value: "", level: "missing"},
    ],
    ...values,
});

const comparison = (values) => ({
    fields: ["Name", "Street", "Company"],
    prospect: ["Anna Beispiel", "Hauptstraße 1", ""],
    can_merge: false,
    names_person: true,
    others: [],
    candidates: [candidate()],
    ...values,
});

async function mountInquiry(compared, {state = "aborted"} = {}) {
    Duplicate._records = [{id: 3, name: "x"}];
    Inquiry._records = [{id: 1, state, reason: "duplicate", duplicate_ids: [3]}];
    onRpc("anfragemanager.inquiry", "get_comparison", () => compared);
    await mountView({type: "form", resModel: "anfragemanager.inquiry", resId: 1, arch: ARCH});
    await animationFrame();
}

test("sets prospect and candidate side by side and marks what differs", async () => {
    await mountInquiry(comparison());
    expect(queryAllTexts(".o_anfrage_candidates tbody th")).toEqual(["Name", "Street", "Explanation"]);
    expect(".o_anfrage_equal").toHaveText("Anna Beispiel");
    expect(".o_anfrage_equal i").toHaveAttribute("aria-label", "Same");
    expect(".o_anfrage_different").toHaveText(/Hauptstr. 2/);
    expect(".o_anfrage_different i").toHaveAttribute("aria-label", "Different");
    expect(".o_anfrage_candidates thead").toHaveText(/Duplicate.*92 %/s);
    expect(".o_anfrage_candidates tbody").toHaveText(/sounds alike/);
});

test("who is asked about has no percentage: the score alone did not decide", async () => {
    await mountInquiry(
        comparison({candidates: [candidate({score: 99.2, verdict: "possible", verdict_label: "Possible"})]}),
    );
    expect(".o_anfrage_candidates thead").toHaveText(/Possible/);
    expect(".o_anfrage_candidates thead").not.toHaveText(/%/);
    expect(".o_anfrage_candidates tfoot .btn-primary").toHaveCount(0, {message: "nor a suggestion"});
});

test("says that a contact is archived", async () => {
    await mountInquiry(comparison({candidates: [candidate({archived: true})]}));
    expect(".o_anfrage_candidates thead .badge:contains(Archived)").toHaveCount(1);
});

test("each decision is one click", async () => {
    await mountInquiry(comparison({can_merge: true}));
    mockService("action", {
        doActionButton: ({name, resModel, resId}) => expect.step(`${resModel} ${resId} ${name}`),
    });
    for (const label of ["Same Person", "Same Person, New Data …", "Same Household", "Different Person"]) {
        await contains(`.o_anfrage_candidates tfoot button:text(${label})`).click();
        await animationFrame();
    }
    await contains(".o_anfrage_candidates button:contains(merge)").click();
    expect.verifySteps([
        "anfragemanager.duplicate 3 action_same",
        "anfragemanager.duplicate 3 action_same_update",
        "anfragemanager.duplicate 3 action_household",
        "anfragemanager.duplicate 3 action_different",
        "anfragemanager.inquiry 1 action_merge_candidates",
    ]);
});

test("of a company one is asked other things than of a person", async () => {
    await mountInquiry(comparison({candidates: [candidate({is_company: true})]}));
    expect(queryAllTexts(".o_anfrage_candidates tfoot button")).toEqual([
        "The Company Itself",
        "The Company Itself, New Data …",
        "Works There",
        "Has Nothing to Do with It",
    ]);
    expect(".o_anfrage_candidates tfoot .btn-primary").toHaveText("Works There");
});

test("who names the company alone does not work there", async () => {
    await mountInquiry(comparison({names_person: false, candidates: [candidate({is_company: true})]}));
    expect(queryAllTexts(".o_anfrage_candidates tfoot button")).not.toInclude("Works There");
    expect(".o_anfrage_candidates tfoot .btn-primary").toHaveText("The Company Itself");
});

test("a double click decides once", async () => {
    await mountInquiry(comparison());
    mockService("action", {doActionButton: ({name}) => expect.step(name)});
    const button = queryOne(".o_anfrage_candidates tfoot .btn-primary");
    button.click();
    button.click();
    await animationFrame();
    expect.verifySteps(["action_same"]);
});

test("to take a relative or a colleague for the same person is not suggested", async () => {
    await mountInquiry(comparison({candidates: [candidate({verdict: "related", verdict_label: "Related"})]}));
    expect(".o_anfrage_candidates tfoot .btn-primary").toHaveText("Different Person");
});

test("says for which other inquiries the decision holds", async () => {
    await mountInquiry(comparison({others: [{id: 8, name: "Anna Beispiel – A-2"}]}));
    expect(".o_anfrage_candidates > p").toHaveText(/also holds for: Anna Beispiel – A-2/);
});

test("a contact that was deleted or merged meanwhile is no error", async () => {
    await mountInquiry(comparison());
    mockService("action", {
        doActionButton: () => {
            throw Object.assign(new Error("gone"), {exceptionName: "odoo.exceptions.MissingError"});
        },
    });
    mockService("notification", {add: (message) => expect.step(String(message))});
    await contains(".o_anfrage_candidates tfoot .btn-primary").click();
    await animationFrame();
    expect.verifySteps(["This contact was deleted or merged meanwhile. The candidates were read anew."]);
});

test("a decision is shown instead of the buttons and can be undone", async () => {
    const decided = candidate({decision: "same", decision_label: "Same Person", can_undo: true});
    await mountInquiry(comparison({candidates: [decided]}), {state: "done"});
    mockService("action", {doActionButton: ({name}) => expect.step(name)});
    expect(".o_anfrage_candidates tfoot").toHaveText(/Same Person/);
    expect(".o_anfrage_candidates tfoot .btn-primary").toHaveCount(0);
    await contains(".o_anfrage_candidates tfoot button:contains(Undo)").click();
    expect.verifySteps(["action_undo"]);
});

test("an inquiry that no longer waits offers no decision", async () => {
    await mountInquiry(comparison(), {state: "done"});
    expect(".o_anfrage_candidates tfoot button").toHaveCount(0);
});

test("on a phone each contact is compared by itself", async () => {
    patchUiSize({size: SIZES.SM});
    const other = candidate({id: 4, name: "Anne Beispiel", values: [{value: "anne.beispiel@example.org", level: "different"}]});
    await mountInquiry(comparison({fields: ["E-Mail"], prospect: ["anna@example.org"], candidates: [candidate(), other]}));
    expect(".o_anfrage_candidates table").toHaveCount(2);
    expect(".o_anfrage_decisions").toHaveCount(2);
    expect(".o_anfrage_candidates td wbr").toHaveCount(7, {message: "addresses break at their joints"});
});

test("what a stranger wrote is shown as text", async () => {
    await mountInquiry(
        comparison({prospect: [HOSTILE, "", ""], candidates: [candidate({name: HOSTILE, explanation: HOSTILE})]})
    );
    expect(".o_anfrage_candidates thead").toHaveText(/<img/);
    expect(".o_hostile").toHaveCount(0);
});
