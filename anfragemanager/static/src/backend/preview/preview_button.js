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

// As long as a list takes to show what became of a decision.
const RETURN_MS = 3000;

const buttons = () => [...document.querySelectorAll(".o_anfrage_line_preview")];

/**
 * Put the focus where the preview was opened: at the inquiry's line, or at the one that took its place.
 *
 * The list loads anew after a decision and draws its lines again, by which the focus would be lost to the page.
 *
 * @param {{inquiry: string, number: number}} place the inquiry, and where its line stood
 */
function returnTo({inquiry, number}) {
    const focus = () => {
        const active = document.activeElement;
        if (active && active !== document.body) {
            // Whoever went on meanwhile is not called back.
            return;
        }
        const shown = buttons();
        const line = shown.find((button) => button.dataset.preview === inquiry);
        (line || shown[Math.min(number, shown.length - 1)])?.focus({preventScroll: true});
    };
    const observer = new MutationObserver(focus);
    observer.observe(document.body, {childList: true, subtree: true});
    browser.setTimeout(() => observer.disconnect(), RETURN_MS);
    browser.setTimeout(focus);
}

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
                if (this.pinned) {
                    returnTo(this.place);
                }
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
        const inquiry = event.currentTarget.dataset.preview;
        this.place = {inquiry, number: buttons().indexOf(event.currentTarget)};
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
