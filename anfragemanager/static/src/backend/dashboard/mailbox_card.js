import {Component, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";
import {useService} from "@web/core/utils/hooks";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {MODEL, useDashboard} from "./dashboard_service";
import {Signs} from "./signs";

// As they are read behind a number.
const STATES = [
    {state: "new", label: _t("new")},
    {state: "waiting", label: _t("wait for confirmation"), one: _t("waits for confirmation")},
    {state: "bundled", label: _t("wait with another inquiry"), one: _t("waits with another inquiry")},
    {state: "done", label: _t("completed")},
    {state: "stopped", label: _t("stopped")},
    {state: "expired", label: _t("not confirmed")},
    {state: "dry_run", label: _t("in the dry run")},
    {state: "ignored", label: _t("not responsible")},
];
const SCOPES = [
    {scope: "today", label: _t("Today")},
    {scope: "week", label: _t("7 days")},
    {scope: "all", label: _t("30 days")},
];
const SPARK = {width: 120, height: 28};
// Kinds of mail in a card's one line; the others are one click away.
const KINDS = 2;

/** The body of a mailbox's card: what is to be done, how much comes in, and what is wrong. */
export class MailboxCard extends Component {
    static template = "anfragemanager.MailboxCard";
    static components = {Signs};
    static props = {...standardWidgetProps};

    setup() {
        this.action = useService("action");
        this.overview = useDashboard().overview;
        this.local = useState({scope: "week", allKinds: false});
        this.scopes = SCOPES;
    }

    get mailboxId() {
        return this.props.record.resId;
    }

    /** @returns {Object | undefined} undefined until the first answer of the server */
    get card() {
        return this.overview.cards[this.mailboxId];
    }

    get signs() {
        return this.overview.signsOf[this.mailboxId] || [];
    }

    get todoLabel() {
        return this.card.todo ? _t("%s to do", this.card.todo) : _t("Nothing to do");
    }

    get todayLabel() {
        return this.card.today === 1 ? _t("1 inquiry today") : _t("%s inquiries today", this.card.today);
    }

    get overdueLabel() {
        return _t("Overdue task");
    }

    get taskLabel() {
        return _t("Task");
    }

    get counts() {
        const counts = this.card.counts[this.local.scope];
        return STATES.map(({state, label, one}) => {
            const count = counts[state] || 0;
            return {state, count, label: (count === 1 && one) || label};
        }).filter(({count}) => count);
    }

    get kinds() {
        return this.local.allKinds ? this.card.kinds : this.card.kinds.slice(0, KINDS);
    }

    get furtherKinds() {
        return this.card.kinds.length - this.kinds.length;
    }

    get furtherLabel() {
        return _t("Show %s further kinds of mail", this.furtherKinds);
    }

    get furtherTasksLabel() {
        const count = this.card.further_tasks;
        return count === 1 ? _t("1 further task of yours") : _t("%s further tasks of yours", count);
    }

    get sparkline() {
        const {width, height} = SPARK;
        const {spark} = this.card;
        const top = Math.max(...spark, 1);
        const points = spark.map((count, day) => {
            const x = (day * width) / (spark.length - 1);
            const y = height - 1 - (count / top) * (height - 3);
            return `${x.toFixed(1)},${y.toFixed(1)}`;
        });
        return {
            ...SPARK,
            points: points.join(" "),
            area: `0,${height} ${points.join(" ")} ${width},${height}`,
            label: _t("Inquiries of the last 30 days, at most %s a day", Math.max(...spark)),
        };
    }

    call(name, context = {}) {
        return this.action.doActionButton({
            type: "object",
            name,
            resModel: MODEL,
            resId: this.mailboxId,
            context: {...user.context},
            buttonContext: context,
        });
    }

    openInquiry(id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "anfragemanager.inquiry",
            res_id: id,
            views: [[false, "form"]],
        });
    }
}

export const mailboxCard = {component: MailboxCard};

registry.category("view_widgets").add("anfragemanager_mailbox_card", mailboxCard);
