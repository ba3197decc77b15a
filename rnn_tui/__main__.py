"""`python -m rnn_tui` is the program `rnn-tui`."""

from rnn_tui.cli.main import run

if __name__ == "__main__":
    run()
