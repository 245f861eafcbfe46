"""What a person sees of the fake Silverfin: templates, words, style. The layout is ours; docs/pages.md."""
