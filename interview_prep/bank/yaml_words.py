"""libyaml's complaints in words that say what to do."""

_REMEDIES = (
    ("mapping values are not allowed", "a colon followed by a space stands inside text without quotes; quote the text"),
    ("cannot start any token", "this character needs quotes around the text that begins with it"),
    ("unexpected end of stream", "the file ends inside a quoted text; close the quotes"),
    ("tab character", "a tab stands where spaces belong; indent with spaces"),
    (
        "could not find expected ':'",
        "a key without a colon, or text that runs over its line; add the colon, or indent",
    ),
    ("did not find expected key", "the indentation does not fit, or text needs quotes; compare with the lines above"),
    ("did not find expected '-'", "a list item has to begin with a dash in the same column as the ones above"),
    ("did not find expected ',' or", "a bracket is not closed, or a comma is missing; close it, or quote the text"),
    ("block sequence entries are not allowed", "a list cannot begin on this line; put it on a line of its own"),
    (
        "unknown escape character",
        "a backslash in double quotes begins an escape; use single quotes, or double it",
    ),
    ("hexdecimal", "a backslash in double quotes begins an escape; use single quotes, or double it"),
    ("Unicode character code", "this escape names no character; take it out"),
    ("undefined tag handle", "tags (!name) are not read; take the tag away, or put the text in quotes"),
    ("did not find expected <document start>", "text follows the end of the document; indent it or remove it"),
    ("incompatible YAML document", "the %YAML line asks for another version; delete the line"),
    ("directive", "lines that begin with % are not read; delete the line"),
    ("alphabetic or numeric character", "a name is missing after & or *; put the text in quotes"),
    ("special characters are not allowed", "a control character stands in the file; delete it"),
)


def in_plain_words(problem: str | None, context: str | None) -> str:
    """One sentence for a complaint: what is wrong, and how to mend it."""
    said = " ".join(part for part in (context, problem) if part)
    for fragment, remedy in _REMEDIES:
        if fragment in said:
            return f"not valid YAML: {remedy}"
    return f"not valid YAML ({said[:120]}); compare this line with the ones above"
