"""Pages: what everything that a person sees in a browser has in common. docs/pages.md says how one is added."""
