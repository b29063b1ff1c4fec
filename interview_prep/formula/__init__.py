"""Reading, evaluating, diagnosing and drawing formulas written as on a whiteboard."""
