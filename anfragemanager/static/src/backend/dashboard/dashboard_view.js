import {useEffect} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {KanbanRenderer} from "@web/views/kanban/kanban_renderer";
import {kanbanView} from "@web/views/kanban/kanban_view";

// Odoo's kanban takes Enter and Space for its cards and so swallows them on the buttons inside.
function leaveToButton(event) {
    if (["Enter", " "].includes(event.key) && event.target.closest("button, a")) {
        event.stopPropagation();
    }
}

/** The dashboard: a kanban whose buttons work with the keyboard. */
export class DashboardRenderer extends KanbanRenderer {
    setup() {
        super.setup();
        useEffect(
            (root) => {
                root.addEventListener("keydown", leaveToButton);
                return () => root.removeEventListener("keydown", leaveToButton);
            },
            () => [this.rootRef.el],
        );
    }
}

registry.category("views").add("anfragemanager_dashboard", {...kanbanView, Renderer: DashboardRenderer});
