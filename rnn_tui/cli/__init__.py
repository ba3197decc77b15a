"""The command line: flags in, a plan out, and what a run prints. The only place with click.

The language is chosen here, as the modules below translate their help texts while imported.
"""

import os
import sys

from platformdirs import user_config_path

from rnn_tui.i18n.asked import begin

ASKED = begin(
    sys.argv[1:], os.environ, user_config_path("rnn-tui", appauthor=False) / "config.toml"
)
"""The language of this process."""
