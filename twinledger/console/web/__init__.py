"""The pages of the console: templates, catalogues, style and script."""
