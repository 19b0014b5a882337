"""Take lists from elsewhere: rows that are right are taken, every other is named."""
