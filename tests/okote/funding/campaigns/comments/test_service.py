"""Whoever reads an offer says something beside a line; whoever writes it says that it is done."""

import pytest

from okote.funding.campaigns.comments.queries import comments_of, open_comments
from okote.funding.campaigns.comments.rules import CommentTooLateError
from okote.funding.campaigns.comments.service import comment, mark_done
from okote.funding.campaigns.rules import CampaignState
from okote.funding.campaigns.service import approve, send_back, submit
from okote.funding.campaigns.service.review import ReviewReasonMissingError
from okote.identity.models import Role
from okote.platform.errors import ForbiddenError, NotFoundError


async def test_a_comment_is_kept_with_who_made_it_and_who_did_it(db, draft, writer, reviewer):
    reviewer.person.public_name = "Léa"
    made = await comment(db, draft.id, "line-1", "Combien de bocaux ?", by=reviewer)
    await comment(db, draft.id, "story", "Trop court", by=reviewer)
    assert await open_comments(db, draft.id) == 2

    await mark_done(db, draft.id, [made.id], by=writer)
    await mark_done(db, draft.id, [made.id], by=reviewer)  # it was done already

    first, second = await comments_of(db, draft.id)
    assert (first.comment.excerpt, first.who, first.open, second.open) == ("Bocaux", "Léa", False, True)
    assert first.comment.done_by == writer.person.id
    assert await open_comments(db, draft.id) == 1


async def test_who_comments_may_still_approve(db, submitted, reviewer):
    await comment(db, submitted.id, "story", "Bravo", by=reviewer)
    campaign = await approve(db, submitted.id, version=1, by=reviewer)
    with pytest.raises(CommentTooLateError):
        await comment(db, campaign.id, "story", "Encore", by=reviewer)


async def test_it_is_sent_back_with_a_reason_or_an_open_comment(db, submitted, writer, reviewer):
    made = await comment(db, submitted.id, "story", "Trop court", by=reviewer)
    await mark_done(db, submitted.id, [made.id], by=reviewer)
    with pytest.raises(ReviewReasonMissingError):
        await send_back(db, submitted.id, "", by=reviewer)
    await comment(db, submitted.id, "goal", "Trop haut", by=reviewer)
    assert (await send_back(db, submitted.id, "", by=reviewer)).state is CampaignState.DRAFT
    await submit(db, submitted.id, version=1, by=writer)
    assert await open_comments(db, submitted.id) == 1  # still there at the next review


async def test_nobody_else_says_anything(db, draft, writer, reviewer, someone, elsewhere):
    made = await comment(db, draft.id, "story", "Trop court", by=reviewer)
    for stranger in (writer, await someone(Role.ACCOUNTANT)):
        with pytest.raises(ForbiddenError):
            await comment(db, draft.id, "story", "Moi aussi", by=stranger)
    with pytest.raises(ForbiddenError):
        await mark_done(db, draft.id, [made.id], by=await someone(Role.PARTNER))
    neighbour = await someone(Role.AGENT, at=elsewhere)
    with pytest.raises(NotFoundError):
        await comment(db, draft.id, "story", "Moi aussi", by=neighbour)
    with pytest.raises(NotFoundError):
        await mark_done(db, draft.id, [made.id], by=neighbour)
