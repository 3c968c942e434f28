import {Component, onWillUnmount, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";
import {useService} from "@web/core/utils/hooks";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {InquiryLine} from "./inquiry_line";

// Order of the tiles: what runs, what needs a person, what is settled.
const TILES = [
    {counter: "count_new", state: "new", label: _t("New")},
    {counter: "count_waiting", state: "waiting", label: _t("Waiting")},
    {counter: "count_aborted", state: "aborted", label: _t("Stopped"), urgent: true},
    {counter: "count_failed", state: "failed", label: _t("Failed"), urgent: true},
    {counter: "count_done", state: "done", label: _t("Completed")},
    {counter: "count_expired", state: "expired", label: _t("Not confirmed")},
    {counter: "count_ignored", state: "ignored", label: _t("Not responsible")},
    {counter: "count_other_mail", label: _t("Other mails")},
];

/** The body of a mailbox's card: counters by state that open their list, and the current inquiries. */
export class MailboxOverview extends Component {
    static template = "anfragemanager.MailboxOverview";
    static components = {InquiryLine};
    static props = {...standardWidgetProps};

    setup() {
        this.action = useService("action");
        this.overview = useService("anfragemanager.mailbox_overview");
        this.state = useState(this.overview.state);
        onWillUnmount(this.overview.watch(this.mailboxId));
    }

    get mailboxId() {
        return this.props.record.resId;
    }

    /** @returns {Object[] | undefined} undefined until the first answer of the server */
    get lines() {
        return this.state.lines[this.mailboxId];
    }

    get tiles() {
        const counts = this.state.counts[this.mailboxId] || {};
        return TILES.map((tile) => ({
            ...tile,
            count: counts[tile.counter] ?? 0,
            className: tile.urgent && counts[tile.counter] ? "o_anfrage_tile_urgent" : "",
        }));
    }

    openTile(tile) {
        return this.openMailbox(
            tile.state ? "action_view_inquiries" : "action_view_other_mails",
            tile.state ? {anfrage_state: tile.state} : {},
        );
    }

    openMailbox(name, context = {}) {
        return this.action.doActionButton({
            type: "object",
            name,
            resModel: "anfragemanager.mailbox",
            resId: this.mailboxId,
            context: {...user.context},
            buttonContext: context,
        });
    }
}

export const mailboxOverview = {component: MailboxOverview};

registry.category("view_widgets").add("anfragemanager_mailbox_overview", mailboxOverview);
