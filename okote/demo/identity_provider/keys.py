"""The provider's signing keys, kept in its state folder so that it stays itself from one day to the next."""

import secrets
from pathlib import Path

import msgspec
from joserfc.jwk import ECKey, KeySet, KeySetSerialization

FILE = "signing-keys.json"


def new_key(kid: str) -> ECKey:
    return ECKey.generate_key("P-256", {"kid": kid, "use": "sig", "alg": "ES256"}, auto_kid=False)


class SigningKeys:
    """The first key signs; all are published, so that what an older one signed still verifies."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / FILE
        if self._file.exists():
            stored = msgspec.json.decode(self._file.read_bytes())
            self._keys = [ECKey.import_key(key) for key in stored["keys"]]
        else:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._keep([new_key(_new_kid())])

    @property
    def current(self) -> ECKey:
        return self._keys[0]

    @property
    def kid(self) -> str:
        return str(self.current.kid)

    def public(self) -> KeySetSerialization:
        return KeySet(list(self._keys)).as_dict(private=False)

    def rotate(self) -> None:
        self._keep([new_key(_new_kid()), *self._keys])

    def replace_under_same_kid(self) -> None:
        self._keep([new_key(self.kid), *self._keys[1:]])

    def forget_old(self) -> None:
        self._keep(self._keys[:1])

    def _keep(self, keys: list[ECKey]) -> None:
        self._keys = keys
        written = self._file.with_suffix(".new")
        written.touch(mode=0o600)
        written.write_bytes(msgspec.json.encode(KeySet(list(keys)).as_dict(private=True)))
        written.replace(self._file)


def _new_kid() -> str:
    return secrets.token_urlsafe(8)
