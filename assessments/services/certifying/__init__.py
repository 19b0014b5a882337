"""How a person stands towards certificates: what is met, since when, and how to prepare."""
