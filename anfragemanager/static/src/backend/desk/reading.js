import {Component, onWillStart, onWillUpdateProps, useEffect, useRef, useState} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {FIELD_LABELS, fieldLabel, valueText} from "../reading/labels";

const ORDER = Object.keys(FIELD_LABELS);

/** What was read beside the mail it was read from; pointing at a value marks its place in the mail. */
export class Reading extends Component {
    static template = "anfragemanager.Reading";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.text = useRef("text");
        this.state = useState({reading: null, marked: null, pinned: null});
        onWillStart(() => this.load(this.props.record.resId));
        onWillUpdateProps(({record}) => {
            if (record.resId !== this.props.record.resId) {
                return this.load(record.resId);
            }
        });
        useEffect(
            () => {
                const mark = this.text.el?.querySelector("mark");
                if (mark) {
                    // Within the mail only: the page under the pointer stays where it is.
                    this.text.el.scrollTop = mark.offsetTop - this.text.el.clientHeight / 3;
                }
            },
            () => [this.marked],
        );
    }

    async load(id) {
        this.state.reading = id ? await this.orm.call("anfragemanager.inquiry", "get_reading", [[id]]) : false;
        this.state.marked = this.state.pinned = null;
    }

    get marked() {
        return this.state.marked ?? this.state.pinned;
    }

    get rows() {
        const values = this.state.reading.values.toSorted((a, b) => ORDER.indexOf(a.name) - ORDER.indexOf(b.name));
        return values.map((item) => ({
            ...item,
            label: fieldLabel(item.name),
            text: valueText(item.name, item.value),
            source: valueText("origin", item.origin),
        }));
    }

    /** @returns {string} the line or element of data beside the text in which the value pointed at stands */
    get place() {
        const item = this.state.reading.values.find(({name}) => name === this.marked);
        return item && !item.places.length ? String(item.place || "") : "";
    }

    /** @returns {{text: string, marked: boolean}[]} the mail in pieces, those of the value pointed at marked */
    get pieces() {
        const {text, values} = this.state.reading;
        const places = values.find(({name}) => name === this.marked)?.places || [];
        const pieces = [];
        let at = 0;
        for (const [start, end] of places) {
            if (start >= at) {
                pieces.push({text: text.slice(at, start), marked: false}, {text: text.slice(start, end), marked: true});
                at = end;
            }
        }
        return [...pieces, {text: text.slice(at), marked: false}];
    }

    pin(row) {
        this.state.pinned = this.state.pinned === row.name ? null : row.name;
        this.state.marked = null;
    }
}

registry.category("view_widgets").add("anfragemanager_reading", {component: Reading});
