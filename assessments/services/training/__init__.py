"""A training plan for one person: what to take and when, within wishes, each item with reasons."""
