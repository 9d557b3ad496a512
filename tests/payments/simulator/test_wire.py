"""The wire: who may ask, in which version; pages of lists; references expanded."""

import base64
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stripe._api_version import _ApiVersion
from stripe._encode import _api_encode

from payments.simulator.server import LocalStripe, UnsafeKeyError
from payments.simulator.wire import decode
from payments.simulator.world import API_VERSION


def test_the_version_is_the_one_that_stripes_library_pins():
    assert _ApiVersion.CURRENT == API_VERSION


@pytest.mark.parametrize(
    ("authorization", "message"),
    [
        (None, "did not provide"),
        ("", "did not provide"),
        ("Basic !!!", "did not provide"),
        ("Bearer sk_test_other", "Invalid API Key"),
        ("Bearer sk_live_abcdef", "live key"),
        ("Bearer rk_live_abcdef", "live key"),
        (f"Basic {base64.b64encode(b'sk_live_abcdef:').decode()}", "live key"),
    ],
)
async def test_only_its_own_key_opens_it(stripe_server, authorization, message):
    headers = {} if authorization is None else {"Authorization": authorization}
    answer = await stripe_server.client.get("/v1/balance", headers=headers)
    assert answer.status_code == 401
    assert message in answer.json()["error"]["message"]
    assert "abcdef" not in answer.text


async def test_its_key_may_come_as_a_user_name(stripe_server):
    given = base64.b64encode(f"{stripe_server.local.api_key}:".encode()).decode()
    answer = await stripe_server.client.get("/v1/balance", headers={"Authorization": f"Basic {given}"})
    assert answer.status_code == 200
    assert answer.headers["stripe-version"] == API_VERSION
    assert answer.headers["request-id"].startswith("req_")


@pytest.mark.parametrize("key", ["sk_live_1", "rk_live_1", "pk_test_1", ""])
def test_it_is_never_started_with_a_key_that_could_be_real(key):
    with pytest.raises(UnsafeKeyError):
        LocalStripe(api_key=key)


async def test_another_version_is_refused(stripe_server):
    answer = await stripe_server.raw("GET", "/v1/balance", Stripe_Version="2020-08-27")
    assert (answer.status_code, answer.json()["error"]["type"]) == (400, "invalid_request_error")


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/v1/cakes"), ("POST", "/v1/balance"), ("DELETE", "/v1/refunds")]
)
async def test_what_is_not_spoken_here_is_not_found(stripe_server, method, path):
    answer = await stripe_server.raw(method, path)
    assert answer.status_code == 404
    assert "Unrecognized request URL" in answer.json()["error"]["message"]


async def test_someone_elses_account_is_refused(stripe_server):
    answer = await stripe_server.raw("GET", "/v1/balance", Stripe_Account="acct_none")
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "account_invalid")


async def test_a_list_is_read_forwards_and_backwards(stripe_server):
    ids = [(await stripe_server.raw("POST", "/v1/accounts")).json()["id"] for _ in range(5)][::-1]

    async def page(**query):
        answer = (await stripe_server.raw("GET", "/v1/accounts", query)).json()
        assert (answer["object"], answer["url"]) == ("list", "/v1/accounts")
        return [item["id"] for item in answer["data"]], answer["has_more"]

    assert await page() == (ids, False)
    assert await page(limit="2") == (ids[:2], True)
    assert await page(limit="2", starting_after=ids[1]) == (ids[2:4], True)
    assert await page(limit="2", starting_after=ids[3]) == (ids[4:], False)
    assert await page(limit="2", ending_before=ids[4]) == (ids[2:4], True)
    assert await page(limit="2", ending_before=ids[2]) == (ids[:2], False)


async def test_a_list_is_of_a_time(stripe_server):
    made = (await stripe_server.raw("POST", "/v1/accounts")).json()["created"]
    for bounds, found in (
        ({"created": made}, 1),
        ({"created": made + 1}, 0),
        ({"created[gte]": made, "created[lt]": made + 1}, 1),
        ({"created[gt]": made}, 0),
        ({"created[lte]": made - 1}, 0),
    ):
        answer = await stripe_server.raw("GET", "/v1/accounts", {k: str(v) for k, v in bounds.items()})
        assert len(answer.json()["data"]) == found, bounds


TEXT = st.text("aé€ +&=%[]\n0", min_size=1, max_size=6)
NAME = st.sampled_from(["a", "bc", "metadata", "line_items", "x_1"])
BRANCH = st.dictionaries(NAME, TEXT, min_size=1, max_size=3)
TREE = st.dictionaries(NAME, TEXT | BRANCH | st.lists(TEXT | BRANCH, min_size=1, max_size=3), max_size=4)


@given(TREE)
def test_what_stripes_library_encodes_is_read_back(tree):
    assert decode(urlencode(list(_api_encode(tree)))) == tree


async def test_references_are_expanded_in_an_object_and_in_a_list(stripe_server):
    intent = await stripe_server.paid()
    one = await stripe_server.raw(
        "GET", f"/v1/payment_intents/{intent.id}", {"expand[0]": "latest_charge.balance_transaction"}
    )
    assert one.json()["latest_charge"]["balance_transaction"]["fee"] == 55
    many = await stripe_server.raw("GET", "/v1/charges", {"expand[]": "data.payment_intent"})
    assert many.json()["data"][0]["payment_intent"]["id"] == intent.id
    nothing = await stripe_server.raw(
        "GET", f"/v1/payment_intents/{intent.id}", {"expand[]": "review.charge"}
    )
    assert nothing.json()["review"] is None


@pytest.mark.parametrize("path", ["colour", "latest_charge.colour", "payment_method", "amount.currency"])
async def test_what_is_no_reference_is_not_expanded(stripe_server, path):
    intent = await stripe_server.paid()
    answer = await stripe_server.raw("GET", f"/v1/payment_intents/{intent.id}", {"expand[]": path})
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, "expand")
