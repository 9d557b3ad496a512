"""Which sendings of a form are the same wish."""

from uuid import UUID, uuid4

from okote.funding.campaigns.rules import HolderIdentifier, IdentifierKind
from okote.funding.pledges.rules import wish
from payments.money import Money

FORM, CAMPAIGN = UUID(int=1), UUID(int=2)
TWENTY = Money.of(20)


def test_the_same_form_confirmed_again_is_the_same_wish():
    assert wish(FORM, CAMPAIGN, TWENTY, ()) == wish(FORM, CAMPAIGN, Money.of("20.00"), ())


def test_another_amount_campaign_or_form_is_another_wish():
    wishes = {
        wish(FORM, CAMPAIGN, TWENTY, ()),
        wish(FORM, CAMPAIGN, Money.of(50), ()),
        wish(FORM, uuid4(), TWENTY, ()),
        wish(uuid4(), CAMPAIGN, TWENTY, ()),
    }
    assert len(wishes) == 4


def test_in_the_name_of_another_body_it_is_another_wish():
    bodies = [None, *(HolderIdentifier(IdentifierKind.SIREN, one) for one in ("552100554", "000000000"))]
    assert len({wish(FORM, CAMPAIGN, TWENTY, (), body) for body in bodies}) == 3
    assert wish(FORM, CAMPAIGN, TWENTY, (), bodies[1]) == wish(FORM, CAMPAIGN, TWENTY, (), bodies[1])


def test_what_came_to_nothing_is_wished_anew_however_often():
    first = wish(FORM, CAMPAIGN, TWENTY, ())
    second = wish(FORM, CAMPAIGN, TWENTY, {first})
    third = wish(FORM, CAMPAIGN, TWENTY, {first, second})
    assert len({first, second, third}) == 3
    assert wish(FORM, CAMPAIGN, TWENTY, {second, first}) == third
