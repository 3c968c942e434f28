import {onMounted, onWillUnmount, reactive, useState} from "@odoo/owl";
import {browser} from "@web/core/browser/browser";
import {ConnectionLostError, RPCError} from "@web/core/network/rpc";
import {registry} from "@web/core/registry";
import {KeepLast} from "@web/core/utils/concurrency";
import {useService} from "@web/core/utils/hooks";

export const MODEL = "anfragemanager.mailbox";
// The server's notice that some inquiry changed; see `inquiry_desk.py`.
export const CHANGED = "anfragemanager.inquiry/changed";
// Many inquiries change in one go when a portal delivers; one load shows them all.
export const GATHER_MS = 400;
// Notices are lost where the connection for them is; ages grow without any.
export const REFRESH_MS = 60_000;

/**
 * Loads what the dashboard shows, in one request, and keeps it fresh while somebody looks at it. What is wrong is asked for
 * apart: nobody waits for it, and it changes seldom.
 *
 * `state.cards` maps the id of a mailbox to its numbers; `state.lines` are the current inquiries of `state.linesOf`, or of
 * all mailboxes; `state.signs` and `state.signsOf` (by mailbox) say what is wrong; `state.loaded` is false until the first
 * answer.
 */
export const dashboardService = {
    dependencies: ["orm", "bus_service"],
    start(env, {orm, bus_service: bus}) {
        const state = reactive({
            cards: {},
            lines: [],
            signs: [],
            signsOf: {},
            mailboxes: [],
            linesOf: false,
            loaded: false,
            failed: false,
        });
        const keepLast = new KeepLast();
        const keepLastSigns = new KeepLast();
        let watchers = 0;
        let timer = null;
        let gathering = null;

        function failed(error) {
            if (!(error instanceof RPCError || error instanceof ConnectionLostError)) {
                throw error;
            }
        }

        async function refresh() {
            try {
                const answer = await keepLast.add(
                    orm.silent.call(MODEL, "get_dashboard", [], {lines_of: state.linesOf}),
                );
                Object.assign(state, answer, {loaded: true, failed: false});
            } catch (error) {
                failed(error);
                state.failed = true;
            }
        }

        async function refreshSigns({fresh = false} = {}) {
            try {
                const {all, mailboxes} = await keepLastSigns.add(orm.silent.call(MODEL, "get_signs", [], {fresh}));
                Object.assign(state, {signs: all, signsOf: mailboxes});
            } catch (error) {
                // What was wrong before is still shown; the dashboard itself says when nothing can be loaded.
                failed(error);
            }
        }

        function refreshAllSoon() {
            if (document.visibilityState === "visible") {
                refreshSigns();
            }
            refreshSoon();
        }

        function refreshSoon() {
            if (!gathering && watchers && document.visibilityState === "visible") {
                gathering = browser.setTimeout(() => {
                    gathering = null;
                    refresh();
                }, GATHER_MS);
            }
        }

        function start() {
            bus.subscribe(CHANGED, refreshSoon);
            bus.start();
            timer = browser.setInterval(refreshAllSoon, REFRESH_MS);
            browser.addEventListener("focus", refreshAllSoon);
        }

        function stop() {
            bus.unsubscribe(CHANGED, refreshSoon);
            browser.clearInterval(timer);
            browser.clearTimeout(gathering);
            browser.removeEventListener("focus", refreshAllSoon);
            gathering = null;
        }

        /**
         * Keep the dashboard loaded until the returned function is called.
         *
         * @returns {() => void}
         */
        function watch() {
            watchers += 1;
            if (watchers === 1) {
                start();
                refresh();
                // Who comes back from mending something sees at once whether it is mended.
                refreshSigns({fresh: true});
            }
            return () => {
                watchers -= 1;
                if (!watchers) {
                    stop();
                }
            };
        }

        function showLinesOf(mailboxId) {
            state.linesOf = mailboxId;
            return refresh();
        }

        return {state, watch, refresh, showLinesOf};
    },
};

registry.category("services").add("anfragemanager.dashboard", dashboardService);

/**
 * Use what the dashboard shows in a component, and keep it fresh while the component is mounted.
 *
 * @returns {{dashboard: Object, overview: Object}} the service and its reactive state
 */
export function useDashboard() {
    const dashboard = useService("anfragemanager.dashboard");
    let leave = null;
    onMounted(() => (leave = dashboard.watch()));
    onWillUnmount(() => leave());
    return {dashboard, overview: useState(dashboard.state)};
}
