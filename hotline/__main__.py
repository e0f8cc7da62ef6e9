"""``python -m hotline``: the same as the ``hotline`` command."""

from hotline.config.cli import main

main()
