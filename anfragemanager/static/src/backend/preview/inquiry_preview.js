import {Component, onWillStart, onWillUnmount, useRef, useState} from "@odoo/owl";
import {browser} from "@web/core/browser/browser";
import {deserializeDateTime, toLocaleDateTimeString} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {ConnectionLostError, RPCError} from "@web/core/network/rpc";
import {user} from "@web/core/user";
import {useService} from "@web/core/utils/hooks";
import {imageUrl} from "@web/core/utils/urls";
import {usePerform} from "../desk/perform";
import {Standing} from "../desk/standing";
import {badgeClass} from "../inquiry_state";
import {Timeline} from "../timeline/timeline";

const SHOWN = 4;
// Long enough to see what was decided and to take it back, short enough not to pile up.
const UNDO_MS = 15_000;

/**
 * What the magnifier shows: why an inquiry stopped, the message, the address, the property, the last steps and what
 * can be done now.
 *
 * Opens at once with what the line knows and fills itself.
 */
export class InquiryPreview extends Component {
    static template = "anfragemanager.InquiryPreview";
    static components = {Standing, Timeline};
    static props = {
        line: Object,
        // Called when something was done and the preview is gone.
        onActed: {type: Function, optional: true},
        close: {type: Function, optional: true},
        onEnter: {type: Function, optional: true},
        onLeave: {type: Function, optional: true},
    };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({preview: null, failed: false});
        this.acted = false;
        this.isReloading = this.isGone = false;
        this.told = "";
        this.root = useRef("root");
        Object.assign(
            this,
            usePerform((action) => this.act(action)),
        );
        onWillStart(() => {
            this.load();
        });
        onWillUnmount(() => {
            this.isGone = true;
            if (this.acted) {
                this.props.onActed?.();
            }
            if (this.acted && !this.isReloading) {
                this.offerUndo();
            }
        });
    }

    async load(orm = this.orm) {
        try {
            this.state.preview = await orm.call("anfragemanager.inquiry", "get_preview", [[this.line.id]]);
        } catch (error) {
            if (!(error instanceof RPCError || error instanceof ConnectionLostError)) {
                throw error;
            }
            this.state.failed = true;
        }
    }

    get line() {
        return this.state.preview || this.props.line;
    }

    get label() {
        return _t("Preview of %s", this.line.name);
    }

    get badgeClass() {
        return badgeClass(this.line.state, this.line.needs_person);
    }

    /** The rare ones are in the inquiry itself. */
    get actions() {
        const actions = this.line.actions || [];
        // The likely answer comes beside what there is otherwise.
        return actions.slice(0, SHOWN + actions.filter(({name}) => name === "likely").length);
    }

    get facts() {
        const {date, portal, email, phone, address} = this.line;
        return this.join(date && toLocaleDateTimeString(deserializeDateTime(date)), portal, email, phone, address);
    }

    get propertyImage() {
        return imageUrl("anfragemanager.property", this.line.property_details.id, "image_128");
    }

    join(...parts) {
        return parts.filter(Boolean).join(" · ");
    }

    async act({method, label, model, id}) {
        // The preview's own services end with it, and with its line when the list was quicker to show the outcome.
        const {orm} = this.env.services;
        const request = await orm.call(model || "anfragemanager.inquiry", method, [[id || this.line.id]], {
            context: user.context,
        });
        if (request && request.type) {
            const {onActed} = this.props;
            this.props.close?.();
            await this.action.doAction(request, {onClose: (infos) => (infos?.noReload ? undefined : onActed?.())});
        } else {
            if (this.isGone) {
                this.props.onActed?.();
            }
            this.acted = this.isReloading = true;
            this.told = label;
            await this.load(orm);
            this.isReloading = false;
            if (this.isGone) {
                this.offerUndo();
                return;
            }
            // The button that was pressed is gone, and another one now stands in its place.
            await new Promise((resolve) => browser.requestAnimationFrame(resolve));
            this.root.el?.querySelector(".o_anfrage_standing")?.focus();
        }
    }

    /** A decision that can still be taken back, whose line may be gone by now, is offered for that. */
    offerUndo() {
        const {id, name, standing} = this.line;
        const left = standing?.held_until ? deserializeDateTime(standing.held_until) - luxon.DateTime.now() : 0;
        if (left <= 0) {
            return;
        }
        const {onActed} = this.props;
        const {notification, orm} = this.env.services;
        // In the words of the decision; the first line says which it was.
        const [told] = (standing.note || this.told).split("\n");
        const close = notification.add(`${name}: ${told}`, {
            type: "info",
            className: "o_anfrage_undo",
            autocloseDelay: Math.min(left, UNDO_MS),
            buttons: [
                {
                    name: _t("Undo"),
                    onClick: async () => {
                        close();
                        await orm.call("anfragemanager.inquiry", "action_undo_held", [[id]], {context: user.context});
                        onActed?.();
                    },
                },
            ],
        });
    }

    openRecord(model, id) {
        this.props.close?.();
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }
}
