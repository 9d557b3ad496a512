"""What may be refused, as values: a stable code and its parameters.

The edge alone turns a code into a status and a sentence in the reader's language, so an error
carries what the sentence needs and no sentence.
"""


class DomainError(Exception):
    """A refusal that someone must be told about; subclasses name it by `code`."""

    code: str = "refused"

    def __init__(self, **parameters: object) -> None:
        super().__init__(self.code, parameters)
        self.parameters = parameters
