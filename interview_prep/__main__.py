"""Where every start begins: no arguments go straight to the app, anything else to the command line."""

import sys


def main() -> None:
    """Run the app, or the command that the arguments name."""
    if len(sys.argv) == 1:
        from interview_prep.errors import UserError
        from interview_prep.text import one_line
        from interview_prep.tui.start import run

        try:
            sys.exit(run())
        except UserError as error:
            sys.exit(one_line(str(error), 600))
    from interview_prep.cli.app import run_command

    run_command()


if __name__ == "__main__":
    main()
