import {useEffect} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {KanbanRenderer} from "@web/views/kanban/kanban_renderer";
import {kanbanView} from "@web/views/kanban/kanban_view";
import {CurrentInquiries} from "./current_inquiries";
import {useDashboard} from "./dashboard_service";
import {Signs} from "./signs";

// Odoo's kanban takes Enter and Space for its cards and so swallows them on the buttons inside.
function leaveToButton(event) {
    if (["Enter", " "].includes(event.key) && event.target.closest("button, a, select")) {
        event.stopPropagation();
    }
}

/** The dashboard: what is wrong, one card per mailbox, and below them the current inquiries of all. */
export class DashboardRenderer extends KanbanRenderer {
    static template = "anfragemanager.DashboardRenderer";
    static components = {...KanbanRenderer.components, CurrentInquiries, Signs};

    setup() {
        super.setup();
        this.overview = useDashboard().overview;
        useEffect(
            (root) => {
                root.addEventListener("keydown", leaveToButton);
                return () => root.removeEventListener("keydown", leaveToButton);
            },
            () => [this.rootRef.el],
        );
    }

    /** What needs somebody comes first; otherwise the order the administrator chose. */
    getGroupsOrRecords() {
        const urgency = ({record}) => {
            const card = this.overview.cards[record.resId];
            const signs = this.overview.signsOf[record.resId] || [];
            return (card ? card.todo : 0) + 1000 * signs.length;
        };
        const shown = super.getGroupsOrRecords();
        return this.props.list.isGrouped ? shown : shown.toSorted((a, b) => urgency(b) - urgency(a));
    }
}

registry.category("views").add("anfragemanager_dashboard", {...kanbanView, Renderer: DashboardRenderer});
