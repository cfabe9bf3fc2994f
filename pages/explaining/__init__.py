"""Why a model says what it says: drawn on Evaluate, Predict and Mutations."""
