import {reactive} from "@odoo/owl";
import {browser} from "@web/core/browser/browser";
import {ConnectionLostError, RPCError} from "@web/core/network/rpc";
import {registry} from "@web/core/registry";
import {KeepLast} from "@web/core/utils/concurrency";

export const REFRESH_MS = 30_000;
const MODEL = "anfragemanager.mailbox";
export const COUNTERS = [
    "count_new",
    "count_waiting",
    "count_aborted",
    "count_failed",
    "count_done",
    "count_expired",
    "count_ignored",
    "count_other_mail",
];

/**
 * Loads what the cards of the dashboard show, for all cards at once, and keeps it fresh while somebody looks at it.
 *
 * `state.lines` and `state.counts` map the id of a mailbox to its current inquiries and its counters.
 */
export const mailboxOverviewService = {
    dependencies: ["orm"],
    start(env, {orm}) {
        const state = reactive({lines: {}, counts: {}, failed: false});
        const watchers = new Map();
        const keepLast = new KeepLast();
        let timer = null;
        let scheduled = false;

        async function refresh() {
            const ids = [...watchers.keys()];
            if (!ids.length) {
                return;
            }
            try {
                const [lines, counts] = await keepLast.add(
                    Promise.all([
                        orm.silent.call(MODEL, "get_current_inquiries", [ids]),
                        orm.silent.read(MODEL, ids, COUNTERS),
                    ]),
                );
                state.lines = lines;
                state.counts = Object.fromEntries(counts.map((count) => [count.id, count]));
                state.failed = false;
            } catch (error) {
                if (!(error instanceof RPCError || error instanceof ConnectionLostError)) {
                    throw error;
                }
                state.failed = true;
            }
        }

        function refreshIfVisible() {
            if (document.visibilityState === "visible") {
                refresh();
            }
        }

        function start() {
            timer = browser.setInterval(refreshIfVisible, REFRESH_MS);
            browser.addEventListener("focus", refreshIfVisible);
        }

        function stop() {
            browser.clearInterval(timer);
            browser.removeEventListener("focus", refreshIfVisible);
            timer = null;
        }

        /**
         * Keep a mailbox loaded until the returned function is called. Cards mounted together share one request.
         *
         * @param {number} id
         * @returns {() => void}
         */
        function watch(id) {
            watchers.set(id, (watchers.get(id) || 0) + 1);
            if (!scheduled) {
                scheduled = true;
                Promise.resolve().then(() => {
                    scheduled = false;
                    refresh();
                });
            }
            if (!timer) {
                start();
            }
            return () => {
                const left = watchers.get(id) - 1;
                if (left) {
                    watchers.set(id, left);
                } else {
                    watchers.delete(id);
                }
                if (!watchers.size) {
                    stop();
                }
            };
        }

        return {state, watch, refresh};
    },
};

registry.category("services").add("anfragemanager.mailbox_overview", mailboxOverviewService);
