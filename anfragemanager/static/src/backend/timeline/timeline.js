import {Component} from "@odoo/owl";
import {deserializeDateTime, serializeDateTime, toLocaleDateTimeString} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

const ICONS = {
    ok: "fa-check text-success",
    skipped: "fa-angle-double-right text-muted",
    waiting: "fa-clock-o text-warning",
    stopped: "fa-hand-paper-o text-danger",
    failed: "fa-exclamation-triangle text-danger",
    manual: "fa-user text-primary",
    would: "fa-eye text-info",
};

/** The steps an inquiry took, in the order they are handed over: icon of the outcome, step, time and what was seen. */
export class Timeline extends Component {
    static template = "anfragemanager.Timeline";
    static props = {steps: {type: Array, element: Object}};

    icon(step) {
        return ICONS[step.outcome] || "fa-circle-o text-muted";
    }

    date(step) {
        return toLocaleDateTimeString(deserializeDateTime(step.date));
    }
}

/** The trace of an inquiry in its form, newest first. */
export class TimelineField extends Component {
    static template = "anfragemanager.TimelineField";
    static components = {Timeline};
    static props = {...standardFieldProps};

    get steps() {
        const list = this.props.record.data[this.props.name];
        const label = (field, value) => list.fields[field].selection.find(([key]) => key === value)?.[1] || value;
        return list.records.toReversed().map(({resId, data}) => ({
            id: resId,
            step: label("step", data.step),
            outcome: data.outcome,
            outcome_label: label("outcome", data.outcome),
            note: data.note || "",
            user: data.user_id ? data.user_id.display_name : "",
            date: serializeDateTime(data.create_date),
        }));
    }
}

export const timelineField = {
    component: TimelineField,
    displayName: _t("Timeline"),
    supportedTypes: ["one2many"],
    // The list in the view's arch says which fields are loaded.
    useSubView: true,
};

registry.category("fields").add("anfragemanager_timeline", timelineField);
