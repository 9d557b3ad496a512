"""An action as it stands in the database: its service, itself, its one step."""

from datetime import date

from consultations.actions.models import Action, ActionStep
from consultations.services.models import Service


def an_action(here, person, at):
    """Everyone sees that it is proposed."""
    today: date = at.date()
    service = Service(territory_id=here.id, name="Accueil", email="accueil@exemple.test", created_at=at)
    action = Action(
        territory_id=here.id,
        number=1,
        title="Répondre",
        why="C’est long.",
        service_id=service.id,
        since=today,
        created_at=at,
        published_at=at,
    )
    step = ActionStep(
        territory_id=here.id,
        action_id=action.id,
        state=action.state,
        service_id=service.id,
        happened_on=today,
        since=today,
        at=at,
        by=person.id,
    )
    return service, action, step
