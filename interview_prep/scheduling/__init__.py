"""When a card is due: FSRS as a pure function, the study day, fuzz and the queue."""
