"""Reading, evaluating, diagnosing and drawing formulas written as on a whiteboard.

What a screen needs (all headless; modules are imported where they are used; compiled state is cached per question):

`live.read(question, text) -> Understood | Problem` parses what has been typed so far, fast enough for each key.
`Understood.tree` is the tree to draw; `Problem` has `message`, `hint`, `span` (code points of the text), `column`
(terminal cells, from 0), and `tree`, what could be read with open brackets closed, or None.

`render.render(tree, width, height, marks=(), length=None) -> list[list[Piece]]` draws a tree: each row is a list of
`Piece(text, style)` with style "", "grey", "fault", "counterpart" or "missing". `marks` are (span, style) pairs of the
text the tree was read from. Never wider than `width`, never cut. `render.one_line(tree)` is one Unicode line.

`checking.check(state.compiled_for(question), text) -> Outcome` is the check itself: correct, the reading that was
needed, misconceptions, message, `fault` and `counterpart` spans, the values on one draw.
`example.counter_example(question, outcome)` puts these in words: with these values yours gives ..., the formula ...
`symbol_list.symbols(question)` lists the symbols with their kind, shape and spellings.
"""
