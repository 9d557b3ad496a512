"""What the local Stripe's pages say, in the three languages that they speak."""

from payments.simulator.messages import Request

LANGUAGES = ("fr", "de", "en")

TEXTS = {
    "fr": {
        "notice": "Paiement d’essai : aucun argent n’est débité.",
        "pay_title": "Payer {amount}",
        "to": "pour {seller}",
        "choose": "Choisissez une carte d’essai",
        "others": "Autres cartes d’essai",
        "4242424242424242": "Paiement accepté",
        "4000002760003184": "La banque vous demande de confirmer",
        "4000000000000002": "Carte refusée",
        "4000000000009995": "Refusée : solde insuffisant",
        "4000000000000127": "La banque répond dans une minute : acceptée",
        "4000000000000135": "La banque répond dans une minute : refusée",
        "4000000000007726": "Acceptée ; un remboursement prendrait une minute",
        "4000000000005126": "Acceptée ; un remboursement échouerait",
        "pay": "Payer {amount}",
        "cancel": "Annuler et revenir au site",
        "declined": "Votre carte a été refusée. Rien n’a été débité. Choisissez une autre carte.",
        "not_confirmed": "Vous n’avez pas confirmé auprès de votre banque. Rien n’a été débité.",
        "paid_title": "Ce paiement est déjà fait",
        "paid": "Ne payez pas une seconde fois.",
        "expired_title": "Ce paiement n’est plus possible",
        "expired": "La page de paiement a expiré. Rien n’a été débité.",
        "back": "Revenir au site",
        "bank_title": "Votre banque vous demande de confirmer",
        "bank": "Paiement de {amount} pour {seller}.",
        "confirm": "Je confirme ce paiement",
        "refuse": "Je refuse",
        "onboarding_title": "Compte de paiement de {seller}",
        "onboarding": "Stripe vérifie qui reçoit l’argent : association, personne responsable, "
        "compte bancaire. Ici, tout est déjà rempli avec des données inventées.",
        "submit": "Envoyer ces informations",
        "later": "Finir plus tard",
        "unknown_title": "Cette page n’existe pas",
    },
    "de": {
        "notice": "Testzahlung: Es wird kein Geld abgebucht.",
        "pay_title": "{amount} bezahlen",
        "to": "an {seller}",
        "choose": "Wählen Sie eine Testkarte",
        "others": "Weitere Testkarten",
        "4242424242424242": "Zahlung wird angenommen",
        "4000002760003184": "Die Bank bittet Sie um Bestätigung",
        "4000000000000002": "Karte abgelehnt",
        "4000000000009995": "Abgelehnt: nicht genug Guthaben",
        "4000000000000127": "Die Bank antwortet in einer Minute: angenommen",
        "4000000000000135": "Die Bank antwortet in einer Minute: abgelehnt",
        "4000000000007726": "Angenommen; eine Erstattung würde eine Minute dauern",
        "4000000000005126": "Angenommen; eine Erstattung würde scheitern",
        "pay": "{amount} bezahlen",
        "cancel": "Abbrechen und zurück zur Website",
        "declined": "Ihre Karte wurde abgelehnt. Es wurde nichts abgebucht. Wählen Sie eine andere Karte.",
        "not_confirmed": "Sie haben bei Ihrer Bank nicht bestätigt. Es wurde nichts abgebucht.",
        "paid_title": "Diese Zahlung ist schon erledigt",
        "paid": "Bezahlen Sie nicht noch einmal.",
        "expired_title": "Diese Zahlung ist nicht mehr möglich",
        "expired": "Die Bezahlseite ist abgelaufen. Es wurde nichts abgebucht.",
        "back": "Zurück zur Website",
        "bank_title": "Ihre Bank bittet Sie um Bestätigung",
        "bank": "Zahlung von {amount} an {seller}.",
        "confirm": "Ich bestätige diese Zahlung",
        "refuse": "Ich lehne ab",
        "onboarding_title": "Zahlungskonto von {seller}",
        "onboarding": "Stripe prüft, wer das Geld erhält: Verein, verantwortliche Person, Bankkonto. "
        "Hier ist alles schon mit erfundenen Angaben ausgefüllt.",
        "submit": "Diese Angaben senden",
        "later": "Später fertigstellen",
        "unknown_title": "Diese Seite gibt es nicht",
    },
    "en": {
        "notice": "Trial payment: no money is taken.",
        "pay_title": "Pay {amount}",
        "to": "to {seller}",
        "choose": "Choose a test card",
        "others": "Other test cards",
        "4242424242424242": "Payment is accepted",
        "4000002760003184": "The bank asks you to confirm",
        "4000000000000002": "Card is declined",
        "4000000000009995": "Declined: not enough money",
        "4000000000000127": "The bank answers in a minute: accepted",
        "4000000000000135": "The bank answers in a minute: declined",
        "4000000000007726": "Accepted; a refund would take a minute",
        "4000000000005126": "Accepted; a refund would fail",
        "pay": "Pay {amount}",
        "cancel": "Cancel and return to the site",
        "declined": "Your card was declined. Nothing was taken. Choose another card.",
        "not_confirmed": "You did not confirm with your bank. Nothing was taken.",
        "paid_title": "This payment is already made",
        "paid": "Do not pay a second time.",
        "expired_title": "This payment is no longer possible",
        "expired": "The payment page has expired. Nothing was taken.",
        "back": "Return to the site",
        "bank_title": "Your bank asks you to confirm",
        "bank": "Payment of {amount} to {seller}.",
        "confirm": "I confirm this payment",
        "refuse": "I refuse",
        "onboarding_title": "Payment account of {seller}",
        "onboarding": "Stripe checks who receives the money: association, person responsible, bank account. "
        "Here everything is already filled in with invented data.",
        "submit": "Send this information",
        "later": "Finish later",
        "unknown_title": "This page does not exist",
    },
}


def language(wanted: str | None, request: Request) -> str:
    """The one that the session names, else the first of the browser's that is spoken here."""
    if wanted in LANGUAGES:
        return wanted
    accepted = request.headers.get("accept-language", "").split(",")
    spoken = (choice.strip()[:2].lower() for choice in accepted)
    return next((code for code in spoken if code in LANGUAGES), "fr")
