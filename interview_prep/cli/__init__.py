"""The command line: one file per group of commands, every import inside its command."""
