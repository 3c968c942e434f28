"""The numbers of `anfragemanager.health` as monitoring systems want them."""

from dataclasses import asdict

from odoo import api, models

from .health import HELP

EXCEEDED, EXCEEDED_HELP = "limit_exceeded", "1 when the number of that name is above its limit."


class AnfragemanagerHealth(models.AbstractModel):
    _inherit = "anfragemanager.health"

    @api.model
    def _report(self):
        """Return the numbers for JSON, in English.

        :return: ``{"status": "pass" | "fail", "failing": [sentence], "measures": [{name, value, limit, labels}]}``
        """
        measures = self._measures()
        failing = [_sentence(measure) for measure in measures if measure.exceeded]
        return {
            "status": "fail" if failing else "pass",
            "failing": failing,
            "measures": [asdict(measure) | {"exceeded": measure.exceeded} for measure in measures],
        }

    @api.model
    def _report_prometheus(self):
        """Return the numbers in Prometheus' text format (version 0.0.4) and whether a limit is passed."""
        measures = self._measures()
        samples = {}
        for measure in sorted(measures, key=lambda one: one.name):
            if measure.value is not None:
                samples.setdefault(measure.name, []).append((measure.labels, measure.value))
        samples[EXCEEDED] = [
            ({"name": measure.name, **measure.labels}, int(measure.exceeded))
            for measure in measures
            if measure.limit is not None
        ]
        lines = []
        for name, values in samples.items():
            full = f"anfragemanager_{name}"
            lines += [f"# HELP {full} {HELP.get(name) or EXCEEDED_HELP}", f"# TYPE {full} gauge"]
            lines += [f"{full}{_in_braces(labels)} {value}" for labels, value in values]
        return "\n".join(lines) + "\n", any(measure.exceeded for measure in measures)


def _sentence(measure):
    where = "".join(f" ({key} {value})" for key, value in measure.labels.items())
    return f"{measure.name}{where} is {measure.value}, the limit is {measure.limit}. {HELP[measure.name]}"


def _in_braces(labels):
    return "{" + ",".join(f'{key}="{value}"' for key, value in labels.items()) + "}" if labels else ""
