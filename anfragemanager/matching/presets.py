"""The rules that users of other systems know, beside our own model."""

from .model import BALANCED, Model

# In a rule preset the score of a rule is its weakest field's agreement (verdict.RULE_AGREEMENT): exact agreement makes
# a duplicate, agreement by sound or with a slip a possible one.
PRESETS: dict[str, Model] = {
    "balanced": BALANCED,
    "strict": Model("strict", duplicate=0.95, possible=0.5, one_detail=True),
    # onOffice enterprise, address settings, duplicate check: same first and last name; same last name, street and city;
    # same e-mail or phone.
    "onoffice": Model(
        "onoffice",
        duplicate=0.9,
        possible=0.7,
        rules=(("first_name", "last_name"), ("last_name", "street", "house_number", "place"), ("email",), ("phone",)),
    ),
    # FLOWFACT: contact found by last name and e-mail address.
    "flowfact": Model("flowfact", duplicate=0.9, possible=0.7, rules=(("last_name", "email"),)),
    # Follow Up Boss: same e-mail address, or same phone number and name.
    "followupboss": Model(
        "followupboss", duplicate=0.9, possible=0.7, rules=(("email",), ("phone", "first_name", "last_name"))
    ),
}
