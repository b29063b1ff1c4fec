"""From a question and a response to a verdict, one module per kind."""
