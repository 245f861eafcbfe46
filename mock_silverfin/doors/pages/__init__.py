"""The doors of the pages: who looks, and what is shown."""
