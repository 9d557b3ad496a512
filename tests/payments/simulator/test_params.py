"""Every call is held to the parameters that Stripe's library types, and to nothing looser."""

import pytest

from payments.simulator.faults import FaultError
from payments.simulator.params import hints, typed, validated
from payments.simulator.routes import ROUTES
from payments.simulator.wire import decode
from tests.payments.stripe_server import running_stripe

CALLS = [(route.method, route.pattern.replace("{}", "x_1")) for route in ROUTES]


@pytest.fixture(scope="module")
async def stripe():
    async with running_stripe() as server:
        yield server


SESSION = {
    "mode": "payment",
    "success_url": "http://127.0.0.1/thanks",
    "line_items[0][quantity]": "1",
    "line_items[0][price_data][currency]": "eur",
    "line_items[0][price_data][unit_amount]": "2000",
    "line_items[0][price_data][product_data][name]": "Un four",
}
LINK = {
    "account": "acct_1",
    "type": "account_onboarding",
    "return_url": "http://127.0.0.1/",
    "refresh_url": "http://127.0.0.1/",
}
TRANSFER = {"amount": "100", "currency": "eur", "destination": "acct_1"}
PAYOUT = {"amount": "100", "currency": "eur"}


@pytest.mark.parametrize(("method", "path"), CALLS)
async def test_an_unknown_parameter_is_refused(stripe, method, path):
    answer = await stripe.raw(method, path, {"colour": "blue"})
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert (error["type"], error["code"], error["param"]) == (
        "invalid_request_error",
        "parameter_unknown",
        "colour",
    )


@pytest.mark.parametrize("option", ["api_key", "idempotency_key", "stripe_account", "headers"])
@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.pattern}")
def test_an_option_of_the_library_is_no_parameter(route, option):
    with pytest.raises(FaultError) as refused:
        validated(route.form, {option: "blue"})
    assert refused.value.error["code"] == "parameter_unknown"


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.pattern}")
def test_what_is_a_list_is_not_a_word(route):
    with pytest.raises(FaultError) as refused:
        typed(hints(route.form)["expand"], "charge", "expand")
    assert refused.value.error["param"] == "expand"


@pytest.mark.parametrize(
    ("path", "form", "changes", "param"),
    [
        ("checkout/sessions", SESSION, {"mode": "gift"}, "mode"),
        ("checkout/sessions", SESSION, {"mode": None}, "mode"),
        ("checkout/sessions", SESSION, {"mode": "setup"}, "mode"),
        ("checkout/sessions", SESSION, {"success_url": None}, "success_url"),
        ("checkout/sessions", SESSION, {"success_url": "thanks"}, "success_url"),
        ("checkout/sessions", SESSION, {"cancel_url": "javascript:alert(1)"}, "cancel_url"),
        ("checkout/sessions", SESSION, {"cancel_url": ""}, "cancel_url"),
        ("checkout/sessions", SESSION, {"locale": "al"}, "locale"),
        ("checkout/sessions", SESSION, {"expires_at": "tomorrow"}, "expires_at"),
        ("checkout/sessions", SESSION, {"expires_at": "1"}, "expires_at"),
        ("checkout/sessions", SESSION, {"payment_method_types[0]": "cash"}, "payment_method_types[0]"),
        ("checkout/sessions", SESSION, {"payment_method_types[0]": "ideal"}, "payment_method_types"),
        ("checkout/sessions", SESSION, {"client_reference_id": "x" * 201}, "client_reference_id"),
        ("checkout/sessions", SESSION, {"adaptive_pricing[enabled]": "no"}, "adaptive_pricing[enabled]"),
        ("checkout/sessions", SESSION, {"metadata[a][b]": "c"}, "metadata[a]"),
        ("checkout/sessions", SESSION, {"metadata": "word"}, "metadata"),
        ("checkout/sessions", SESSION, {f"metadata[{'n' * 41}]": "x"}, f"metadata[{'n' * 41}]"),
        ("checkout/sessions", SESSION, {"metadata[n]": "x" * 501}, "metadata[n]"),
        (
            "checkout/sessions",
            SESSION,
            {"line_items[0][price_data][unit_amount]": "19.99"},
            "line_items[0][price_data][unit_amount]",
        ),
        (
            "checkout/sessions",
            SESSION,
            {"line_items[0][price_data][unit_amount_decimal]": "many"},
            "line_items[0][price_data][unit_amount_decimal]",
        ),
        (
            "checkout/sessions",
            SESSION,
            {"line_items[0][price_data][currency]": "usd"},
            "line_items[0][price_data][currency]",
        ),
        (
            "checkout/sessions",
            SESSION,
            {"line_items[0][price_data][currency]": None},
            "line_items[0][price_data][currency]",
        ),
        ("checkout/sessions", SESSION, {"line_items[0][quantity]": "0"}, "line_items[0][quantity]"),
        (
            "checkout/sessions",
            SESSION,
            {"line_items[0][price_data][colour]": "blue"},
            "line_items[0][price_data][colour]",
        ),
        (
            "checkout/sessions",
            SESSION,
            {"payment_intent_data[transfer_group]": ""},
            "payment_intent_data[transfer_group]",
        ),
        (
            "checkout/sessions",
            SESSION,
            {"payment_intent_data[statement_descriptor_suffix]": "<b>"},
            "payment_intent_data[statement_descriptor_suffix]",
        ),
        (
            "checkout/sessions",
            SESSION,
            {"payment_intent_data[statement_descriptor_suffix]": "2027"},
            "payment_intent_data[statement_descriptor_suffix]",
        ),
        (
            "checkout/sessions",
            SESSION,
            {"payment_intent_data[statement_descriptor]": "FOUR"},
            "payment_intent_data[statement_descriptor]",
        ),
        (
            "checkout/sessions",
            SESSION,
            {"payment_intent_data[on_behalf_of]": "acct_1"},
            "payment_intent_data[on_behalf_of]",
        ),
        ("refunds", {"payment_intent": "pi_1"}, {"reason": "because"}, "reason"),
        ("refunds", {"payment_intent": "pi_1"}, {"amount": "1e3"}, "amount"),
        ("refunds", {"payment_intent": "pi_1"}, {"origin": "thin_air"}, "origin"),
        ("refunds", {"payment_intent": "pi_1"}, {}, "payment_intent"),
        ("refunds", {}, {"charge": "ch_1"}, "charge"),
        ("accounts", {}, {"country": "DE"}, "country"),
        ("accounts", {}, {"type": "royal"}, "type"),
        ("accounts", {}, {"controller[fees][payer]": "nobody"}, "controller[fees][payer]"),
        ("accounts", {}, {"controller": "us"}, "controller"),
        (
            "accounts",
            {},
            {"settings[payouts][schedule][interval]": "hourly"},
            "settings[payouts][schedule][interval]",
        ),
        (
            "accounts",
            {},
            {"settings[payouts][schedule][delay_days]": "few"},
            "settings[payouts][schedule][delay_days]",
        ),
        (
            "accounts",
            {},
            {"capabilities[transfers][requested]": "please"},
            "capabilities[transfers][requested]",
        ),
        (
            "accounts",
            {},
            {"settings[card_payments][statement_descriptor_prefix]": "X"},
            "settings[card_payments][statement_descriptor_prefix]",
        ),
        ("account_links", LINK, {"account": None}, "account"),
        ("account_links", LINK, {"account": "acct_none"}, "account"),
        ("account_links", LINK, {"return_url": None}, "return_url"),
        ("account_links", LINK, {"type": "account_party"}, "type"),
        ("transfers", TRANSFER, {"destination": None}, "destination"),
        ("transfers", TRANSFER, {"destination": "acct_none"}, "destination"),
        ("transfers", TRANSFER, {"currency": None}, "currency"),
        ("transfers", TRANSFER, {"currency": "usd"}, "currency"),
        ("transfers", TRANSFER, {"amount": "-1"}, "amount"),
        ("transfers", TRANSFER, {"source_type": "gold"}, "source_type"),
        ("transfers/tr_1/reversals", {}, {"amount": "all"}, "amount"),
        ("payouts", PAYOUT, {"amount": None}, "amount"),
        ("payouts", PAYOUT, {"amount": "0"}, "amount"),
        ("payouts", PAYOUT, {"currency": "usd"}, "currency"),
        ("payouts", PAYOUT, {"method": "pigeon"}, "method"),
    ],
)
async def test_a_parameter_that_stripe_would_not_take_is_refused(stripe, path, form, changes, param):
    sent = {name: value for name, value in {**form, **changes}.items() if value is not None}
    answer = await stripe.raw("POST", f"/v1/{path}", sent)
    assert (answer.status_code, answer.json()["error"]["type"]) == (400, "invalid_request_error")
    assert answer.json()["error"]["param"] == param


@pytest.mark.parametrize(
    ("path", "query", "param"),
    [
        ("refunds", {"limit": "0"}, "limit"),
        ("refunds", {"limit": "101"}, "limit"),
        ("refunds", {"limit": "ten"}, "limit"),
        ("refunds", {"starting_after": "re_none"}, "starting_after"),
        ("refunds", {"ending_before": "re_none"}, "ending_before"),
        ("checkout/sessions", {"status": "tired"}, "status"),
        ("balance_transactions", {"created[since]": "1"}, "created[since]"),
        ("balance_transactions", {"created[gte]": "today"}, "created[gte]"),
        ("events", {"types": "all"}, "types"),
        ("transfers", {"transfer_group": ""}, "transfer_group"),
        ("payouts", {"arrival_date": "soon"}, "arrival_date"),
        ("charges", {"created": "now"}, "created"),
        ("accounts", {"created[gt][lt]": "1"}, "created[gt]"),
    ],
)
async def test_a_question_that_stripe_would_not_answer_is_refused(stripe, path, query, param):
    answer = await stripe.raw("GET", f"/v1/{path}", query)
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, param)


async def test_an_amount_beyond_what_stripe_takes_is_refused(stripe):
    for cents, code in (("49", "amount_too_small"), ("100000000", "amount_too_large")):
        form = SESSION | {"line_items[0][price_data][unit_amount]": cents}
        answer = await stripe.raw("POST", "/v1/checkout/sessions", form)
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)


async def test_a_line_without_a_price_of_its_own_is_refused(stripe):
    form = {"mode": "payment", "success_url": "http://127.0.0.1/", "line_items[0][price]": "price_1"}
    answer = await stripe.raw("POST", "/v1/checkout/sessions", form)
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, "line_items[0][price_data]")


async def test_nothing_in_the_place_of_metadata_is_no_metadata(stripe):
    for form in ({"metadata": ""}, {"metadata": "", "business_profile[support_url]": ""}):
        answer = await stripe.raw("POST", "/v1/accounts", form)
        assert (answer.status_code, answer.json()["metadata"]) == (200, {})


async def test_type_and_controller_exclude_each_other(stripe):
    form = {"type": "express", "controller[fees][payer]": "account"}
    assert (await stripe.raw("POST", "/v1/accounts", form)).status_code == 400


async def test_a_refund_is_of_one_thing(stripe):
    for form in ({}, {"charge": "ch_1", "payment_intent": "pi_1"}):
        assert (await stripe.raw("POST", "/v1/refunds", form)).status_code == 400


@pytest.mark.parametrize("form", ["a[b]=1&a=2", "[]=1", "a=1&a[b]=2", "a" + "[b]" * 9 + "=1"])
def test_a_form_that_contradicts_itself_is_refused(form):
    with pytest.raises(FaultError):
        decode(form)


def test_a_form_is_read_by_its_types():
    form = next(route.form for route in ROUTES if route.pattern == "/v1/checkout/sessions")
    tree = decode(
        "mode=payment&expires_at=12&adaptive_pricing[enabled]=false&metadata[0a]=x&metadata[b]=&"
        "line_items[0][quantity]=2&line_items[1][quantity]=3&expand[]=a&expand[]=b"
    )
    assert validated(form, tree) == {
        "mode": "payment",
        "expires_at": 12,
        "adaptive_pricing": {"enabled": False},
        "metadata": {"0a": "x", "b": ""},
        "line_items": [{"quantity": 2}, {"quantity": 3}],
        "expand": ["a", "b"],
    }
