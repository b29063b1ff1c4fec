"""The lab without a screen: a call of the engine whose arguments can be changed, with every step it takes."""
