"""The pages that a person sees: templates, style, Odoo's labels as they were read off a server, and our own words."""
