"""Where every start begins: no arguments go straight to the app, anything else to the command line."""

import sys


def main() -> None:
    """Run the app, or the command that the arguments name."""
    if len(sys.argv) == 1:
        if not all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout)):
            sys.exit("the app needs a terminal; in a pipe use: interview-prep quiz --plain")
        from interview_prep.tui.start import run

        run()
        return
    from interview_prep.cli.app import run_command

    run_command()


if __name__ == "__main__":
    main()
