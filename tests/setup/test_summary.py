"""`make test` counts right, and a skip is no success."""

import pytest

from toolbox import testing

NEEDED = ["-p", "no:odoo"]
REPORT = """<testsuites><testsuite>
<testcase classname="a" name="good"/>
<testcase classname="a" name="bad"><failure message="x"/></testcase>
<testcase classname="a" name="broken"><error message="x"/></testcase>
<testcase classname="a" name="idle"><skipped message="no browser"/></testcase>
<testcase classname="a" name="meant"><skipped message="optional: queue_job is not installed"/></testcase>
</testsuite></testsuites>"""


@pytest.fixture
def outcome(tmp_path):
    report = tmp_path / "report.xml"
    report.write_text(REPORT)
    return testing.summarise(report)


def test_errors_count_as_failures(outcome):
    assert str(outcome) == "1 passed, 2 failed, 2 skipped"


def test_only_a_skip_that_was_meant_is_accepted(outcome):
    assert outcome.unmeant_skips == ("a.idle: no browser",)


@pytest.mark.parametrize(
    ("outcome", "good"),
    [
        (testing.Outcome(passed=3), True),
        (testing.Outcome(passed=3, skipped=1), True),
        (testing.Outcome(passed=3, failed=1), False),
        (testing.Outcome(passed=3, skipped=1, unmeant_skips=("a",)), False),
        (testing.Outcome(passed=3, broke_off=True), False),
        (testing.Outcome(passed=3) + testing.Outcome(failed=1), False),
        (testing.Outcome(broke_off=True) + testing.Outcome(passed=1), False),
    ],
)
def test_what_makes_a_run_good(outcome, good):
    assert outcome.good is good


def test_pytest_that_dies_without_a_report_is_no_success(tmp_path, monkeypatch):
    monkeypatch.setattr(testing, "RESULTS", tmp_path)
    outcome = testing._pytest("unit", NEEDED, [tmp_path], ["--no-such-option"], {})
    assert not outcome.good


def test_skipped_test_fails_the_part(tmp_path, monkeypatch):
    monkeypatch.setattr(testing, "RESULTS", tmp_path)
    test = tmp_path / "test_idle.py"
    test.write_text("import pytest\n\ndef test_idle():\n    pytest.skip('no browser here')\n")
    outcome = testing._pytest("unit", NEEDED, [test], [], {})
    assert outcome.skipped == 1
    assert not outcome.good


def test_part_without_a_test_is_no_success_unless_it_was_chosen_so(tmp_path, monkeypatch):
    monkeypatch.setattr(testing, "RESULTS", tmp_path)
    (tmp_path / "test_a.py").write_text("def test_a():\n    pass\n")
    (tmp_path / "empty").mkdir()
    assert not testing._pytest("unit", NEEDED, [tmp_path / "empty"], [], {}).good
    assert testing._pytest("unit", NEEDED, [tmp_path], ["-k", "nothing"], {}).good
    assert testing._pytest("unit", NEEDED, [tmp_path / "empty"], [str(tmp_path / "test_a.py")], {}).passed == 1
