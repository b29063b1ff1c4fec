"""The one error that people see: a single line that says what, where and how to mend it."""


class UserError(Exception):
    """Something outside the program is not as it should be; the message is shown as it is, without a traceback."""
