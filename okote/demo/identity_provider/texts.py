"""What the pages say, in three languages; apart from the service's catalogues, as the provider is apart."""

from collections.abc import Mapping

LANGUAGES = {"fr": "Français", "de": "Deutsch", "en": "English"}

TEXTS: Mapping[str, Mapping[str, str]] = {
    "fr": {
        "skip": "Aller au contenu",
        "brand": "Identité de démonstration",
        "languages": "Langues",
        "choose": "Qui voulez-vous être\u202f?",
        "fictional": "Ces personnes sont inventées. Choisissez-en une pour essayer le service\u00a0: "
        "aucun mot de passe n’est demandé.",
        "people": "Personnes",
        "returning": "Vous reviendrez ensuite sur {service}.",
        "cancel": "Annuler et revenir",
        "wrong": "Cette demande de connexion n’est pas complète",
        "again": "Revenez sur le service d’où vous venez, et recommencez.",
        "signed_out": "Vous êtes déconnectée, déconnecté",
        "close": "Vous pouvez fermer cette page.",
    },
    "de": {
        "skip": "Zum Inhalt",
        "brand": "Demo-Identität",
        "languages": "Sprachen",
        "choose": "Wer möchten Sie sein?",
        "fictional": "Diese Personen sind erfunden. Wählen Sie eine aus, um den Dienst auszuprobieren: "
        "Es wird kein Passwort verlangt.",
        "people": "Personen",
        "returning": "Danach kehren Sie zu {service} zurück.",
        "cancel": "Abbrechen und zurückkehren",
        "wrong": "Diese Anmeldeanfrage ist nicht vollständig",
        "again": "Kehren Sie zum Dienst zurück, von dem Sie kommen, und beginnen Sie noch einmal.",
        "signed_out": "Sie sind abgemeldet",
        "close": "Sie können diese Seite schließen.",
    },
    "en": {
        "skip": "Skip to content",
        "brand": "Demo identity",
        "languages": "Languages",
        "choose": "Who would you like to be?",
        "fictional": "These people are invented. Choose one to try the service: no password is asked.",
        "people": "People",
        "returning": "You will then go back to {service}.",
        "cancel": "Cancel and go back",
        "wrong": "This sign-in request is not complete",
        "again": "Go back to the service that you came from, and start again.",
        "signed_out": "You are signed out",
        "close": "You may close this page.",
    },
}


def language_of(wanted: str) -> str:
    """The first of ours among what is wanted, as `ui_locales` or `Accept-Language` write it; else French."""
    for tag in wanted.replace(",", " ").split():
        primary = tag.partition(";")[0].partition("-")[0].lower()
        if primary in LANGUAGES:
            return primary
    return "fr"
