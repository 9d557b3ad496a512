"""How much there is to fear for a ballot, by the questions of the data protection authority."""
