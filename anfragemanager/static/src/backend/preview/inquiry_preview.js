import {Component, onWillStart, useState} from "@odoo/owl";
import {deserializeDateTime, toLocaleDateTimeString} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {ConnectionLostError, RPCError} from "@web/core/network/rpc";
import {useService} from "@web/core/utils/hooks";
import {imageUrl} from "@web/core/utils/urls";
import {badgeClass} from "../inquiry_state";
import {Timeline} from "../timeline/timeline";

/**
 * What the magnifier shows: why an inquiry stopped, the address, the property and the last steps.
 *
 * Opens at once with what the line knows and fills itself.
 */
export class InquiryPreview extends Component {
    static template = "anfragemanager.InquiryPreview";
    static components = {Timeline};
    static props = {line: Object, close: {type: Function, optional: true}};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({preview: null, failed: false});
        onWillStart(() => {
            this.load();
        });
    }

    async load() {
        try {
            this.state.preview = await this.orm.call("anfragemanager.inquiry", "get_preview", [[this.line.id]]);
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
        return badgeClass(this.line.state);
    }

    get isProblem() {
        return ["aborted", "failed"].includes(this.line.state);
    }

    get facts() {
        const {portal, email, phone} = this.line;
        return this.join(toLocaleDateTimeString(deserializeDateTime(this.line.date)), portal, email, phone);
    }

    get expiry() {
        const {expires_at: expiry} = this.line;
        return expiry && toLocaleDateTimeString(deserializeDateTime(expiry));
    }

    get propertyImage() {
        return imageUrl("anfragemanager.property", this.line.property_details.id, "image_128");
    }

    join(...parts) {
        return parts.filter(Boolean).join(" · ");
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
