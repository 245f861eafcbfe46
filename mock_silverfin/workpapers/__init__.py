"""Workpapers: what a firm adds to figures: mappings, stars, adjustments, reconciliations, people, exports."""
