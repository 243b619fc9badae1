"""Figures: what they show, how they look, and their words for those who do not see them."""
