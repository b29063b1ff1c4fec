"""S705: the bank says everything in its own words."""

from interview_prep.authoring.lint.words import readable
from interview_prep.authoring.rules import FoundIn, Whole, rule
from interview_prep.authoring.shingles import known_hashes, shingles


@rule("S705", "error", scope="bundled")
def no_sentence_is_copied(whole: Whole) -> FoundIn:
    """No eight consecutive words are the article's."""
    known = known_hashes()
    for item in whole.items:
        for path, text in readable(item.data):
            copied = next((run for digest, run in shingles(text) if digest in known), None)
            if copied is not None:
                yield item, path, f'"{copied}" stands so in the article; say it in other words'
                break
