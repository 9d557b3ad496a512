"""What the settings of a territory are called, in the order in which they are asked."""

from collections.abc import Mapping

from okote.platform.i18n import say

NAMES: Mapping[str, str] = {
    "name": say("Name of the site"),
    "tagline": say("In a few words"),
    "primary_colour": say("Colour"),
    "telephone": say("Telephone"),
    "counter": say("Where and when people are received"),
    "operator_name": say("Name of the operator"),
    "operator_form": say("Its legal form"),
    "operator_address": say("Its address"),
    "operator_email": say("Its e-mail address"),
    "operator_siren": say("Its SIREN"),
    "operator_orias": say("Its number in the ORIAS register"),
    "operator_insurer": say("Its insurer"),
    "payment_institution": say("Who holds the money"),
    "publisher": say("Who answers for what is published"),
    "host": say("Who runs the machines"),
    "mediator": say("Mediator of consumers"),
    "stripe_approval": say("Stripe’s written approval"),
    "controller": say("Who decides what personal data are for, where it is not the operator"),
    "data_protection_officer": say("Data protection officer"),
    "processors": say("Who else handles data, a line each: who, what for, in which country"),
}
