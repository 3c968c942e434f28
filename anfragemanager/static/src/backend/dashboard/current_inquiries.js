import {Component} from "@odoo/owl";
import {deserializeDateTime, formatDateTime} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {useService} from "@web/core/utils/hooks";
import {badgeClass} from "../inquiry_state";
import {PreviewButton} from "../preview/preview_button";
import {useDashboard} from "./dashboard_service";

const CLOCK = {
    red: {className: "text-danger fw-bold", label: _t("Waits for you for too long")},
    amber: {className: "text-warning-emphasis fw-bold", label: _t("Waits for you for long")},
    green: {className: "text-success", label: _t("Waits for you")},
};

/** The current inquiries of all mailboxes, one line each, what needs a person first. */
export class CurrentInquiries extends Component {
    static template = "anfragemanager.CurrentInquiries";
    static components = {PreviewButton};
    static props = {};

    setup() {
        this.action = useService("action");
        Object.assign(this, useDashboard());
        this.badgeClass = badgeClass;
    }

    age(line) {
        return deserializeDateTime(line.date).toRelative();
    }

    exactDate(line) {
        const date = formatDateTime(deserializeDateTime(line.date));
        return line.waiting ? `${date} · ${CLOCK[line.waiting].label}` : date;
    }

    clockClass(line) {
        return line.waiting ? CLOCK[line.waiting].className : "text-muted";
    }

    /** Whether there were any inquiries, though none of them is current. */
    get hasOthers() {
        return Object.values(this.overview.cards).some((card) => Object.values(card.counts.all).some(Boolean));
    }

    filter(event) {
        return this.dashboard.showLinesOf(Number(event.target.value) || false);
    }

    openLine(line) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "anfragemanager.inquiry",
            res_id: line.id,
            views: [[false, "form"]],
        });
    }

    openAll() {
        return this.action.doAction("anfragemanager.action_inquiry");
    }
}
