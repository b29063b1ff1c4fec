"""The rows of the catalogue, a table for each module of the engine. Pure data: nothing here imports NumPy."""
