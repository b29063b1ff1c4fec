"""The Textual app: thin screens over the headless sessions."""
