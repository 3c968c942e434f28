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

const choice = (method, label, values) => ({method, label, help: "", primary: false, ...values});
const CHOICES = [
    choice("action_same", "Same Person", {primary: true}),
    choice("action_same_update", "Same Person, New Data …"),
    choice("action_household", "Same Household"),
    choice("action_different", "Different Person"),
];

const candidate = (values) => ({
    id: 3,
    partner_id: 7,
    name: "Anna Beispiel",
    archived: false,
    score: 92.4,
    verdict: "duplicate",
    verdict_label: "Duplicate",
    explanation: "Last name sounds alike, same phone",
    decision: "",
    decision_label: "",
    can_undo: false,
    choices: CHOICES,
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
});

test("a company beside a person has no percentage: how alike they are says nothing", async () => {
    await mountInquiry(comparison({candidates: [candidate({mixed: true, verdict_label: "Works There?"})]}));
    expect(".o_anfrage_candidates thead").toHaveText(/Works There/);
    expect(".o_anfrage_candidates thead").not.toHaveText(/%/);
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

test("a choice whose name does not tell it says what it does", async () => {
    const choices = [
        choice("action_same", "Belongs to This Contact", {help: "No new contact."}),
        choice("action_different", "Has Nothing to Do with It"),
    ];
    await mountInquiry(comparison({candidates: [candidate({choices})]}));
    expect(queryAllTexts(".o_anfrage_candidates tfoot button")).toEqual([
        "Belongs to This Contact",
        "Has Nothing to Do with It",
    ]);
    expect(".o_anfrage_candidates tfoot .btn-primary").toHaveCount(0, {message: "none is suggested"});
    expect(".o_anfrage_choice_help").toHaveCount(1);
    expect(".o_anfrage_choice_help").toHaveText("No new contact.");
    expect(".o_anfrage_candidates tfoot button:first").toHaveAttribute(
        "aria-describedby",
        queryOne(".o_anfrage_choice_help").id,
    );
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

test("an inquiry that no longer waits offers what can still be said", async () => {
    const choices = [choice("action_employee", "Works There")];
    const candidates = [candidate({choices: []}), candidate({id: 4, choices})];
    await mountInquiry(comparison({candidates}), {state: "done"});
    expect(queryAllTexts(".o_anfrage_candidates tfoot button")).toEqual(["Works There"]);
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
