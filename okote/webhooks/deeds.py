"""What administrators do with the territory's webhooks."""

from okote.platform.audit import Deed, Subject
from okote.platform.i18n import say

WEBHOOK = Subject(
    "webhook",
    say("Webhook"),
    "/back-office/webhooks/{}",
    fields={
        "url": say("Address"),
        "description": say("What for"),
        "kinds": say("What it is told of"),
        "off_because": say("Off"),
    },
    words={
        "by_hand": say("switched off by hand"),
        "failing": say("nothing arrived for days"),
        "gone": say("its system is gone"),
    },
    called="description",
)
DELIVERY = Subject("webhook_delivery", say("Notification"), "/back-office/webhooks", called="kind")


class WebhookDeed(Deed):
    WEBHOOK_ADDED = WEBHOOK, say("Added a webhook")
    WEBHOOK_CHANGED = WEBHOOK, say("Changed a webhook")
    WEBHOOK_ROLLED = WEBHOOK, say("Renewed the secret of a webhook")
    WEBHOOK_OFF = WEBHOOK, say("Switched a webhook off")
    WEBHOOK_ON = WEBHOOK, say("Switched a webhook on")
    WEBHOOK_REMOVED = WEBHOOK, say("Removed a webhook")
    WEBHOOK_TESTED = WEBHOOK, say("Had a test sent to a webhook")
    WEBHOOK_SENT_AGAIN = DELIVERY, say("Had a notification sent again")


DEEDS = tuple(WebhookDeed)
