"""The invented people whom anybody may sign in as."""

from uuid import NAMESPACE_URL, uuid5

import msgspec


class FictionalPerson(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`what` says, per language, why one would choose this person."""

    key: str
    given_name: str
    family_name: str
    email: str
    what: dict[str, str]

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"

    def sub(self, issuer: str) -> str:
        """The same for ever at one issuer, and saying nothing about the person."""
        return str(uuid5(NAMESPACE_URL, f"{issuer}#{self.key}"))


PEOPLE = (
    FictionalPerson(
        key="camille",
        given_name="Camille",
        family_name="Aubry",
        email="camille.aubry@courriel.example",
        what={
            "fr": "Habitante de Rivemont, testeuse : un essai l’attend",
            "de": "Wohnt in Rivemont, Testerin: ein Test wartet auf sie",
            "en": "Lives in Rivemont, a tester: a test waits for her",
        },
    ),
    FictionalPerson(
        key="yanis",
        given_name="Yanis",
        family_name="Keller",
        email="yanis.keller@courriel.example",
        what={
            "fr": "Habitant du Vieux-Gué, membre d’un comité de citoyens",
            "de": "Wohnt in Vieux-Gué, sitzt in einem Bürgerrat",
            "en": "Lives in Vieux-Gué, member of a citizens’ panel",
        },
    ),
    FictionalPerson(
        key="solene",
        given_name="Solène",
        family_name="Marchal",
        email="solene.marchal@imprimerie-du-gue.example",
        what={
            "fr": "Donne au nom d’une entreprise, l’Imprimerie du Gué",
            "de": "Trägt im Namen eines Unternehmens bei, der Imprimerie du Gué",
            "en": "Gives on behalf of a company, Imprimerie du Gué",
        },
    ),
    FictionalPerson(
        key="nadia",
        given_name="Nadia",
        family_name="Ferrand",
        email="nadia.ferrand@bocaux-du-rhin.example",
        what={
            "fr": "Porte un projet, avec l’association Bocaux du Rhin",
            "de": "Trägt ein Projekt, mit dem Verein Bocaux du Rhin",
            "en": "Holds a project, with the association Bocaux du Rhin",
        },
    ),
    FictionalPerson(
        key="hugo",
        given_name="Hugo",
        family_name="Lemaire",
        email="hugo.lemaire@cuisines-du-ried.example",
        what={
            "fr": "Partenaire des projets, aux Cuisines du Ried",
            "de": "Partner der Projekte, bei den Cuisines du Ried",
            "en": "Partner of projects, at Cuisines du Ried",
        },
    ),
    FictionalPerson(
        key="paul",
        given_name="Paul",
        family_name="Reeb",
        email="paul.reeb@trois-rives.example",
        what={
            "fr": "Accompagne les porteurs de projet",
            "de": "Begleitet die Projektträger",
            "en": "Coaches those who hold projects",
        },
    ),
    FictionalPerson(
        key="ines",
        given_name="Inès",
        family_name="Roth",
        email="ines.roth@trois-rives.example",
        what={
            "fr": "Comptable du territoire",
            "de": "Führt die Bücher des Gebiets",
            "en": "Keeps the territory’s accounts",
        },
    ),
    FictionalPerson(
        key="claire",
        given_name="Claire",
        family_name="Weiss",
        email="claire.weiss@trois-rives.example",
        what={
            "fr": "Répond pour deux services, la voirie et l’accueil",
            "de": "Antwortet für zwei Dienststellen, Straßen und Empfang",
            "en": "Answers for two services, roads and front desks",
        },
    ),
    FictionalPerson(
        key="samira",
        given_name="Samira",
        family_name="Kessler",
        email="samira.kessler@trois-rives.example",
        what={
            "fr": "Anime les comités de testeurs et de citoyens",
            "de": "Leitet die Testgruppen und Bürgerräte",
            "en": "Runs the panels of testers and citizens",
        },
    ),
    FictionalPerson(
        key="bruno",
        given_name="Bruno",
        family_name="Adam",
        email="bruno.adam@trois-rives.example",
        what={
            "fr": "Élu, suit les comités sans y noter ni compter",
            "de": "Gewähltes Mitglied, begleitet die Gruppen, bewertet und zählt nicht",
            "en": "Elected member, follows panels, neither rates nor counts",
        },
    ),
    FictionalPerson(
        key="lea",
        given_name="Léa",
        family_name="Stoll",
        email="lea.stoll@trois-rives.example",
        what={
            "fr": "Administratrice du territoire",
            "de": "Administratorin des Gebiets",
            "en": "Administrator of the territory",
        },
    ),
    FictionalPerson(
        key="marc",
        given_name="Marc",
        family_name="Oberlin",
        email="marc.oberlin@trois-rives.example",
        what={
            "fr": "Administrateur du territoire, pour relire à deux",
            "de": "Administrator des Gebiets, für das Vier-Augen-Prinzip",
            "en": "Administrator of the territory, so that two can review",
        },
    ),
)
