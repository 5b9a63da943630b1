"""Gold questions, metrics, runs and reports."""
