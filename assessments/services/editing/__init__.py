"""Editing the reference data: roles, framework and catalogue, each with its history."""
