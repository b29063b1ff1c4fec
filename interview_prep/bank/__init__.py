"""Reading, compiling, indexing and searching the banks of questions."""
