"""Spoken answers against key points and red flags: cues in clause windows, polarity, three states. No model."""
