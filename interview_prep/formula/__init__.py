"""Reading, evaluating, diagnosing and drawing formulas written as on a whiteboard.

What a screen needs (all headless; import the modules where they are used):

`live.read(question, text) -> Understood | Problem` parses what has been typed so far, fast enough for each key.
`Understood.tree` is the tree to draw; `Problem` has `message`, `hint`, `span` (code points of the text), `column`
(terminal cells, 0-based), and `tree`, what could be read so far, or None.

`render.render(tree, width, height, fault=None) -> list[Line]` draws a tree: a line is a list of `Piece(text, style)`
with style one of "", "grey", "fault", "missing". Never wider than `width`, never cut. `render.one_line(tree)` is the
same in one Unicode line.

`checking.check(state.compiled_for(question), text) -> Outcome` is the check itself (see `Outcome`);
`example.counter_example(question, outcome)` gives the lines of "with these Q, K, V yours gives …, the formula gives …".
`symbol_list.symbols(question)` lists the symbols with shape and spellings. Compiled state is cached per question.
"""
