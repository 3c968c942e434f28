import {Component, useState} from "@odoo/owl";
import {deserializeDateTime, formatDateTime} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {usePopover} from "@web/core/popover/popover_hook";
import {useService} from "@web/core/utils/hooks";
import {badgeClass} from "../inquiry_state";
import {InquiryPreview} from "../preview/inquiry_preview";

/** One current inquiry with its status and the magnifier that opens the preview. */
export class InquiryLine extends Component {
    static template = "anfragemanager.InquiryLine";
    static props = {line: Object};

    setup() {
        this.action = useService("action");
        this.preview = useState({isOpen: false});
        this.popover = usePopover(InquiryPreview, {
            position: "right-start",
            popoverClass: "o_anfrage_preview_popover",
            useBottomSheet: this.env.isSmall,
            onClose: () => (this.preview.isOpen = false),
        });
    }

    get date() {
        return deserializeDateTime(this.props.line.date);
    }

    get relativeDate() {
        return this.date.toRelative();
    }

    get exactDate() {
        return formatDateTime(this.date);
    }

    get previewLabel() {
        return _t("Preview of %s", this.props.line.name);
    }

    get badgeClass() {
        return badgeClass(this.props.line.state);
    }

    open() {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "anfragemanager.inquiry",
            res_id: this.props.line.id,
            views: [[false, "form"]],
        });
    }

    togglePreview(event) {
        if (this.popover.isOpen) {
            this.popover.close();
            return;
        }
        this.popover.open(event.currentTarget, {
            line: this.props.line,
            // A bottom sheet does not hand it over.
            close: () => this.popover.close(),
        });
        this.preview.isOpen = true;
    }
}
