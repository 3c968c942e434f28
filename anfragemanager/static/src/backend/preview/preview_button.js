import {Component, onWillUnmount, useState} from "@odoo/owl";
import {browser} from "@web/core/browser/browser";
import {_t} from "@web/core/l10n/translation";
import {usePopover} from "@web/core/popover/popover_hook";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {InquiryPreview} from "./inquiry_preview";

// Long enough not to open on the way to something else.
export const OPEN_MS = 350;
// Long enough to move the pointer from the magnifier into the preview.
export const CLOSE_MS = 300;

/** The magnifier: shows the preview while the pointer rests on it, and keeps it open after a click or tap. */
export class PreviewButton extends Component {
    static template = "anfragemanager.PreviewButton";
    static props = {line: Object, onActed: {type: Function, optional: true}};

    setup() {
        this.preview = useState({isOpen: false});
        this.pinned = false;
        this.timer = null;
        this.popover = usePopover(InquiryPreview, {
            position: "left-start",
            popoverClass: "o_anfrage_preview_popover",
            useBottomSheet: this.env.isSmall,
            onClose: () => {
                this.preview.isOpen = false;
                this.pinned = false;
            },
        });
        onWillUnmount(() => browser.clearTimeout(this.timer));
    }

    get label() {
        return _t("Preview of %s", this.props.line.name);
    }

    open(target) {
        if (!this.popover.isOpen) {
            this.popover.open(target, {
                line: this.props.line,
                onActed: this.props.onActed,
                // A bottom sheet does not hand it over.
                close: () => this.popover.close(),
                onEnter: () => browser.clearTimeout(this.timer),
                onLeave: () => this.onLeave(),
            });
            this.preview.isOpen = true;
        }
    }

    onEnter(event) {
        const target = event.currentTarget;
        browser.clearTimeout(this.timer);
        if (!this.env.isSmall && event.pointerType !== "touch") {
            this.timer = browser.setTimeout(() => this.open(target), OPEN_MS);
        }
    }

    onLeave() {
        browser.clearTimeout(this.timer);
        if (!this.pinned) {
            this.timer = browser.setTimeout(() => this.popover.close(), CLOSE_MS);
        }
    }

    onClick(event) {
        browser.clearTimeout(this.timer);
        if (this.popover.isOpen && this.pinned) {
            this.popover.close();
            return;
        }
        this.open(event.currentTarget);
        this.pinned = true;
    }
}

/** The magnifier in lists of inquiries. */
export class PreviewWidget extends Component {
    static template = "anfragemanager.PreviewWidget";
    static components = {PreviewButton};
    static props = {...standardWidgetProps};

    get line() {
        const {resId, data} = this.props.record;
        const {display_name: name, state, needs_person} = data;
        return {id: resId, name, state, needs_person, state_label: "", reason: "", date: false};
    }

    /** What was decided may no longer belong into this list. */
    onActed() {
        return this.props.record.model.load();
    }
}

registry.category("view_widgets").add("anfragemanager_preview", {
    component: PreviewWidget,
    fieldDependencies: [
        {name: "display_name", type: "char"},
        {name: "state", type: "selection"},
        {name: "needs_person", type: "boolean"},
    ],
});
