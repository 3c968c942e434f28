import {expect, test} from "@odoo/hoot";
import {queryAllTexts} from "@odoo/hoot-dom";
import {mountView, serverState} from "@web/../tests/web_test_helpers";
import {HOSTILE, Inquiry, Trace, defineAnfragemanagerModels} from "./anfragemanager_test_helpers";

defineAnfragemanagerModels();

async function mountInquiry(values, field) {
    Inquiry._records = [{id: 1, ...values}];
    await mountView({type: "form", resModel: "anfragemanager.inquiry", resId: 1, arch: `<form>${field}</form>`});
}

test("the reader's words are shown in the clerk's", async () => {
    await mountInquiry(
        {preferred_contact: ["email", "mobile"]},
        `<field name="preferred_contact" widget="anfragemanager_words"/>`
    );
    expect("[name=preferred_contact]").toHaveText("E-mail, Mobile");
});

test("each value names where in the mail it was found", async () => {
    await mountInquiry(
        {
            origin: [
                {field: "email", value: "anna@example.org", origin: "xml", place: "email: anna@example.org"},
                {field: "property_refs", value: ["MA-1", "77"], origin: "subject"},
                {field: "message", value: HOSTILE, origin: "text", place: HOSTILE},
            ],
        },
        `<field name="origin" widget="anfragemanager_origin"/>`
    );
    expect(queryAllTexts("[name=origin] dt")).toEqual(["E-mail", "Property numbers", "Message"]);
    expect(queryAllTexts("[name=origin] dd > span:first-child")).toEqual(["anna@example.org", "MA-1, 77", HOSTILE]);
    expect(".o_anfrage_place:eq(0)").toHaveText("XML data · email: anna@example.org");
    expect(".o_anfrage_place:eq(1)").toHaveText("subject");
    expect(".o_hostile").toHaveCount(0);
});

test("contradictions show what was taken and what was not", async () => {
    await mountInquiry(
        {conflicts: [{field: "phone", kept: "+49 30 1", other: HOSTILE, origin: "text"}]},
        `<field name="conflicts" widget="anfragemanager_conflicts"/>`
    );
    expect("[name=conflicts] tbody").toHaveText(/Phone.*\+49 30 1.*<img/s);
    expect(".o_hostile").toHaveCount(0);
});

test("everything read from a mail is listed, one block per inquiry", async () => {
    const inquiry = {
        first_name: "Anna",
        salutation: "mrs",
        email_is_alias: true,
        wishes: ["viewing"],
        message: HOSTILE,
        disclosure: {Haustiere: "keine"},
        company: null,
        origin: {first_name: "xml"},
    };
    await mountInquiry(
        {origin: {inquiries: [inquiry, {first_name: "Bernd"}]}},
        `<field name="origin" widget="anfragemanager_parsed"/>`
    );
    expect("dl").toHaveCount(2);
    expect("dl:first").toHaveText(/Ms\..*Anna.*\(XML data\).*Yes.*<img.*Viewing.*Haustiere: keine/s);
    expect("dl:first dt:contains(Company)").toHaveCount(0);
    expect(".o_hostile").toHaveCount(0);
});

test("the trace tells who did what at which step", async () => {
    Trace._records = [
        {id: 1, step: "gate", outcome: "ok", note: "MA-1024", create_date: "2026-01-10 09:00:00"},
        {id: 2, step: "gate", outcome: "manual", note: HOSTILE, create_date: "2026-01-10 10:00:00", user_id: serverState.userId},
    ];
    await mountInquiry(
        {trace_ids: [1, 2]},
        `<field name="trace_ids" widget="anfragemanager_timeline">
            <list>
                <field name="step"/><field name="outcome"/><field name="note"/>
                <field name="user_id"/><field name="create_date"/>
            </list>
        </field>`
    );
    expect(".o_anfrage_timeline_step").toHaveCount(2);
    // The newest first
    expect(".o_anfrage_timeline_step:last").toHaveText(/Responsibility.*MA-1024/s);
    expect(".o_anfrage_timeline_icon:last").toHaveAttribute("aria-label", "Done");
    expect(".o_anfrage_timeline_icon:first").toHaveClass("fa-user");
    expect(".o_anfrage_timeline_step:first").toHaveText(/Mitchell Admin/);
    expect(".o_hostile").toHaveCount(0);
});
