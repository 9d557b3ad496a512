"""The server's entry: one application per process, from the environment."""

import os

from okote.app import create_app
from okote.settings import load

app = create_app(load(os.environ))
