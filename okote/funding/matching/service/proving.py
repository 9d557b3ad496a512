"""Keep the paper that shows that a partner has paid."""

from pathlib import Path
from uuid import UUID

from sqlmodel import func, select

from okote.funding.deeds import FundingDeed
from okote.funding.matching.models import FundsCall, FundsProof, SignedCommitment
from okote.funding.matching.rules.proofs import check_proof
from okote.funding.matching.service.receiving import check_stands
from okote.funding.permissions import may_prove_payment
from okote.identity.permissions import person_of, require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.platform.files.papers import store_paper
from okote.territories.queries import held
from payments.sessions import WriteSession
from payments.tables import uuid7


async def add_proof(
    db: WriteSession, commitment_id: UUID, data: bytes, *, folder: Path, by: Visitor
) -> FundsProof:
    """The file is written before the row commits: a crash leaves a file that nothing names.

    ProofTooLateError, FundsCalledOffError, TooManyProofsError, NotAPaperError, PaperTooLargeError,
    PictureTooLargeError.
    """
    call = await held(db, FundsCall, by.territory.id, commitment_id)
    signed = await db.get_one(SignedCommitment, commitment_id)
    require(may_prove_payment(by, signed.partner_id))
    await check_stands(db, by, commitment_id)
    sent = select(func.count()).where(FundsProof.commitment_id == commitment_id)
    check_proof(call.received_on, sent=(await db.exec(sent)).one())
    name = uuid7()
    proof = FundsProof(
        id=name,
        territory_id=call.territory_id,
        commitment_id=commitment_id,
        kind=await store_paper(data, folder=folder, name=name),
        sent_at=await db.now(),
        sent_by=person_of(by).id,
    )
    db.add(proof)
    await db.flush()
    await note(db, by.doer, FundingDeed.PROOF_SENT, proof)
    return proof
