import {registry} from "@web/core/registry";
import {GraphRenderer} from "@web/views/graph/graph_renderer";
import {graphView} from "@web/views/graph/graph_view";

/** A graph whose axis counts in whole numbers where its measure does: there is no half inquiry. */
export class WholeGraphRenderer extends GraphRenderer {
    getScaleOptions() {
        const scales = super.getScaleOptions();
        const {measure, measures} = this.model.metaData;
        if (scales.y && ["integer", "many2one"].includes(measures[measure]?.type)) {
            scales.y.ticks.precision = 0;
            // Odoo's own writes decimals for whole numbers, too.
            scales.y.ticks.callback = (value) => this.formatValue(value);
        }
        return scales;
    }
}

registry.category("views").add("anfragemanager_graph", {...graphView, Renderer: WholeGraphRenderer});
