"""Settings of the tests: the same file, with the mode set before it is read."""

import os

os.environ["HOTLINE_ENV"] = "test"

from hotline.config.settings import *  # noqa: F403
